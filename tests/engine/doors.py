"""What stands between a worker and the outside: a clock, a ledger, two doors."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from core.ports import Ledger, LedgerTx
from sandbox.wire import Handler, ManualClock, Request, Response

T = TypeVar("T")


class WatchedLedger:
    """A real ledger that tells the clock whether somebody is using it."""

    def __init__(self, ledger: Ledger, clock: CompanyClock) -> None:
        self._ledger = ledger
        self._clock = clock

    async def write(self, unit: Callable[[LedgerTx], T]) -> T:
        with self._clock.somebody_at_work():
            return await self._ledger.write(unit)

    jot = write

    async def read(self, query: Callable[[LedgerTx], T]) -> T:
        with self._clock.somebody_at_work():
            return await self._ledger.read(query)


class CompanyClock(ManualClock):
    """A clock on which waiting takes no real time.

    Whoever waits lets the others finish what they do at the ledger first, and several
    who wait at the same moment wait together, as people do.
    """

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self._at_work = 0
        self._quiet = asyncio.Event()
        self._quiet.set()

    @contextmanager
    def somebody_at_work(self) -> Iterator[None]:
        self._at_work += 1
        self._quiet.clear()
        try:
            yield
        finally:
            self._at_work -= 1
            if not self._at_work:
                self._quiet.set()

    def monotonic(self) -> float:
        return self.now().timestamp()

    async def sleep(self, seconds: float) -> None:
        until = self.now() + timedelta(seconds=seconds)
        await asyncio.sleep(0)
        while self._at_work:
            await self._quiet.wait()
        self.set(max(self.now(), until))

    def advance(self, **span: float) -> datetime:
        """Let time pass: ``advance(minutes=5)``."""
        self.set(self.now() + timedelta(**span))
        return self.now()


@dataclass
class Hold:
    """A call that is stopped at the door; ``reached`` is set when it gets there.

    A path that ends in a slash means everything below it.
    """

    method: str
    path: str
    after: bool
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def wants(self, request: Request) -> bool:
        below = self.path.endswith("/") and request.path.startswith(self.path)
        fits = request.path == self.path or below
        return fits and request.method == self.method and not self.reached.is_set()

    async def wait(self) -> None:
        self.reached.set()
        await self.released.wait()


class Door:
    """Lets calls through to a stand-in, except where a test wants trouble."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._holds: list[Hold] = []
        self._inside = 0
        self.most_at_once = 0
        self.overhear: Callable[[Request], None] = lambda request: None
        self.spoil: Callable[[Request, Response], Response] = lambda request, it: it

    def hold(self, method: str, path: str, *, after: bool = False) -> Hold:
        """Stop the next such call, before it arrives or after it was carried out."""
        self._holds.append(Hold(method, path, after))
        return self._holds[-1]

    async def __call__(self, request: Request) -> Response:
        hold = next((hold for hold in self._holds if hold.wants(request)), None)
        self.overhear(request)
        if hold is not None and not hold.after:
            await hold.wait()
        answer = await self._counted(request)
        if hold is not None and hold.after:
            await hold.wait()
        return self.spoil(request, answer)

    async def _counted(self, request: Request) -> Response:
        self._inside += 1
        self.most_at_once = max(self.most_at_once, self._inside)
        try:
            return await self._handler(request)
        finally:
            self._inside -= 1
