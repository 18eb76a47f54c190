"""What is remembered of PDFs and invitations, one row per invoice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Integer,
    Named,
    Table,
    Text,
    TypedColumns,
)

from storage.tables.base import metadata
from storage.types import Moment, Words


class DocumentColumns(TypedColumns):
    """A PDF that was wanted once; without ``next_at`` nothing is tried by itself."""

    source_id: Named[str] = Column(
        Words, ForeignKey("invoice.source_id", ondelete="CASCADE"), primary_key=True
    )
    target_id: Named[str] = Column(Words)
    state: Named[str] = Column(Text, index=True)
    basis: Named[str] = Column(Words)
    wanted_at: Named[datetime] = Column(Moment)
    attempts: Named[int] = Column(Integer)
    next_at: Named[datetime | None] = Column(Moment, index=True)
    problem: Named[str | None] = Column(Text)
    size: Named[int | None] = Column(BigInteger)
    digest: Named[str | None] = Column(Words)
    attached_at: Named[datetime | None] = Column(Moment)
    owner: Named[str | None] = Column(Words)
    lease_until: Named[datetime | None] = Column(Moment)
    fence: Named[int] = Column(BigInteger)


class InvitationColumns(TypedColumns):
    """Where an invitation stands, and since when.

    ``begun`` is the event of a call of which nothing is known yet.
    """

    source_id: Named[str] = Column(
        Words, ForeignKey("invoice.source_id", ondelete="CASCADE"), primary_key=True
    )
    target_id: Named[str] = Column(Words)
    state: Named[str] = Column(Text, index=True)
    at: Named[datetime | None] = Column(Moment)
    held_for: Named[str | None] = Column(Text, index=True)
    since: Named[datetime] = Column(Moment)
    begun: Named[int | None] = Column(Integer)


document = Table("document", metadata, DocumentColumns)
invitation = Table("invitation", metadata, InvitationColumns)
