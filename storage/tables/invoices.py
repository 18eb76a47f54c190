"""What is remembered of Teamleader's invoices."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Named,
    Table,
    Text,
    TypedColumns,
    text,
)

from storage.tables.base import metadata
from storage.types import Amount, FactsText, Moment, Words

_OPEN = text("imported_at IS NULL AND status = 'outstanding'")


class InvoiceColumns(TypedColumns):
    """An invoice as last seen, what was first noticed of it, and who works on it."""

    source_id: Named[str] = Column(Words, primary_key=True)
    number: Named[str | None] = Column(Words)
    folded_number: Named[str | None] = Column(Words, index=True)
    counter: Named[int | None] = Column(BigInteger, index=True)
    status: Named[str] = Column(Text)
    department_id: Named[str] = Column(Words)
    customer_id: Named[str | None] = Column(Words)
    customer_name: Named[str | None] = Column(Words)
    total_amount: Named[Decimal] = Column(Amount)
    total_currency: Named[str] = Column(Words)
    due_amount: Named[Decimal] = Column(Amount)
    due_currency: Named[str] = Column(Words)
    due_on: Named[date | None] = Column(Date)
    paid: Named[bool] = Column(Boolean)
    web_url: Named[str | None] = Column(Words)
    profile_field: Named[str | None] = Column(Words)
    created_at: Named[datetime] = Column(Moment, index=True)
    updated_at: Named[datetime] = Column(Moment)

    first_seen_at: Named[datetime] = Column(Moment)
    first_booked_at: Named[datetime | None] = Column(Moment)
    booked_when_first_seen: Named[bool] = Column(Boolean)
    booked_at_zero: Named[bool] = Column(Boolean)
    gone_at: Named[datetime | None] = Column(Moment)

    decisive: Named[str | None] = Column(Text)
    decisive_facts: Named[Any] = Column(FactsText, nullable=True)
    unknown_system: Named[str | None] = Column(Text)
    first_cause: Named[str | None] = Column(Text)
    last_reason: Named[str | None] = Column(Text)
    reason_since: Named[datetime | None] = Column(Moment)
    first_tried_at: Named[datetime | None] = Column(Moment)
    judge_at: Named[datetime | None] = Column(Moment)
    times_unknown: Named[int | None] = Column(Integer)

    target_id: Named[str | None] = Column(Words, unique=True)
    generation: Named[int] = Column(Integer)
    imported_at: Named[datetime | None] = Column(Moment)

    owner: Named[str | None] = Column(Words)
    lease_until: Named[datetime | None] = Column(Moment)
    fence: Named[int] = Column(BigInteger)


class SnapshotColumns(TypedColumns):
    """The flight recorder: one row each time something was seen to differ."""

    id: Named[int] = Column(Integer, primary_key=True)
    source_id: Named[str] = Column(
        Words, ForeignKey("invoice.source_id", ondelete="CASCADE"), index=True
    )
    seen_at: Named[datetime] = Column(Moment)
    seen_by: Named[str] = Column(Text)
    number: Named[str | None] = Column(Words)
    status: Named[str] = Column(Text)
    total_amount: Named[Decimal] = Column(Amount)
    total_currency: Named[str] = Column(Words)
    due_amount: Named[Decimal] = Column(Amount)
    due_currency: Named[str] = Column(Words)
    due_on: Named[date | None] = Column(Date)
    paid: Named[bool] = Column(Boolean)
    customer_id: Named[str | None] = Column(Words)
    profile_field: Named[str | None] = Column(Words)


class SubscriptionColumns(TypedColumns):
    """A subscription that an invoice came from; merged ones have several."""

    source_id: Named[str] = Column(
        Words, ForeignKey("invoice.source_id", ondelete="CASCADE"), primary_key=True
    )
    subscription_id: Named[str] = Column(Words, primary_key=True, index=True)


class EventColumns(TypedColumns):
    """What no other table tells of an invoice, such as judged, gone, invited."""

    id: Named[int] = Column(Integer, primary_key=True)
    source_id: Named[str] = Column(
        Words, ForeignKey("invoice.source_id", ondelete="CASCADE"), index=True
    )
    at: Named[datetime] = Column(Moment)
    event: Named[str] = Column(Text)
    facts: Named[Any] = Column(FactsText, nullable=False)


class AttemptColumns(TypedColumns):
    """A create call at Twikey, written down before it is made.

    While nobody knows what became of it, ``customer`` is what it told of the customer,
    encrypted; afterwards it is empty.
    """

    id: Named[int] = Column(Integer, primary_key=True)
    source_id: Named[str] = Column(
        Words, ForeignKey("invoice.source_id", ondelete="CASCADE"), index=True
    )
    target_id: Named[str] = Column(Words, index=True)
    generation: Named[int] = Column(Integer)
    fingerprint: Named[str] = Column(Words)
    customer_number: Named[str] = Column(Words, index=True)
    profile_id: Named[str | None] = Column(Words)
    one_off: Named[bool | None] = Column(Boolean)
    run_id: Named[str | None] = Column(Words)
    fence: Named[int] = Column(BigInteger)
    started_at: Named[datetime] = Column(Moment)
    ended_at: Named[datetime | None] = Column(Moment)
    state: Named[str] = Column(Text)
    facts: Named[Any] = Column(FactsText, nullable=False)
    customer: Named[str | None] = Column(Text)


class CustomerSentColumns(TypedColumns):
    """A customer number we created invoices for, and the last profile we named."""

    customer_number: Named[str] = Column(Words, primary_key=True)
    profile_id: Named[str | None] = Column(Words)
    sent_at: Named[datetime] = Column(Moment)


class CustomerLastSentColumns(TypedColumns):
    """What Twikey was last told of a customer, and who it is in Teamleader."""

    customer_number: Named[str] = Column(Words, primary_key=True)
    kind: Named[str] = Column(Text)
    customer_id: Named[str] = Column(Words, index=True)
    fields: Named[Any] = Column(FactsText, nullable=False)
    sent_at: Named[datetime] = Column(Moment)


class CreditNoteColumns(TypedColumns):
    """A booked credit note; the amount is positive."""

    id: Named[str] = Column(Words, primary_key=True)
    source_id: Named[str | None] = Column(Words, index=True)
    number: Named[str | None] = Column(Words)
    total_amount: Named[Decimal] = Column(Amount)
    total_currency: Named[str] = Column(Words)
    updated_at: Named[datetime] = Column(Moment)


class CoverageColumns(TypedColumns):
    """The span of ``updated_at`` of a list that was read without a gap."""

    name: Named[str] = Column(Text, primary_key=True)
    since: Named[datetime] = Column(Moment)
    until: Named[datetime] = Column(Moment)


invoice = Table("invoice", metadata, InvoiceColumns)
Index(
    "ix_invoice_open", invoice.c.created_at, sqlite_where=_OPEN, postgresql_where=_OPEN
)
Index(
    "ix_invoice_open_customer",
    invoice.c.customer_id,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)
snapshot = Table("snapshot", metadata, SnapshotColumns)
invoice_subscription = Table("invoice_subscription", metadata, SubscriptionColumns)
event = Table("event", metadata, EventColumns)
attempt = Table("attempt", metadata, AttemptColumns)
customer_sent = Table("customer_sent", metadata, CustomerSentColumns)
customer_last_sent = Table("customer_last_sent", metadata, CustomerLastSentColumns)
credit_note = Table("credit_note", metadata, CreditNoteColumns)
coverage = Table("coverage", metadata, CoverageColumns)
