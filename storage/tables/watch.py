"""What is remembered for watching: hints, periods, marks, alerts and messages."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Named,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
    text,
)

from storage.tables.base import metadata
from storage.types import Amount, FactsText, Moment, Words

NOT_CLOSED = text("closed_at IS NULL")
RESTS = text("rests_until IS NOT NULL")
HELD = text("lease_until IS NOT NULL")
ABSORBS = text("owner IS NULL AND next_at IS NOT NULL")


class HintColumns(TypedColumns):
    """What was hinted of a subject; without ``next_at`` it is processed.

    ``times`` grows with each hint for ever, and so tells one state from another.
    Before ``rests_until`` no new hint makes anybody look: the last look led nowhere.
    """

    id: Named[int] = Column(Integer, primary_key=True)
    subject: Named[str] = Column(Words)
    subject_id: Named[str] = Column(Words)
    events: Named[Any] = Column(FactsText, nullable=False)
    times: Named[int] = Column(BigInteger)
    first_at: Named[datetime] = Column(Moment)
    last_at: Named[datetime] = Column(Moment, index=True)
    tries: Named[int] = Column(Integer)
    next_at: Named[datetime | None] = Column(Moment, index=True)
    rests_until: Named[datetime | None] = Column(Moment)
    owner: Named[str | None] = Column(Words)
    lease_until: Named[datetime | None] = Column(Moment)


class TickColumns(TypedColumns):
    """A period of a job that somebody ran."""

    job: Named[str] = Column(Words, primary_key=True)
    slot: Named[int] = Column(BigInteger, primary_key=True, autoincrement=False)
    at: Named[datetime] = Column(Moment, index=True)


class MarkColumns(TypedColumns):
    """A moment up to which something was read."""

    name: Named[str] = Column(Words, primary_key=True)
    at: Named[datetime] = Column(Moment)


class AlertColumns(TypedColumns):
    """A cause that people were told of, and where the message stands.

    ``posted_at`` is when that message was new, ``moved_at`` when the alert was last
    told again in a new one.
    """

    id: Named[int] = Column(Integer, primary_key=True)
    cause: Named[str] = Column(Words, index=True)
    opened_at: Named[datetime] = Column(Moment)
    closed_at: Named[datetime | None] = Column(Moment, index=True)
    channel: Named[str | None] = Column(Words)
    ts: Named[str | None] = Column(Words)
    posted_at: Named[datetime | None] = Column(Moment)
    moved_at: Named[datetime | None] = Column(Moment)


class AlertLineColumns(TypedColumns):
    """An invoice of an alert."""

    id: Named[int] = Column(Integer, primary_key=True)
    alert_id: Named[int] = Column(Integer, ForeignKey("alert.id", ondelete="CASCADE"))
    source_id: Named[str] = Column(Words)
    number: Named[str | None] = Column(Words)
    department_id: Named[str | None] = Column(Words)
    customer_name: Named[str | None] = Column(Words)
    amount: Named[Decimal] = Column(Amount)
    currency: Named[str] = Column(Words)
    due_on: Named[date | None] = Column(Date)
    state: Named[str] = Column(Text)
    changed_at: Named[datetime] = Column(Moment)
    facts: Named[Any] = Column(FactsText, nullable=False)


class OutboxColumns(TypedColumns):
    """A message to Slack; without ``next_at`` it was sent or given up."""

    id: Named[int] = Column(Integer, primary_key=True)
    kind: Named[str] = Column(Words)
    key: Named[str] = Column(Words, index=True)
    facts: Named[Any] = Column(FactsText, nullable=False)
    channel: Named[str | None] = Column(Words)
    created_at: Named[datetime] = Column(Moment)
    tries: Named[int] = Column(Integer)
    next_at: Named[datetime | None] = Column(Moment, index=True)
    problem: Named[str | None] = Column(Words)
    ended_at: Named[datetime | None] = Column(Moment, index=True)
    sent_to: Named[str | None] = Column(Words)
    ts: Named[str | None] = Column(Words)
    owner: Named[str | None] = Column(Words)
    lease_until: Named[datetime | None] = Column(Moment)
    fence: Named[int] = Column(BigInteger)


hint = Table("hint", metadata, HintColumns, UniqueConstraint("subject", "subject_id"))
# Of few rows, so that taking in a hint does not have to keep them up.
Index(
    "ix_hint_resting",
    hint.c.subject_id,
    sqlite_where=RESTS,
    postgresql_where=RESTS,
)
Index("ix_hint_held", hint.c.subject_id, sqlite_where=HELD, postgresql_where=HELD)
tick = Table("tick", metadata, TickColumns)
mark = Table("mark", metadata, MarkColumns)
alert = Table("alert", metadata, AlertColumns)
Index(
    "uq_alert_open",
    alert.c.cause,
    unique=True,
    sqlite_where=NOT_CLOSED,
    postgresql_where=NOT_CLOSED,
)
alert_line = Table(
    "alert_line",
    metadata,
    AlertLineColumns,
    UniqueConstraint("alert_id", "source_id"),
)
outbox = Table("outbox", metadata, OutboxColumns)
Index(
    "uq_outbox_absorbing",
    outbox.c.key,
    unique=True,
    sqlite_where=ABSORBS,
    postgresql_where=ABSORBS,
)
