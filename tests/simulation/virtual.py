"""Virtual time: an event loop on which waiting costs nothing and nothing is parallel.

The loop never looks at a socket. Where nothing is ready it jumps to the next timer, so
hours pass in milliseconds, and the same program with the same seed runs in the same
order every time.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

START = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
"""When every story begins: a Tuesday morning."""

Unit = Callable[[], Any]


class StoodStill(Exception):
    """Everybody waits and no timer is left: something was forgotten for ever."""


class _Timers(selectors.SelectSelector):
    """Sees no socket, and lets time pass instead of waiting."""

    def __init__(self) -> None:
        super().__init__()
        self.passes: Callable[[float], None] = lambda seconds: None

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise StoodStill
        self.passes(timeout)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock is a number.

    ``executing`` says what happens to work that is handed to a thread pool, which is
    how the ledger's units come here: there are no threads.
    """

    def __init__(self) -> None:
        self._moment = 0.0
        self._clock_resolution = 1e-9
        timers = _Timers()
        super().__init__(timers)
        timers.passes = self._pass
        self.executing: Callable[[Unit], asyncio.Future[Any]] = self._at_once

    def time(self) -> float:
        return self._moment

    def run_in_executor(  # type: ignore[override]
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        return self.executing(partial(func, *args))

    def _pass(self, seconds: float) -> None:
        self._moment += seconds

    def _at_once(self, unit: Unit) -> asyncio.Future[Any]:
        done: asyncio.Future[Any] = self.create_future()
        try:
            done.set_result(unit())
        except Exception as error:  # noqa: BLE001 (it belongs to whoever waits)
            done.set_exception(error)
        return done

    def _asyncgen_finalizer_hook(self, agen: Any) -> None:
        """Let what a killed worker left half-way lie: nobody tidies up after a kill."""


class VirtualClock:
    """The loop's time as a clock; ``ahead`` is how wrong a machine's clock goes."""

    def __init__(self, loop: VirtualLoop, ahead: float = 0.0) -> None:
        self._loop = loop
        self._zero = START + timedelta(seconds=ahead)

    def now(self) -> datetime:
        return self._zero + timedelta(seconds=self._loop.time())

    def monotonic(self) -> float:
        return self._loop.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds))
