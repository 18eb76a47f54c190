"""What is remembered of Twikey's mandates and of Teamleader's departments."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Column, Named, Table, TypedColumns

from storage.tables.base import metadata
from storage.types import Moment, Words


class MandateColumns(TypedColumns):
    """A mandate as Twikey's feed last told it; neither account nor address is kept."""

    number: Named[str] = Column(Words, primary_key=True)
    customer_number: Named[str | None] = Column(Words, index=True)
    profile_id: Named[str | None] = Column(Words)
    is_signed: Named[bool] = Column(Boolean)
    at: Named[datetime | None] = Column(Moment)


class DepartmentColumns(TypedColumns):
    """What a department was called when its name was last read."""

    id: Named[str] = Column(Words, primary_key=True)
    name: Named[str] = Column(Words)


mandate = Table("mandate", metadata, MandateColumns)
department = Table("department", metadata, DepartmentColumns)
