"""What Twikey keeps on a customer, where that can be read at all.

The call is in no API description. So every answer but a plain one means that nothing is
known, and a Twikey that has no such call is not asked again for a while.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from core.adapters.twikey import mapping, wire
from core.errors import ConnectionRevoked, RateLimited, RemoteError
from core.ports import Clock
from core.ports.target import KeptCustomer

log = logging.getLogger(__name__)

KEEP = timedelta(minutes=10)
KEEP_UNTOLD = timedelta(minutes=1)
"""After an answer that told nothing; the next one may."""

NO_CALL = timedelta(hours=1)
"""For how long a Twikey that has no such call is left alone."""

AT_ONCE = 4
REMEMBERED_MOST = 5000
_NO_SUCH_CUSTOMER = frozenset({"err_not_found", "err_debtor_not_found"})
_NO_SUCH_CALL = frozenset({"http-404", "http-405"})
_UNTOLD = KeptCustomer()

ReadOnce = Callable[[wire.Ask], Awaitable[wire.Found | wire.No]]


class Customers:
    """Asks for customers; raises ``ConnectionRevoked`` only."""

    def __init__(self, read: ReadOnce, clock: Clock) -> None:
        self._read = read
        self._clock = clock
        self._places = asyncio.Semaphore(AT_ONCE)
        self._turns: dict[str, asyncio.Lock] = {}
        self._told: dict[str, tuple[KeptCustomer, datetime]] = {}
        self._rests_until: datetime | None = None

    async def kept(self, number: str) -> KeptCustomer:
        """Return what Twikey keeps on a customer; remembered for some minutes."""
        async with self._turns.setdefault(number, asyncio.Lock()):
            known = self._told.get(number)
            if known is not None and self._clock.now() < known[1]:
                return known[0]
            async with self._places:
                return self._remember(number, await self._asked(number))

    async def _asked(self, number: str) -> KeptCustomer:
        if self._rests_until is not None and self._clock.now() < self._rests_until:
            return _UNTOLD
        try:
            reading = await self._read(wire.find_customer(number))
        except ConnectionRevoked:
            raise
        except RemoteError as error:
            if isinstance(error, RateLimited):
                self._rest(timedelta(seconds=error.retry_after))
            log.info("customer-untold", extra={"operation": error.operation})
            return _UNTOLD
        if isinstance(reading, wire.No):
            return self._refused(reading.error.code)
        return mapping.kept_customer(reading.content, number)

    def _refused(self, code: str) -> KeptCustomer:
        if code in _NO_SUCH_CUSTOMER:
            return KeptCustomer(is_known=False)
        if code in _NO_SUCH_CALL:
            self._rest(NO_CALL)
        return _UNTOLD

    def _rest(self, span: timedelta) -> None:
        self._rests_until = self._clock.now() + span

    def _remember(self, number: str, told: KeptCustomer) -> KeptCustomer:
        if len(self._told) >= REMEMBERED_MOST:
            self._told.clear()
            self._turns.clear()
        keep = KEEP if told.is_known else KEEP_UNTOLD
        self._told[number] = (told, self._clock.now() + keep)
        return told
