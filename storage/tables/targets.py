"""What is remembered of Twikey's invoices."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Named,
    Table,
    Text,
    TypedColumns,
)

from storage.tables.base import metadata
from storage.types import Amount, Moment, Words


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


target_invoice = Table("target_invoice", metadata, TargetInvoiceColumns)
feed = Table("feed", metadata, FeedColumns)
