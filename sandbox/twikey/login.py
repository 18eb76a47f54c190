"""Logging in: API key, one-time password, throttle, and tokens that live a day."""

from __future__ import annotations

import hashlib
import hmac
import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.twikey.model import ApiKey, LoginAttempt
from sandbox.twikey.problems import (
    WORDS,
    Answered,
    ApiProblem,
    not_logged_in,
    too_many,
)
from sandbox.twikey.world import World
from sandbox.wire import Request, Response

TOKEN_LIFE = timedelta(hours=24)
STEP_SECONDS = 30
VENDOR_PREFIX = b"own"


def one_time_password(private_key: str, unix_time: float) -> int:
    """Return the password of a moment; ``private_key`` is hex."""
    counter = int(unix_time // STEP_SECONDS).to_bytes(8, "big")
    secret = VENDOR_PREFIX + bytes.fromhex(private_key)
    mac = hmac.new(secret, counter, hashlib.sha256).digest()
    offset = mac[19] & 0x0F
    cut = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFFFFFF
    return cut % 10**8


@dataclass
class Logins:
    """Knows the API keys and their tokens; ``attempts`` holds every try."""

    world: World
    merchant_id: str
    keys: dict[str, ApiKey] = field(default_factory=dict)
    attempts: list[LoginAttempt] = field(default_factory=list)
    _dead: dict[str, datetime] = field(default_factory=dict)

    def add_key(self, key: str, private_key: str | None = None) -> ApiKey:
        """Make an API key known."""
        self.keys[key] = ApiKey(key, private_key)
        return self.keys[key]

    def login(self, request: Request) -> Response:
        """Answer ``POST /creditor``."""
        form = request.form()
        name = form.get("apiToken", "")
        response = self._throttled(name) or self._checked(name, form.get("otp", ""))
        self.attempts.append(LoginAttempt(self.world.now(), name, response.status))
        return response

    def logout(self, request: Request) -> Response:
        """Answer ``GET /creditor``: every token of the key is dead from now on."""
        self.key_of(request).tokens.clear()
        return Response(204)

    def key_of(self, request: Request) -> ApiKey:
        """Return the key behind a request's token; raises ``Answered`` for none."""
        token = request.headers.get("authorization", "")
        now = self.world.now()
        for key in self.keys.values():
            if token in key.tokens and now < key.tokens[token]:
                return key
        raise self._refusal(token, now)

    def _refusal(self, token: str, now: datetime) -> Exception:
        seen, self._dead[token] = self._dead.get(token), now
        window = timedelta(seconds=self.world.switches.dead_token_seconds)
        if token and seen is not None and now - seen < window:
            body = {
                "code": "err_not_authorised",
                "message": WORDS["err_not_authorised"],
            }
            return Answered(Response.of_json(body, 429))
        return Answered(not_logged_in())

    def _throttled(self, name: str) -> Response | None:
        switches, now = self.world.switches, self.world.now()
        window = timedelta(seconds=switches.login_window_seconds)
        recent = [
            each.at
            for each in self.attempts
            if each.api_key == name and each.status != 429 and now - each.at < window
        ]
        if len(recent) < switches.login_quota:
            return None
        oldest = min(recent, default=now)
        return too_many(math.ceil((oldest + window - now).total_seconds()))

    def _checked(self, name: str, otp: str) -> Response:
        key = self.keys.get(name)
        if key is None or not self._otp_fits(key, otp):
            status = self.world.switches.wrong_key_status
            return ApiProblem("err_no_login", status=status).answer()
        token = self._token(key)
        headers = {"Authorization": token, "X-MERCHANT-ID": self.merchant_id}
        return Response.of_json({"Authorization": token}, headers=headers)

    def _otp_fits(self, key: ApiKey, otp: str) -> bool:
        if key.private_key is None:
            return True
        if not (otp.isascii() and otp.isdigit()):
            return False
        moment = self.world.now().timestamp()
        steps = (moment - STEP_SECONDS, moment, moment + STEP_SECONDS)
        return int(otp) in {one_time_password(key.private_key, at) for at in steps}

    def _token(self, key: ApiKey) -> str:
        now = self.world.now()
        living = [token for token, end in key.tokens.items() if now < end]
        if living and not self.world.switches.fresh_token_per_login:
            return living[-1]
        token = self.world.new_id()
        key.tokens[token] = now + TOKEN_LIFE
        return token
