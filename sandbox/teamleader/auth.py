"""Permission to call: codes, rotating refresh tokens, access tokens that end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.teamleader.minting import Mint
from sandbox.teamleader.switches import Switches
from sandbox.wire import Clock


@dataclass
class Pair:
    """The two tokens of one grant; seconds is how long the access token holds."""

    client_id: str
    access: str
    refresh: str
    seconds: float
    expires_at: datetime


@dataclass(frozen=True)
class Code:
    """A consent on its way back to the integration."""

    client_id: str
    redirect_uri: str
    expires_at: datetime


class Auth:
    """Everything the authorization server remembers."""

    def __init__(self, clock: Clock, switches: Switches, mint: Mint) -> None:
        self.clients: dict[str, str] = {}
        """Secrets by client id."""
        self._clock = clock
        self._switches = switches
        self._mint = mint
        self._codes: dict[str, Code] = {}
        self._by_access: dict[str, Pair] = {}
        self._by_refresh: dict[str, Pair] = {}

    def consent(self, client_id: str, redirect_uri: str) -> str:
        """Make the code that a browser carries back after Allow."""
        code = self._mint.opaque()
        ends = self._in(self._switches.code_seconds)
        self._codes[code] = Code(client_id, redirect_uri, ends)
        return code

    def issue(self, client_id: str) -> Pair:
        """Make a new pair of tokens."""
        seconds = self._switches.access_seconds
        ends = self._in(seconds)
        access = self._mint.access_token(client_id, int(ends.timestamp()))
        pair = Pair(client_id, access, self._mint.opaque(), seconds, ends)
        self._by_access[pair.access] = pair
        self._by_refresh[pair.refresh] = pair
        return pair

    def redeem(self, client_id: str, code: str, redirect_uri: str) -> Pair | None:
        """Exchange a code, once and in time; None if it is not good."""
        known = self._codes.pop(code, None)
        if known is None or known.expires_at <= self._clock.now():
            return None
        if (known.client_id, known.redirect_uri) != (client_id, redirect_uri):
            return None
        return self.issue(client_id)

    def refresh(self, client_id: str, token: str) -> Pair | None:
        """Exchange a refresh token, once; None if it is not good."""
        old = self._by_refresh.get(token)
        if old is None or old.client_id != client_id:
            return None
        del self._by_refresh[token]
        if self._switches.old_access_dies:
            self._by_access.pop(old.access, None)
        return self.issue(client_id)

    def holder(self, access: str) -> str | None:
        """Return whose access token this is, None if it is not good any more."""
        pair = self._by_access.get(access)
        if pair is None or pair.expires_at <= self._clock.now():
            return None
        return pair.client_id

    def is_live(self, refresh: str) -> bool:
        """Tell whether a refresh token would still be taken."""
        return refresh in self._by_refresh

    def revoke_all(self) -> None:
        """End every connection, as a user does who takes the integration off."""
        self._by_access.clear()
        self._by_refresh.clear()

    def end_access(self) -> None:
        """End the access tokens; the refresh tokens still work."""
        self._by_access.clear()

    def _in(self, seconds: float) -> datetime:
        return self._clock.now() + timedelta(seconds=seconds)
