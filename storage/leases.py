"""Taking rows to work on: one worker at a time, until its lease ends.

The database's moment decides. Whoever takes a row after a lease ran out does so under
a new fence, and what the earlier worker still wants to write is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Row, Table, and_, or_, select, update

from storage.work import Work

UNHELD: Final = {"owner": None, "lease_until": None}
"""What frees a row."""


@dataclass(frozen=True)
class Lease:
    """Who wants rows, for how many seconds, and how many at most."""

    owner: str
    seconds: float
    most: int = 1


@dataclass(frozen=True)
class Leased:
    """A table whose rows are taken in the order of a column, the lowest first."""

    table: Table[Any]
    order: Column[Any]

    def take(
        self, work: Work, lease: Lease, *which: ColumnElement[bool]
    ) -> list[Row[Any]]:
        """Take some rows that nobody holds; those others are just taking are left."""
        key = self.table.primary_key.columns[0]
        free = (
            select(key)
            .where(self._is_free(work), *which)
            .order_by(self.order, key)
            .limit(lease.most)
            .with_for_update(skip_locked=True)
            # Asked once: as a plain subquery it might be asked again for each row.
            .cte("free")
        )
        taken = work.connection.execute(
            update(self.table)
            .where(key.in_(select(free.c[key.name])))
            .values(self._held(work, lease))
            .returning(self.table)
        )
        names = (self.order.name, key.name)
        return sorted(taken, key=lambda row: [getattr(row, name) for name in names])

    def take_due(
        self, work: Work, lease: Lease, *which: ColumnElement[bool]
    ) -> list[Row[Any]]:
        """Take some rows whose time has come."""
        return self.take(work, lease, self.table.c.next_at <= work.now, *which)

    def _is_free(self, work: Work) -> ColumnElement[bool]:
        until = self.table.c.lease_until
        return or_(until.is_(None), until <= work.now)

    def _held(self, work: Work, lease: Lease) -> dict[str, object]:
        until = work.now + timedelta(seconds=lease.seconds)
        held: dict[str, object] = {"owner": lease.owner, "lease_until": until}
        if "fence" in self.table.c:
            held["fence"] = self.table.c.fence + 1
        return held


def is_held(table: Table[Any], owner: str, fence: int) -> ColumnElement[bool]:
    """Whether a row is still held under this fence, be its lease over or not."""
    return and_(table.c.owner == owner, table.c.fence == fence)
