"""The tables, the same on SQLite and PostgreSQL.

Every moment is UTC, every amount exact text with its currency, facts are JSON text.
What is asked often has an index; the rest is found by its key.
"""

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
    MetaData,
    Named,
    Table,
    Text,
    TypedColumns,
    text,
)

from storage.types import Amount, FactsText, Moment, Words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

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
    first_tried_at: Named[datetime | None] = Column(Moment)

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


class EventColumns(TypedColumns):
    """What no other table tells of an invoice: judged, gone, returned."""

    id: Named[int] = Column(Integer, primary_key=True)
    source_id: Named[str] = Column(
        Words, ForeignKey("invoice.source_id", ondelete="CASCADE"), index=True
    )
    at: Named[datetime] = Column(Moment)
    event: Named[str] = Column(Text)
    facts: Named[Any] = Column(FactsText, nullable=False)


class AttemptColumns(TypedColumns):
    """A create call at Twikey, written down before it is made."""

    id: Named[int] = Column(Integer, primary_key=True)
    source_id: Named[str] = Column(
        Words, ForeignKey("invoice.source_id", ondelete="CASCADE"), index=True
    )
    target_id: Named[str] = Column(Words, index=True)
    generation: Named[int] = Column(Integer)
    fingerprint: Named[str] = Column(Words)
    customer_number: Named[str] = Column(Words)
    profile_id: Named[str | None] = Column(Words)
    run_id: Named[str | None] = Column(Words)
    fence: Named[int] = Column(BigInteger)
    started_at: Named[datetime] = Column(Moment)
    ended_at: Named[datetime | None] = Column(Moment)
    state: Named[str] = Column(Text)
    facts: Named[Any] = Column(FactsText, nullable=False)


class CustomerSentColumns(TypedColumns):
    """A customer number we created invoices for, and the last profile we named."""

    customer_number: Named[str] = Column(Words, primary_key=True)
    profile_id: Named[str | None] = Column(Words)
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


class TargetInvoiceColumns(TypedColumns):
    """An invoice as Twikey's feed or an answer of Twikey last told it."""

    id: Named[str] = Column(Words, primary_key=True)
    number: Named[str] = Column(Words)
    folded_number: Named[str] = Column(Words, index=True)
    state: Named[str] = Column(Text)
    amount: Named[Decimal | None] = Column(Amount)
    currency: Named[str | None] = Column(Words)
    invoiced_on: Named[date | None] = Column(Date)
    due_on: Named[date | None] = Column(Date)
    remittance: Named[str | None] = Column(Words)
    title: Named[str | None] = Column(Words)
    ref: Named[str | None] = Column(Words)
    customer_number: Named[str | None] = Column(Words, index=True)
    profile_id: Named[str | None] = Column(Words)
    url: Named[str | None] = Column(Words)
    told_at: Named[datetime] = Column(Moment)


class FeedColumns(TypedColumns):
    """How far a feed was read, and since when its end was reached once."""

    name: Named[str] = Column(Text, primary_key=True)
    position: Named[int | None] = Column(BigInteger)
    complete_at: Named[datetime | None] = Column(Moment)


class RunColumns(TypedColumns):
    """A pass over invoices."""

    id: Named[str] = Column(Words, primary_key=True)
    trigger: Named[str] = Column(Text)
    started_at: Named[datetime] = Column(Moment)
    first_day: Named[date | None] = Column(Date)
    last_day: Named[date | None] = Column(Date)
    preview: Named[bool] = Column(Boolean)
    asked_by: Named[str | None] = Column(Words)
    finished_at: Named[datetime | None] = Column(Moment, index=True)
    failed: Named[str | None] = Column(Text)
    facts: Named[Any] = Column(FactsText, nullable=False)


class RunLineColumns(TypedColumns):
    """What happened to one invoice in a run."""

    run_id: Named[str] = Column(
        Words, ForeignKey("run.id", ondelete="CASCADE"), primary_key=True
    )
    position: Named[int] = Column(Integer, primary_key=True, autoincrement=False)
    outcome: Named[str] = Column(Text)
    source_id: Named[str | None] = Column(Words)
    number: Named[str | None] = Column(Words)
    department: Named[str | None] = Column(Words)
    amount: Named[Decimal | None] = Column(Amount)
    currency: Named[str | None] = Column(Words)
    findings: Named[Any] = Column(FactsText, nullable=False)
    system: Named[str | None] = Column(Text)
    customer_name: Named[str | None] = Column(Words)


