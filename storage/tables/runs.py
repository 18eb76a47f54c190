"""What is remembered of import runs."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    Named,
    Table,
    Text,
    TypedColumns,
)

from storage.tables.base import metadata
from storage.types import Amount, FactsText, Moment, Words


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
    invitation: Named[str | None] = Column(Text)
    held_for: Named[str | None] = Column(Text)


run = Table("run", metadata, RunColumns)
run_line = Table("run_line", metadata, RunLineColumns)
