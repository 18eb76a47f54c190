"""What the stand-in remembers: invoices, customers, profiles, mandates and mail."""

from __future__ import annotations

import datetime as days
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from sandbox.wire import Request

State = Literal["BOOKED", "PENDING", "PAID", "EXPIRED", "ARCHIVED"]


@dataclass
class Profile:
    """A contract template (``ct``) with the two switches the API does not show."""

    id: int
    name: str
    send_on_booking: bool
    include_pdf: bool
    active: bool = True


@dataclass
class Customer:
    """A debtor; ``fields`` uses the API's own names (``companyName``, ``zip``, ...).

    ``number`` is empty for a customer known by e-mail address only.
    """

    id: int
    number: str
    fields: dict[str, str] = field(default_factory=dict)
    ct: int | None = None

    @property
    def email(self) -> str:
        """The address invitations go to; empty when none is known."""
        return self.fields.get("email", "")


@dataclass
class Mandate:
    """Permission to debit a customer, given within one profile."""

    number: str
    customer_number: str
    ct: int
    signed_at: datetime
    state: Literal["SIGNED", "SUSPENDED", "CANCELLED"] = "SIGNED"


@dataclass
class Invoice:
    """One invoice; amounts in EUR, ``pdf`` holds the document's bytes."""

    id: str
    number: str
    amount: Decimal
    date: days.date
    duedate: days.date
    customer: Customer
    ct: int | None
    state: State
    created_at: datetime
    source: Literal["api", "bulk", "other-route"]
    title: str
    remittance: str | None = None
    ref: str | None = None
    paidamount: Decimal = Decimal(0)
    manual: bool = False
    pdf: bytes | None = None
    email: str = ""
    cc: tuple[str, ...] = ()
    campaign: str | None = None
    related_number: str | None = None
    lines: list[Any] = field(default_factory=list)
    sent: Mapping[str, Any] = field(default_factory=dict)
    reminder_level: int = 0
    last_error: str | None = None
    payments: list[dict[str, Any]] = field(default_factory=list)
    mandate: str | None = None
    collections: int = 0

    @property
    def open_amount(self) -> Decimal:
        """What is still to be paid."""
        return self.amount - self.paidamount


@dataclass(frozen=True)
class Mail:
    """One thing that went out to a customer.

    ``kind`` is the channel or the sort of message (``email``, ``sms``, ``letter``,
    ``peppol``, ``reminder``, ``smsreminder``); ``cause`` is ``create`` or
    ``action:<type>``.
    """

    invoice_id: str
    number: str
    to: str
    cc: tuple[str, ...]
    kind: str
    with_pdf: bool
    at: datetime
    cause: str


@dataclass
class Call:
    """One request that reached the stand-in; ``status`` is None if it got no answer."""

    at: datetime
    operation: str
    request: Request
    status: int | None = None

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self.request.method

    @property
    def path(self) -> str:
        """The path, decoded."""
        return self.request.path


@dataclass(frozen=True)
class LoginAttempt:
    """One try to log in and the status it was answered with."""

    at: datetime
    api_key: str
    status: int


@dataclass
class ApiKey:
    """One API key: its live tokens (with their end) and its place in each feed."""

    key: str
    private_key: str | None = None
    tokens: dict[str, datetime] = field(default_factory=dict)
    cursors: dict[str, int] = field(default_factory=dict)
    reading: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Visit:
    """A request of a known key, with the parts of the path its route picked out."""

    request: Request
    key: ApiKey
    args: tuple[str, ...] = ()

    @property
    def includes(self) -> set[str]:
        """The values of the repeated ``include`` parameter."""
        return {value for name, value in self.request.query if name == "include"}
