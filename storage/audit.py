"""Who did what, and which requests were dealt with."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, or_, select

from core.domain.invoice import SourceId
from core.domain.reason import Facts
from core.domain.support import Act
from storage.tables import audit, done
from storage.work import Book


class SqlAudit(Book):
    """Implements ``core.ports.ledger.AuditBook``."""

    def add(self, who: str, what: str, subject: str, facts: Facts) -> None:
        """Write down an act of a person."""
        act = {"who": who, "what": what, "subject": subject, "facts": facts}
        self._connection.execute(insert(audit).values(at=self._work.now, **act))

    def about(self, source_id: SourceId, number: str | None) -> tuple[Act, ...]:
        """Return what people did about an invoice, by its id or number, oldest first.

        What somebody pressed counts too, if the button names the invoice.
        """
        named = audit.c.subject.in_([source_id, *([number] if number else [])])
        pressed = audit.c.subject.contains(f"|{source_id}|", autoescape=True)
        rows = self._connection.execute(
            select(audit).where(or_(named, pressed)).order_by(audit.c.at, audit.c.id)
        )
        return tuple(Act(row.at, row.who, row.what, row.facts) for row in rows)


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

    def take_back(self, source: str, key: str) -> None:
        """Let something count as not done: it was begun, and nothing came of it."""
        undone = delete(done).where(done.c.source == source, done.c.key == key)
        self._connection.execute(undone)

    def forget(self, source: str, before: datetime) -> int:
        """Forget what was done before a moment; return how much."""
        old = delete(done).where(done.c.source == source, done.c.at < before)
        return self._connection.execute(old).rowcount
