"""The state of the account: what was billed, and the shelves everything lies on.

Plain mutable records in dictionaries by id, in the order in which they were made.
Amounts are Decimals including tax, moments are UTC without fractions of a second.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from sandbox.teamleader.asking import Json, refused
from sandbox.teamleader.parties import Company, Contact, Department, Ref
from sandbox.teamleader.switches import PdfPlan

T = TypeVar("T")


@dataclass(frozen=True)
class Line:
    """A line of an invoice; the price excludes tax."""

    description: str
    quantity: Decimal
    unit_price: Decimal

    @property
    def exclusive(self) -> Decimal:
        """The line's total without tax."""
        return (self.quantity * self.unit_price).quantize(Decimal("0.01"))


@dataclass(frozen=True)
class Payment:
    """Money received; Teamleader gives it no id."""

    amount: Decimal
    paid_at: datetime


@dataclass
class Invoice:
    """An invoice; number, dates and reference come with the booking."""

    id: str
    department_id: str
    customer: Ref
    total: Decimal
    lines: list[Line]
    created_at: datetime
    updated_at: datetime
    file_id: str
    template_id: str
    currency: str = "EUR"
    name: str = ""
    vat_number: str | None = None
    email: str | None = None
    national_identification_number: str | None = None
    attention_name: str | None = None
    attention_contact_id: str | None = None
    prefix: str | None = None
    counter: int | None = None
    invoice_date: date | None = None
    due_on: date | None = None
    booked_at: datetime | None = None
    payment_days: int | None = 30
    payment_reference: str | None = None
    purchase_order_number: str | None = None
    delivery_date: date | None = None
    note: str | None = None
    sent: bool = False
    on_hold_since: date | None = None
    expected_payment_method: Json | None = None
    peppol_status: str | None = None
    deal_id: str | None = None
    project_id: str | None = None
    subscription_ids: list[str] = field(default_factory=list)
    credit_note_ids: list[str] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    custom_fields: dict[str, Any] = field(default_factory=dict)
    pdf: PdfPlan | None = None
    revision: int = 1

    @property
    def number(self) -> str | None:
        """The invoice number, None on a draft."""
        return None if self.counter is None else f"{self.prefix} / {self.counter}"


@dataclass
class CreditNote:
    """A booked credit note; its total is kept positive."""

    id: str
    department_id: str
    customer: Ref
    name: str
    vat_number: str | None
    number: str
    booked_on: date
    total: Decimal
    currency: str
    created_at: datetime
    updated_at: datetime
    invoice_id: str | None = None


@dataclass
class Subscription:
    """A recurring invoice; Teamleader keeps no moment of its last change."""

    id: str
    title: str
    department_id: str
    customer: Ref
    total: Decimal
    created_at: datetime
    starts_on: date
    currency: str = "EUR"
    status: str = "active"
    next_renewal_date: date | None = None
    custom_fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Definition:
    """The definition of a custom field; options are pairs of id and text."""

    id: str
    context: str
    type: str
    label: str
    options: tuple[tuple[str, str], ...] = ()
    required: bool = False
    group: str = "Facturatie"


@dataclass(frozen=True)
class Note:
    """A note on something."""

    id: str
    subject: Ref
    content: str
    added_at: datetime


@dataclass
class Books:
    """Everything in the account."""

    departments: dict[str, Department] = field(default_factory=dict)
    companies: dict[str, Company] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    invoices: dict[str, Invoice] = field(default_factory=dict)
    credit_notes: dict[str, CreditNote] = field(default_factory=dict)
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    definitions: dict[str, Definition] = field(default_factory=dict)
    templates: list[str] = field(default_factory=list)
    notes: dict[str, Note] = field(default_factory=dict)

    def invoice(self, invoice_id: str) -> Invoice:
        """Find an invoice; refused with 404 if there is none."""
        return found(self.invoices, invoice_id, "Invoice")

    def customer(self, customer_id: str) -> Company | Contact:
        """Find a company or a contact; refused with 404 if there is none."""
        if customer_id in self.companies:
            return self.companies[customer_id]
        return found(self.contacts, customer_id, "Customer")

    def numbered(self, number: str) -> list[Invoice]:
        """Find invoices by number; departments can share one."""
        return [each for each in self.invoices.values() if each.number == number]

    def credited(self, invoice: Invoice) -> list[CreditNote]:
        """Return the credit notes of an invoice."""
        return [self.credit_notes[note_id] for note_id in invoice.credit_note_ids]


def found(shelf: dict[str, T], key: str, what: str) -> T:
    """Take from a shelf; refused with 404 if it is not there."""
    try:
        return shelf[key]
    except KeyError:
        raise refused(f"{what} not found", status=404) from None
