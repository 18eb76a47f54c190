"""The login call of Twikey: what is sent, and what the answer means; pure."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.adapters.http import Answer, Call, form_body, parse_json
from core.adapters.reading import Node
from core.adapters.renewal import Fresh
from core.adapters.twikey.wire import refusal, seconds_to_wait
from core.errors import ConnectionRevoked, RateLimited, RemoteRefused

_LIFE = timedelta(hours=24)
_VENDOR_PREFIX = b"own"
_STEP_SECONDS = 30
_OFFSET_BYTE = 19
_DIGITS = 10**8


@dataclass(frozen=True)
class Access:
    """Where Twikey is and with which key we come; ``private_key`` is hexadecimal."""

    api_url: str
    api_key: str = field(repr=False)
    private_key: str | None = field(default=None, repr=False)

    @property
    def mark(self) -> str:
        """A digest that tells tokens of this key from those of another."""
        text = f"{self.api_url.rstrip('/')} {self.api_key}"
        return hashlib.sha256(text.encode()).hexdigest()

    def logging_in(self, now: datetime) -> Call:
        """Ask for a token; a one-time password is made anew for each try."""
        fields = {"apiToken": self.api_key}
        if self.private_key:
            fields["otp"] = str(one_time_password(self.private_key, now))
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept-Language": "en",
        }
        url = self.api_url.rstrip("/")
        return Call("login", "POST", url, headers, body=form_body(fields))


@dataclass(frozen=True)
class Session:
    """A token, whose it is, and the digest of the key it was got with."""

    token: str = field(repr=False)
    merchant: str | None
    mark: str

    @classmethod
    def stored(cls, secret: str) -> Session | None:
        """Read what the ledger keeps; ``None`` if it keeps no session."""
        try:
            kept = Node(parse_json(secret or "{}"))
        except ValueError:
            return None
        token = kept["token"].loose_text()
        if token is None:
            return None
        merchant, mark = kept["merchant"].loose_text(), kept["mark"].loose_text()
        return cls(token, merchant, mark or "")

    def fresh(self, now: datetime) -> Fresh:
        """Return what the ledger is to keep, for the day a token lives."""
        kept = {"token": self.token, "merchant": self.merchant, "mark": self.mark}
        return Fresh(json.dumps(kept), now + _LIFE)


def read_session(answer: Answer, mark: str) -> Session:
    """Read the token from the header or the body of a login.

    Raises ``RateLimited`` with the stated wait, and ``ConnectionRevoked`` or
    ``RemoteRefused`` for everything else without a token.
    """
    token = answer.headers.get("authorization") or _token_in_body(answer)
    if answer.status == 200 and token:
        return Session(token, answer.headers.get("x-merchant-id"), mark)
    if answer.status == 429:
        raise RateLimited(answer.system, answer.operation, seconds_to_wait(answer))
    raise _refused(answer)


def _refused(answer: Answer) -> RemoteRefused | ConnectionRevoked:
    # Old descriptions promise a 200 for a wrong key: no token means no.
    no = refusal(answer).error
    if no.code == "err_no_login" or answer.status in (200, 401, 403):
        detail = "the API key or the one-time password is not accepted"
        return ConnectionRevoked(answer.system, answer.operation, detail)
    return no


def _token_in_body(answer: Answer) -> str | None:
    try:
        return Node(parse_json(answer.body or b"null"))["Authorization"].loose_text()
    except ValueError:
        return None


def one_time_password(private_key: str, now: datetime) -> int:
    """Return the password of the present half minute; ``private_key`` is hex."""
    counter = int(now.timestamp()) // _STEP_SECONDS
    key = _VENDOR_PREFIX + bytes.fromhex(private_key)
    mac = hmac.new(key, counter.to_bytes(8, "big"), hashlib.sha256).digest()
    start = mac[_OFFSET_BYTE] & 0x0F
    cut = int.from_bytes(mac[start : start + 4], "big") & 0x7FFFFFFF
    return cut % _DIGITS
