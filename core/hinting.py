"""Working off hints: what Teamleader's webhooks say is looked at, never believed.

A hint carries no id and no time. It may come late, twice, never, or before the API
shows what it speaks of.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta

from core.customer_updates import CustomerUpdates
from core.domain.invoice import CustomerId, CustomerKind, CustomerRef, SourceId
from core.errors import RemoteError, RemoteRefused
from core.ports import LedgerTx
from core.ports.watch import ClaimedHint
from core.systems import Systems
from core.watching import Watch

log = logging.getLogger(__name__)

LEASE_SECONDS = 120.0
AT_ONCE = 50
LOOK_UP_AFTER = (timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=5))
"""When an unknown invoice is looked up again before it counts as not found.

Never sooner: whoever makes ids up is to cost us one call a minute for each at most.
"""

UNREAD_AFTER = timedelta(seconds=30)
"""When hints are tried again that Teamleader did not answer for; then ever later."""

MOST_DOUBLINGS = 7

INVOICE, CREDIT_NOTE, SUBSCRIPTION = "invoice", "creditNote", "subscription"
CUSTOMERS = ("company", "contact")


class Hints:
    """Takes hints from the inbox and lets the watch look."""

    def __init__(self, systems: Systems, watch: Watch) -> None:
        self._systems = systems
        self._watch = watch
        self._customers = CustomerUpdates(systems)

    async def follow(self) -> int:
        """Work off what is due; returns how many hints were processed.

        Before the first look at the books they wait: nothing tells old from new yet.
        """
        done = 0
        if not await self._watch.has_taken_stock():
            return done
        while claimed := await self._systems.ledger.jot(self._claim):
            await self._process(claimed)
            done += len(claimed)
        return done

    def _claim(self, tx: LedgerTx) -> tuple[ClaimedHint, ...]:
        return tx.hints.claim(self._systems.owner, LEASE_SECONDS, AT_ONCE)

    async def _process(self, claimed: Sequence[ClaimedHint]) -> None:
        try:
            missing = await self._look(claimed)
        except RemoteError as error:
            if isinstance(error, RemoteRefused) and len(claimed) > 1:
                # One that Teamleader will not hear of must not hold up the others.
                for hint in claimed:
                    await self._process([hint])
                return
            log.warning("hints-wait", extra={"operation": error.operation})
            await self._put_off(claimed)
            return
        await self._systems.ledger.write(lambda tx: _settle(tx, claimed, missing))

    async def _look(self, claimed: Sequence[ClaimedHint]) -> frozenset[str]:
        """Look at what the hints speak of; returns the ids nobody knows (yet)."""
        ids = [SourceId(h.id) for h in claimed if h.subject == INVOICE]
        credited, unseen = await self._of_credit_notes(claimed)
        ids += credited
        ids += await self._of_customers(claimed)
        ids += await self._of_subscriptions(claimed)
        unique = tuple(dict.fromkeys(ids))
        missing = await self._watch.look_at_hinted(unique)
        await self._customers.bring_up_to_date(_customers(claimed))
        known = await self._systems.ledger.read(
            lambda tx: {one for one in missing if tx.invoices.known(one)}
        )
        return frozenset(missing - known) | unseen

    async def _of_credit_notes(
        self, claimed: Iterable[ClaimedHint]
    ) -> tuple[list[SourceId], frozenset[str]]:
        """Return the credited invoices, and the credit notes nobody knows (yet)."""
        found: list[SourceId] = []
        unseen: set[str] = set()
        for hint in claimed:
            if hint.subject != CREDIT_NOTE:
                continue
            note = await self._systems.source.credit_note(hint.id)
            if note is None:
                unseen.add(hint.id)
            elif note.source_id is not None:
                found.append(note.source_id)
        return found, frozenset(unseen)

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

    async def _of_subscriptions(self, claimed: Iterable[ClaimedHint]) -> list[SourceId]:
        """Return what a changed custom field may let in: what is still out."""
        subscriptions = [hint.id for hint in claimed if hint.subject == SUBSCRIPTION]
        if not subscriptions:
            return []
        return await self._systems.ledger.read(
            lambda tx: [
                source_id
                for subscription in subscriptions
                for source_id in tx.watched.of_subscription(subscription)
            ]
        )

    async def _put_off(self, claimed: Sequence[ClaimedHint]) -> None:
        def unit(tx: LedgerTx) -> None:
            for hint in claimed:
                wait = UNREAD_AFTER * 2 ** min(hint.tries, MOST_DOUBLINGS)
                tx.hints.later(hint, tx.now + wait)

        await self._systems.ledger.write(unit)


def _customers(claimed: Iterable[ClaimedHint]) -> list[CustomerRef]:
    return [
        CustomerRef(CustomerKind(hint.subject), CustomerId(hint.id))
        for hint in claimed
        if hint.subject in CUSTOMERS
    ]


def _settle(
    tx: LedgerTx, claimed: Sequence[ClaimedHint], missing: frozenset[str]
) -> None:
    absent = [hint for hint in claimed if hint.id in missing]
    for hint in absent:
        if hint.tries < len(LOOK_UP_AFTER):
            tx.hints.later(hint, tx.now + LOOK_UP_AFTER[hint.tries])
        else:
            tx.hints.absent(hint)
    tx.hints.done(*(hint for hint in claimed if hint.id not in missing))
