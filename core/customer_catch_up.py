"""Customer changes whose hint was lost: found by looking now and then."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from core.customer_updates import CustomerUpdates
from core.domain.invoice import CustomerKind, CustomerRef
from core.domain.outcome import RunTrigger
from core.errors import RemoteRefused, UnexpectedResponse
from core.following import CUSTOMERS_SEEN
from core.ports import ChangedCustomer, LedgerTx
from core.systems import Systems
from core.watching import Watch

log = logging.getLogger(__name__)

MARK: Final = CUSTOMERS_SEEN
OVERLAP: Final = timedelta(minutes=10)
"""Server times may lag behind each other by minutes."""

MOST: Final = 1_000
"""Customers of a kind that are looked at in one go; the rest comes next time."""


class CustomerCatchUp:
    """Does for changed customers what their hints would have done."""

    def __init__(self, systems: Systems, watch: Watch, *, most: int = MOST) -> None:
        self._systems = systems
        self._watch = watch
        self._updates = CustomerUpdates(systems)
        self._most = most

    async def catch_up(self) -> int:
        """Follow every change since the last look; returns how many were followed.

        The first look only begins to count: nothing of ours is older. While automatic
        import is off nothing moves, so that all of it is made up for later. Raises
        ``RemoteError`` where a system does not answer; the next look begins again.
        """
        if not (await self._systems.policy()).auto_import:
            return 0
        since = await self._systems.ledger.write(_begun)
        if since is None:
            return 0
        changed, reached = await self._changed(since)
        followed = await self._follow([one.ref for one in changed])
        await self._systems.ledger.write(lambda tx: _reached(tx, since, reached))
        return followed

    async def _changed(
        self, since: datetime
    ) -> tuple[tuple[ChangedCustomer, ...], datetime]:
        """Read some changes, and so many more that the next look gets further."""
        most = self._most
        while True:
            changed = await self._systems.source.changed_customers(since, most)
            reached = reached_by(changed, since, most)
            if reached > since or len(changed) < most:
                return changed, reached
            most *= 2

    async def _follow(self, refs: Sequence[CustomerRef]) -> int:
        known, outside = await self._systems.ledger.read(
            lambda tx: (
                tx.customers.known_among(refs),
                tx.watched.of_customers([ref.id for ref in refs]),
            )
        )
        try:
            await self._updates.bring_up_to_date(known)
        except (RemoteRefused, UnexpectedResponse) as error:
            # It would be the same next time, and must not hold up all others for ever.
            log.warning("customer-not-updated", extra={"operation": error.operation})
        await self._watch.look_at(outside, RunTrigger.SWEEP)
        return len(known)


def reached_by(
    changed: Sequence[ChangedCustomer], since: datetime, most: int
) -> datetime:
    """Return from where to read next time; changes come the oldest first.

    What was read to its end is read again a little; what was not goes on exactly where
    it stopped, since going back could bring the same for ever.
    """
    ends = []
    for kind in CustomerKind:
        times = [one.updated_at for one in changed if one.ref.kind is kind]
        if len(times) >= most:
            ends.append(times[-1])
    if ends:
        return max(min(ends), since)
    newest = max((one.updated_at for one in changed), default=since)
    return max(newest - OVERLAP, since)


def _reached(tx: LedgerTx, since: datetime, reached: datetime) -> None:
    """Go on from there, unless somebody wants it done again from earlier on."""
    if tx.marks.get(MARK) == since:
        tx.marks.put(MARK, reached)


def _begun(tx: LedgerTx) -> datetime | None:
    mark = tx.marks.get(MARK)
    if mark is None:
        tx.marks.put(MARK, tx.now - OVERLAP)
    return mark
