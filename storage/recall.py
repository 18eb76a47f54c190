"""Recalling what is known of invoices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, false, or_, select

from core.domain.history import (
    Attempt,
    AttemptState,
    ChosenProfile,
    LeftOut,
    Memory,
    SeenBy,
    Snapshot,
)
from core.domain.invoice import DepartmentId, InvoiceStatus, SourceId
from core.domain.money import Money
from core.domain.reason import Reason
from core.domain.target import TargetId
from core.ports.ledger import KnownInvoice
from storage.documents import SqlDocuments
from storage.invitations import SqlInvitations
from storage.judgements import REJUDGED_AFTER
from storage.tables import attempt, chosen_profile, invoice, left_out, snapshot
from storage.work import IDS, Book, chunks, columns

_MOST_FOUND: Final = 50


class RecallBook(Book):
    """The part of ``InvoiceBook`` that answers what is known."""

    def recall(self, ids: Sequence[SourceId]) -> Mapping[SourceId, Memory]:
        """Return what is known of each; an unseen one has an empty memory."""
        memories = {source_id: Memory() for source_id in ids}
        for chunk in chunks(dict.fromkeys(ids)):
            memories.update(self._recall(chunk))
        return memories

    def search(self, folded: str, counter: int | None) -> tuple[KnownInvoice, ...]:
        """Return known invoices whose number folds to this or ends in this counter.

        At most 50, the latest first.
        """
        ends = false() if counter is None else invoice.c.counter == counter
        return self._known(or_(invoice.c.folded_number == folded, ends))

    def known(self, source_id: SourceId) -> KnownInvoice | None:
        """Return what is known of one invoice, if it was ever seen."""
        found = self._known(invoice.c.source_id == source_id)
        return found[0] if found else None

    def numbers(self, most: int) -> tuple[str, ...]:
        """Return the latest known numbers."""
        stored = (
            select(invoice.c.number)
            .where(invoice.c.number.is_not(None))
            .order_by(invoice.c.created_at.desc(), invoice.c.source_id)
            .limit(most)
        )
        return tuple(str(number) for number in self._connection.scalars(stored))

    def by_target(self, target_id: TargetId) -> SourceId | None:
        """Return the source invoice that we created under a target id, ever."""
        stored = select(attempt.c.source_id).where(attempt.c.target_id == target_id)
        found = self._connection.scalars(stored.limit(1)).first()
        return None if found is None else SourceId(found)

    def _known(self, where: ColumnElement[bool]) -> tuple[KnownInvoice, ...]:
        rows = self._connection.execute(
            select(*columns(invoice, _KNOWN))
            .where(where)
            .order_by(invoice.c.created_at.desc(), invoice.c.source_id)
            .limit(_MOST_FOUND)
        )
        return tuple(
            KnownInvoice(
                SourceId(row.source_id),
                row.number,
                DepartmentId(row.department_id),
                row.customer_name,
                row.customer_id,
            )
            for row in rows
        )

    def _recall(self, ids: Sequence[SourceId]) -> dict[SourceId, Memory]:
        asked = {"ids": ids}
        rows = self._connection.execute(_REMEMBERED, asked)
        attempts = _grouped(self._connection.execute(_ATTEMPTS, asked))
        snapshots = _grouped(self._connection.execute(_SNAPSHOTS, asked))
        memories = {
            SourceId(row.source_id): replace(
                _memory(row, attempts[row.source_id], snapshots[row.source_id]),
                judged_at=_judged_at(row, self._work.now),
            )
            for row in rows
        }
        return self._retrieved(memories)

    def _retrieved(self, memories: Mapping[SourceId, Memory]) -> dict[SourceId, Memory]:
        """Add where the PDF and the invitation of each stand."""
        documents = SqlDocuments(self._work).of([*memories])
        invitations = SqlInvitations(self._work).of([*memories])
        return {
            source_id: replace(
                memory,
                document=documents.get(source_id, memory.document),
                invitation=invitations.get(source_id, memory.invitation),
            )
            for source_id, memory in memories.items()
        }


_KNOWN: Final = ("source_id", "number", "department_id", "customer_id", "customer_name")
_MEMORY: Final = (
    "source_id",
    "number",
    "department_id",
    "first_seen_at",
    "first_booked_at",
    "booked_when_first_seen",
    "booked_at_zero",
    "gone_at",
    "target_id",
    "generation",
    "imported_at",
    "first_cause",
    "first_tried_at",
    "decisive",
    "decisive_facts",
    "unknown_system",
    "judge_at",
)


_LEFT_OUT: Final = left_out.c.source_id == invoice.c.source_id
_CHOSEN: Final = chosen_profile.c.source_id == invoice.c.source_id
_DECIDED: Final = [
    *(column.label(f"left_out_{column.name}") for column in left_out.c),
    *(column.label(f"chosen_{column.name}") for column in chosen_profile.c),
]
_REMEMBERED: Final = (
    select(*columns(invoice, _MEMORY), *_DECIDED)
    .outerjoin_from(invoice, left_out, _LEFT_OUT)
    .outerjoin(chosen_profile, _CHOSEN)
    .where(invoice.c.source_id.in_(IDS))
)
_ATTEMPTS: Final = (
    select(attempt).where(attempt.c.source_id.in_(IDS)).order_by(attempt.c.id)
)
_SNAPSHOTS: Final = (
    select(snapshot).where(snapshot.c.source_id.in_(IDS)).order_by(snapshot.c.id)
)


def _grouped(rows: Iterable[Row[Any]]) -> Mapping[str, list[Row[Any]]]:
    groups: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        groups[row.source_id].append(row)
    return groups


def _memory(
    row: Row[Any], attempts: Iterable[Row[Any]], snapshots: Iterable[Row[Any]]
) -> Memory:
    return Memory(
        number=row.number,
        department_id=row.department_id,
        first_seen_at=row.first_seen_at,
        first_booked_at=row.first_booked_at,
        booked_when_first_seen=row.booked_when_first_seen,
        booked_at_zero=row.booked_at_zero,
        gone_at=row.gone_at,
        target_id=None if row.target_id is None else TargetId(row.target_id),
        generation=row.generation,
        imported_at=row.imported_at,
        first_cause=_reason(row.first_cause),
        first_tried_at=row.first_tried_at,
        decisive=_reason(row.decisive),
        decisive_facts=row.decisive_facts or {},
        left_out=_left_out(row),
        chosen_profile=_chosen_profile(row),
        attempts=tuple(map(_attempt, attempts)),
        snapshots=tuple(map(_snapshot, snapshots)),
    )


def _judged_at(row: Row[Any], now: datetime) -> datetime | None:
    """Return when a reason was found; whatever may change it makes it due at once."""
    if row.decisive is None or row.unknown_system is not None:
        return None
    due_at: datetime | None = row.judge_at
    return None if due_at is None or due_at <= now else due_at - REJUDGED_AFTER


def _left_out(row: Row[Any]) -> LeftOut | None:
    if row.left_out_by is None:
        return None
    return LeftOut(
        row.left_out_by, row.left_out_at, row.left_out_why, row.left_out_until
    )


def _chosen_profile(row: Row[Any]) -> ChosenProfile | None:
    if row.chosen_by is None:
        return None
    return ChosenProfile(row.chosen_profile_id, row.chosen_by, row.chosen_at)


def _attempt(row: Row[Any]) -> Attempt:
    return Attempt(
        at=row.started_at,
        target_id=TargetId(row.target_id),
        fingerprint=row.fingerprint,
        state=AttemptState(row.state),
        facts=row.facts,
    )


def _snapshot(row: Row[Any]) -> Snapshot:
    return Snapshot(
        seen_at=row.seen_at,
        seen_by=SeenBy(row.seen_by),
        status=InvoiceStatus(row.status),
        total=Money(row.total_amount, row.total_currency),
        due=Money(row.due_amount, row.due_currency),
        paid=row.paid,
        due_on=row.due_on,
        customer_id=row.customer_id,
        profile_field=row.profile_field,
    )


def _reason(code: str | None) -> Reason | None:
    return None if code is None else Reason(code)
