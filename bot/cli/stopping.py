"""Working until somebody says stop, by Ctrl-C or by the system."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


async def until_terminated(work: Awaitable[T]) -> T:
    """Let SIGTERM end the work as Ctrl-C does: everything opened is closed again."""
    task = asyncio.ensure_future(work)
    with suppress(NotImplementedError, RuntimeError, ValueError):
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, task.cancel)
    return await task


async def until_stopped() -> None:
    """Return at the first SIGINT or SIGTERM, so that everything is closed in order."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows has no such handlers; there Ctrl-C ends the loop by itself.
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, stopped.set)
    await stopped.wait()
