"""Reading from Teamleader."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.domain.invoice import (
    CreditNote,
    Customer,
    CustomerRef,
    DepartmentId,
    Invoice,
    InvoiceDetail,
    SourceId,
)


@dataclass(frozen=True)
class UnreadableInvoice:
    """A row that is not of the documented shape; ``outline`` holds no personal data."""

    source_id: SourceId | None
    number: str | None
    outline: str


Row = Invoice | UnreadableInvoice


@dataclass(frozen=True)
class FullInvoice:
    """The full invoice: the row again, read now, and what only the full one tells."""

    invoice: Invoice
    detail: InvoiceDetail


@dataclass(frozen=True)
class Department:
    """An entity that bills."""

    id: DepartmentId
    name: str


@dataclass(frozen=True)
class InvoiceFilter:
    """Which invoices to list; every field narrows."""

    updated_since: datetime | None = None
    ids: tuple[SourceId, ...] = ()
    number: str | None = None
    term: str | None = None


class InvoiceSource(Protocol):
    """Reading from Teamleader. Every method raises ``RemoteError``s of Teamleader."""

    async def account(self) -> str:
        """Return the id of the connected account."""
        ...

    def invoices(self, wanted: InvoiceFilter) -> AsyncIterator[tuple[Row, ...]]:
        """Yield pages of invoices, each invoice once."""
        ...

    async def full(self, source_id: SourceId) -> FullInvoice | None:
        """Read one invoice whole; ``None`` if Teamleader has no such invoice."""
        ...

    async def credit_notes(self, updated_since: datetime) -> tuple[CreditNote, ...]:
        """Return the credit notes that changed since a moment."""
        ...

    async def customers(
        self, refs: Sequence[CustomerRef]
    ) -> Mapping[CustomerRef, Customer]:
        """Return those of the customers that Teamleader has."""
        ...

    async def departments(self) -> tuple[Department, ...]:
        """Return the departments."""
        ...
