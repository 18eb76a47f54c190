"""The bot's Slack app behind its HTTP door, with a Slack that only says who is who."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any
from urllib.parse import urlencode

from slack_sdk.errors import SlackApiError
from slack_sdk.signature import Clock, SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.metrics import Metrics
from bot.slack_door import slack_door
from bot.web import Doors, web_application
from core.domain.reason import System
from core.ports import Ledger
from sandbox.slack import SlackStandIn, serve_slack
from sandbox.wire import SystemClock
from tests.bot.slack_world import SlackWorld
from tests.security.wire import Reply, Wire, wired

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
TEAM, CHANNEL = "T0DEMO001", "C0BOEKHD1"
ADMIN, GUEST = "U0SOFIE01", "U0GUEST01"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


class KnowingSlack(AsyncWebClient):
    """Knows a few people, and takes whatever is said to anybody."""

    def __init__(self, slack: SlackStandIn, address: str) -> None:
        # Bolt makes copies of its own, which ask the stand-in who the app is.
        super().__init__(slack.bot_token, f"{address}/api/", trust_env_in_session=False)
        self.proxy = None
        self.calls: Counter[str] = Counter()
        self.people: dict[str, dict[str, Any] | None] = {
            ADMIN: {},
            GUEST: {"is_restricted": True},
        }

    async def api_call(
        self, api_method: str, *, params: Any = None, **more: Any
    ) -> AsyncSlackResponse:
        self.calls[api_method] += 1
        user = (params or {}).get("user", "")
        data: dict[str, Any] = {
            "ok": True,
            "team_id": TEAM,
            "bot_id": "B0TWIKEY1",
            "user_id": "U0TWIKEY1",
            "channel": CHANNEL,
            "ts": "1.0",
        }
        if api_method == "users.info":
            person = self.people.get(user)
            known = {"id": user, "team_id": TEAM, "locale": "en-US"}
            data |= {"user": {**known, **(person or {})}}
            if person is None:
                data = {"ok": False, "error": "user_not_found"}
        answer = AsyncSlackResponse(
            client=self,
            http_verb="POST",
            api_url=api_method,
            req_args={},
            data=data,
            headers={},
            status_code=200,
        )
        if not data["ok"]:
            raise SlackApiError("refused", answer)  # type: ignore[no-untyped-call]
        return answer


class SignatureClock(Clock):
    """The clock that signatures are compared with, held still."""

    def __init__(self) -> None:
        self.at = time.time()  # noqa: TID251 (where it begins does not matter)

    def now(self) -> float:
        return self.at


def signature(stamp: str, body: bytes, secret: str = SECRET) -> str:
    base = b"v0:" + stamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class SlackDesk(SlackWorld):
    """What a test of the door needs; two desks may share a ledger."""

    def __init__(self, slack: SlackStandIn, address: str, ledger: Ledger) -> None:
        self.knowing = KnowingSlack(slack, address)
        self.at = SignatureClock()
        self.metrics = Metrics()
        super().__init__(slack, address, ledger)
        self.wire: Wire

    def client(self) -> AsyncWebClient:
        return self.knowing

    def counted(self, fate: str) -> float | None:
        """How many requests came to this."""
        labels = {"system": "slack", "fate": fate}
        return self.metrics.registry.get_sample_value("twikey_bot_hints_total", labels)

    def headers(self, body: bytes, kind: str = FORM) -> dict[str, str]:
        stamp = str(int(self.at.at))
        return {
            "Content-Type": kind,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature(stamp, body),
        }

    async def post(
        self, body: bytes, kind: str = FORM, headers: Any = None, *, path: str = ""
    ) -> Reply:
        """Post a body, signed unless other headers are given; let all settle."""
        sent = self.headers(body, kind) if headers is None else headers
        reply = await self.wire.ask("POST", path or "/slack/events", sent, body)
        await self.app.tasks.settled()
        return reply


@asynccontextmanager
async def open_desk(ledger: Ledger) -> AsyncIterator[SlackDesk]:
    """Open the door of a Slack app on a ledger."""
    slack = SlackStandIn(SystemClock())
    slack.signing_secret = SECRET
    async with serve_slack(slack) as address:
        desk = SlackDesk(slack, address, ledger)
        metrics = desk.metrics
        counted = partial(metrics.count_hint, System.SLACK)
        verifier = SignatureVerifier(SECRET, desk.at)
        door = slack_door(desk.app.bolt, verifier, counted)
        async with wired(web_application(Doors(slack=door), metrics)) as wire:
            desk.wire = wire
            yield desk
            await desk.app.aclose(1)


def command(text: str = "help", user: str = ADMIN, **changes: str) -> dict[str, str]:
    return {
        "command": "/twikey",
        "text": text,
        "user_id": user,
        "user_name": "somebody",
        "channel_id": CHANNEL,
        "team_id": TEAM,
        "trigger_id": "1.2.3",
        **changes,
    }


def click(action_id: str, value: str, user: str = ADMIN, **changes: Any) -> Any:
    return {
        "type": "block_actions",
        "user": {"id": user, "team_id": TEAM},
        "team": {"id": TEAM},
        "channel": {"id": CHANNEL},
        "container": {"type": "message", "message_ts": "1.0", "channel_id": CHANNEL},
        "message": {"ts": "1.0", "blocks": []},
        "actions": [
            {"type": "button", "action_id": action_id, "value": value, "block_id": "b"}
        ],
        "trigger_id": "1.2.4",
        **changes,
    }


def event(kind: str = "app_home_opened", user: str = ADMIN, **changes: Any) -> Any:
    return {
        "type": "event_callback",
        "team_id": TEAM,
        "api_app_id": "A0TWIKEY1",
        "event": {"type": kind, "user": user, "channel": "D1", "tab": "home"},
        "event_id": "Ev1",
        "event_time": 1,
        "authorizations": [{"team_id": TEAM, "user_id": "U0TWIKEY1", "is_bot": True}],
        **changes,
    }


def form(fields: Mapping[str, str]) -> bytes:
    return urlencode(fields).encode()


def payload(body: object) -> bytes:
    return urlencode({"payload": json.dumps(body)}).encode()
