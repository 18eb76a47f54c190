"""What people decided about single invoices; each decision is one row."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column, Date, ForeignKey, Named, Table, TypedColumns

from storage.tables.base import metadata
from storage.types import Moment, Words


class LeftOutColumns(TypedColumns):
    """An invoice that is kept out of Twikey, for good or up to a day."""

    source_id: Named[str] = Column(
        Words, ForeignKey("invoice.source_id", ondelete="CASCADE"), primary_key=True
    )
    by: Named[str] = Column(Words)
    at: Named[datetime] = Column(Moment)
    why: Named[str] = Column(Words)
    until: Named[date | None] = Column(Date)


class ChosenProfileColumns(TypedColumns):
    """The payment profile that a person chose for one invoice alone."""

    source_id: Named[str] = Column(
        Words, ForeignKey("invoice.source_id", ondelete="CASCADE"), primary_key=True
    )
    profile_id: Named[str] = Column(Words)
    by: Named[str] = Column(Words)
    at: Named[datetime] = Column(Moment)


left_out = Table("left_out", metadata, LeftOutColumns)
chosen_profile = Table("chosen_profile", metadata, ChosenProfileColumns)
