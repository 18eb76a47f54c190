"""Which invoices should be in Twikey and are not."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, literal_column

from core.domain.invoice import InvoiceStatus
from core.domain.money import Money
from storage.tables import invoice


def is_outside() -> list[ColumnElement[bool]]:
    """Return what holds for a booked, unpaid invoice that is not in Twikey."""
    return [
        invoice.c.imported_at.is_(None),
        # Written out, not bound: only so is the index of open ones used.
        invoice.c.status == literal_column(f"'{InvoiceStatus.OUTSTANDING}'"),
        invoice.c.gone_at.is_(None),
        ~invoice.c.paid,
    ]


def nothing_due(row: Any) -> bool:
    """Whether nothing is left to pay; a total of zero or less says nothing of that."""
    total = Money(row.total_amount, row.total_currency)
    due = Money(row.due_amount, row.due_currency)
    return total.is_positive and not due.is_positive
