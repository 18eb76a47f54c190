"""What the bot itself needs: secrets, rate slots, settings, acts, roles."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Integer,
    Named,
    Table,
    Text,
    TypedColumns,
)

from storage.tables.base import metadata
from storage.types import FactsText, Moment, Words


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
    subject: Named[str] = Column(Words, index=True)
    facts: Named[Any] = Column(FactsText, nullable=False)


class LeaderColumns(TypedColumns):
    """A role that one worker has until the lease ends."""

    role: Named[str] = Column(Text, primary_key=True)
    owner: Named[str | None] = Column(Words)
    lease_until: Named[datetime] = Column(Moment)


credential = Table("credential", metadata, CredentialColumns)
rate_slot = Table("rate_slot", metadata, RateSlotColumns)
parked = Table("parked", metadata, ParkedColumns)
setting = Table("setting", metadata, SettingColumns)
profile = Table("profile", metadata, ProfileColumns)
done = Table("done", metadata, DoneColumns)
audit = Table("audit", metadata, AuditColumns)
leader = Table("leader", metadata, LeaderColumns)
