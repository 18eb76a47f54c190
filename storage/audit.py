"""Who did what, and which requests were dealt with."""

from __future__ import annotations

from sqlalchemy import insert

from core.domain.reason import Facts
from storage.tables import audit, done
from storage.work import Book


class SqlAudit(Book):
    """Implements ``core.ports.ledger.AuditBook``."""

    def add(self, who: str, what: str, subject: str, facts: Facts) -> None:
        """Write down an act of a person."""
        act = {"who": who, "what": what, "subject": subject, "facts": facts}
        self._connection.execute(insert(audit).values(at=self._work.now, **act))


class SqlDone(Book):
    """Implements ``core.ports.ledger.DoneBook``."""

    def first_time(self, source: str, key: str) -> bool:
        """Return true exactly once per key, over all replicas and restarts."""
        row = {"source": source, "key": key, "at": self._work.now}
        fresh = (
            self._work.insert(done)
            .values(row)
            .on_conflict_do_nothing()
            .returning(done.c.key)
        )
        return self._connection.execute(fresh).first() is not None
