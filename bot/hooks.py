"""The doors for hints: what Teamleader and Twikey tell us to look at.

A hint is stored before it is answered, and never believed. Teamleader signs nothing, so
a secret is part of the address; Twikey signs its query.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import secrets
from collections.abc import Callable, Sequence
from typing import Final
from uuid import uuid4

from aiohttp import web

from bot.batching import Batcher
from bot.deliveries import Delivery, Unread, read_delivery
from bot.metrics import HintFate, Metrics
from bot.signatures import is_signed
from bot.web import Handler
from core.domain.reason import System
from core.ports import Ledger, LedgerTx
from core.ports.watch import Hint
from core.readings import ACCOUNT
from core.standing import lose

log = logging.getLogger(__name__)

HOOKS_PATH: Final = "/teamleader/webhooks/"
SECRET_NAME: Final = "teamleader-webhook-secret"  # noqa: S105 (the name of it)
LARGEST_HINT: Final = 16 * 1024
BODY_SECONDS: Final = 10.0
STORE_SECONDS: Final = 10.0
_LEASE_SECONDS: Final = 10.0

Wake = Callable[[], None]
"""Called when there is something to do; must not block."""

_FATES: Final = {
    Unread.MALFORMED: (HintFate.MALFORMED, 400),
    Unread.UNKNOWN_TYPE: (HintFate.UNKNOWN_TYPE, 202),
}


async def webhook_secret(ledger: Ledger, configured: str | None) -> str:
    """Return the secret of our address: the configured one, else one made once.

    However many replicas start at the same time, all get the same.
    """
    if configured:
        return configured
    made = secrets.token_urlsafe(32)
    return await ledger.write(lambda tx: _secret_kept(tx, made))


def hooks_address(public_url: str, secret: str) -> str:
    """Return the address that Teamleader posts hints to."""
    return f"{public_url}{HOOKS_PATH}{secret}"


def _secret_kept(tx: LedgerTx, made: str) -> str:
    # The lease locks the row, so that two transactions look one after the other.
    asker = uuid4().hex
    tx.credentials.lease(SECRET_NAME, asker, _LEASE_SECONDS)
    stored = tx.credentials.get(SECRET_NAME)
    if stored is None:
        stored = tx.credentials.put(SECRET_NAME, made, None)
    tx.credentials.unlease(SECRET_NAME, asker)
    return stored.secret


class TeamleaderHints:
    """Takes Teamleader's hints into the inbox."""

    def __init__(
        self, ledger: Ledger, secret: str, metrics: Metrics, wake: Wake
    ) -> None:
        self._ledger = ledger
        self._secret = secret.encode()
        self._metrics = metrics
        self._wake = wake
        self._batcher = Batcher(self._store)
        self._account: str | None = None

    async def door(self, request: web.Request) -> web.StreamResponse:
        """Answer one delivery: 200 only after it is stored."""
        given = request.match_info["secret"].encode("utf-8", "backslashreplace")
        if not hmac.compare_digest(given, self._secret):
            return self._answer(HintFate.FORGED, 404)
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _body(request)
        except TimeoutError:
            return self._answer(HintFate.MALFORMED, 408)
        if body is None:
            return self._answer(HintFate.MALFORMED, 413)
        delivery = read_delivery(body)
        if isinstance(delivery, Unread):
            return self._answer(*_FATES[delivery])
        return await self._taken(delivery)

    async def aclose(self) -> None:
        """Wait for what is being stored."""
        await self._batcher.aclose(STORE_SECONDS)

    async def _taken(self, delivery: Delivery) -> web.StreamResponse:
        try:
            async with asyncio.timeout(STORE_SECONDS):
                account = await self._known_account()
                if account is not None and delivery.is_foreign_to(account):
                    return self._answer(HintFate.OTHER_ACCOUNT, 202)
                await self._batcher.put(delivery)
        except Exception as error:  # noqa: BLE001 (whatever a driver raises means the same)
            log.warning("hint-unstored", extra={"error": type(error).__name__})
            return self._answer(HintFate.UNSTORED, 503)
        self._wake()
        if delivery.account is None:
            self._metrics.count_hint(System.TEAMLEADER, HintFate.WITHOUT_ACCOUNT)
        return self._answer(HintFate.STORED, 200)

    async def _known_account(self) -> str | None:
        """Return the account we belong to, once that is known; it never changes."""
        if self._account is None:
            self._account = await self._ledger.read(
                lambda tx: tx.settings.all().get(ACCOUNT)
            )
        return self._account

    async def _store(self, deliveries: Sequence[Delivery]) -> None:
        await self._ledger.write(lambda tx: _store(tx, deliveries))

    def _answer(self, fate: HintFate, status: int) -> web.StreamResponse:
        self._metrics.count_hint(System.TEAMLEADER, fate)
        return web.Response(status=status)


def twikey_door(api_key: str, metrics: Metrics, wake: Wake) -> Handler:
    """Let Twikey's signed hints wake the reading of its feed; they say no more."""

    async def answer(request: web.Request) -> web.StreamResponse:
        query = request.raw_path.partition("?")[2]
        signatures = request.headers.getall("X-SIGNATURE", [])
        if not is_signed(api_key, query, signatures):
            metrics.count_hint(System.TWIKEY, HintFate.FORGED)
            return web.Response(status=403)
        metrics.count_hint(System.TWIKEY, HintFate.STORED)
        wake()
        return web.Response(status=204)

    return answer


async def _body(request: web.Request) -> bytes | None:
    """Read the body; ``None`` as soon as it is too large, or if it is packed."""
    packed = request.headers.get("Content-Encoding", "identity") != "identity"
    if packed or (request.content_length or 0) > LARGEST_HINT:
        return None
    body = bytearray()
    async for part in request.content.iter_any():
        body += part
        if len(body) > LARGEST_HINT:
            return None
    return bytes(body)


def _store(tx: LedgerTx, deliveries: Sequence[Delivery]) -> None:
    hints: list[Hint] = []
    for each in deliveries:
        if each.is_about_the_account:
            lose(tx, System.TEAMLEADER)
        else:
            hints.append(each.hint)
    tx.hints.add(hints)
