"""What is remembered of credit notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select

from core.domain.invoice import CreditNote, SourceId
from core.domain.money import Money
from storage.tables import coverage, credit_note
from storage.work import IDS, Book, chunks, upsert

_LIST: Final = "credit-notes"
Span = tuple[datetime, datetime]


class SqlCreditNotes(Book):
    """Implements ``core.ports.ledger.CreditNoteBook``."""

    def covered(self) -> Span | None:
        """Return the span of ``updated_at`` that was read without a gap."""
        row = self._connection.execute(_COVERED).one_or_none()
        return None if row is None else (row.since, row.until)

    def store(
        self, notes: Sequence[CreditNote], since: datetime, until: datetime
    ) -> None:
        """Keep notes and widen the covered span.

        Where a gap lies between the spans the later one is kept alone.
        """
        self._keep(notes)
        first, last = _joined(self.covered(), (since, until))
        self._work.put(coverage, {"name": _LIST, "since": first, "until": last})

    def of(self, ids: Sequence[SourceId]) -> Mapping[SourceId, tuple[CreditNote, ...]]:
        """Return the notes of each invoice, an empty tuple where there are none."""
        found: dict[SourceId, list[CreditNote]] = {source_id: [] for source_id in ids}
        for chunk in chunks(found):
            for row in self._connection.execute(_OF, {"ids": chunk}):
                total = Money(row.total_amount, row.total_currency)
                source_id = SourceId(row.source_id)
                found[source_id].append(
                    CreditNote(row.id, source_id, row.number, total, row.updated_at)
                )
        return {source_id: tuple(notes) for source_id, notes in found.items()}

    def _keep(self, notes: Sequence[CreditNote]) -> None:
        rows = [_row(note) for note in sorted(notes, key=lambda note: note.id)]
        if not rows:
            return
        put = upsert(self._work.insert, credit_note, tuple(rows[0]))
        self._connection.execute(put, rows)


_COVERED: Final = select(coverage).where(coverage.c.name == _LIST)
_OF: Final = (
    select(credit_note)
    .where(credit_note.c.source_id.in_(IDS))
    .order_by(credit_note.c.updated_at, credit_note.c.id)
)


def _row(note: CreditNote) -> dict[str, object]:
    return {
        "id": note.id,
        "source_id": note.source_id,
        "number": note.number,
        "total_amount": note.total.amount,
        "total_currency": note.total.currency,
        "updated_at": note.updated_at,
    }


def _joined(old: Span | None, new: Span) -> Span:
    if old is None or new[0] > old[1]:
        return new
    if new[1] < old[0]:
        return old
    return min(old[0], new[0]), max(old[1], new[1])
