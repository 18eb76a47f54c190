"""Work that somebody can ask for at any moment, done one after the other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from bot.database_trouble import log_failure
from core.errors import RemoteError

log = logging.getLogger(__name__)


class Waker:
    """Runs a piece of work soon after it was asked for.

    However often it is asked for meanwhile, it runs once more, not as often.
    """

    def __init__(self, name: str, work: Callable[[], Awaitable[object]]) -> None:
        self._name = name
        self._work = work
        self._asked = asyncio.Event()

    def wake(self) -> None:
        """Ask for the work; returns at once."""
        self._asked.set()

    @asynccontextmanager
    async def awake(self) -> AsyncIterator[None]:
        """Listen while inside."""
        task = asyncio.create_task(self._run(), name=self._name)
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _run(self) -> None:
        while True:
            await self._asked.wait()
            self._asked.clear()
            try:
                await self._work()
            except RemoteError as error:
                log.warning("work-stopped", extra={"system": error.system})
            except Exception as error:  # noqa: BLE001 (logged; the listening goes on)
                # The schedule asks again; a mistake must not end the listening.
                log_failure(log, "work-failed", error, work=self._name)
