"""What Slack sends is acted on once, however often it arrives.

Slack's signature holds for five minutes, and within them the very same request would be
believed again; Slack itself repeats events it got no answer for. What was taken is
remembered in the ledger, so that it holds over all replicas and restarts.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final

from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.views import answers
from bot.words import Voice
from core.ports.ledger import Ledger, LedgerTx

log = logging.getLogger(__name__)

REQUESTS: Final = "slack-request"
EVENTS: Final = "slack-event"
TRIGGERS: Final = "slack-trigger"
KEPT: Final = timedelta(minutes=10)
"""How long a signed request is remembered: twice as long as its signature holds."""

STORE_SECONDS: Final = 2.0
"""Slack waits three seconds for its answer."""

Key = tuple[str, str]
Next = Callable[[], Awaitable[BoltResponse]]


def only_once(ledger: Ledger, voice: Voice) -> Callable[..., Awaitable[Any]]:
    """Return what Bolt asks before every listener: let each request through once.

    A repeat is answered like a success. Where the ledger cannot be asked nothing is
    done: whoever typed a command is told, all else is refused so that Slack may repeat.
    """

    async def once(req: AsyncBoltRequest, next_: Next) -> object:
        keys = keys_of(req)
        if not keys:
            return await next_()
        try:
            async with asyncio.timeout(STORE_SECONDS):
                is_new = await ledger.write(lambda tx: _taken(tx, keys))
        except Exception as error:  # noqa: BLE001 (whatever a driver raises means the same)
            log.warning("slack-unstored", extra={"error": type(error).__name__})
            return _unstored(req, voice)
        if is_new:
            return await next_()
        log.info("slack-repeated")
        return BoltResponse(status=200, body="")

    return once


def keys_of(req: AsyncBoltRequest) -> tuple[Key, ...]:
    """Return by what a request is known again.

    Over HTTP its signature; an event by its id, which stays when Slack repeats it with
    a new signature; what a person did by the trigger that came of it.
    """
    found = [
        (REQUESTS, _digest(req)),
        (EVENTS, _text(req.body.get("event_id"))),
        (TRIGGERS, _text(req.body.get("trigger_id"))),
    ]
    return tuple((source, key) for source, key in found if key)


async def forget_requests(ledger: Ledger) -> None:
    """Forget the requests whose signature does not hold any more."""
    await ledger.write(lambda tx: tx.done.forget(REQUESTS, tx.now - KEPT))


def _taken(tx: LedgerTx, keys: tuple[Key, ...]) -> bool:
    # All are written down, whichever was known: the next repeat may share another.
    known = [key for source, key in keys if not tx.done.first_time(source, key)]
    return not known


def _digest(req: AsyncBoltRequest) -> str:
    stamp = req.headers.get("x-slack-request-timestamp", [""])[0]
    signature = req.headers.get("x-slack-signature", [""])[0]
    if not signature:
        return ""
    return sha256(f"{stamp}:{signature}".encode()).hexdigest()


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _unstored(req: AsyncBoltRequest, voice: Voice) -> BoltResponse:
    if "command" not in req.body:
        return BoltResponse(status=503, body="")
    told = answers.told(voice, "error.unstored")
    return BoltResponse(status=200, body={"text": told.text})