class CredentialColumns(TypedColumns):
    """A secret, encrypted; the lease says who may renew it now."""

    name: Named[str] = Column(Text, primary_key=True)
    secret: Named[str | None] = Column(Text)
    generation: Named[int] = Column(BigInteger)
    expires_at: Named[datetime | None] = Column(Moment)
    owner: Named[str | None] = Column(Words)
    lease_until: Named[datetime | None] = Column(Moment)


class RateSlotColumns(TypedColumns):
    """One call that a system admits per window, and when it was last used."""

    system: Named[str] = Column(Text, primary_key=True)
    slot: Named[int] = Column(Integer, primary_key=True, autoincrement=False)
    taken_at: Named[datetime] = Column(Moment)


class ParkedColumns(TypedColumns):
    """A system that nobody may call before a moment."""

    system: Named[str] = Column(Text, primary_key=True)
    until: Named[datetime] = Column(Moment)


class SettingColumns(TypedColumns):
    """A setting that was changed, as text."""

    name: Named[str] = Column(Words, primary_key=True)
    value: Named[str] = Column(Words)
    by: Named[str | None] = Column(Words)
    at: Named[datetime] = Column(Moment)


class ProfileColumns(TypedColumns):
    """A payment profile whose switches an admin confirmed."""

    id: Named[str] = Column(Words, primary_key=True)
    name: Named[str] = Column(Words)
    send_automatically: Named[bool] = Column(Boolean)
    require_pdf: Named[bool] = Column(Boolean)
    confirmed_by: Named[str] = Column(Words)
    confirmed_at: Named[datetime] = Column(Moment)


class DoneColumns(TypedColumns):
    """A request that was dealt with."""

    source: Named[str] = Column(Words, primary_key=True)
    key: Named[str] = Column(Words, primary_key=True)
    at: Named[datetime] = Column(Moment, index=True)


class AuditColumns(TypedColumns):
    """An act of a person."""

    id: Named[int] = Column(Integer, primary_key=True)
    at: Named[datetime] = Column(Moment, index=True)
    who: Named[str] = Column(Words)
    what: Named[str] = Column(Words)
    subject: Named[str] = Column(Words)
    facts: Named[Any] = Column(FactsText, nullable=False)


class LeaderColumns(TypedColumns):
    """A role that one worker has until the lease ends."""

    role: Named[str] = Column(Text, primary_key=True)
    owner: Named[str | None] = Column(Words)
    lease_until: Named[datetime] = Column(Moment)


invoice = Table("invoice", metadata, InvoiceColumns)
Index(
    "ix_invoice_open", invoice.c.created_at, sqlite_where=_OPEN, postgresql_where=_OPEN
)
snapshot = Table("snapshot", metadata, SnapshotColumns)
event = Table("event", metadata, EventColumns)
attempt = Table("attempt", metadata, AttemptColumns)
customer_sent = Table("customer_sent", metadata, CustomerSentColumns)
credit_note = Table("credit_note", metadata, CreditNoteColumns)
coverage = Table("coverage", metadata, CoverageColumns)
target_invoice = Table("target_invoice", metadata, TargetInvoiceColumns)
feed = Table("feed", metadata, FeedColumns)
run = Table("run", metadata, RunColumns)
run_line = Table("run_line", metadata, RunLineColumns)
credential = Table("credential", metadata, CredentialColumns)
rate_slot = Table("rate_slot", metadata, RateSlotColumns)
parked = Table("parked", metadata, ParkedColumns)
setting = Table("setting", metadata, SettingColumns)
profile = Table("profile", metadata, ProfileColumns)
done = Table("done", metadata, DoneColumns)
audit = Table("audit", metadata, AuditColumns)
leader = Table("leader", metadata, LeaderColumns)
