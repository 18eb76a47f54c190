"""Alerts: what is late, grouped by cause, told only when something changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from core.domain.alert import (
    AlertChange,
    AlertRecord,
    LateInvoice,
    LineState,
    changes,
    level_of,
)
from core.domain.invoice import SourceId
from core.domain.number import fold
from core.domain.policy import Policy
from core.domain.reason import Alert, Facts
from core.ports import LedgerTx
from core.ports.watch import OutboxMessage
from core.settling import CAUSE as SETTLED
from core.settling import note_over
from core.systems import Systems

UNJUDGED = timedelta(hours=1)


class Alerting:
    """Compares what is late with what was told."""

    def __init__(self, systems: Systems) -> None:
        self._systems = systems

    async def look(self) -> int:
        """Open, change and close alerts; returns how many causes changed."""
        policy = await self._systems.policy()
        return await self._systems.ledger.write(lambda tx: _look(tx, policy))

    async def accept(self, cause: str, ids: Sequence[SourceId], by: str) -> int:
        """Let a person accept lines of an alert as they are."""
        return await self._systems.ledger.write(
            lambda tx: _accept(tx, cause, frozenset(ids), by)
        )

    async def open(self) -> tuple[AlertRecord, ...]:
        """Return the alerts that are not closed."""
        return await self._systems.ledger.read(lambda tx: tx.alerts.open())


def late_now(tx: LedgerTx, policy: Policy, level: Alert) -> list[LateInvoice]:
    """Return what is late for a cause of one level.

    What nobody judged yet has no cause; it is given an hour more before that itself
    is one.
    """
    patience = tx.now - policy.alert_after - UNJUDGED
    late = [
        one
        for one in tx.watched.late(tx.now - policy.alert_after)
        if level_of(one.reason, one.facts, policy.alert_levels) is level
        and (one.is_judged or one.booked_at <= patience)
    ]
    before = _booked_before_start(tx, late, policy.automatic_since)
    return [
        one
        for one in late
        if one.source_id not in before and not _came_otherwise(tx, one)
    ]


def _booked_before_start(
    tx: LedgerTx, late: Sequence[LateInvoice], since: datetime | None
) -> frozenset[SourceId]:
    """Return those older than the bot; a draft that was booked since is none."""
    older = [one.source_id for one in late if since and one.created_at < since]
    memories = tx.invoices.recall(older)
    return frozenset(one for one in older if memories[one].booked_when_first_seen)


def _came_otherwise(tx: LedgerTx, one: LateInvoice) -> bool:
    """Whether it has no cause because it came to Twikey by another route."""
    if one.is_judged or one.number is None:
        return False
    number = fold(one.number)
    return any(
        namesake.tied_to in (None, one.source_id)
        and namesake.invoice.amount == one.amount
        for namesake in tx.targets.namesakes([number]).get(number, ())
    )


def _look(tx: LedgerTx, policy: Policy) -> int:
    over = note_over(tx)
    late = late_now(tx, policy, Alert.ALERT)
    present = [record for record in tx.alerts.open() if record.cause != SETTLED]
    causes = {one.cause for one in late} - {record.cause for record in present}
    closed = [record for record in map(tx.alerts.get, sorted(causes)) if record]
    how = _how_solved(tx, present)
    found = changes(late, [*present, *closed], tx.now, how)
    for change in found:
        _write(tx, change)
    return len(found) + bool(over)


def _write(tx: LedgerTx, change: AlertChange) -> None:
    tx.alerts.put_lines(change.cause, change.lines)
    if change.closes:
        tx.alerts.close(change.cause)
    facts = {"cause": change.cause}
    tx.outbox.put(OutboxMessage("alert", f"alert:{change.cause}", facts))


def _how_solved(
    tx: LedgerTx, present: Sequence[AlertRecord]
) -> Mapping[SourceId, Facts]:
    ids = [line.source_id for record in present for line in record.open_lines]
    memories = tx.invoices.recall(ids)
    told: dict[SourceId, Facts] = {}
    for source_id, memory in memories.items():
        at: datetime | None = memory.imported_at
        if at is not None:
            told[source_id] = {"how": "imported", "at": at.isoformat()}
        elif memory.gone_at is not None:
            told[source_id] = {"how": "deleted", "at": memory.gone_at.isoformat()}
        elif memory.decisive is not None:
            told[source_id] = {"how": "changed", "reason": memory.decisive.value}
    return told


def _accept(tx: LedgerTx, cause: str, ids: frozenset[SourceId], by: str) -> int:
    record = tx.alerts.get(cause)
    if record is None or record.closed_at is not None:
        return 0
    accepted = [
        replace(
            line,
            state=LineState.ACCEPTED,
            changed_at=tx.now,
            facts={**line.facts, "by": by},
        )
        for line in record.open_lines
        if line.source_id in ids
    ]
    if accepted:
        closes = len(accepted) == len(record.open_lines)
        _write(tx, AlertChange(cause, tuple(accepted), closes))
    return len(accepted)
