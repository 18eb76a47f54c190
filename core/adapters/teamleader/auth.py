"""Permission to read Teamleader: a pair of tokens that all replicas share.

A refresh token works once and nobody keeps the old one for us, so a pair is renewed
under a lease, saved before it is used, and never thrown away because a caller went.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.adapters.http import HttpClient
from core.adapters.renewal import Fresh, Renewal, Revoked, unheard
from core.adapters.retrying import jittered
from core.adapters.teamleader.tokens import Access, Pair, digest, read_pair
from core.domain.reason import System
from core.errors import ConnectionRevoked, RemoteUnavailable, UnexpectedResponse
from core.ports import Clock, Ledger
from core.ports.ledger import Credential

_EARLY_SECONDS = 300.0
_REST_SECONDS = 60.0
_SECOND_TRY_SECONDS = 1.0


@dataclass(frozen=True)
class Token:
    """An access token and the generation it belongs to."""

    access: str = field(repr=False)
    generation: int = 0


class TeamleaderAuth:
    """Gives out access tokens that are good for some minutes to come."""

    def __init__(
        self, http: HttpClient, ledger: Ledger, clock: Clock, access: Access
    ) -> None:
        self._http = http
        self._clock = clock
        self._access = access
        self.revoked: Revoked = unheard
        self._renewal = Renewal(System.TEAMLEADER, ledger, clock, self._renew)
        # Replicas do not all come at the same moment.
        self._early = timedelta(seconds=jittered(_EARLY_SECONDS, 0.2))
        self._revoked: tuple[int, float] | None = None
        self._rest_until = float("-inf")

    async def token(self, rejected: Token | None = None) -> Token:
        """Return an access token; ``rejected`` is one that was answered with 401.

        Raises ``ConnectionRevoked`` if a person must consent again.
        """
        try:
            return await self._token(rejected)
        except ConnectionRevoked:
            await self.revoked(System.TEAMLEADER)
            raise

    async def _token(self, rejected: Token | None) -> Token:
        renewal = self._renewal
        stored = await (renewal.current() if rejected else renewal.recent())
        pair = Pair.stored(stored.secret)
        refused = rejected is not None and rejected.generation == stored.generation
        if pair is None or refused or self._ends_within(stored, timedelta()):
            return await self._renewed(stored.generation)
        present = Token(pair.access, stored.generation)
        if self._ends_within(stored, self._early):
            return await self._renewed_early(present)
        return present

    async def exchange(self, code: str, redirect_uri: str) -> None:
        """Take the code of a consent; from then on the new connection counts."""
        answer = await self._http.send(self._access.exchanging(code, redirect_uri))
        pair = read_pair(answer)
        before = Pair.stored((await self._renewal.current()).secret)
        seed = before.seed if before else None
        await self._renewal.replace(pair.fresh(self._clock.now(), seed))
        self._revoked = None

    async def aclose(self) -> None:
        """Wait for a refresh that is under way."""
        await self._renewal.aclose()

    def _ends_within(self, stored: Credential, margin: timedelta) -> bool:
        ends: datetime | None = stored.expires_at
        return ends is None or ends - margin <= self._clock.now()

    async def _renewed_early(self, present: Token) -> Token:
        """Renew while the present token is still good, which it is if that fails."""
        if self._clock.monotonic() < self._rest_until:
            return present
        try:
            return await self._renewed(present.generation)
        except RemoteUnavailable:
            self._rest_until = self._clock.monotonic() + _REST_SECONDS
            return present

    async def _renewed(self, generation: int) -> Token:
        self._stop_if_revoked(generation)
        try:
            stored = await self._renewal.newer_than(generation)
        except ConnectionRevoked:
            self._revoked = (generation, self._clock.monotonic())
            raise
        pair = Pair.stored(stored.secret)
        if pair is None:
            raise self._disconnected("the stored tokens are not readable")
        return Token(pair.access, stored.generation)

    def _stop_if_revoked(self, generation: int) -> None:
        """Do not knock at the door at every call once it is shut."""
        if self._revoked is None or self._revoked[0] != generation:
            return
        if self._clock.monotonic() - self._revoked[1] < _REST_SECONDS:
            raise self._disconnected("the grant is over")

    async def _renew(self, stored: Credential) -> Fresh:
        pair = Pair.stored(stored.secret)
        seed = self._unused_seed(pair)
        if pair is None:
            if seed is None:
                raise self._disconnected("never connected")
            return await self._from_seed(seed)
        try:
            renewed = await self._granted(pair.refresh)
        except ConnectionRevoked:
            if seed is None:
                raise
            return await self._from_seed(seed)
        return renewed.fresh(self._clock.now(), pair.seed)

    async def _from_seed(self, seed: str) -> Fresh:
        first = await self._granted(seed)
        return first.fresh(self._clock.now(), digest(seed))

    def _unused_seed(self, pair: Pair | None) -> str | None:
        """Return the configured refresh token unless it was used before."""
        seed = self._access.refresh_token
        used = pair.seed if pair else None
        return seed if seed and digest(seed) != used else None

    async def _granted(self, refresh_token: str) -> Pair:
        """Refresh; if the answer got lost, try exactly once more.

        The call does not stand in line for a rate slot: it holds the lease, which a
        long wait would outlast.
        """
        call = self._access.refreshing(refresh_token)
        try:
            return read_pair(await self._http.send(call))
        except (RemoteUnavailable, UnexpectedResponse):
            await self._clock.sleep(jittered(_SECOND_TRY_SECONDS))
        return read_pair(await self._http.send(call))

    def _disconnected(self, detail: str) -> ConnectionRevoked:
        return ConnectionRevoked(System.TEAMLEADER, "connect", detail)
