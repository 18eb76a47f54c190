"""Many small writes as a few large ones, without anybody being told too early."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

MOST = 200
"""How many wait for one commit at the most."""

MOST_WAITING = 5_000
"""How many wait in all; a flood that is not stored in time is refused instead."""


class TooManyWaiting(Exception):
    """So much waits to be stored that more would only wait in vain."""


@dataclass(frozen=True)
class _Waiting(Generic[T]):
    item: T
    stored: asyncio.Future[None]


class Batcher(Generic[T]):
    """Stores what waits in one write and lets everybody go on after its commit.

    While one write is under way, what comes collects for the next. A write that fails
    is redone one by one, so that nobody suffers from a neighbour.
    """

    def __init__(
        self, store: Callable[[Sequence[T]], Awaitable[None]], most: int = MOST
    ) -> None:
        self._store = store
        self._most = most
        self._waiting: deque[_Waiting[T]] = deque()
        self._running: asyncio.Task[None] | None = None

    async def put(self, item: T) -> None:
        """Store an item; returns after the commit, or raises what storing it raised.

        Raises ``TooManyWaiting`` where storing has fallen far behind.
        """
        if len(self._waiting) >= MOST_WAITING:
            raise TooManyWaiting
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(item, stored))
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._work_off())
        await stored

    async def aclose(self, patience: float) -> None:
        """Wait at most that many seconds for what was put to be stored or to fail."""
        if self._running is not None:
            _, late = await asyncio.wait([self._running], timeout=patience)
            for task in late:
                task.cancel()

    async def _work_off(self) -> None:
        while self._waiting:
            size = min(self._most, len(self._waiting))
            await self._commit([self._waiting.popleft() for _ in range(size)])

    async def _commit(self, group: Sequence[_Waiting[T]]) -> None:
        try:
            await self._store([each.item for each in group])
        except Exception as error:  # noqa: BLE001 (it belongs to whoever put the item)
            await self._redo(group, error)
            return
        for each in group:
            _tell(each, None)

    async def _redo(self, group: Sequence[_Waiting[T]], error: Exception) -> None:
        """Store one by one what somebody still waits for."""
        if len(group) == 1:
            _tell(group[0], error)
            return
        for each in group:
            if not each.stored.done():
                await self._commit([each])


def _tell(waiting: _Waiting[T], error: Exception | None) -> None:
    # Whoever was cancelled meanwhile has no use for the answer.
    if waiting.stored.done():
        return
    if error is None:
        waiting.stored.set_result(None)
    else:
        waiting.stored.set_exception(error)
