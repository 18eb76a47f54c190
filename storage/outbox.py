"""Messages to Slack, written in the transaction of the change that causes them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, func, select, update
from sqlalchemy.exc import IntegrityError

from core.ports.watch import ClaimedMessage, OutboxMessage
from storage.leases import UNHELD, Lease, Leased, is_held
from storage.tables import outbox
from storage.tables.watch import ABSORBS
from storage.work import Book

SUPERSEDED: Final = "superseded"
"""The problem of a message that was put off when a newer one of its key was there."""


class SqlOutbox(Book):
    """Implements ``core.ports.watch.OutboxBook``.

    Messages of one key go out one after the other, the older first.
    """

    def put(self, message: OutboxMessage) -> None:
        """Ask for a message to be sent; absorbed by an unsent one of the same key.

        One that somebody is sending now absorbs nothing: the new one comes after it.
        """
        told = {
            "kind": message.kind,
            "facts": message.facts,
            "channel": message.channel,
        }
        now = self._work.now
        self._connection.execute(
            self._work.insert(outbox)
            .values(
                key=message.key, created_at=now, next_at=now, tries=0, fence=0, **told
            )
            .on_conflict_do_update(
                index_elements=[outbox.c.key], index_where=ABSORBS, set_=told
            )
        )

    def claim(
        self, owner: str, lease_seconds: float, most: int
    ) -> tuple[ClaimedMessage, ...]:
        """Take some due messages, oldest first."""
        lease = Lease(owner, lease_seconds, most)
        rows = _DUE.take_due(self._work, lease)
        return tuple(map(_claimed, rows))

    def sent(self, claimed: ClaimedMessage, channel: str, ts: str) -> None:
        """Remember that a message stands in a channel."""
        self._end(claimed, sent_to=channel, ts=ts, problem=None)

    def later(self, claimed: ClaimedMessage, at: datetime, problem: str) -> None:
        """Put a message off, with Slack's word for what was wrong.

        If a newer one of its key was put meanwhile, that one goes instead.
        """
        put_off = (
            update(outbox)
            .where(*_ours(claimed))
            .values(next_at=at, problem=problem, tries=outbox.c.tries + 1, **UNHELD)
        )
        try:
            with self._connection.begin_nested():
                self._connection.execute(put_off)
        except IntegrityError:
            self.drop(claimed, SUPERSEDED)

    def drop(self, claimed: ClaimedMessage, problem: str) -> None:
        """Give a message up: it can never be sent."""
        self._end(claimed, problem=problem)

    def waiting(self) -> int:
        """Count the messages that are not sent."""
        stored = select(func.count()).select_from(outbox)
        unsent = stored.where(outbox.c.next_at.is_not(None))
        return self._connection.execute(unsent).scalar_one()

    def unsent(self, key: str) -> OutboxMessage | None:
        """Return the message that a new one of this key would take the place of."""
        stored = select(outbox).where(outbox.c.key == key, ABSORBS)
        row = self._connection.execute(stored).one_or_none()
        return None if row is None else _message(row)

    def is_pending(self, key: str) -> bool:
        """Whether a message of this key is not sent yet, or is being sent now."""
        stored = select(outbox.c.id).where(
            outbox.c.key == key, outbox.c.next_at.is_not(None)
        )
        return self._connection.execute(stored.limit(1)).first() is not None

    def reached(self, key: str) -> datetime | None:
        """Return when a message of this key last came to stand in a channel."""
        stood = select(func.max(outbox.c.ended_at)).where(
            outbox.c.key == key, outbox.c.ts.is_not(None)
        )
        return self._connection.execute(stood).scalar_one()

    def _end(self, claimed: ClaimedMessage, **ended: object) -> None:
        self._connection.execute(
            update(outbox)
            .where(*_ours(claimed))
            .values(next_at=None, ended_at=self._work.now, **ended, **UNHELD)
        )


_earlier = outbox.alias("earlier")
_IS_FIRST_OF_ITS_KEY: Final = ~(
    select(_earlier.c.id)
    .where(
        _earlier.c.key == outbox.c.key,
        _earlier.c.id < outbox.c.id,
        _earlier.c.next_at.is_not(None),
    )
    .exists()
)
_DUE: Final = Leased(outbox, outbox.c.created_at, _IS_FIRST_OF_ITS_KEY)


def _ours(claimed: ClaimedMessage) -> list[ColumnElement[bool]]:
    ours = outbox.c.id == claimed.id
    return [ours, is_held(outbox, claimed.owner, claimed.fence)]


def _claimed(row: Row[Any]) -> ClaimedMessage:
    return ClaimedMessage(
        id=row.id,
        message=_message(row),
        tries=row.tries,
        fence=row.fence,
        owner=row.owner,
    )


def _message(row: Row[Any]) -> OutboxMessage:
    return OutboxMessage(row.kind, row.key, row.facts, row.channel)
