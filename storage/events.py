"""Telling what happened to an invoice, for its time line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import insert

from core.domain.reason import Facts
from storage.tables import event
from storage.work import Work


def tell(work: Work, source_id: str, what: str, facts: Facts) -> int:
    """Write down that something happened now; return the number of the event."""
    row = {"source_id": source_id, "at": work.now, "event": what, "facts": facts}
    return work.connection.execute(_TELL, row).scalar_one()


def tell_of_each(work: Work, ids: Iterable[str], what: str) -> None:
    """Write down that the same happened to each invoice now."""
    rows = [{"source_id": i, "at": work.now, "event": what, "facts": {}} for i in ids]
    if rows:
        work.connection.execute(_TELL_ALL, rows)


_TELL_ALL: Final = insert(event)
_TELL: Final = _TELL_ALL.returning(event.c.id)
