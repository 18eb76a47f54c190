"""Which invoices belong to which part of the overview.

What waits and what is a problem is found by the indexes of what is open, so that a
long past makes no page slower.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Numeric, Select, and_, cast, or_, select, union

from core.domain.alert import LineState
from core.domain.history import DocumentState, InvitationState
from core.domain.invoice import InvoiceStatus
from core.domain.overview import PATIENT, PROBLEMS, UNFETCHED, Shown
from core.domain.reason import Reason
from storage.outstanding import is_outside
from storage.tables import alert, alert_line, document, invitation, invoice


def belongs(shown: Shown) -> list[ColumnElement[bool]]:
    """Return what holds for the invoices of one part."""
    booked = invoice.c.status != InvoiceStatus.DRAFT.value
    match shown:
        case Shown.ALL:
            return [booked]
        case Shown.IMPORTED:
            return [booked, invoice.c.imported_at.is_not(None)]
        case Shown.WAITING:
            parts = [_outside(_patient()), _with(document, UNFETCHED)]
            parts.append(_with(invitation, [InvitationState.WAITING]))
        case Shown.PROBLEMS:
            given_up = _with(document, [DocumentState.GAVE_UP])
            parts = [_outside(_troubled()), given_up.where(invoice.c.gone_at.is_(None))]
            parts.append(_with(invitation, [InvitationState.UNKNOWN]))
            parts.append(_told_of())
    return [booked, invoice.c.source_id.in_(union(*parts))]


def _outside(why: ColumnElement[bool]) -> Select[Any]:
    open_ones = select(invoice.c.source_id).where(*is_outside(), why)
    # Amounts are texts; which side of zero they are on a number tells as well.
    due, total = (
        cast(column, Numeric)
        for column in (invoice.c.due_amount, invoice.c.total_amount)
    )
    return open_ones.where(or_(due > 0, total <= 0))


def _patient() -> ColumnElement[bool]:
    known = or_(invoice.c.decisive.is_(None), invoice.c.decisive.in_(_codes(PATIENT)))
    return and_(invoice.c.unknown_system.is_(None), known)


def _troubled() -> ColumnElement[bool]:
    unknown = invoice.c.unknown_system.is_not(None)
    return or_(unknown, invoice.c.decisive.in_(_codes(PROBLEMS)))


def _with(table: Any, states: Collection[str]) -> Select[Any]:
    """Return the imported invoices whose PDF or invitation stands like this."""
    # An invoice that is out again may keep the PDF it had: that one says nothing.
    there = (
        select(invoice.c.source_id)
        .join(table, table.c.source_id == invoice.c.source_id)
        .where(invoice.c.imported_at.is_not(None))
    )
    return there.where(table.c.state.in_(sorted(str(state) for state in states)))


def _told_of() -> Select[Any]:
    lines = select(alert_line.c.source_id).join(
        alert, alert.c.id == alert_line.c.alert_id
    )
    return lines.where(*in_open_alert())


def in_open_alert() -> list[ColumnElement[bool]]:
    """Return what holds for a line that is open in an alert that is."""
    return [alert.c.closed_at.is_(None), alert_line.c.state == LineState.OPEN.value]


def _codes(reasons: Collection[Reason]) -> list[str]:
    return sorted(reason.value for reason in reasons)
