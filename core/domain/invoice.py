"""Invoices, credit notes and customers as they are in Teamleader's world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from core.domain.money import Money, smallest

SourceId = NewType("SourceId", str)
"""Teamleader's id of an invoice: the only stable key there is."""

DepartmentId = NewType("DepartmentId", str)
"""Teamleader's id of the entity that bills."""

CustomerId = NewType("CustomerId", str)
"""Teamleader's id of a company or a contact."""

CustomFieldId = NewType("CustomFieldId", str)
"""Teamleader's id of a custom field definition."""


class InvoiceStatus(StrEnum):
    """Where an invoice stands: a draft has no number, a matched one is settled."""

    DRAFT = "draft"
    OUTSTANDING = "outstanding"
    MATCHED = "matched"


class CustomerKind(StrEnum):
    """Companies and contacts are two lists in Teamleader."""

    COMPANY = "company"
    CONTACT = "contact"


@dataclass(frozen=True)
class CustomerRef:
    """Who is billed, by reference."""

    kind: CustomerKind
    id: CustomerId


@dataclass(frozen=True)
class Invoice:
    """What a list of invoices tells about one of them.

    ``total`` is what is to be paid in all, ``due`` what Teamleader says is still
    open. Times are UTC; ``invoiced_on`` and ``due_on`` are calendar days of the
    account. A draft has no number and no days.
    """

    source_id: SourceId
    number: str | None
    status: InvoiceStatus
    department_id: DepartmentId
    customer: CustomerRef | None
    customer_name: str | None
    total: Money
    due: Money
    created_at: datetime
    updated_at: datetime
    invoiced_on: date | None = None
    due_on: date | None = None
    paid: bool = False
    paid_at: datetime | None = None
    sent: bool = False
    payment_reference: str | None = None
    web_url: str | None = None
    subscription_id: str | None = None

    @property
    def is_booked(self) -> bool:
        """Whether it has left the draft stage."""
        return self.status is not InvoiceStatus.DRAFT

    @property
    def is_settled(self) -> bool:
        """Whether Teamleader shows nothing to be paid any more.

        ``paid``, ``matched`` and a due amount of nothing can disagree around credit
        notes and manual marks; any of them is enough to leave the customer alone.
        """
        nothing_due = self.total.is_positive and not self.due.is_positive
        return self.paid or self.status is InvoiceStatus.MATCHED or nothing_due


@dataclass(frozen=True)
class Payment:
    """Money that Teamleader registered on an invoice."""

    paid_at: datetime | None
    amount: Money


@dataclass(frozen=True)
class InvoiceDetail:
    """What only the full invoice tells; costs one call each.

    ``attention`` is the person it is for the attention of; ``attention_email`` was read
    from there if it is needed.
    """

    source_id: SourceId
    email: str | None = None
    attention: CustomerRef | None = None
    attention_email: str | None = None
    payments: tuple[Payment, ...] = ()
    on_hold_since: date | None = None
    custom_fields: Mapping[CustomFieldId, object] = field(default_factory=dict)

    def paid_so_far(self, currency: str) -> Money:
        """Add up the registered payments of one currency."""
        paid = Money.zero(currency)
        for payment in self.payments:
            if payment.amount.currency == currency:
                paid += payment.amount
        return paid


@dataclass(frozen=True)
class CreditNote:
    """A booked credit note; ``total`` is always given as a positive amount."""

    id: str
    source_id: SourceId | None
    number: str | None
    total: Money
    updated_at: datetime


@dataclass(frozen=True)
class Address:
    """A postal address as Teamleader keeps it: street, number and box in one line."""

    line: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country: str | None = None


@dataclass(frozen=True)
class Customer:
    """Who is billed, as read from Teamleader today.

    ``sent_as`` is the number it was last sent to Twikey under, if it ever was.
    ``number_is_kept`` is false where the custom field for the number is not defined.
    """

    ref: CustomerRef
    company_name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    primary_email: str | None = None
    invoicing_email: str | None = None
    language: str | None = None
    vat_number: str | None = None
    mobile: str | None = None
    address: Address = field(default_factory=Address)
    custom_fields: Mapping[CustomFieldId, object] = field(default_factory=dict)
    web_url: str | None = None
    sent_as: str | None = None
    number_is_kept: bool = True

    @property
    def name(self) -> str | None:
        """The company's name, or the person's first and last name."""
        if self.ref.kind is CustomerKind.COMPANY:
            return _text(self.company_name)
        return _text(
            " ".join(part for part in (self.first_name, self.last_name) if part)
        )


def open_amount(
    total: Money, due: Money, credited: Money, paid: Money | None = None
) -> Money:
    """Return what is still open, never more than any of the sources says.

    The smallest of Teamleader's due amount and the total less credit notes (and less
    payments, where the full invoice was read): whether Teamleader lowers ``due`` by a
    credit note is not settled, so both views count.
    """
    by_hand = total - credited - (paid or Money.zero(total.currency))
    return smallest(due, by_hand)


def _text(value: str | None) -> str | None:
    return (value or "").strip() or None
