"""Taking rows to work on: one worker at a time, until its lease ends.

The database's moment decides. Whoever takes a row after a lease ran out does so under
a new fence, and what the earlier worker still wants to write is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Executable,
    Row,
    Table,
    and_,
    bindparam,
    or_,
    select,
    true,
    update,
)

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
    """Those rows of a table, of all or of some, that nobody holds.

    They are taken in the order of a column, the lowest first.
    """

    table: Table[Any]
    order: Column[Any]
    which: ColumnElement[bool] = field(default_factory=true)

    def take(self, work: Work, lease: Lease, **asked: object) -> list[Row[Any]]:
        """Take some rows that nobody holds; those others are just taking are left.

        ``asked`` are the values of what ``which`` binds.
        """
        return self._taken(self._any, work, lease, asked)

    def take_due(self, work: Work, lease: Lease) -> list[Row[Any]]:
        """Take some rows whose time has come; ``which`` may bind ``now``."""
        return self._taken(self._due, work, lease, {})

    def _taken(
        self,
        take: Executable,
        work: Work,
        lease: Lease,
        asked: Mapping[str, object],
    ) -> list[Row[Any]]:
        until = work.now + timedelta(seconds=lease.seconds)
        taker = {"by": lease.owner, "until": until, "now": work.now, "most": lease.most}
        taken = work.connection.execute(take, {**taker, **asked})
        names = (self.order.name, self._key.name)
        return sorted(taken, key=lambda row: [getattr(row, name) for name in names])

    @cached_property
    def _any(self) -> Executable:
        return self._taking(self.which)

    @cached_property
    def _due(self) -> Executable:
        is_due = self.table.c.next_at <= bindparam("now")
        return self._taking(and_(self.which, is_due))

    def _taking(self, which: ColumnElement[bool]) -> Executable:
        key = self._key
        free = (
            select(key)
            .where(self._is_free(), which)
            .order_by(self.order, key)
            .limit(bindparam("most"))
            .with_for_update(skip_locked=True)
            # Asked once: as a plain subquery it might be asked again for each row.
            .cte("free")
        )
        take = update(self.table).where(key.in_(select(free.c[key.name])))
        return take.values(self._held()).returning(self.table)

    @property
    def _key(self) -> Column[Any]:
        return self.table.primary_key.columns[0]

    def _is_free(self) -> ColumnElement[bool]:
        until = self.table.c.lease_until
        return or_(until.is_(None), until <= bindparam("now"))

    def _held(self) -> dict[str, object]:
        held: dict[str, object] = {
            "owner": bindparam("by"),
            "lease_until": bindparam("until"),
        }
        if "fence" in self.table.c:
            held["fence"] = self.table.c.fence + 1
        return held


def is_held(table: Table[Any], owner: str, fence: int) -> ColumnElement[bool]:
    """Whether a row is still held under this fence, be its lease over or not."""
    return and_(table.c.owner == owner, table.c.fence == fence)
