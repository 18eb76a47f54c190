"""Shared rate slots: an exact sliding window over all replicas.

A system has as many rows as it admits calls per window. A call takes a row that was
last used a window ago or more and stamps it with the database's time; without such a
row it would be one call too many.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final

from sqlalchemy import bindparam, func, select, update

from core.domain.reason import System
from storage.tables import parked, rate_slot
from storage.work import Book, Insert, Inserting

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
        row = {"system": system.value, "until": until}
        self._connection.execute(_park(self._work.insert), row)

    def _take(self, system: System, limit: int, window: float) -> bool:
        now = self._work.now
        since = now - timedelta(seconds=window)
        asked = {"of": system.value, "limit": limit, "since": since, "now": now}
        return self._connection.execute(_TAKE, asked).rowcount == 1

    def _add_missing(self, system: System, limit: int) -> bool:
        slots = {"of": system.value, "limit": limit}
        if self._connection.execute(_COUNT, slots).scalar_one() >= limit:
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
        slots = {"of": system.value, "limit": limit}
        oldest = self._connection.execute(_OLDEST, slots).scalar_one()
        until = self._connection.scalar(_PARKED_UNTIL, {"of": system.value})
        free_at = (oldest or now) + timedelta(seconds=window)
        return max((max(free_at, until or free_at) - now).total_seconds(), _SOON)


_spare = rate_slot.alias("spare")
_IS_PARKED: Final = (
    select(parked.c.system)
    .where(parked.c.system == bindparam("of"), parked.c.until > bindparam("now"))
    .exists()
)
_FREE: Final = (
    select(_spare.c.slot)
    .where(
        _spare.c.system == bindparam("of"),
        _spare.c.slot < bindparam("limit"),
        _spare.c.taken_at <= bindparam("since"),
        ~_IS_PARKED,
    )
    .order_by(_spare.c.slot)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_TAKE: Final = (
    update(rate_slot)
    .where(
        rate_slot.c.system == bindparam("of"),
        rate_slot.c.slot == _FREE.scalar_subquery(),
    )
    .values(taken_at=bindparam("now"))
)
_IN_REACH: Final = (
    rate_slot.c.system == bindparam("of"),
    rate_slot.c.slot < bindparam("limit"),
)
_COUNT: Final = select(func.count()).select_from(rate_slot).where(*_IN_REACH)
_OLDEST: Final = select(func.min(rate_slot.c.taken_at)).where(*_IN_REACH)
_PARKED_UNTIL: Final = select(parked.c.until).where(parked.c.system == bindparam("of"))


@cache
def _park(inserting: Inserting) -> Insert:
    put = inserting(parked)
    until = put.excluded.until
    return put.on_conflict_do_update(
        index_elements=[parked.c.system],
        set_={"until": until},
        where=parked.c.until < until,
    )
