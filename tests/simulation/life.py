"""The life of one process: it runs, freezes, thaws, and is killed at any await.

A kill is a kill -9: what the process had sent is on its way, what the database had
committed is committed, and nothing it would still have done happens, not even the last
words of a ``finally``.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from tests.simulation.virtual import VirtualLoop

T = TypeVar("T")

_PRESENT: contextvars.ContextVar[Life | None] = contextvars.ContextVar(
    "present", default=None
)
"""Whose code is running: every task inherits it from the one that began it."""


class Life:
    """One process of the bot."""

    def __init__(self, name: str, loop: VirtualLoop) -> None:
        self.name = name
        self.is_alive = True
        self.thaws_at = 0.0
        self.froze_at: list[float] = []
        self.thaws: list[float] = []
        self.died_at: float | None = None
        self.database_free_at = 0.0
        self._loop = loop
        self._tasks: set[asyncio.Task[Any]] = set()

    def begins(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Let some work go on in this process."""
        inside = contextvars.copy_context()
        inside.run(_PRESENT.set, self)
        return self._loop.create_task(work, context=inside)

    def owns(self, task: asyncio.Task[Any]) -> None:
        """Remember a task of this process for as long as it runs."""
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(_look_at)

    @property
    def is_frozen(self) -> bool:
        return self._loop.time() < self.thaws_at

    def freezes(self, seconds: float) -> None:
        """Stand still, as a stopped process or a paused machine does."""
        self.thaws_at = self._loop.time() + seconds
        self.froze_at.append(self._loop.time())
        self.thaws.append(self.thaws_at)

    def dies(self) -> None:
        """Be killed: nothing of this process goes on."""
        if not self.is_alive:
            return
        self.is_alive = False
        self.died_at = self._loop.time()
        for task in sorted(self._tasks, key=lambda task: task.get_name()):
            task.cancel()

    async def awake(self) -> None:
        """Return while the process runs; a dead one never gets further."""
        if self.is_alive and self.is_frozen:
            await asyncio.sleep(self.thaws_at - self._loop.time())
        if not self.is_alive:
            raise asyncio.CancelledError


def _look_at(task: asyncio.Task[Any]) -> None:
    # Whoever waited for it may be dead; what began it reports what went wrong.
    if not task.cancelled():
        task.exception()


def present() -> Life | None:
    """Return the process whose code is running; ``None`` in the world outside."""
    return _PRESENT.get()


def outside() -> contextvars.Context:
    """Return a context in which nothing belongs to any process."""
    context = contextvars.copy_context()
    context.run(_PRESENT.set, None)
    return context


def keep_track(loop: VirtualLoop) -> None:
    """Let every task belong to the process that begins it."""
    made = 0

    def make(
        loop: asyncio.AbstractEventLoop, work: Any, **options: Any
    ) -> asyncio.Task[Any]:
        nonlocal made
        made += 1
        # Tasks are killed in the order of their names.
        task = asyncio.Task(work, loop=loop, name=f"{made:08d}", **options)
        context: contextvars.Context | None = options.get("context")
        life = present() if context is None else context.get(_PRESENT)
        if life is not None:
            life.owns(task)
        return task

    loop.set_task_factory(make)


Strike = Callable[[Life, str, float], None]
"""Called where a process may die or freeze, with the name and the odds of the place."""
