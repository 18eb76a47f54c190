"""What is read once per run instead of once per invoice."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.domain.evidence import Unread
from core.domain.invoice import DepartmentId
from core.domain.reason import System
from core.errors import RemoteError, RemoteRefused
from core.ports import FeedPage, LedgerTx
from core.systems import Systems

log = logging.getLogger(__name__)

FEED_ROLE = "twikey-feed"
FEED_LEASE_SECONDS = 60.0
FEED_WAITS = 20
FEED_WAIT_SECONDS = 0.5
CREDIT_NOTE_OVERLAP = timedelta(minutes=10)
ACCOUNT = "teamleader_account"


@dataclass(frozen=True)
class Readings:
    """What a run knows before it looks at single invoices.

    ``feed`` and ``credit_notes`` are set where that list could not be read.
    """

    account: str
    departments: Mapping[DepartmentId, str] = field(default_factory=dict)
    feed: Unread | None = None
    credit_notes: Unread | None = None

    def department_name(self, department_id: DepartmentId | None) -> str | None:
        """Return a department's name, or its id where names could not be read."""
        if department_id is None:
            return None
        return self.departments.get(department_id, department_id)


async def read_account(systems: Systems) -> str:
    """Return the Teamleader account, and make sure it is the one it always was.

    Target ids are made from it, so another account behind the connection must never go
    unnoticed. Raises ``RemoteError``; without Teamleader the remembered account serves.
    """
    known = await systems.ledger.read(lambda tx: tx.settings.all().get(ACCOUNT))
    try:
        account = await systems.source.account()
    except RemoteError:
        if known is None:
            raise
        return known
    kept = known or await systems.ledger.write(
        lambda tx: tx.settings.put_once(ACCOUNT, account)
    )
    if kept != account:
        raise RemoteRefused(
            System.TEAMLEADER,
            "account",
            "other-account",
            "the connection belongs to another Teamleader account than before",
        )
    return kept


async def read_departments(systems: Systems) -> Mapping[DepartmentId, str]:
    """Return the names of the departments; the remembered ones if they are unread."""
    known = await known_departments(systems)
    try:
        departments = await systems.source.departments()
    except RemoteError as error:
        log.warning("departments-unread", extra={"system": error.system})
        return known
    names = {department.id: department.name for department in departments}
    if names.items() - known.items():
        await systems.ledger.write(lambda tx: tx.departments.put(names))
    return {**known, **names}


async def known_departments(systems: Systems) -> Mapping[DepartmentId, str]:
    """Return the names of the departments as they were read last."""
    return await systems.ledger.read(lambda tx: tx.departments.names())


async def follow_feed(systems: Systems) -> Unread | None:
    """Bring the mirror of Twikey's invoices up to date; returns what stood in the way.

    One reader at a time: the position lives on the API key. Whoever finds another
    reader at work waits for it a little, and then reads what is new since.
    """
    async with systems.feed_turn:
        position = await _lead(systems)
        if position is None:
            complete = await systems.ledger.read(lambda tx: tx.targets.is_complete())
            return None if complete else Unread(System.TWIKEY, "invoice feed")
        return await _read_feed(systems, position)


async def read_credit_notes(systems: Systems, oldest: datetime) -> Unread | None:
    """Read the credit notes that can concern invoices created since ``oldest``.

    One list with its own mark: only what changed since the last reading, unless an
    older invoice asks for more. Returns what stood in the way.
    """
    covered = await systems.ledger.read(lambda tx: tx.credit_notes.covered())
    since = oldest
    if covered is not None and covered[0] <= oldest:
        since = covered[1] - CREDIT_NOTE_OVERLAP
    try:
        notes = await systems.source.credit_notes(since)
    except RemoteError as error:
        return Unread(error.system, error.operation)
    if not notes and since != oldest:
        # Nothing new, and nothing that was not covered before.
        return None
    until = max((note.updated_at for note in notes), default=since)
    await systems.ledger.write(
        lambda tx: tx.credit_notes.store(notes, since, max(since, until))
    )
    return None


class CreditNoteReading:
    """Reads the credit notes once per run, however many batches the run has."""

    def __init__(self, systems: Systems) -> None:
        self._systems = systems
        self._since: datetime | None = None
        self._unread: Unread | None = None

    async def since(self, oldest: datetime) -> Unread | None:
        """Make sure that those for invoices created since ``oldest`` are known."""
        if self._since is None or oldest < self._since:
            self._unread = await read_credit_notes(self._systems, oldest)
            self._since = oldest
        return self._unread


async def _lead(systems: Systems) -> int | None:
    """Become the one reader; returns where to go on, else ``None``."""

    def take(tx: LedgerTx) -> int | None:
        if not tx.leaders.lead(FEED_ROLE, systems.owner, FEED_LEASE_SECONDS):
            return None
        return tx.targets.position() or 0

    for _ in range(FEED_WAITS):
        position = await systems.ledger.jot(take)
        if position is not None:
            return position
        await systems.clock.sleep(FEED_WAIT_SECONDS)
    return None


async def _read_feed(systems: Systems, position: int) -> Unread | None:
    trouble: Unread | None = Unread(System.TWIKEY, "invoice feed")
    try:
        async for page in systems.target.feed(position):
            await systems.ledger.write(_storing(page, systems.owner))
        trouble = None
    except RemoteError as error:
        log.warning("feed-unread", extra={"operation": error.operation})
        trouble = Unread(error.system, error.operation)
    finally:
        is_over = trouble is None
        await systems.ledger.write(_ending(systems.owner, is_over=is_over))
    return trouble


def _ending(owner: str, *, is_over: bool) -> Callable[[LedgerTx], None]:
    def end(tx: LedgerTx) -> None:
        if is_over:
            tx.targets.complete()
        tx.leaders.resign(FEED_ROLE, owner)

    return end


def _storing(page: FeedPage, owner: str) -> Callable[[LedgerTx], None]:
    def store(tx: LedgerTx) -> None:
        tx.targets.store_page(page)
        tx.leaders.lead(FEED_ROLE, owner, FEED_LEASE_SECONDS)

    return store
