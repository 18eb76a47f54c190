"""Whether the database takes what it is given: reading alone does not tell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bot.database_trouble import database_trouble
from core.domain.reason import System
from core.ports import Clock, Ledger
from core.standing import lost_since

TRIED: Final = "ready"
"""The mark that is moved to see whether the database can be written to."""

EVERY_SECONDS: Final = 5.0
"""How often it is moved at the most, however often somebody asks."""


class DatabaseReadiness:
    """Writes a little now and then, and remembers that it went well."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock
        self._wrote_at: float | None = None

    async def lost(self) -> Mapping[System, datetime]:
        """Return the lost connections; raises what the driver raises."""
        now = self._clock.monotonic()
        if self._wrote_at is None or now - self._wrote_at > EVERY_SECONDS:
            self._wrote_at = None
            await self._ledger.write(lambda tx: tx.marks.put(TRIED, tx.now))
            self._wrote_at = now
        return await self._ledger.read(lost_since)


def problem_of(error: BaseException) -> str:
    """Return what is wrong with the database in a few words."""
    trouble = database_trouble(error)
    return trouble.problem if trouble else type(error).__name__
