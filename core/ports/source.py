"""Reading from Teamleader."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from core.domain.custom_fields import FieldDefinition
from core.domain.document import DocumentProblem, Pdf
from core.domain.invoice import (
    CreditNote,
    Customer,
    CustomerRef,
    CustomFieldId,
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
class ChangedCustomer:
    """A company or contact, and when it was changed last."""

    ref: CustomerRef
    updated_at: datetime


@dataclass(frozen=True)
class Subscription:
    """What invoices are made from again and again, with its own custom fields."""

    id: str
    title: str
    custom_fields: Mapping[CustomFieldId, object]


@dataclass(frozen=True)
class InvoiceFilter:
    """Which invoices to list; every field narrows.

    ``outstanding`` leaves only booked ones that are not settled; ``invoiced`` those
    with an invoice date from the first to the second day, both inclusive.
    """

    updated_since: datetime | None = None
    ids: tuple[SourceId, ...] = ()
    number: str | None = None
    term: str | None = None
    outstanding: bool = False
    invoiced: tuple[date, date] | None = None


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

    async def credit_note(self, credit_note_id: str) -> CreditNote | None:
        """Return one credit note; ``None`` if Teamleader has no such one."""
        ...

    async def customers(
        self, refs: Sequence[CustomerRef]
    ) -> Mapping[CustomerRef, Customer]:
        """Return those of the customers that Teamleader has."""
        ...

    async def changed_customers(
        self, updated_since: datetime, most: int
    ) -> tuple[ChangedCustomer, ...]:
        """Return who changed since a moment: of each kind the ``most`` oldest changes,
        and a page more at most."""
        ...

    async def subscriptions_of(self, source_id: SourceId) -> tuple[str, ...]:
        """Return the ids of the subscriptions that an invoice came from."""
        ...

    async def subscription(self, subscription_id: str) -> Subscription | None:
        """Read one subscription; ``None`` if Teamleader has no such subscription."""
        ...

    async def field_definitions(self) -> tuple[FieldDefinition, ...]:
        """Return the custom fields that invoices and customers can have.

        Remembered for some minutes.
        """
        ...

    async def departments(self) -> tuple[Department, ...]:
        """Return the departments."""
        ...


class DocumentSource(Protocol):
    """Fetching PDFs from Teamleader."""

    async def pdf(self, source_id: SourceId) -> Pdf | DocumentProblem:
        """Fetch the PDF of an invoice as it is rendered now, and check it.

        What is wrong with the link or the file is a value; Teamleader's API itself not
        answering raises ``RemoteError``.
        """
        ...


@dataclass(frozen=True)
class Registration:
    """An address that Teamleader's hints go to, and the types it gets.

    A type that is registered twice is there twice.
    """

    url: str
    types: tuple[str, ...]


class HookRegistry(Protocol):
    """Where Teamleader's hints go. Every method raises ``RemoteError``s of Teamleader.

    What registering the same type twice does is not documented: list first.
    """

    async def webhooks(self) -> tuple[Registration, ...]:
        """Return what is registered, each address once."""
        ...

    async def register_webhooks(self, url: str, types: Sequence[str]) -> None:
        """Have hints of some types sent to an address."""
        ...

    async def unregister_webhooks(self, url: str, types: Sequence[str]) -> None:
        """Have hints of some types no longer sent to an address."""
        ...
