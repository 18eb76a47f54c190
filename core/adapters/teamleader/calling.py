"""One question to Teamleader, asked with patience."""

from __future__ import annotations

from core.adapters.http import HttpClient
from core.adapters.limiter import (
    SLOT_KEEPS_SECONDS,
    WINDOW_SECONDS,
    RateGate,
    is_somebody_waiting,
)
from core.adapters.retrying import jittered, persistently
from core.adapters.teamleader.auth import TeamleaderAuth, Token
from core.adapters.teamleader.wire import (
    Ask,
    Denied,
    Found,
    Missing,
    Throttled,
    read,
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

_THROTTLED_TRIES = 4
MOST_SLOTS = 5
"""Slots that one try may let grow too old; then the machine is too busy for it."""


class Caller:
    """Asks as often as needed, orders once; every try takes a rate slot."""

    def __init__(
        self,
        http: HttpClient,
        auth: TeamleaderAuth,
        gate: RateGate,
        clock: Clock,
        api_url: str,
    ) -> None:
        self._http = http
        self._auth = auth
        self._gate = gate
        self._clock = clock
        self._api_url = api_url

    async def ask(self, ask: Ask) -> Found | Missing:
        """Ask, and wait out what passes by itself; raises ``RemoteError``s."""
        return await persistently(self._clock, lambda: self._unthrottled(ask))

    async def order(self, ask: Ask) -> None:
        """Have something done, never repeated once it may have happened.

        Raises ``RemoteError``s; ``RemoteUnavailable`` means that it may have.
        """
        if isinstance(await self._unthrottled(ask), Missing):
            raise UnexpectedResponse(System.TEAMLEADER, ask.operation, "missing")

    async def _unthrottled(self, ask: Ask) -> Found | Missing:
        wait = 0.0
        for _ in range(_THROTTLED_TRIES):
            reading = await self._authorised(ask)
            if not isinstance(reading, Throttled):
                return reading
            wait = reading.seconds
            await self._gate.park(jittered(wait, 0.1))
        raise RateLimited(System.TEAMLEADER, ask.operation, wait)

    async def _authorised(self, ask: Ask) -> Found | Missing | Throttled:
        reading, token = await self._once(ask, None)
        if isinstance(reading, Denied):
            reading, _ = await self._once(ask, token)
        if isinstance(reading, Denied):
            await self._auth.revoked(System.TEAMLEADER)
            detail = "a new token is refused as well"
            raise ConnectionRevoked(System.TEAMLEADER, ask.operation, detail)
        return reading

    async def _once(
        self, ask: Ask, rejected: Token | None
    ) -> tuple[Found | Missing | Throttled | Denied, Token]:
        token = await self._admitted(ask, rejected)
        answer = await self._http.send(ask.call(self._api_url, token.access))
        return read(ask, answer, self._clock.now()), token

    async def _admitted(self, ask: Ask, rejected: Token | None) -> Token:
        """Return a token, with a slot that was taken just now.

        Whoever waited for somebody else's refresh would go out together with all the
        others who waited, and with those whose slots are of now. Raises ``RateLimited``
        where each slot grew too old: others can make more of the next one.
        """
        for _ in range(MOST_SLOTS):
            # The slot first: a token could run out while we stand in line.
            await self._gate.pass_(interactive=is_somebody_waiting())
            taken_at = self._clock.monotonic()
            token = await self._token(ask, rejected)
            if self._clock.monotonic() - taken_at < SLOT_KEEPS_SECONDS:
                return token
        raise RateLimited(System.TEAMLEADER, ask.operation, WINDOW_SECONDS)

    async def _token(self, ask: Ask, rejected: Token | None) -> Token:
        """Refresh if needed; where that fails, the call itself was never made."""
        try:
            return await self._auth.token(rejected)
        except RemoteUnavailable as error:
            detail = f"{error.operation}: {error.detail}"
            raise NotSent(System.TEAMLEADER, ask.operation, detail) from error
