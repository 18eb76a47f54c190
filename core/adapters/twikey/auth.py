"""Permission to act in Twikey: one token per API key, shared by all replicas.

Logging in is throttled hard, so a token is used until it is refused or a day old, one
process logs in for all, and a wait that Twikey asked for is kept by all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.adapters.http import HttpClient
from core.adapters.renewal import Fresh, Renewal, Revoked, unheard
from core.adapters.twikey.login import Access, Session, read_session
from core.domain.reason import System
from core.errors import ConnectionRevoked, RateLimited
from core.ports import Clock, Ledger
from core.ports.ledger import Credential

_WAIT = "twikey-login-wait"
_REST_SECONDS = 300.0


@dataclass(frozen=True)
class Token:
    """A token and the generation it belongs to."""

    value: str = field(repr=False)
    generation: int = 0
    merchant: str | None = None


class TwikeyAuth:
    """Gives out the shared token, logging in only when there is no other way."""

    def __init__(
        self, http: HttpClient, ledger: Ledger, clock: Clock, access: Access
    ) -> None:
        self._http = http
        self._ledger = ledger
        self._clock = clock
        self._access = access
        self.revoked: Revoked = unheard
        self._renewal = Renewal(System.TWIKEY, ledger, clock, self._log_in)
        self._refused_at: float | None = None

    async def token(self, rejected: Token | None = None) -> Token:
        """Return a token; ``rejected`` is one that Twikey just called dead.

        Raises ``RateLimited`` while logging in is not allowed, ``ConnectionRevoked``
        if the key is not accepted.
        """
        try:
            return await self._token(rejected)
        except ConnectionRevoked:
            await self.revoked(System.TWIKEY)
            raise

    async def _token(self, rejected: Token | None) -> Token:
        renewal = self._renewal
        stored = await (renewal.current() if rejected else renewal.recent())
        session = self._session(stored)
        refused = rejected is not None and rejected.generation == stored.generation
        if session is None or refused:
            stored = await self._renewal.newer_than(stored.generation)
            session = self._session(stored)
        if session is None:
            # Another process renewed it just now, but with another key than ours.
            raise ConnectionRevoked(System.TWIKEY, "login", "two API keys are in use")
        return Token(session.token, stored.generation, session.merchant)

    async def aclose(self) -> None:
        """Wait for a login that is under way."""
        await self._renewal.aclose()

    def _session(self, stored: Credential) -> Session | None:
        """Return the stored session if it is ours and not a day old."""
        session = Session.stored(stored.secret)
        if session is None or session.mark != self._access.mark:
            return None
        ends = stored.expires_at
        return session if ends is not None and self._clock.now() < ends else None

    async def _log_in(self, _: Credential) -> Fresh:
        """Log in once; what is stored is of no use any more."""
        self._stop_if_refused()
        await self._stop_if_told_to_wait()
        answer = await self._http.send(self._access.logging_in(self._clock.now()))
        try:
            session = read_session(answer, self._access.mark)
        except RateLimited as limited:
            await self._remember(limited.retry_after)
            raise
        except ConnectionRevoked:
            self._refused_at = self._clock.monotonic()
            raise
        self._refused_at = None
        return session.fresh(self._clock.now())

    def _stop_if_refused(self) -> None:
        """Do not spend the few logins there are on a key that is refused."""
        refused_at = self._refused_at
        if refused_at is None:
            return
        if self._clock.monotonic() - refused_at < _REST_SECONDS:
            raise ConnectionRevoked(System.TWIKEY, "login", "the key was refused")

    async def _stop_if_told_to_wait(self) -> None:
        kept = await self._ledger.read(lambda tx: tx.credentials.get(_WAIT))
        until = kept.expires_at if kept else None
        now = self._clock.now()
        if until is not None and now < until:
            wait = (until - now).total_seconds()
            raise RateLimited(System.TWIKEY, "login", wait)

    async def _remember(self, seconds: float) -> None:
        until: datetime = self._clock.now() + timedelta(seconds=seconds)
        await self._ledger.write(
            lambda tx: tx.credentials.put(_WAIT, until.isoformat(), until)
        )
