"""The inbox of hints: durable before they are answered, then merged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Executable,
    Row,
    and_,
    bindparam,
    case,
    func,
    literal,
    null,
    or_,
    select,
    update,
)

from core.ports.watch import HINT_REST, ClaimedHint, Hint
from storage.leases import UNHELD, Lease, Leased
from storage.tables import hint, invoice
from storage.types import Moment, storable
from storage.work import Book, Inserting

Key = tuple[str, str]


def _is_busy() -> ColumnElement[bool]:
    """Whether an id nobody knows is looked for, or rests, under another subject."""
    other = hint.alias("other")
    now: ColumnElement[datetime] = bindparam("now")
    elsewhere = select(other.c.id).where(
        other.c.subject_id == hint.c.subject_id, other.c.id != hint.c.id
    )
    # Each has an index of its own.
    rests = elsewhere.where(other.c.rests_until > now).exists()
    held = elsewhere.where(other.c.lease_until > now).exists()
    known = select(invoice.c.source_id).where(invoice.c.source_id == hint.c.subject_id)
    return and_(or_(rests, held), ~known.exists())


_DUE: Final = Leased(hint, hint.c.first_at, ~_is_busy())
_IS_PROCESSED: Final = hint.c.next_at.is_(None)


class SqlHints(Book):
    """Implements ``core.ports.watch.HintBook``.

    There is one row per subject for ever. Processing it takes its time away, the next
    hint gives it one again; how often that happened tells one from the other.
    """

    def add(self, hints: Sequence[Hint]) -> None:
        """Keep hints; one for the same subject that is not processed yet absorbs it.

        It is due at once, for something happened since; but where the last look led
        nowhere only when the rest after that is over.
        """
        merged = _merged(hints)
        if not merged:
            return
        rows = [self._row(key, events) for key, events in sorted(merged.items())]
        stored = self._connection.execute(_upsert(self._work.insert), rows)
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
        """Take some due hints that nobody works on, oldest first.

        Somebody may name one id as an invoice, as a credit note and so on: only one of
        them is looked for at a time, or else each would cost a call.
        """
        lease = Lease(owner, lease_seconds, most)
        rows = _DUE.take_due(self._work, lease)
        first = {row.subject_id: row for row in reversed(rows)}
        others = [row for row in rows if row is not first[row.subject_id]]
        put_back = self._put_back(others)
        return tuple(_claimed(row) for row in rows if row.id not in put_back)

    def done(self, *claimed: ClaimedHint) -> None:
        """Forget processed hints, each unless another came during the processing."""
        if claimed:
            self._connection.execute(_DONE, [_ended(one) for one in claimed])

    def absent(self, *claimed: ClaimedHint) -> None:
        """Forget hints of what is not there: another has to wait out a rest."""
        if claimed:
            rest = {"rest": self._work.now + HINT_REST}
            ended = [_ended(one) | rest for one in claimed]
            self._connection.execute(_ABSENT, ended)

    def later(self, claimed: ClaimedHint, at: datetime) -> None:
        """Put a hint off and count the try; another waits for the rest at the most."""
        rest = literal(min(at, self._work.now + HINT_REST), Moment())
        unchanged = hint.c.times == claimed.count
        due = case((unchanged, literal(at, Moment())), else_=rest)
        self._end(claimed, next_at=due, rests_until=rest, tries=hint.c.tries + 1)

    def last_at(self) -> datetime | None:
        """Return when the latest hint came, processed or not."""
        return self._connection.scalar(select(func.max(hint.c.last_at)))

    def waiting(self) -> int:
        """Count the hints that are not processed."""
        stored = select(func.count()).select_from(hint).where(~_IS_PROCESSED)
        return self._connection.execute(stored).scalar_one()

    def _put_back(self, rows: Sequence[Row[Any]]) -> frozenset[int]:
        """Free rows for a while, but not of known invoices; returns which."""
        if not rows:
            return frozenset()
        asked = {row.subject_id for row in rows}
        stored = select(invoice.c.source_id).where(invoice.c.source_id.in_(asked))
        known = set(self._connection.scalars(stored))
        ids = frozenset(row.id for row in rows if row.subject_id not in known)
        rest = self._work.now + HINT_REST
        put_off = update(hint).where(hint.c.id.in_(ids))
        self._connection.execute(put_off.values(next_at=rest, **UNHELD))
        return ids

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


@cache
def _upsert(inserting: Inserting) -> Executable:
    put = inserting(hint)
    new = put.excluded

    def kept(name: str) -> ColumnElement[Any]:
        return case((_IS_PROCESSED, new[name]), else_=hint.c[name])

    absorbed = {name: kept(name) for name in ("events", "first_at", "tries")}
    came = {"last_at": new.last_at, "next_at": _next_at(new.next_at)}
    told = {**absorbed, **came, "times": hint.c.times + 1}
    return put.on_conflict_do_update(
        index_elements=[hint.c.subject, hint.c.subject_id], set_=told
    ).returning(hint.c.id, hint.c.subject, hint.c.subject_id, hint.c.events)


_WIDEN: Final = (
    update(hint).where(hint.c.id == bindparam("one")).values(events=bindparam("all"))
)


_HELD: Final = update(hint).where(
    hint.c.subject == bindparam("of"),
    hint.c.subject_id == bindparam("one"),
    hint.c.owner == bindparam("by"),
)
_UNCHANGED: Final = hint.c.times == bindparam("count")
_DONE: Final = _HELD.values(
    next_at=case((_UNCHANGED, null()), else_=hint.c.next_at),
    rests_until=null(),
    tries=0,
    **UNHELD,
)
_ABSENT: Final = _HELD.values(
    next_at=case((_UNCHANGED, null()), else_=bindparam("rest", type_=Moment())),
    rests_until=bindparam("rest", type_=Moment()),
    tries=0,
    **UNHELD,
)


def _next_at(now: ColumnElement[datetime]) -> ColumnElement[datetime]:
    """When a row that a new hint came for is due: now or after its rest, not later."""
    rests = hint.c.rests_until
    earliest = case((rests > now, rests), else_=now)
    is_later = or_(_IS_PROCESSED, hint.c.next_at > earliest)
    return case((is_later, earliest), else_=hint.c.next_at)


def _ended(claimed: ClaimedHint) -> dict[str, object]:
    return {
        "of": claimed.subject,
        "one": claimed.id,
        "by": claimed.owner,
        "count": claimed.count,
    }


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
