"""Work that goes on after Slack got its answer, and is waited for at the end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, Final

log = logging.getLogger(__name__)

MOST: Final = 500
"""How much may be going on at a time; far more than a company asks for."""


class Tasks:
    """Keeps hold of running work."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Let some work go on by itself; in a flood it is dropped, and that logged."""
        if len(self._running) >= MOST:
            work.close()
            log.warning("work-dropped")
            return
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def aclose(self, grace_seconds: float) -> None:
        """Wait for what is running; what takes longer than the grace is cancelled."""
        if not self._running:
            return
        _, late = await asyncio.wait(set(self._running), timeout=grace_seconds)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)

    async def settled(self) -> None:
        """Wait until nothing is running."""
        while self._running:
            await asyncio.wait(set(self._running))
