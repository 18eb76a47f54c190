"""The remembered invoices in pages: each goes on where the one before it ended."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    func,
    or_,
    select,
)

from core.domain.history import (
    DocumentRecord,
    DocumentState,
    InvitationRecord,
    InvitationState,
)
from core.domain.invoice import DepartmentId, InvoiceStatus, SourceId
from core.domain.money import Money
from core.domain.overview import (
    Entry,
    Place,
    Shown,
    Turn,
    Wish,
)
from core.domain.reason import Reason, System
from core.domain.target import TargetState
from storage.departments import SqlDepartments
from storage.documents import SqlDocuments
from storage.invitations import SqlInvitations
from storage.overview_parts import belongs, in_open_alert
from storage.tables import (
    alert,
    alert_line,
    invoice,
    target_invoice,
)
from storage.work import Book, columns

_SHOWN: Final = (
    "source_id",
    "number",
    "customer_name",
    "department_id",
    "total_amount",
    "total_currency",
    "due_amount",
    "due_currency",
    "due_on",
    "created_at",
    "status",
    "paid",
    "gone_at",
    "imported_at",
    "decisive",
    "decisive_facts",
    "unknown_system",
)
_NO_DOCUMENT: Final = DocumentRecord(DocumentState.NONE)
_NO_INVITATION: Final = InvitationRecord(InvitationState.NONE)


class SqlOverview(Book):
    """Implements ``core.ports.overview.OverviewBook``."""

    def entries(self, wish: Wish, most: int) -> tuple[Entry, ...]:
        """Return up to so many entries on one side of a place, the newest first."""
        wanted = _all().where(*belongs(wish.shown))
        if wish.place is not None:
            wanted = wanted.where(_beyond(wish.place, wish.turn))
        if wish.turn is Turn.OLDER:
            wanted = _newest_first(wanted)
        else:
            at, source_id = invoice.c.created_at, invoice.c.source_id
            wanted = wanted.order_by(at, source_id.desc())
        rows = self._connection.execute(wanted.limit(most)).all()
        return self._entries(rows if wish.turn is Turn.OLDER else rows[::-1])

    def of(self, ids: Collection[SourceId]) -> tuple[Entry, ...]:
        """Return the entries of some invoices, the newest first."""
        wanted = _all().where(invoice.c.source_id.in_(ids))
        return self._entries(self._connection.execute(_newest_first(wanted)).all())

    def count(self, shown: Shown) -> int:
        """Count the invoices of one part."""
        counted = select(func.count()).select_from(invoice).where(*belongs(shown))
        return int(self._connection.execute(counted).scalar_one())

    def _entries(self, rows: Sequence[Row[Any]]) -> tuple[Entry, ...]:
        ids = [SourceId(row.source_id) for row in rows]
        documents = SqlDocuments(self._work).of(ids)
        invitations = SqlInvitations(self._work).of(ids)
        alerted = self._alerted(ids)
        departments = SqlDepartments(self._work).told_apart()
        return tuple(
            replace(
                _entry(
                    row,
                    documents.get(source_id, _NO_DOCUMENT),
                    invitations.get(source_id, _NO_INVITATION),
                ),
                alerted=alerted.get(source_id),
                department=departments.get(DepartmentId(row.department_id)),
            )
            for source_id, row in zip(ids, rows, strict=True)
        )

    def _alerted(self, ids: Sequence[SourceId]) -> Mapping[str, str]:
        """Return the cause of the open alert that tells of each, if one does."""
        told = (
            select(alert_line.c.source_id, alert.c.cause)
            .join(alert, alert.c.id == alert_line.c.alert_id)
            .where(*in_open_alert(), alert_line.c.source_id.in_(ids))
        )
        rows = self._connection.execute(told.order_by(alert.c.cause))
        return {row.source_id: row.cause for row in rows}


def _all() -> Select[Any]:
    at_twikey = target_invoice.c.state.label("at_twikey")
    joined = invoice.outerjoin(
        target_invoice, target_invoice.c.id == invoice.c.target_id
    )
    return select(*columns(invoice, _SHOWN), at_twikey).select_from(joined)


def _newest_first(wanted: Select[Any]) -> Select[Any]:
    return wanted.order_by(invoice.c.created_at.desc(), invoice.c.source_id)


def _beyond(place: Place, turn: Turn) -> ColumnElement[bool]:
    """Return what lies on one side of a place, so that an index finds its begin."""
    at, source_id = invoice.c.created_at, invoice.c.source_id
    if turn is Turn.OLDER:
        further = or_(at < place.created_at, source_id > place.source_id)
        return and_(at <= place.created_at, further)
    further = or_(at > place.created_at, source_id < place.source_id)
    return and_(at >= place.created_at, further)


def _entry(
    row: Row[Any],
    pdf: DocumentRecord,
    invited: InvitationRecord,
) -> Entry:
    return Entry(
        source_id=SourceId(row.source_id),
        number=row.number,
        customer_name=row.customer_name,
        amount=Money(row.total_amount, row.total_currency),
        due=Money(row.due_amount, row.due_currency),
        due_on=row.due_on,
        created_at=row.created_at,
        status=InvoiceStatus(row.status),
        document=pdf,
        invitation=invited,
        paid=row.paid,
        is_gone=row.gone_at is not None,
        imported_at=row.imported_at,
        at_twikey=None if row.at_twikey is None else TargetState(row.at_twikey),
        reason=None if row.decisive is None else Reason(row.decisive),
        facts=(row.decisive_facts or {}) if row.decisive else {},
        system=None if row.unknown_system is None else System(row.unknown_system),
    )
