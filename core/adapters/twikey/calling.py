"""One call to Twikey: the token, one new login, one short wait."""

from __future__ import annotations

from core.adapters.http import HttpClient
from core.adapters.retrying import jittered
from core.adapters.twikey.auth import Token, TwikeyAuth
from core.adapters.twikey.wire import (
    Ask,
    Busy,
    Denied,
    Found,
    No,
    Reading,
    Throttled,
    classify,
)
from core.domain.reason import System
from core.errors import (
    ConnectionRevoked,
    NotSent,
    RateLimited,
    RemoteUnavailable,
    UnexpectedResponse,
)
from core.ports import Clock

_LONGEST_WAIT = 60.0
_BUSY_WAITS = (1.0, 2.0, 4.0)


class Caller:
    """Calls once. Only what was certainly not carried out is called again."""

    def __init__(
        self, http: HttpClient, auth: TwikeyAuth, clock: Clock, api_url: str
    ) -> None:
        self._http = http
        self._auth = auth
        self._clock = clock
        self._api_url = api_url

    async def ask(self, ask: Ask) -> Found | No:
        """Call, waiting while somebody else reads the same feed.

        A 401 or 429 is answered before anything is done, so even a create may follow
        it. A lost answer is another matter and raises ``RemoteUnavailable`` at once.
        """
        for wait in _BUSY_WAITS:
            reading = await self._unthrottled(ask)
            if not isinstance(reading, Busy):
                return reading
            await self._clock.sleep(jittered(wait))
        reading = await self._unthrottled(ask)
        if isinstance(reading, Busy):
            detail = "somebody else reads the feed"
            raise RemoteUnavailable(System.TWIKEY, ask.operation, detail)
        return reading

    async def ask_at_once(self, ask: Ask) -> Found | No:
        """Call, and wait for nothing: for what can be done without.

        Raises ``RateLimited`` and ``RemoteUnavailable`` where others would wait.
        """
        reading = await self._authorised(ask)
        if isinstance(reading, Throttled):
            raise RateLimited(System.TWIKEY, ask.operation, reading.seconds)
        if isinstance(reading, Busy):
            raise RemoteUnavailable(System.TWIKEY, ask.operation, "busy")
        return reading

    async def _unthrottled(self, ask: Ask) -> Found | No | Busy:
        reading = await self._authorised(ask)
        if isinstance(reading, Throttled) and reading.seconds <= _LONGEST_WAIT:
            await self._clock.sleep(jittered(reading.seconds, 0.1))
            reading = await self._authorised(ask)
        if isinstance(reading, Throttled):
            raise RateLimited(System.TWIKEY, ask.operation, reading.seconds)
        return reading

    async def _authorised(self, ask: Ask) -> Found | No | Busy | Throttled:
        reading, token = await self._once(ask, None)
        if isinstance(reading, Denied):
            reading, _ = await self._once(ask, token)
        if isinstance(reading, Denied):
            await self._auth.revoked(System.TWIKEY)
            detail = "a new token is refused as well"
            raise ConnectionRevoked(System.TWIKEY, ask.operation, detail)
        return reading

    async def _once(self, ask: Ask, rejected: Token | None) -> tuple[Reading, Token]:
        token = await self._token(ask, rejected)
        answer = await self._http.send(ask.call(self._api_url, token.value))
        return classify(answer), token

    async def _token(self, ask: Ask, rejected: Token | None) -> Token:
        """Log in if needed; where that fails, the call itself was never made."""
        try:
            return await self._auth.token(rejected)
        except (RemoteUnavailable, UnexpectedResponse) as error:
            detail = f"{error.operation}: {error.detail}"
            raise NotSent(System.TWIKEY, ask.operation, detail) from error
