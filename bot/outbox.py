"""The sender: whatever waits in the outbox reaches Slack, in its order, at least once.

A crash between Slack's answer and our writing it down may double a message; it never
loses one.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Final

from bot.database_trouble import log_failure
from bot.delivery import Delivered, Errand, Places, Postman
from bot.pacing import Pace
from bot.slack_api import SlackApi
from bot.telling import Teller
from core.detours import Trouble, keep_detours, read_detours
from core.domain.policy import Policy
from core.errors import ConnectionRevoked, RateLimited, RemoteError, RemoteRefused
from core.ports import LedgerTx
from core.ports.watch import ClaimedMessage
from core.systems import Systems

log = logging.getLogger(__name__)

LEASE_SECONDS: Final = 120.0
"""Longer than a turn and two calls take."""

POLL_SECONDS: Final = 2.0
FIRST_WAIT: Final = timedelta(seconds=5)
LONGEST_WAIT: Final = timedelta(minutes=10)
_DOUBLINGS = 8
MOST_TRIES: Final = 1000
"""About a week."""

NOTHING_TO_SAY: Final = "nothing-to-say"


class Outbox:
    """Claims what is due, finds its words, and sends it."""

    def __init__(
        self, api: SlackApi, systems: Systems, teller: Teller, places: Places
    ) -> None:
        self._systems = systems
        self._teller = teller
        self._postman = Postman(api, Pace(systems.clock), places, teller.voice)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Send what comes while inside, on any number of replicas."""
        task = asyncio.create_task(self._keep_sending())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def send_due(self) -> int:
        """Send what is due now; returns how many messages were taken up."""
        taken = 0
        while claimed := await self._systems.ledger.write(self._claim):
            taken += 1
            if not await self._send(claimed[0]):
                break
        return taken

    async def _keep_sending(self) -> None:
        while True:
            try:
                await self.send_due()
            except Exception as error:  # noqa: BLE001 (logged; the sending goes on)
                # Nobody is told anything any more if this ends.
                log_failure(log, "outbox-failed", error)
            await asyncio.sleep(POLL_SECONDS)

    def _claim(self, tx: LedgerTx) -> tuple[ClaimedMessage, ...]:
        return tx.outbox.claim(self._systems.owner, LEASE_SECONDS, 1)

    async def _send(self, claimed: ClaimedMessage) -> bool:
        """Send one message; false if Slack wants to be left alone for now."""
        try:
            await self._sent(claimed)
        except RateLimited as error:
            await self._later(claimed, timedelta(seconds=error.retry_after), "limited")
            return False
        except RemoteRefused as error:
            await self._drop(claimed, error.code)
        except RemoteError as error:
            await self._later(claimed, _wait(claimed), type(error).__name__)
            return not isinstance(error, ConnectionRevoked)
        except Exception:
            # Most likely made by a newer version, and this one is soon gone.
            log.exception("message-unworded", extra={"kind": claimed.message.kind})
            await self._later(claimed, _wait(claimed), "unworded")
        return True

    async def _sent(self, claimed: ClaimedMessage) -> None:
        policy = await self._systems.policy()
        errand = await self._systems.ledger.read(
            lambda tx: self._errand(tx, policy, claimed)
        )
        if errand is None:
            await self._systems.ledger.write(
                lambda tx: _dropped(tx, claimed, NOTHING_TO_SAY)
            )
            return
        delivered = await self._postman.deliver(errand)
        await self._systems.ledger.write(lambda tx: _settle(tx, errand, delivered))
        if delivered.posted is not None:
            await self._postman.recall(errand)

    def _errand(
        self, tx: LedgerTx, policy: Policy, claimed: ClaimedMessage
    ) -> Errand | None:
        telling = self._teller.tell(tx, policy, claimed.message)
        if telling is None:
            return None
        before = read_detours(tx).told.get(claimed.message.key)
        return Errand(claimed, telling, before, policy.audience.alerts)

    async def _later(
        self, claimed: ClaimedMessage, wait: timedelta, problem: str
    ) -> None:
        await self._systems.ledger.write(
            lambda tx: _put_off(tx, claimed, wait, problem)
        )

    async def _drop(self, claimed: ClaimedMessage, problem: str) -> None:
        kind = claimed.message.kind
        log.warning("message-dropped", extra={"kind": kind, "problem": problem})
        await self._systems.ledger.write(lambda tx: _dropped(tx, claimed, problem))


def _settle(tx: LedgerTx, errand: Errand, delivered: Delivered) -> None:
    """Write down what came of a message, and how its channel is by now."""
    claimed, key = errand.claimed, errand.claimed.message.key
    detours = read_detours(tx)
    if delivered.shut is not None:
        channel, code = delivered.shut
        elsewhere = delivered.elsewhere or errand.before
        detours = detours.troubled(Trouble(channel, code, tx.now))
        keep_detours(tx, detours.told_at(key, elsewhere))
        _put_off(tx, claimed, _wait(claimed), code)
    elif delivered.posted is not None:
        posted = delivered.posted
        tx.outbox.sent(claimed, posted.channel, posted.ts)
        is_new = posted != errand.telling.standing
        if errand.telling.cause is not None and is_new:
            # What was changed in place may be told in a newer message by now.
            tx.alerts.posted(errand.telling.cause, posted.channel, posted.ts)
            if claimed.fence > 1:
                # Slack may have kept what an earlier try said of it: say it in place.
                tx.outbox.put(claimed.message)
        keep_detours(tx, detours.healed(posted.channel).told_at(key, None))
    else:
        _dropped(tx, claimed, NOTHING_TO_SAY)


def _put_off(
    tx: LedgerTx, claimed: ClaimedMessage, wait: timedelta, problem: str
) -> None:
    if claimed.tries >= MOST_TRIES:
        _dropped(tx, claimed, problem)
    else:
        tx.outbox.later(claimed, tx.now + wait, problem)


def _dropped(tx: LedgerTx, claimed: ClaimedMessage, problem: str) -> None:
    tx.outbox.drop(claimed, problem)
    keep_detours(tx, read_detours(tx).told_at(claimed.message.key, None))


def _wait(claimed: ClaimedMessage) -> timedelta:
    doubled: int = 1 << min(claimed.tries, _DOUBLINGS)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)
