"""The tokens of Teamleader: how they are kept, asked for and told apart; pure."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from core.adapters.http import Answer, Call, form_body, parse_json
from core.adapters.reading import Misshapen, Node
from core.adapters.renewal import Fresh
from core.errors import ConnectionRevoked, RemoteError, RemoteRefused

_REFRESH_TOKEN_INVALID = 8
_LONGEST_SECONDS = 30 * 24 * 3600
_UNSTATED_SECONDS = 600


@dataclass(frozen=True)
class Access:
    """Where Teamleader is and as whom we come; ``refresh_token`` seeds the store."""

    api_url: str
    auth_url: str
    client_id: str
    client_secret: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)

    def consent_link(self, state: str, redirect_uri: str) -> str:
        """Return where a person allows us in; scopes are ticked on the integration."""
        query = {
            "client_id": self.client_id,
            "response_type": "code",
            "state": state,
            "redirect_uri": redirect_uri,
        }
        return f"{self.auth_url.rstrip('/')}/authorize?{urlencode(query)}"

    def refreshing(self, refresh_token: str) -> Call:
        """Ask for a new pair; works once per refresh token."""
        return self._grant(
            "refresh", grant_type="refresh_token", refresh_token=refresh_token
        )

    def exchanging(self, code: str, redirect_uri: str) -> Call:
        """Ask for the first pair, with the code of a consent."""
        return self._grant(
            "consent",
            grant_type="authorization_code",
            code=code,
            redirect_uri=redirect_uri,
        )

    def _grant(self, operation: str, **fields: str) -> Call:
        ours = {"client_id": self.client_id, "client_secret": self.client_secret}
        return Call(
            operation,
            "POST",
            f"{self.auth_url.rstrip('/')}/access_token",
            {"Content-Type": "application/x-www-form-urlencoded"},
            body=form_body({**ours, **fields}),
        )


@dataclass(frozen=True)
class Pair:
    """An access token and the refresh token that ends with its first use.

    ``seed`` is the digest of the configured refresh token that was used already.
    """

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    seconds: int = 0
    seed: str | None = None

    @classmethod
    def stored(cls, secret: str) -> Pair | None:
        """Read what the ledger keeps; ``None`` if it keeps no pair."""
        try:
            kept = Node(parse_json(secret or "{}"))
        except ValueError:
            return None
        access, refresh = kept["access"].loose_text(), kept["refresh"].loose_text()
        if access is None or refresh is None:
            return None
        return cls(access, refresh, seed=kept["seed"].loose_text())

    def fresh(self, now: datetime, seed: str | None) -> Fresh:
        """Return what the ledger is to keep."""
        kept = {"access": self.access, "refresh": self.refresh, "seed": seed}
        return Fresh(json.dumps(kept), now + timedelta(seconds=self.seconds))


def digest(refresh_token: str) -> str:
    """Return what is remembered of a used seed."""
    return hashlib.sha256(refresh_token.encode()).hexdigest()


def read_pair(answer: Answer) -> Pair:
    """Read a new pair.

    Raises ``ConnectionRevoked`` if the grant is over, ``RemoteRefused`` if the
    settings are wrong, ``UnexpectedResponse`` if the answer is not readable: then the
    grant may well be used up.
    """
    if answer.status == 200:
        return _pair(answer)
    if 400 <= answer.status < 500:
        raise _no(answer)
    raise answer.unexpected("not a documented status")


def _pair(answer: Answer) -> Pair:
    content = answer.json()
    node = Node(content)
    try:
        access, refresh = node["access_token"].text(), node["refresh_token"].text()
    except Misshapen as error:
        raise answer.unexpected("no pair of tokens", content) from error
    return Pair(access, refresh, _seconds(node["expires_in"]))


def _seconds(node: Node) -> int:
    try:
        return max(1, min(int(node.amount()), _LONGEST_SECONDS))
    except Misshapen:
        # A lost pair costs a person's consent, an early refresh costs nothing.
        return _UNSTATED_SECONDS


def _no(answer: Answer) -> RemoteError:
    content = Node(answer.json())
    problems = list(content["errors"].loose_items())
    problem = problems[0] if problems else Node(None)
    kind = problem["meta"]["type"].loose_text() or content["error"].loose_text() or ""
    hint = problem["meta"]["hint"].loose_text() or ""
    if _is_over(problem["code"].value, kind, hint):
        return ConnectionRevoked(answer.system, answer.operation, "the grant is over")
    message = problem["title"].loose_text() or content["error_description"].loose_text()
    return RemoteRefused(
        answer.system, answer.operation, kind or str(answer.status), message or "", hint
    )


def _is_over(code: object, kind: str, hint: str) -> bool:
    """Whether only a new consent helps, as opposed to wrong settings of ours.

    The refusal of a dead refresh token was seen as ``invalid_request`` and as
    ``invalid_grant``, with code 8; the standard form has neither code nor hint.
    """
    if code == _REFRESH_TOKEN_INVALID or kind == "invalid_grant":
        return True
    return kind == "invalid_request" and (code in (None, 0) or "revoked" in hint)
