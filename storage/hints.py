"""The inbox of hints: durable before they are answered, then merged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Row,
    bindparam,
    case,
    func,
    literal,
    null,
    select,
    update,
)

from core.ports.watch import ClaimedHint, Hint
from storage.leases import UNHELD, Lease, Leased
from storage.tables import hint
from storage.types import Moment, storable
from storage.work import Book

Key = tuple[str, str]

_DUE: Final = Leased(hint, hint.c.first_at)
_IS_PROCESSED: Final = hint.c.next_at.is_(None)


class SqlHints(Book):
    """Implements ``core.ports.watch.HintBook``.

    There is one row per subject for ever. Processing it takes its time away, the next
    hint gives it one again; how often that happened tells one from the other.
    """

    def add(self, hints: Sequence[Hint]) -> None:
        """Keep hints; one for the same subject that is not processed yet absorbs it.

        One that was put off is due again at once, and its tries begin anew: something
        happened since.
        """
        merged = _merged(hints)
        if not merged:
            return
        rows = [self._row(key, events) for key, events in sorted(merged.items())]
        stored = self._connection.execute(self._upsert(), rows)
        more = [
            {"one": row.id, "all": together}
            for row in stored
            if (together := _union(row, merged)) != row.events
        ]
        if more:
            self._connection.execute(_WIDEN, more)

    def claim(
        self, owner: str, lease_seconds: float, most: int
    ) -> tuple[ClaimedHint, ...]:
        """Take some due hints that nobody works on, oldest first."""
        rows = _DUE.take_due(self._work, Lease(owner, lease_seconds, most))
        return tuple(map(_claimed, rows))

    def done(self, *claimed: ClaimedHint) -> None:
        """Forget processed hints, each unless another came during the processing."""
        if claimed:
            ended = [
                {"of": one.subject, "one": one.id, "by": one.owner, "count": one.count}
                for one in claimed
            ]
            self._connection.execute(_DONE, ended)

    def later(self, claimed: ClaimedHint, at: datetime) -> None:
        """Put a hint off and count the try; one that came meanwhile is due at once."""
        unchanged = hint.c.times == claimed.count
        due = case((unchanged, literal(at, Moment())), else_=hint.c.next_at)
        self._end(claimed, next_at=due, tries=hint.c.tries + 1)

    def last_at(self) -> datetime | None:
        """Return when the latest hint came, processed or not."""
        return self._connection.scalar(select(func.max(hint.c.last_at)))

    def waiting(self) -> int:
        """Count the hints that are not processed."""
        stored = select(func.count()).select_from(hint).where(~_IS_PROCESSED)
        return self._connection.execute(stored).scalar_one()

    def _row(self, key: Key, events: list[str]) -> dict[str, object]:
        now = self._work.now
        return {
            "subject": key[0],
            "subject_id": key[1],
            "events": events,
            "times": 1,
            "first_at": now,
            "last_at": now,
            "tries": 0,
            "next_at": now,
        }

    def _upsert(self) -> Any:
        put = self._work.insert(hint)
        new = put.excluded

        def kept(name: str) -> ColumnElement[Any]:
            return case((_IS_PROCESSED, new[name]), else_=hint.c[name])

        absorbed = {name: kept(name) for name in ("events", "first_at")}
        came = {name: new[name] for name in ("last_at", "tries", "next_at")}
        told = {**absorbed, **came, "times": hint.c.times + 1}
        return put.on_conflict_do_update(
            index_elements=[hint.c.subject, hint.c.subject_id], set_=told
        ).returning(hint.c.id, hint.c.subject, hint.c.subject_id, hint.c.events)

    def _end(self, claimed: ClaimedHint, **ended: object) -> None:
        self._connection.execute(
            update(hint)
            .where(
                hint.c.subject == claimed.subject,
                hint.c.subject_id == claimed.id,
                hint.c.owner == claimed.owner,
            )
            .values(**ended, **UNHELD)
        )


_WIDEN: Final = (
    update(hint).where(hint.c.id == bindparam("one")).values(events=bindparam("all"))
)


_DONE: Final = (
    update(hint)
    .where(
        hint.c.subject == bindparam("of"),
        hint.c.subject_id == bindparam("one"),
        hint.c.owner == bindparam("by"),
    )
    .values(
        next_at=case(
            (hint.c.times == bindparam("count"), null()), else_=hint.c.next_at
        ),
        tries=0,
        **UNHELD,
    )
)


def _merged(hints: Iterable[Hint]) -> dict[Key, list[str]]:
    merged: dict[Key, dict[str, None]] = {}
    for one in hints:
        key = (storable(one.subject), storable(one.id))
        merged.setdefault(key, {})[one.event] = None
    return {key: list(events) for key, events in merged.items()}


def _union(row: Row[Any], merged: dict[Key, list[str]]) -> list[str]:
    return list(dict.fromkeys([*row.events, *merged[row.subject, row.subject_id]]))


def _claimed(row: Row[Any]) -> ClaimedHint:
    return ClaimedHint(
        subject=row.subject,
        id=row.subject_id,
        events=tuple(row.events),
        first_at=row.first_at,
        tries=row.tries,
        count=row.times,
        owner=row.owner,
    )
