"""Alerts: what is late, grouped by cause, told only when something changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from core.announcing import announce, message_of
from core.domain.alert import (
    LEFT_OUT,
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
from core.domain.reason import Alert, Facts, Reason
from core.domain.worsening import has_worsened
from core.ports import LedgerTx
from core.ports.watch import OutboxMessage
from core.settling import CAUSE as SETTLED
from core.settling import note_over
from core.systems import Systems

UNJUDGED = timedelta(hours=1)
MOVED = "alert-moved"
UNCERTAIN = Reason.INVITATION_UNKNOWN
SETTLED_BY = (Reason.PAID, Reason.CREDITED, Reason.DELETED)
"""What can end an invoice in Teamleader that never came to Twikey."""


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
            lambda tx: _accept(tx, cause, frozenset(ids), {"by": by})
        )

    async def open(self) -> tuple[AlertRecord, ...]:
        """Return the alerts that are not closed."""
        return await self._systems.ledger.read(lambda tx: tx.alerts.open())


def late_now(tx: LedgerTx, policy: Policy, level: Alert) -> list[LateInvoice]:
    """Return what is late for a cause of one level.

    What nobody judged yet has no cause; it is given an hour more before that itself
    is one. What cannot be looked at now is still late for what was found before.
    """
    patience = tx.now - policy.alert_after - UNJUDGED
    chosen = [code for code, one in policy.alert_levels.items() if one is Alert.ALERT]
    settled = [one for one in SETTLED_BY if one.value in chosen]
    outside = tx.watched.late(tx.now - policy.alert_after, settled)
    late = [
        one
        for one in (each.still_out_for(policy.alert_levels) for each in outside)
        if level_of(one.reason, one.facts, policy.alert_levels) is level
        and (one.is_judged or one.booked_at <= patience)
    ]
    return [one for one in _of_ours(tx, late, policy) if not _came_otherwise(tx, one)]


def news_for_digest(
    tx: LedgerTx, policy: Policy, since: datetime, until: datetime
) -> list[LateInvoice]:
    """Return what a digest tells once: late since a moment, and up to another.

    These wait on nobody, such as an invoice of 0.00 or one that was paid in time.
    """
    news = tx.watched.news(since, until, policy.alert_after)
    aside = [
        one
        for one in news
        if is_told_once(one)
        and level_of(one.reason, one.facts, policy.alert_levels) is Alert.DIGEST
    ]
    return _of_ours(tx, aside, policy)


def is_told_once(one: LateInvoice) -> bool:
    """Whether nobody has to do anything about it, so that one word is enough."""
    return level_of(one.reason, one.facts, {}) is Alert.DIGEST


def _of_ours(
    tx: LedgerTx, late: Sequence[LateInvoice], policy: Policy
) -> list[LateInvoice]:
    before = _booked_before_start(tx, late, policy.automatic_since)
    return [one for one in late if one.source_id not in before]


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
    late = [*late_now(tx, policy, Alert.ALERT), *_uncertain(tx, policy)]
    present = [record for record in tx.alerts.open() if record.cause != SETTLED]
    causes = {one.cause for one in late} - {record.cause for record in present}
    closed = [record for record in map(tx.alerts.get, sorted(causes)) if record]
    how = _how_solved(tx, present)
    found = changes(late, [*present, *closed], tx.now, how)
    for change in found:
        announce(tx, change)
    return len(found) + bool(over) + _tell_again(tx, policy)


def _uncertain(tx: LedgerTx, policy: Policy) -> list[LateInvoice]:
    """Return imported invoices nobody knows of whether they were invited."""
    if level_of(UNCERTAIN, {}, policy.alert_levels) is not Alert.ALERT:
        return []
    return list(tx.invitations.uncertain(tx.now - policy.alert_after))


def _tell_again(tx: LedgerTx, policy: Policy) -> int:
    """Tell in a new message what got worse; returns how many causes did."""
    worse = [
        record
        for record in tx.alerts.open()
        if has_worsened(record, tx.now, policy.day_of)
    ]
    for record in worse:
        _move(tx, record)
    return len(worse)


def _move(tx: LedgerTx, record: AlertRecord) -> None:
    place = {"channel": record.channel, "ts": record.ts}
    tx.alerts.move(record.cause)
    tx.outbox.put(message_of(record.cause))
    facts = {"cause": record.cause, **place}
    tx.outbox.put(OutboxMessage(MOVED, f"{MOVED}:{record.cause}:{record.ts}", facts))


def _how_solved(
    tx: LedgerTx, present: Sequence[AlertRecord]
) -> Mapping[SourceId, Facts]:
    ids = [line.source_id for record in present for line in record.open_lines]
    memories = tx.invoices.recall(ids)
    came = tx.watched.brought_by(ids)
    uncertain = _lines_of(present, UNCERTAIN)
    told: dict[SourceId, Facts] = {}
    for source_id, memory in memories.items():
        at: datetime | None = memory.imported_at
        if source_id in uncertain:
            told[source_id] = {"how": "invitation"}
        elif at is not None:
            told[source_id] = {
                "how": "imported",
                "at": at.isoformat(),
                "trigger": came.get(source_id),
            }
        elif memory.gone_at is not None:
            told[source_id] = {"how": "deleted", "at": memory.gone_at.isoformat()}
        elif memory.decisive is not None:
            told[source_id] = {"how": "changed", "reason": memory.decisive.value}
    return told


def _lines_of(present: Sequence[AlertRecord], reason: Reason) -> frozenset[SourceId]:
    """Return the invoices that are open for a reason."""
    records = [record for record in present if record.cause == reason]
    return frozenset(line.source_id for each in records for line in each.open_lines)


def let_go(tx: LedgerTx, source_id: SourceId, by: str) -> int:
    """Let every alert of something that is late accept an invoice as left out.

    It holds as long as the invoice is left out; returns how many alerts had it open.
    """
    told: Facts = {"by": by, "how": LEFT_OUT}
    causes = [record.cause for record in tx.alerts.open() if record.cause != SETTLED]
    return sum(_accept(tx, cause, frozenset({source_id}), told) for cause in causes)


def _accept(tx: LedgerTx, cause: str, ids: frozenset[SourceId], told: Facts) -> int:
    record = tx.alerts.get(cause)
    if record is None or record.closed_at is not None:
        return 0
    accepted = [
        replace(
            line,
            state=LineState.ACCEPTED,
            changed_at=tx.now,
            facts={**line.facts, **told},
        )
        for line in record.open_lines
        if line.source_id in ids
    ]
    if accepted:
        closes = len(accepted) == len(record.open_lines)
        announce(tx, AlertChange(cause, tuple(accepted), closes))
    if "how" not in told:
        # What was left out is told of already.
        for line in accepted:
            by = str(told["by"])
            tx.audit.add(by, "alert-accepted", line.source_id, {"cause": cause})
    return len(accepted)
