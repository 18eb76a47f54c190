"""Roles that only one worker may have at a time."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_, update

from storage.tables import leader
from storage.work import Book


class SqlLeaders(Book):
    """Implements ``core.ports.ledger.LeaderBook``."""

    def lead(self, role: str, owner: str, seconds: float) -> bool:
        """Take or keep a role; false while somebody else has it."""
        now = self._work.now
        taken = {
            "role": role,
            "owner": owner,
            "lease_until": now + timedelta(seconds=seconds),
        }
        put = self._work.insert(leader).values(taken)
        free = or_(
            leader.c.owner.is_(None),
            leader.c.owner == owner,
            leader.c.lease_until <= now,
        )
        take = put.on_conflict_do_update(
            index_elements=[leader.c.role],
            set_={"owner": owner, "lease_until": taken["lease_until"]},
            where=free,
        ).returning(leader.c.role)
        return self._connection.execute(take).first() is not None

    def resign(self, role: str, owner: str) -> None:
        """Give a role back; does nothing if somebody else has it."""
        self._connection.execute(
            update(leader)
            .where(leader.c.role == role, leader.c.owner == owner)
            .values(owner=None)
        )
