"""Periods of jobs that were run, and moments up to which something was read."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Final

from sqlalchemy import Executable, bindparam, func, select

from storage.tables import mark, tick
from storage.work import Book, Inserting


class SqlTicks(Book):
    """Implements ``core.ports.watch.TickBook``."""

    def take(self, job: str, slot: int) -> bool:
        """Return true for the one that may run this period of a job."""
        row = {"job": job, "slot": slot, "at": self._work.now}
        taken = self._connection.execute(_take(self._work.insert), row)
        return taken.first() is not None

    def last(self, job: str) -> datetime | None:
        """Return when a job was last taken."""
        return self._connection.scalar(_LAST, {"of": job})


class SqlMarks(Book):
    """Implements ``core.ports.watch.MarkBook``."""

    def get(self, name: str) -> datetime | None:
        """Return a mark."""
        return self._connection.scalar(_MARK, {"of": name})

    def put(self, name: str, at: datetime) -> None:
        """Set a mark, forwards or back."""
        self._work.put(mark, {"name": name, "at": at})


_LAST: Final = select(func.max(tick.c.at)).where(tick.c.job == bindparam("of"))
_MARK: Final = select(mark.c.at).where(mark.c.name == bindparam("of"))


@cache
def _take(inserting: Inserting) -> Executable:
    return inserting(tick).on_conflict_do_nothing().returning(tick.c.slot)
