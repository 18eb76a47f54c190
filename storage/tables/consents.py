"""Links at which a person may connect Teamleader, until they are used."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Named, Table, Text, TypedColumns

from storage.tables.base import metadata
from storage.types import Moment, Words


class ConsentColumns(TypedColumns):
    """A link that was given out; ``digest`` is all that is kept of its state."""

    digest: Named[str] = Column(Text, primary_key=True)
    by: Named[str] = Column(Words)
    until: Named[datetime] = Column(Moment, index=True)


consent = Table("consent", metadata, ConsentColumns)
