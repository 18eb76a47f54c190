"""What people decided about single invoices."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Table, delete, update

from core.domain.history import LeftOut
from core.domain.invoice import SourceId
from storage.events import tell
from storage.tables import chosen_profile, invoice, left_out
from storage.work import Book


class SqlDecisions(Book):
    """Implements ``core.ports.decisions.DecisionBook``."""

    def leave_out(
        self, source_id: SourceId, by: str, why: str, until: date | None
    ) -> LeftOut:
        """Keep an invoice out, for good or up to and including a day."""
        decision = LeftOut(by, self._work.now, why, until)
        row = {"by": by, "at": decision.at, "why": why, "until": until}
        self._put(left_out, source_id, row)
        tell(self._work, source_id, "left-out", decision.facts())
        return decision

    def take_back(self, source_id: SourceId, by: str) -> bool:
        """Let a left out invoice in again and make it due; false if it was not out."""
        return self._undo(left_out, source_id, by, "taken-back")

    def choose_profile(self, source_id: SourceId, profile_id: str, by: str) -> None:
        """Let an invoice go to a payment profile, for this one alone."""
        row = {"profile_id": profile_id, "by": by, "at": self._work.now}
        self._put(chosen_profile, source_id, row)
        facts = {"by": by, "profile": profile_id}
        tell(self._work, source_id, "profile-chosen", facts)
        self._judge_again(source_id)

    def withdraw_profile(self, source_id: SourceId, by: str) -> bool:
        """Undo the choice of a profile; false if none was chosen."""
        return self._undo(chosen_profile, source_id, by, "profile-withdrawn")

    def _put(
        self, table: Table[Any], source_id: SourceId, row: dict[str, object]
    ) -> None:
        self._work.put(table, {"source_id": source_id, **row})

    def _undo(
        self, table: Table[Any], source_id: SourceId, by: str, told_as: str
    ) -> bool:
        undone = self._connection.execute(
            delete(table).where(table.c.source_id == source_id)
        )
        if undone.rowcount == 0:
            return False
        tell(self._work, source_id, told_as, {"by": by})
        self._judge_again(source_id)
        return True

    def _judge_again(self, source_id: SourceId) -> None:
        self._connection.execute(
            update(invoice)
            .where(invoice.c.source_id == source_id)
            .values(judge_at=self._work.now)
        )
