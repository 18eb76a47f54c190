"""Shared rate slots: an exact sliding window over all replicas.

A system has as many rows as it admits calls per window. A call takes a row that was
last used a window ago or more and stamps it with the database's time; without such a
row it would be one call too many.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import func, select, update

from core.domain.reason import System
from storage.tables import parked, rate_slot
from storage.work import Book

_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SOON: Final = 0.01
"""Seconds to wait when a slot is free but somebody else is just taking it."""


class SqlSlots(Book):
    """Implements ``core.ports.ledger.SlotBook``."""

    def take(self, system: System, limit: int, window: float) -> float:
        """Take a slot and return 0, or the seconds until one is free.

        A caller with a smaller limit uses the first slots only: what lies above stays
        free for callers with the full limit.
        """
        if self._take(system, limit, window):
            return 0.0
        if self._add_missing(system, limit) and self._take(system, limit, window):
            return 0.0
        return self._wait(system, limit, window)

    def park(self, system: System, seconds: float) -> None:
        """Let nobody call a system for that long; never shortens a longer wait."""
        until = self._work.now + timedelta(seconds=seconds)
        self._connection.execute(
            self._work.insert(parked)
            .values(system=system.value, until=until)
            .on_conflict_do_update(
                index_elements=[parked.c.system],
                set_={"until": until},
                where=parked.c.until < until,
            )
        )

    def _take(self, system: System, limit: int, window: float) -> bool:
        now = self._work.now
        is_parked = (
            select(parked.c.system)
            .where(parked.c.system == system.value, parked.c.until > now)
            .exists()
        )
        row = rate_slot.alias()
        free = (
            select(row.c.slot)
            .where(
                row.c.system == system.value,
                row.c.slot < limit,
                row.c.taken_at <= now - timedelta(seconds=window),
                ~is_parked,
            )
            .order_by(row.c.slot)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        taken = self._connection.execute(
            update(rate_slot)
            .where(
                rate_slot.c.system == system.value,
                rate_slot.c.slot == free.scalar_subquery(),
            )
            .values(taken_at=now)
        )
        return taken.rowcount == 1

    def _add_missing(self, system: System, limit: int) -> bool:
        there = self._connection.execute(
            select(func.count())
            .select_from(rate_slot)
            .where(rate_slot.c.system == system.value, rate_slot.c.slot < limit)
        ).scalar_one()
        if there >= limit:
            return False
        self._connection.execute(
            self._work.insert(rate_slot).on_conflict_do_nothing(),
            [
                {"system": system.value, "slot": slot, "taken_at": _NEVER}
                for slot in range(limit)
            ],
        )
        return True

    def _wait(self, system: System, limit: int, window: float) -> float:
        now = self._work.now
        oldest = self._connection.execute(
            select(func.min(rate_slot.c.taken_at)).where(
                rate_slot.c.system == system.value, rate_slot.c.slot < limit
            )
        ).scalar_one()
        until = self._connection.execute(
            select(parked.c.until).where(parked.c.system == system.value)
        ).scalar_one_or_none()
        free_at = (oldest or now) + timedelta(seconds=window)
        return max((max(free_at, until or free_at) - now).total_seconds(), _SOON)
