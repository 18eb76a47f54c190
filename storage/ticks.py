"""Periods of jobs that were run, and moments up to which something was read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from storage.tables import mark, tick
from storage.work import Book


class SqlTicks(Book):
    """Implements ``core.ports.watch.TickBook``."""

    def take(self, job: str, slot: int) -> bool:
        """Return true for the one that may run this period of a job."""
        taken = (
            self._work.insert(tick)
            .values(job=job, slot=slot, at=self._work.now)
            .on_conflict_do_nothing()
            .returning(tick.c.slot)
        )
        return self._connection.execute(taken).first() is not None

    def last(self, job: str) -> datetime | None:
        """Return when a job was last taken."""
        return self._connection.scalar(
            select(func.max(tick.c.at)).where(tick.c.job == job)
        )


class SqlMarks(Book):
    """Implements ``core.ports.watch.MarkBook``."""

    def get(self, name: str) -> datetime | None:
        """Return a mark."""
        return self._connection.scalar(select(mark.c.at).where(mark.c.name == name))

    def put(self, name: str, at: datetime) -> None:
        """Set a mark, forwards or back."""
        put = self._work.insert(mark).values(name=name, at=at)
        self._connection.execute(
            put.on_conflict_do_update(
                index_elements=[mark.c.name], set_={"at": put.excluded.at}
            )
        )
