"""The gate before every call: shared slots, with some kept for people who wait."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from core.domain.reason import System
from core.errors import RateLimited
from core.ports import Clock, Ledger

SLOT_KEEPS_SECONDS = 1.0
"""How long after a slot was taken its call may leave; then it takes another one."""

WINDOW_SECONDS = 60.0 + SLOT_KEEPS_SECONDS
"""How long a slot is not taken again.

The vendor's minute, and as long as a call may keep its slot before it leaves: the
vendor counts arrivals, and the last one may have left so much later than it asked.
"""

# Calls reach the vendor a little closer together than they left us.
_MARGIN = 0.03
_LONGEST_WAIT = 120.0
_SHORTEST_WAIT = 0.01

_somebody_waits: ContextVar[bool] = ContextVar("somebody_waits", default=False)


@contextmanager
def somebody_waits() -> Iterator[None]:
    """Let the calls made inside use the slots that are kept for waiting people."""
    token = _somebody_waits.set(True)
    try:
        yield
    finally:
        _somebody_waits.reset(token)


def is_somebody_waiting() -> bool:
    """Whether the present task works for a person who waits for the answer."""
    return _somebody_waits.get()


class RateGate:
    """Lets calls to a system through at its pace, over all replicas.

    ``limit`` calls per ``window`` seconds less a small margin; the share ``reserve``
    of them is for interactive callers only.
    """

    def __init__(  # noqa: PLR0913 (three are plain numbers with defaults)
        self,
        ledger: Ledger,
        clock: Clock,
        system: System,
        limit: int,
        *,
        window: float = WINDOW_SECONDS,
        reserve: float = 0.1,
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._system = system
        self._window = window
        self._most = max(1, int(limit * (1 - _MARGIN)))
        self._most_in_background = max(1, int(self._most * (1 - reserve)))
        # One caller of each kind asks for a slot, the others stand in line behind.
        self._lines = {True: asyncio.Lock(), False: asyncio.Lock()}

    async def pass_(self, *, interactive: bool = False) -> None:
        """Wait for a slot and take it.

        Raises ``RateLimited`` if the system is parked for longer than two minutes.
        """
        most = self._most if interactive else self._most_in_background
        async with self._lines[interactive]:
            while (wait := await self._take(most)) > 0:
                if wait > _LONGEST_WAIT:
                    raise RateLimited(self._system, "rate limit", wait)
                await self._clock.sleep(max(wait, _SHORTEST_WAIT))

    async def park(self, seconds: float) -> None:
        """Let nobody through for a while: the system said that it had enough."""
        await self._ledger.write(lambda tx: tx.slots.park(self._system, seconds))

    async def _take(self, most: int) -> float:
        return await self._ledger.jot(
            lambda tx: tx.slots.take(self._system, most, self._window)
        )
