"""Connecting Teamleader: a link, a browser, and the answer that comes back."""

from __future__ import annotations

import asyncio
import html
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from aiohttp import web

from bot.settings import Settings
from core.errors import BotError, ConfigurationError, Problem, RemoteError
from core.ports.clock import Clock

CALLBACK: Final = "/teamleader/callback"
VALID_FOR: Final = timedelta(minutes=10)
_EVERYWHERE: Final = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 (recognised, not used)


class Consent(Protocol):
    """What the connection to Teamleader can do for us."""

    def link(self, state: str) -> str:
        """Return the address at Teamleader where a person says yes."""
        ...

    async def complete(self, code: str) -> str:
        """Turn the code into a stored connection; return the account's name."""
        ...


class ConsentRefused(BotError):
    """The person said no, or Teamleader did not let them say yes."""


@dataclass(frozen=True)
class ConsentRequest:
    """A link to open in a browser; ``answer`` becomes the account's name."""

    link: str
    answer: asyncio.Future[str]


@dataclass(frozen=True)
class _Waiting:
    until: datetime
    answer: asyncio.Future[str]


class ConsentDesk:
    """Hands out links and takes the answers; each link works once, for ten minutes."""

    def __init__(self, consent: Consent, clock: Clock) -> None:
        self._consent = consent
        self._clock = clock
        self._waiting: dict[str, _Waiting] = {}

    def request(self) -> ConsentRequest:
        """Make a new link; the answer fails with what went wrong."""
        self._drop_expired()
        state = secrets.token_urlsafe(32)
        answer = asyncio.get_running_loop().create_future()
        # Nobody may be waiting for it: what failed is shown in the browser too.
        answer.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._waiting[state] = _Waiting(self._clock.now() + VALID_FOR, answer)
        return ConsentRequest(self._consent.link(state), answer)

    async def door(self, request: web.Request) -> web.StreamResponse:
        """Take what Teamleader sends the browser back with."""
        self._drop_expired()
        waiting = self._waiting.pop(request.query.get("state", ""), None)
        if waiting is None:
            return _page(
                400,
                "This link has expired or was used already. Please ask for another.",
            )
        code = request.query.get("code", "")
        if not code:
            _fail(waiting, ConsentRefused("Teamleader was not connected."))
            return _page(400, "Teamleader was not connected: the consent was refused.")
        return await self._completed(waiting, code)

    async def _completed(self, waiting: _Waiting, code: str) -> web.StreamResponse:
        try:
            account = await self._consent.complete(code)
        except RemoteError as error:
            _fail(waiting, error)
            return _page(
                502, "Teamleader did not complete the connection. Please try again."
            )
        if not waiting.answer.done():
            waiting.answer.set_result(account)
        return _page(
            200, f"Teamleader is connected ({account}). You can close this page."
        )

    def _drop_expired(self) -> None:
        now = self._clock.now()
        for state in [s for s, w in self._waiting.items() if w.until <= now]:
            _fail(self._waiting.pop(state), ConsentRefused("The link has expired."))


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


def _fail(waiting: _Waiting, error: BotError) -> None:
    if not waiting.answer.done():
        waiting.answer.set_exception(error)


def _page(status: int, sentence: str) -> web.StreamResponse:
    body = (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        "<title>Connecting Teamleader</title>"
        f"<p>{html.escape(sentence)}</p></html>"
    )
    return web.Response(status=status, text=body, content_type="text/html")
