"""The digest of a business day: asked for once, over all replicas."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from core.alerting import late_now
from core.domain.alert import LateInvoice, LineState
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
_NAMED_MOST = 20


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
        day, since = due
        proof = await self._proof(*days_before(day))
        return await self._systems.ledger.write(lambda tx: _ask(tx, day, since, proof))

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
    aside = late_now(tx, policy, Alert.DIGEST)
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


def _due(tx: LedgerTx, policy: Policy) -> tuple[date, datetime] | None:
    last = tx.marks.get(DIGEST)
    if last is None:
        tx.marks.put(DIGEST, tx.now)
        return None
    day = due_day(tx.now, policy.time_zone, policy.digest_at)
    if day is None or day <= policy.day_of(last):
        return None
    return day, last


def _ask(tx: LedgerTx, day: date, since: datetime, proof: Facts) -> bool:
    if not tx.ticks.take(DIGEST, day.toordinal()):
        return False
    tx.marks.put(DIGEST, tx.now)
    span = {"since": since.isoformat(), "until": tx.now.isoformat()}
    # One that could not be sent in time gives way to the next.
    facts = {"day": day.isoformat(), **span, "proof": proof}
    tx.outbox.put(OutboxMessage(DIGEST, DIGEST, facts))
    return True


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
