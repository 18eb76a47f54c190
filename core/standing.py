"""Connections that end and come back: remembered once for all replicas.

While a connection is lost the work that needs it rests. Only a probe asks, now and
then; when it is answered everything that waited is looked at again.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime
from typing import Final

from core.domain.reason import System
from core.domain.target import TargetId
from core.errors import RemoteError
from core.ports import Ledger, LedgerTx
from core.ports.watch import OutboxMessage
from core.systems import Systems

log = logging.getLogger(__name__)

LOST: Final = "connection-lost"
BACK: Final = "connection-back"
CONNECTED: Final = (System.TEAMLEADER, System.TWIKEY)

_NOBODYS_ID: Final = TargetId("00000000-0000-0000-0000-000000000000")
_BY: Final = "twikey-bot"


def lost_since(tx: LedgerTx) -> Mapping[System, datetime]:
    """Return the systems that do not let us in, each with when that was noticed."""
    told = {system: _standing(tx, system)[1] for system in CONNECTED}
    return {system: since for system, since in told.items() if since is not None}


def was_lost_since(tx: LedgerTx, moment: datetime) -> bool:
    """Whether a system is lost, or came back after a moment."""
    returns = (tx.marks.get(_back(system)) for system in CONNECTED)
    return bool(lost_since(tx)) or any(at and at > moment for at in returns)


def lose(tx: LedgerTx, system: System) -> bool:
    """Remember that a connection has ended; only the first notice tells the channel.

    Returns whether this was the first.
    """
    times, since = _standing(tx, system)
    # Two replicas may read the same state: the insert decides between them.
    if since is not None or not tx.done.first_time(LOST, f"{system}:{times + 1}"):
        return False
    _put(tx, system, f"{times + 1} {tx.now.isoformat()}")
    _tell(tx, LOST, system)
    return True


def restore(tx: LedgerTx, system: System) -> bool:
    """Remember that a lost connection is back, and have everything judged again.

    Returns whether it was lost; what is not lost stays as it is.
    """
    times, since = _standing(tx, system)
    if since is None or not tx.done.first_time(BACK, f"{system}:{times}"):
        return False
    _put(tx, system, f"{times} ")
    tx.marks.put(_back(system), tx.now)
    _tell(tx, BACK, system)
    tx.watched.judge_all_again()
    return True


async def lost(ledger: Ledger, system: System) -> None:
    """Note that a system does not let us in any more."""
    if system in await ledger.read(lost_since):
        return
    if await ledger.write(lambda tx: lose(tx, system)):
        log.warning("connection-lost", extra={"system": system.value})


async def restored(ledger: Ledger, system: System) -> None:
    """Note that a system lets us in, which is news only if it did not."""
    if system not in await ledger.read(lost_since):
        return
    if await ledger.write(lambda tx: restore(tx, system)):
        log.info("connection-back", extra={"system": system.value})


async def probe(systems: Systems) -> None:
    """Ask each lost system one question; one that answers is back."""
    for system in await systems.ledger.read(lost_since):
        try:
            await ask(systems, system)
        except RemoteError as error:
            log.info("connection-still-lost", extra={"operation": error.operation})
            continue
        await restored(systems.ledger, system)


def resting(
    ledger: Ledger, needs: Collection[System], work: Callable[[], Awaitable[object]]
) -> Callable[[], Awaitable[None]]:
    """Return some work that does nothing while a system it needs is lost."""

    async def unless_lost() -> None:
        if not await ledger.read(lambda tx: lost_since(tx).keys() & set(needs)):
            await work()

    return unless_lost


async def ask(systems: Systems, system: System) -> None:
    """Ask a system something cheap; raises ``RemoteError`` if it does not answer."""
    # Both really go out: an account or a creditor's number may be known from before.
    if system is System.TEAMLEADER:
        await systems.source.departments()
    else:
        await systems.target.find(_NOBODYS_ID)


def _standing(tx: LedgerTx, system: System) -> tuple[int, datetime | None]:
    """Return how often a connection was lost, and since when it is."""
    kept = tx.settings.all().get(_name(system), "0 ")
    times, _, since = kept.partition(" ")
    return int(times), datetime.fromisoformat(since) if since else None


def _put(tx: LedgerTx, system: System, standing: str) -> None:
    tx.settings.put(_name(system), standing, _BY)


def _tell(tx: LedgerTx, kind: str, system: System) -> None:
    facts = {"system": system.value}
    tx.outbox.put(OutboxMessage(kind, f"{kind}:{system}", facts))


def _back(system: System) -> str:
    return f"{BACK}:{system}"


def _name(system: System) -> str:
    return f"{system}_connection"
