"""Knowing the mandates at Twikey: mirrored from their feed, asked for by customer.

What was never told is not known: that no signed mandate is in the mirror does not mean
that there is none.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from core.domain.customers import customer_number
from core.domain.evidence import Evidence
from core.domain.invoice import Customer
from core.domain.mandate import Mandate, beside
from core.domain.profile import ProfileChoice
from core.errors import RemoteError, RemoteRefused
from core.ports import LedgerTx
from core.ports.mandates import MandatePage
from core.readings import follow_feed
from core.systems import Systems

log = logging.getLogger(__name__)

MANDATES = "mandate-feed"
LEASE_SECONDS = 60.0
FRESH = timedelta(minutes=5)
"""For how long nobody reads the feed again just because a person asks."""

UNTOLD = timedelta(hours=6)
"""For how long a key that may not read mandates is left alone."""

_REFUSED = "mandate-feed-refused"


async def follow_mandates(systems: Systems) -> None:
    """Bring the mirror of Twikey's mandates up to date; one reader at a time.

    An API key that may not read them is nothing to report: then nothing is known of
    mandates, as before. Raises other ``RemoteError``s.
    """
    if not await systems.ledger.write(_lead(systems.owner)):
        return
    try:
        await _read(systems)
    except RemoteRefused as error:
        log.info("mandates-untold", extra={"code": error.code})
        await systems.ledger.write(lambda tx: tx.marks.put(_REFUSED, tx.now))
    finally:
        await systems.ledger.write(
            lambda tx: tx.leaders.resign(MANDATES, systems.owner)
        )


async def follow_feeds(systems: Systems) -> None:
    """Read what is new of invoices and mandates: a hint of Twikey's names neither."""
    await follow_feed(systems)
    await follow_mandates(systems)


async def refresh_mandates(systems: Systems) -> None:
    """Read the feed for somebody who asks, unless that was done lately.

    Never raises ``RemoteError``: without an answer the mirror stays as it is.
    """
    if await systems.ledger.read(_is_fresh):
        return
    try:
        await follow_mandates(systems)
    except RemoteError as error:
        log.warning("mandates-unread", extra={"operation": error.operation})


def mandates_beside(tx: LedgerTx, evidence: Evidence) -> tuple[Mandate, ...]:
    """Return the customer's signed mandates that will not collect this invoice.

    They are on other profiles, and none is on the one that it is or would be in.
    """
    customer, invoice = evidence.customer, evidence.invoice
    if not isinstance(customer, Customer) or invoice is None or invoice.is_settled:
        return ()
    number = customer_number(customer, evidence.policy)
    return beside(tx.mandates.of(number), _profile_of(evidence))


def _is_fresh(tx: LedgerTx) -> bool:
    read_at = tx.marks.get(MANDATES)
    return read_at is not None and tx.now - read_at < FRESH


def _profile_of(evidence: Evidence) -> str | None:
    own = evidence.target.own
    if own is not None:
        return own.profile_id
    choice = evidence.profile
    if not isinstance(choice, ProfileChoice) or choice.problem is not None:
        return None
    return choice.id


def _lead(owner: str) -> Callable[[LedgerTx], bool]:
    def take(tx: LedgerTx) -> bool:
        refused = tx.marks.get(_REFUSED)
        if refused is not None and tx.now - refused < UNTOLD:
            return False
        return tx.leaders.lead(MANDATES, owner, LEASE_SECONDS)

    return take


async def _read(systems: Systems) -> None:
    position = await systems.ledger.read(lambda tx: tx.mandates.position())
    async for page in systems.target.mandates(position or 0):
        await systems.ledger.write(_storing(page, systems.owner))
    await systems.ledger.write(lambda tx: tx.marks.put(MANDATES, tx.now))


def _storing(page: MandatePage, owner: str) -> Callable[[LedgerTx], None]:
    def store(tx: LedgerTx) -> None:
        tx.mandates.store_page(page)
        tx.leaders.lead(MANDATES, owner, LEASE_SECONDS)

    return store
