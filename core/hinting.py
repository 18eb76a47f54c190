"""Working off hints: what Teamleader's webhooks say is looked at, never believed.

A hint carries no id and no time. It may come late, twice, never, or before the API
shows what it speaks of.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta

from core.domain.invoice import CustomerId, SourceId
from core.domain.outcome import RunTrigger
from core.errors import RemoteError
from core.ports import LedgerTx
from core.ports.watch import ClaimedHint
from core.systems import Systems
from core.watching import Watch

log = logging.getLogger(__name__)

LEASE_SECONDS = 120.0
AT_ONCE = 50
LOOK_UP_AFTER = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5))
"""When an unknown invoice is looked up again before it counts as not found."""

UNREAD_AFTER = timedelta(seconds=30)
"""When hints are tried again that Teamleader did not answer for."""

INVOICE, CREDIT_NOTE = "invoice", "creditNote"
CUSTOMERS = ("company", "contact")


class Hints:
    """Takes hints from the inbox and lets the watch look."""

    def __init__(self, systems: Systems, watch: Watch) -> None:
        self._systems = systems
        self._watch = watch

    async def follow(self) -> int:
        """Work off what is due; returns how many hints were processed."""
        done = 0
        while claimed := await self._systems.ledger.write(self._claim):
            await self._process(claimed)
            done += len(claimed)
        return done

    def _claim(self, tx: LedgerTx) -> tuple[ClaimedHint, ...]:
        return tx.hints.claim(self._systems.owner, LEASE_SECONDS, AT_ONCE)

    async def _process(self, claimed: Sequence[ClaimedHint]) -> None:
        try:
            missing = await self._look(claimed)
        except RemoteError as error:
            log.warning("hints-wait", extra={"operation": error.operation})
            await self._put_off(claimed)
            return
        await self._systems.ledger.write(lambda tx: _settle(tx, claimed, missing))

    async def _look(self, claimed: Sequence[ClaimedHint]) -> frozenset[str]:
        """Look at what the hints speak of; returns the ids nobody knows (yet)."""
        ids = [SourceId(h.id) for h in claimed if h.subject == INVOICE]
        ids += await self._of_credit_notes(claimed)
        ids += await self._of_customers(claimed)
        unique = tuple(dict.fromkeys(ids))
        missing = await self._watch.look_at(unique, RunTrigger.AUTOMATIC)
        known = await self._systems.ledger.read(
            lambda tx: {one for one in missing if tx.invoices.known(one)}
        )
        return frozenset(missing - known)

    async def _of_credit_notes(self, claimed: Iterable[ClaimedHint]) -> list[SourceId]:
        found: list[SourceId] = []
        for hint in claimed:
            if hint.subject == CREDIT_NOTE:
                note = await self._systems.source.credit_note(hint.id)
                if note is not None and note.source_id is not None:
                    found.append(note.source_id)
        return found

    async def _of_customers(self, claimed: Iterable[ClaimedHint]) -> list[SourceId]:
        customers = [CustomerId(h.id) for h in claimed if h.subject in CUSTOMERS]
        if not customers:
            return []
        return await self._systems.ledger.read(
            lambda tx: [
                source_id
                for customer in customers
                for source_id in tx.watched.of_customer(customer)
            ]
        )

    async def _put_off(self, claimed: Sequence[ClaimedHint]) -> None:
        def unit(tx: LedgerTx) -> None:
            for hint in claimed:
                tx.hints.later(hint, tx.now + UNREAD_AFTER)

        await self._systems.ledger.write(unit)


def _settle(
    tx: LedgerTx, claimed: Sequence[ClaimedHint], missing: frozenset[str]
) -> None:
    for hint in claimed:
        again = hint.id in missing and hint.tries < len(LOOK_UP_AFTER)
        if again:
            tx.hints.later(hint, tx.now + LOOK_UP_AFTER[hint.tries])
        else:
            tx.hints.done(hint)
