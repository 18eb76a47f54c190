"""Which invoices are not in Twikey though they should be by now, and since when."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, bindparam, case, or_, select

from core.domain.alert import LateInvoice
from core.domain.history import AttemptState
from core.domain.invoice import InvoiceStatus, SourceId
from core.domain.money import Money
from core.domain.outcome import RunTrigger
from core.domain.reason import Reason, System
from storage.outstanding import is_outside, nothing_due
from storage.tables import attempt, invoice, run
from storage.work import IDS, Book, chunks

_REASON: Final = case(
    (invoice.c.gone_at.is_not(None), Reason.DELETED.value), else_=invoice.c.last_reason
)
"""Why an invoice is out, as far as anybody could tell last."""


class LatenessBook(Book):
    """The part of ``WatchedInvoices`` that tells what people have to hear of."""

    def late(
        self, booked_before: datetime, settled_by: Collection[Reason] = ()
    ) -> tuple[LateInvoice, ...]:
        """Return outstanding invoices first seen booked up to a moment and not in
        Twikey, with the reason of their last judgement, if they were judged.

        What is settled in Teamleader is not late, unless it was paid after something
        else had kept it out, or by a reason of ``settled_by``: that is worth knowing.
        The longest booked come first.
        """
        settled = [one.value for one in settled_by]
        asked = {"booked_before": booked_before, "settled": settled}
        rows = self._connection.execute(_LATE, asked)
        told = {Reason.PAID, *settled_by}
        return tuple(
            _late(row) for row in rows if row.reason in told or not nothing_due(row)
        )

    def news(
        self, since: datetime, until: datetime, patience: timedelta
    ) -> tuple[LateInvoice, ...]:
        """Return what became late, or late for another reason, in a span of time.

        Settled and deleted ones too, ``since`` excluded and ``until`` included; an
        invoice is late when ``patience`` is over since it was first seen booked.
        """
        rows = self._connection.execute(
            select(invoice, _REASON.label("reason"))
            .where(
                *_never_imported(),
                invoice.c.first_booked_at <= until - patience,
                or_(
                    invoice.c.first_booked_at > since - patience,
                    invoice.c.reason_since > since,
                    invoice.c.gone_at > since,
                ),
                _REASON.is_not(None),
            )
            .order_by(invoice.c.first_booked_at, invoice.c.source_id)
        )
        fresh = (row for row in rows if since < _news_at(row, patience) <= until)
        return tuple(_told(row) for row in fresh)

    def brought_by(self, ids: Collection[SourceId]) -> Mapping[SourceId, RunTrigger]:
        """Return what kind of run imported each, where a run did."""
        found: dict[SourceId, RunTrigger] = {}
        for chunk in chunks(ids):
            for row in self._connection.execute(_BROUGHT_BY, {"ids": chunk}):
                found[SourceId(row.source_id)] = RunTrigger(row.trigger)
        return found

    def addresses(self, ids: Collection[SourceId]) -> Mapping[SourceId, str]:
        """Return where Teamleader shows each, where that is known."""
        return dict(self._addresses(ids))

    def _addresses(self, ids: Collection[SourceId]) -> Iterator[tuple[SourceId, str]]:
        for chunk in chunks(ids):
            stored = select(invoice.c.source_id, invoice.c.web_url).where(
                invoice.c.source_id.in_(chunk), invoice.c.web_url.is_not(None)
            )
            for row in self._connection.execute(stored):
                yield SourceId(row.source_id), str(row.web_url)


def _never_imported() -> list[ColumnElement[bool]]:
    return [
        invoice.c.imported_at.is_(None),
        invoice.c.status != InvoiceStatus.DRAFT.value,
    ]


def _paid_too_late() -> list[ColumnElement[bool]]:
    return [
        invoice.c.imported_at.is_(None),
        invoice.c.gone_at.is_(None),
        invoice.c.last_reason == Reason.PAID.value,
        invoice.c.first_cause.is_not(None),
        invoice.c.first_cause != Reason.PAID.value,
    ]


_SETTLED: Final = and_(
    *_never_imported(), _REASON.in_(bindparam("settled", expanding=True))
)
_LATE: Final = (
    select(invoice, _REASON.label("reason"))
    .where(
        invoice.c.first_booked_at <= bindparam("booked_before"),
        or_(and_(*is_outside()), and_(*_paid_too_late()), _SETTLED),
    )
    .order_by(invoice.c.first_booked_at, invoice.c.source_id)
)
_BROUGHT_BY: Final = (
    select(attempt.c.source_id, run.c.trigger)
    .join(run, run.c.id == attempt.c.run_id)
    .where(
        attempt.c.source_id.in_(IDS),
        attempt.c.state == AttemptState.CREATED.value,
    )
    .order_by(attempt.c.id)
)


def _news_at(row: Row[Any], patience: timedelta) -> datetime:
    """Return when there was something to tell: late, and for its present reason."""
    changed: list[datetime] = [at for at in (row.reason_since, row.gone_at) if at]
    late: datetime = row.first_booked_at + patience
    return max([late, *changed])


def _late(row: Row[Any]) -> LateInvoice:
    gone = row.gone_at is not None
    reason = row.reason if gone else row.decisive
    system = None if gone else row.unknown_system
    late = _made(row, reason, System(system) if system else None)
    if system is None or row.last_reason is None:
        return late
    return replace(late, former=Reason(row.last_reason))


def _told(row: Row[Any]) -> LateInvoice:
    return _made(row, row.reason, None)


def _made(row: Row[Any], reason: str | None, system: System | None) -> LateInvoice:
    return LateInvoice(
        source_id=SourceId(row.source_id),
        number=row.number,
        department_id=row.department_id,
        customer_name=row.customer_name,
        amount=Money(row.total_amount, row.total_currency),
        due_on=row.due_on,
        created_at=row.created_at,
        booked_at=row.first_booked_at,
        reason=None if reason is None else Reason(reason),
        system=system,
        facts=row.decisive_facts or {},
        web_url=row.web_url,
    )
