"""Everything that happened to an invoice, merged from what is remembered of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import Row, select

from core.domain.history import AttemptState, TimelineEntry
from core.domain.invoice import InvoiceStatus, SourceId
from core.domain.money import Money
from core.domain.reason import Facts
from storage.tables import attempt, audit, event, invoice, run, snapshot
from storage.work import Book

_DRAFT: Final = InvoiceStatus.DRAFT.value
_MATCHED: Final = InvoiceStatus.MATCHED.value
_ACTS: Final = ("alert-accepted", "mark-paid", "mark-paid-refused", "pdf-fetched")
"""Acts of people that leave no other trace on an invoice."""


class TimelineBook(Book):
    """The part of ``InvoiceBook`` that tells what happened."""

    def timeline(self, source_id: SourceId) -> tuple[TimelineEntry, ...]:
        """Return everything that happened to an invoice, oldest first.

        Of what happened in the same moment, sights come first, then the import, and
        what follows from it last.
        """
        entries = [
            *_sights(self._rows(snapshot, source_id)),
            *_attempts(self._tries(source_id)),
            *self._import(source_id),
            *_happenings(self._rows(event, source_id)),
            *self._acts(source_id),
        ]
        return tuple(sorted(entries, key=lambda entry: entry.at))

    def _rows(self, table: Any, source_id: SourceId) -> Sequence[Row[Any]]:
        stored = select(table).where(table.c.source_id == source_id)
        return self._connection.execute(stored.order_by(table.c.id)).all()

    def _tries(self, source_id: SourceId) -> Sequence[Row[Any]]:
        """Return the attempts, each with whoever asked for its run."""
        asked = attempt.outerjoin(run, run.c.id == attempt.c.run_id)
        stored = select(attempt, run.c.asked_by).select_from(asked)
        of_it = stored.where(attempt.c.source_id == source_id)
        return self._connection.execute(of_it.order_by(attempt.c.id)).all()

    def _acts(self, source_id: SourceId) -> Iterator[TimelineEntry]:
        """Tell what people did that nothing else tells of."""
        stored = select(audit).where(
            audit.c.subject == source_id, audit.c.what.in_(_ACTS)
        )
        for row in self._connection.execute(stored.order_by(audit.c.id)):
            facts = {**row.facts, "by": row.who}
            yield TimelineEntry(row.at, f"act-{row.what}", facts)

    def _import(self, source_id: SourceId) -> Iterator[TimelineEntry]:
        stored = select(invoice).where(
            invoice.c.source_id == source_id, invoice.c.imported_at.is_not(None)
        )
        for row in self._connection.execute(stored):
            facts = {"target_id": row.target_id}
            yield TimelineEntry(row.imported_at, "imported", facts)


def _sights(snapshots: Sequence[Row[Any]]) -> Iterator[TimelineEntry]:
    for first in snapshots[:1]:
        yield TimelineEntry(first.seen_at, "first-seen", _first_facts(first))
    for old, new in pairwise(snapshots):
        yield from _changes(old, new)


def _first_facts(row: Row[Any]) -> Facts:
    return {
        "seen_by": row.seen_by,
        "number": row.number,
        "status": row.status,
        "total": _total(row).plain(),
        "currency": row.total_currency,
    }


def _changes(old: Row[Any], new: Row[Any]) -> Iterator[TimelineEntry]:
    for name, happened in _CHANGES.items():
        facts = happened(old, new)
        if facts is not None:
            yield TimelineEntry(new.seen_at, name, {**facts, "seen_by": new.seen_by})


Change = Callable[[Any, Any], Facts | None]


def _booked(old: Any, new: Any) -> Facts | None:
    if old.status != _DRAFT or new.status == _DRAFT:
        return None
    total = _total(new)
    return {
        "number": new.number,
        "total": total.plain(),
        "currency": total.currency,
    }


def _unbooked(old: Any, new: Any) -> Facts | None:
    if old.status == _DRAFT or new.status != _DRAFT:
        return None
    return {"number": old.number}


def _amount_changed(old: Any, new: Any) -> Facts | None:
    return _money_changed(_total(old), _total(new))


def _due_changed(old: Any, new: Any) -> Facts | None:
    """Only what is open changed: a new total or a payment says it already."""
    if _total(old) != _total(new) or old.paid != new.paid:
        return None
    return _money_changed(_due(old), _due(new))


def _paid(old: Any, new: Any) -> Facts | None:
    if old.paid or not new.paid:
        return None
    return {"due": _due(new).plain(), "currency": new.due_currency}


def _unpaid(old: Any, new: Any) -> Facts | None:
    if new.paid or not old.paid:
        return None
    return {"due": _due(new).plain(), "currency": new.due_currency}


def _matched(old: Any, new: Any) -> Facts | None:
    return {} if old.status != _MATCHED and new.status == _MATCHED else None


def _due_date_changed(old: Any, new: Any) -> Facts | None:
    """A draft has no due date yet: booking brings one, which is no change."""
    return None if old.status == _DRAFT else _changed(_day(old), _day(new))


def _customer_changed(old: Any, new: Any) -> Facts | None:
    return _changed(old.customer_id, new.customer_id)


def _profile_field_changed(old: Any, new: Any) -> Facts | None:
    """Before the field was read for the first time nobody knows what it held."""
    if old.profile_field is None:
        return None
    return _changed(old.profile_field, new.profile_field)


def _number_changed(old: Any, new: Any) -> Facts | None:
    if old.number is None or new.number is None:
        return None
    return _changed(old.number, new.number)


_CHANGES: Final[dict[str, Change]] = {
    "booked": _booked,
    "unbooked": _unbooked,
    "number-changed": _number_changed,
    "amount-changed": _amount_changed,
    "due-date-changed": _due_date_changed,
    "customer-changed": _customer_changed,
    "profile-field-changed": _profile_field_changed,
    "due-changed": _due_changed,
    "paid": _paid,
    "payment-removed": _unpaid,
    "matched": _matched,
}


def _changed(old: object, new: object) -> Facts | None:
    return None if old == new else {"from": old, "to": new}


def _money_changed(old: Money, new: Money) -> Facts | None:
    if old == new:
        return None
    return {"from": old.plain(), "to": new.plain(), "currency": new.currency}


def _total(row: Any) -> Money:
    return Money(row.total_amount, row.total_currency)


def _due(row: Any) -> Money:
    return Money(row.due_amount, row.due_currency)


def _day(row: Any) -> str | None:
    return None if row.due_on is None else str(row.due_on.isoformat())


def _happenings(events: Sequence[Row[Any]]) -> Iterator[TimelineEntry]:
    for row in events:
        yield TimelineEntry(row.at, row.event, row.facts)


def _attempts(attempts: Sequence[Row[Any]]) -> Iterator[TimelineEntry]:
    for row in attempts:
        at: datetime = row.ended_at or row.started_at
        facts = {**row.facts, "target_id": row.target_id, "run_id": row.run_id}
        if row.asked_by is not None:
            facts["by"] = row.asked_by
        yield TimelineEntry(at, f"attempt-{AttemptState(row.state).value}", facts)
