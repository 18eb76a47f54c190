"""What is remembered of credit notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select

from core.domain.invoice import CreditNote, SourceId
from core.domain.money import Money
from storage.tables import coverage, credit_note
from storage.work import Book, chunks

_LIST: Final = "credit-notes"
Span = tuple[datetime, datetime]


class SqlCreditNotes(Book):
    """Implements ``core.ports.ledger.CreditNoteBook``."""

    def covered(self) -> Span | None:
        """Return the span of ``updated_at`` that was read without a gap."""
        row = self._connection.execute(
            select(coverage).where(coverage.c.name == _LIST)
        ).one_or_none()
        return None if row is None else (row.since, row.until)

    def store(
        self, notes: Sequence[CreditNote], since: datetime, until: datetime
    ) -> None:
        """Keep notes and widen the covered span.

        Where a gap lies between the spans the later one is kept alone.
        """
        self._keep(notes)
        first, last = _joined(self.covered(), (since, until))
        span = {"since": first, "until": last}
        self._connection.execute(
            self._work.insert(coverage)
            .values(name=_LIST, **span)
            .on_conflict_do_update(index_elements=[coverage.c.name], set_=span)
        )

    def of(self, ids: Sequence[SourceId]) -> Mapping[SourceId, tuple[CreditNote, ...]]:
        """Return the notes of each invoice, an empty tuple where there are none."""
        found: dict[SourceId, list[CreditNote]] = {source_id: [] for source_id in ids}
        for chunk in chunks(found):
            rows = self._connection.execute(
                select(credit_note)
                .where(credit_note.c.source_id.in_(chunk))
                .order_by(credit_note.c.updated_at, credit_note.c.id)
            )
            for row in rows:
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
        put = self._work.insert(credit_note)
        told = {name: put.excluded[name] for name in rows[0] if name != "id"}
        self._connection.execute(
            put.on_conflict_do_update(index_elements=[credit_note.c.id], set_=told),
            rows,
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
