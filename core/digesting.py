"""The digest of a business day: asked for once, over all replicas."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from core.alerting import is_told_once, late_now, news_for_digest
from core.domain.alert import LateInvoice, LineState
from core.domain.audience import AllWell
from core.domain.digest import Digest, days_before, due_day, grouped
from core.domain.policy import Policy
from core.domain.proof import Place, Proof
from core.domain.reason import Alert, Facts
from core.errors import RemoteError
from core.ports import LedgerTx
from core.ports.watch import OutboxMessage
from core.proving import prove
from core.settling import CAUSE as SETTLED
from core.systems import Systems

log = logging.getLogger(__name__)

DIGEST: Final = "digest"
TOLD: Final = "digest-told"
"""Up to when the last digest told that people were shown."""

_NAMED_MOST = 20
_MONDAY = 0


class Digesting:
    """Notices that it is time for a digest."""

    def __init__(self, systems: Systems) -> None:
        self._systems = systems

    async def tell_if_due(self) -> bool:
        """Ask for the digest of today if it is time; whether it was asked for.

        On the day of the very first call there is none: nothing moved yet.
        """
        policy = await self._systems.policy()
        due = await self._systems.ledger.write(lambda tx: _due(tx, policy))
        if due is None:
            return False
        day, since, unsent = due
        first, last = days_before(day)
        proof = await self._proof(min(first, unsent or first), last)
        telling = _Telling(day, since, proof)
        return await self._systems.ledger.write(lambda tx: _ask(tx, policy, telling))

    async def _proof(self, first: date, last: date) -> Facts:
        days = {"first": first.isoformat(), "last": last.isoformat()}
        try:
            return {**days, **_sums(await prove(self._systems, first, last))}
        except RemoteError as error:
            log.warning("digest-unproven", extra={"operation": error.operation})
            return {**days, "system": error.system.value}


def digest_of(tx: LedgerTx, policy: Policy, since: datetime, until: datetime) -> Digest:
    """Gather how things stand now, and what moved between two moments."""
    waiting = _unaccepted(tx, late_now(tx, policy, Alert.ALERT))
    standing = [
        one for one in late_now(tx, policy, Alert.DIGEST) if not is_told_once(one)
    ]
    aside = [*news_for_digest(tx, policy, since, until), *standing]
    settled = tx.alerts.get(SETTLED)
    return Digest(
        since=since,
        until=until,
        waiting=grouped(waiting),
        aside=grouped(aside),
        settled=settled.open_lines if settled else (),
        imported=tx.watched.imported_between(since, until),
        documents=len(tx.documents.missing()),
    )


def _due(tx: LedgerTx, policy: Policy) -> tuple[date, datetime, date | None] | None:
    """Return the day, since when it tells, and the first day of one never sent.

    A digest that Slack did not take gives way to this one, which tells its part too.
    """
    last = tx.marks.get(DIGEST)
    if last is None:
        tx.marks.put(DIGEST, tx.now)
        return None
    day = due_day(tx.now, policy.time_zone, policy.digest_at)
    if day is None or day <= policy.day_of(last):
        return None
    earlier = tx.outbox.unsent(DIGEST)
    if earlier is None:
        told = tx.marks.get(TOLD)
        return (day, last, None) if told is None else (day, told, policy.day_of(told))
    since = datetime.fromisoformat(str(earlier.facts["since"]))
    return day, since, policy.day_of(since)


@dataclass(frozen=True)
class _Telling:
    """The digest of a day: since when it tells, and the sums of the proof."""

    day: date
    since: datetime
    proof: Facts


def _ask(tx: LedgerTx, policy: Policy, telling: _Telling) -> bool:
    if not tx.ticks.take(DIGEST, telling.day.toordinal()):
        return False
    tx.marks.put(DIGEST, tx.now)
    if not _is_told(tx, policy, telling):
        tx.marks.put(TOLD, telling.since)
        return False
    tx.marks.put(TOLD, tx.now)
    span = {"since": telling.since.isoformat(), "until": tx.now.isoformat()}
    facts = {"day": telling.day.isoformat(), **span, "proof": telling.proof}
    tx.outbox.put(OutboxMessage(DIGEST, DIGEST, facts))
    return True


def _is_told(tx: LedgerTx, policy: Policy, telling: _Telling) -> bool:
    """Whether people want to hear of this day: not always where all is well."""
    found = digest_of(tx, policy, telling.since, tx.now)
    unproven = telling.proof.get("unexplained") or "system" in telling.proof
    if not found.is_well or unproven:
        return True
    match policy.audience.all_well:
        case AllWell.DAILY:
            return True
        case AllWell.WEEKLY:
            return telling.day.weekday() == _MONDAY
        case AllWell.NEVER:
            return False


def _sums(proof: Proof) -> Facts:
    booked, amount = proof.total()
    counts = {place.value: proof.total(place)[0] for place in Place}
    numbers = [one.number for one in proof.unexplained]
    return {
        "booked": booked,
        "amount": amount.plain(),
        "counts": counts,
        "unexplained": numbers[:_NAMED_MOST],
    }


def _unaccepted(tx: LedgerTx, late: Sequence[LateInvoice]) -> list[LateInvoice]:
    """Leave out what people accepted as it is."""
    records = [tx.alerts.get(cause) for cause in {one.cause for one in late}]
    accepted = {
        (record.cause, line.source_id)
        for record in records
        if record is not None
        for line in record.lines
        if line.state is LineState.ACCEPTED
    }
    return [one for one in late if (one.cause, one.source_id) not in accepted]
