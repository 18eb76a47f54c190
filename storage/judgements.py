"""What judging came to, and the problems that are open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, insert, or_, select, update

from core.domain.invoice import SourceId
from core.domain.reason import Reason, System
from core.domain.rules import alerts
from core.ports.ledger import Judgement, OpenProblem
from storage.outstanding import is_outside, nothing_due
from storage.tables import event, invoice
from storage.work import IDS, Book, chunks, columns

Row = dict[str, Any]

_KEPT: Final = (
    "source_id",
    "decisive",
    "decisive_facts",
    "unknown_system",
    "first_cause",
    "last_reason",
    "reason_since",
    "first_tried_at",
    "judge_at",
    "times_unknown",
)
_WAITS: Final = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]
"""How long the next judging waits while a system cannot be asked."""

_JUDGED: Final = "judged"
REJUDGED_AFTER: Final = timedelta(days=1)
"""After how long what is out for a reason is judged again by itself."""

_PROBLEM: Final = (
    "source_id",
    "number",
    "decisive",
    "decisive_facts",
    "unknown_system",
    "created_at",
    "total_amount",
    "total_currency",
    "due_amount",
    "due_currency",
)
_MAY_ALERT: Final = [
    reason.value
    for reason in Reason
    if alerts(reason, {}) or alerts(reason, {"first_cause": Reason.ON_HOLD})
]
"""The reasons that alert at least with some facts; the facts have the last word."""


class JudgementBook(Book):
    """The part of ``InvoiceBook`` that remembers why an invoice is out."""

    def judged(self, judgements: Sequence[Judgement]) -> None:
        """Remember what judging came to; the first cause is kept for ever.

        A judgement of an invoice that was never seen is not kept. The time line tells
        only of changes of the decisive reason.
        """
        for chunk in chunks(judgements):
            self._judged(chunk)

    def reasons_found(
        self, ids: Sequence[SourceId]
    ) -> Mapping[SourceId, frozenset[Reason]]:
        """Return every reason that judging came to, ever, of those that had one."""
        found: dict[SourceId, set[Reason]] = defaultdict(set)
        for chunk in chunks(ids):
            for row in self._connection.execute(_FOUND, {"ids": chunk}):
                code = row.facts.get("reason")
                if code is not None:
                    found[SourceId(row.source_id)].add(Reason(code))
        return {source_id: frozenset(each) for source_id, each in found.items()}

    def open_problems(self, before: datetime | None) -> tuple[OpenProblem, ...]:
        """Return the invoices people must do something about, oldest first.

        Those of which we could not find out whether they can go count too. With a
        moment, only invoices created before it.
        """
        open_ones = select(*columns(invoice, _PROBLEM)).where(
            *is_outside(),
            or_(
                invoice.c.decisive.in_(_MAY_ALERT),
                invoice.c.unknown_system.is_not(None),
            ),
        )
        if before is not None:
            open_ones = open_ones.where(invoice.c.created_at < before)
        rows = self._connection.execute(
            open_ones.order_by(invoice.c.created_at, invoice.c.source_id)
        )
        return tuple(
            _problem(row) for row in rows if _needs_people(row) and not nothing_due(row)
        )

    def _judged(self, judgements: Sequence[Judgement]) -> None:
        rows = self._judged_before([judgement.source_id for judgement in judgements])
        before = {source_id: dict(row) for source_id, row in rows.items()}
        changes = []
        for judgement in judgements:
            row = rows.get(judgement.source_id)
            if row is not None and self._apply(judgement, row):
                changes.append(self._change(judgement))
        changed = [row for source_id, row in rows.items() if row != before[source_id]]
        if changed:
            self._connection.execute(_UPDATE, [_named(row) for row in changed])
        if changes:
            self._connection.execute(_TELL, changes)

    def _judged_before(self, ids: Sequence[SourceId]) -> dict[str, Row]:
        rows = self._connection.execute(_LOCK, {"ids": sorted(set(ids))})
        return {row["source_id"]: dict(row) for row in rows.mappings()}

    def _apply(self, judgement: Judgement, row: Row) -> bool:
        """Bring the row up to date; return whether what decides has changed."""
        reason = None if judgement.reason is None else judgement.reason.value
        system = None if judgement.system is None else judgement.system.value
        changed = (row["decisive"], row["unknown_system"]) != (reason, system)
        row["decisive"], row["unknown_system"] = reason, system
        row["times_unknown"] = (row["times_unknown"] or 0) + 1 if system else 0
        row["judge_at"] = self._work.now + _wait(row)
        if system is None:
            # Not being able to ask changes neither the reason nor its facts.
            row["decisive_facts"] = None if reason is None else dict(judgement.facts)
        if system is None and row["last_reason"] != reason:
            row["last_reason"], row["reason_since"] = reason, self._work.now
        if judgement.tried:
            row["first_tried_at"] = row["first_tried_at"] or self._work.now
            if row["imported_at"] is None:
                row["first_cause"] = row["first_cause"] or reason
        return changed

    def _change(self, judgement: Judgement) -> Row:
        facts = {
            "reason": judgement.reason,
            "system": judgement.system,
            "facts": judgement.facts,
        }
        return {
            "source_id": judgement.source_id,
            "at": self._work.now,
            "event": _JUDGED,
            "facts": facts,
        }


_LOCK: Final = (
    select(*columns(invoice, _KEPT), invoice.c.imported_at)
    .where(invoice.c.source_id.in_(IDS))
    .order_by(invoice.c.source_id)
    .with_for_update()
)
_TELL: Final = insert(event)
_FOUND: Final = select(event.c.source_id, event.c.facts).where(
    event.c.source_id.in_(IDS), event.c.event == _JUDGED
)
_UPDATE: Final = (
    update(invoice)
    .where(invoice.c.source_id == bindparam("new_source_id"))
    .values({name: bindparam(f"new_{name}") for name in _KEPT if name != "source_id"})
)


def _named(row: Row) -> Row:
    return {f"new_{name}": row[name] for name in _KEPT}


def _wait(row: Row) -> timedelta:
    """Return how long to wait before judging again what stays out.

    An eligible invoice ought to be in Twikey by then: it is looked at before a day is
    over, in case whoever was to create it died.
    """
    times = int(row["times_unknown"])
    if times:
        return _WAITS[min(times, len(_WAITS)) - 1]
    return _WAITS[-1] if row["decisive"] is None else REJUDGED_AFTER


def _needs_people(row: Any) -> bool:
    if row.unknown_system is not None:
        return True
    return alerts(Reason(row.decisive), row.decisive_facts or {})


def _problem(row: Any) -> OpenProblem:
    return OpenProblem(
        source_id=SourceId(row.source_id),
        number=row.number,
        reason=None if row.decisive is None else Reason(row.decisive),
        created_at=row.created_at,
        system=None if row.unknown_system is None else System(row.unknown_system),
    )
