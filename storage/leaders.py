"""Roles that only one worker may have at a time."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Final

from sqlalchemy import Executable, bindparam, or_, update

from storage.tables import leader
from storage.work import Book, Inserting


class SqlLeaders(Book):
    """Implements ``core.ports.ledger.LeaderBook``."""

    def lead(self, role: str, owner: str, seconds: float) -> bool:
        """Take or keep a role; false while somebody else has it."""
        now = self._work.now
        until = now + timedelta(seconds=seconds)
        row = {"role": role, "owner": owner, "lease_until": until}
        taken = self._connection.execute(_lead(self._work.insert), {**row, "now": now})
        return taken.first() is not None

    def resign(self, role: str, owner: str) -> None:
        """Give a role back; does nothing if somebody else has it."""
        self._connection.execute(_RESIGN, {"of": role, "by": owner})


_RESIGN: Final = (
    update(leader)
    .where(leader.c.role == bindparam("of"), leader.c.owner == bindparam("by"))
    .values(owner=None)
)


@cache
def _lead(inserting: Inserting) -> Executable:
    put = inserting(leader)
    new = put.excluded
    is_free = or_(
        leader.c.owner.is_(None),
        leader.c.owner == new.owner,
        leader.c.lease_until <= bindparam("now"),
    )
    take = put.on_conflict_do_update(
        index_elements=[leader.c.role],
        set_={"owner": new.owner, "lease_until": new.lease_until},
        where=is_free,
    )
    return take.returning(leader.c.role)
