"""Connecting Teamleader: a link, a browser, and the answer that comes back."""

from __future__ import annotations

import asyncio
import html
import logging
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Final, Protocol

from aiohttp import web

from bot.settings import Settings
from core.errors import (
    BotError,
    ConfigurationError,
    Problem,
    RemoteError,
    RemoteRefused,
)

log = logging.getLogger(__name__)

CALLBACK: Final = "/teamleader/callback"
VALID_FOR: Final = timedelta(minutes=10)
MOST_AWAITED: Final = 20
"""How many answers are waited for in one process; the oldest is given up first."""

STORE_SECONDS: Final = 10.0
_EVERYWHERE: Final = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 (recognised, not used)


class Consent(Protocol):
    """What the connection to Teamleader can do for us."""

    def link(self, state: str) -> str:
        """Return the address at Teamleader where a person says yes."""
        ...

    async def complete(self, code: str) -> str:
        """Turn the code into a stored connection; return the account's name."""
        ...

    async def expect(self, digest: str, by: str, seconds: float) -> None:
        """Remember a link that was given out, by the digest of its state."""
        ...

    async def take(self, digest: str) -> str | None:
        """Use a link up: return who asked for it, and ``None`` at every later time."""
        ...


class ConsentRefused(BotError):
    """The person said no, or Teamleader did not let them say yes."""


@dataclass(frozen=True)
class ConsentRequest:
    """A link to open in a browser; ``answer`` becomes the account's name.

    ``digest`` is what the ledger knows it by.
    """

    link: str
    answer: asyncio.Future[str]
    digest: str


@dataclass(frozen=True)
class _Page:
    """What the browser shows, and what whoever waits here is told."""

    status: int
    sentence: str
    account: str | None = None
    problem: BotError | None = None


_EXPIRED: Final = _Page(
    400, "This link has expired or was used already. Please ask for another."
)
_SAID_NO: Final = (
    "The access was not granted, so Teamleader was not connected. To try again, ask "
    "for another link with /twikey connect or twikey-bot connect."
)
_SAID_NO_SOMEWHERE: Final = _Page(
    400,
    "The access was not granted, so nothing was connected. To try again, open the link "
    "you were given once more within ten minutes, or ask for another with "
    "/twikey connect or twikey-bot connect.",
)
_NOT_TAKEN: Final = "Teamleader did not take the answer. Please ask for another link."
_NOT_COMPLETED: Final = (
    "Teamleader did not complete the connection. Please ask for another link."
)
_NOT_KEPT: Final = (
    "Teamleader agreed, but the connection could not be kept. Please ask for another "
    "link in a few minutes."
)
_NO_DATABASE: Final = (
    "The bot cannot reach its own database right now. Nothing was changed. Please load "
    "this page again in a minute."
)


class ConsentDesk:
    """Hands out links and takes the answers; each link works once, for ten minutes.

    The ledger knows which links are good, so any replica takes the answer, also after a
    restart. It holds a digest of each: nobody can connect with what stands there.
    """

    def __init__(self, consent: Consent) -> None:
        self._consent = consent
        self._waiting: OrderedDict[str, asyncio.Future[str]] = OrderedDict()

    async def request(self, by: str) -> ConsentRequest:
        """Make a new link; ``by`` asked for it.

        The answer comes if it is taken here, or fails with what went wrong.
        """
        state = secrets.token_urlsafe(32)
        digest = digest_of(state)
        await self._consent.expect(digest, by, VALID_FOR.total_seconds())
        answer = self._awaited(digest)
        return ConsentRequest(self._consent.link(state), answer, digest)

    async def link(self, by: str) -> str:
        """Make a new link for somebody who does not wait here for the answer."""
        return (await self.request(by)).link

    async def door(self, request: web.Request) -> web.StreamResponse:
        """Take what Teamleader sends the browser back with."""
        states = request.query.getall("state", [])
        codes = request.query.getall("code", [])
        if not states and not codes and "error" in request.query:
            # Which link it was is not told; nobody may use up others' links so.
            return _shown(_SAID_NO_SOMEWHERE)
        if len(states) != 1 or len(codes) > 1:
            return _shown(_EXPIRED)
        digest = digest_of(states[0])
        page = await self._taken(digest, codes[0] if codes else "")
        self._tell(digest, page)
        return _shown(page)

    def _awaited(self, digest: str) -> asyncio.Future[str]:
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        # Nobody may be waiting for it: what failed is shown in the browser too.
        answer.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._waiting[digest] = answer
        if len(self._waiting) > MOST_AWAITED:
            self._waiting.popitem(last=False)[1].cancel()
        return answer

    async def _taken(self, digest: str, code: str) -> _Page:
        try:
            async with asyncio.timeout(STORE_SECONDS):
                asked_by = await self._consent.take(digest)
        except Exception as error:  # noqa: BLE001 (whatever a driver raises means the same)
            log.warning("consent-unread", extra={"error": type(error).__name__})
            return _Page(503, _NO_DATABASE)
        if asked_by is None:
            return _EXPIRED
        if not code:
            return _Page(400, _SAID_NO, problem=ConsentRefused(_SAID_NO))
        return await self._completed(code)

    async def _completed(self, code: str) -> _Page:
        try:
            account = await self._consent.complete(code)
        except RemoteRefused as error:
            return _Page(400, _NOT_TAKEN, problem=error)
        except RemoteError as error:
            return _Page(502, _NOT_COMPLETED, problem=error)
        except Exception:
            # Teamleader may have agreed, but the connection could not be kept.
            log.exception("consent-unstored")
            return _Page(503, _NOT_KEPT, problem=ConsentRefused(_NOT_KEPT))
        connected = f"Teamleader is connected ({account}). You can close this page."
        return _Page(200, connected, account=account)

    def _tell(self, digest: str, page: _Page) -> None:
        """Tell whoever waits for this link here, if it was used up."""
        if page.account is None and page.problem is None:
            return
        answer = self._waiting.pop(digest, None)
        if answer is None or answer.done():
            return
        if page.problem is not None:
            answer.set_exception(page.problem)
        else:
            answer.set_result(page.account or "")


def digest_of(state: str) -> str:
    """Return what the ledger keeps of a link's state, whatever text it is."""
    return sha256(state.encode("utf-8", "backslashreplace")).hexdigest()


def redirect_address(settings: Settings) -> str:
    """Return where Teamleader sends the browser back to.

    Without ``PUBLIC_URL`` that is this machine. Raises ``ConfigurationError`` where
    nobody could find the way.
    """
    if settings.public_url:
        return settings.public_url + CALLBACK
    if settings.port == 0:
        mend = "set PORT, or PUBLIC_URL where the bot is reachable from outside"
        raise ConfigurationError([Problem("PORT", "is left to chance", mend)])
    host = "localhost" if settings.host in _EVERYWHERE else settings.host
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}{CALLBACK}"


def _shown(page: _Page) -> web.StreamResponse:
    body = (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        "<title>Connecting Teamleader</title>"
        f"<p>{html.escape(page.sentence)}</p></html>"
    )
    return web.Response(status=page.status, text=body, content_type="text/html")
