"""Signed HTTP: deliveries to a request URL, as the app without sockets gets them."""

from __future__ import annotations

import hashlib
import hmac
import json
from urllib.parse import urlencode

import httpx

from sandbox.slack.model import Ack, Json
from sandbox.slack.state import Workspace

FORM = "application/x-www-form-urlencoded"


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Return the v0 signature of a raw body."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def encode(kind: str, payload: Json) -> tuple[str, bytes]:
    """Return content type and body of a delivery of this kind."""
    if kind == "slash_commands":
        return FORM, urlencode(payload).encode()
    if kind == "interactive":
        return FORM, urlencode({"payload": json.dumps(payload)}).encode()
    return "application/json", json.dumps(payload).encode()


class SignedHttp:
    """Posts deliveries to ``request_url``; ``requests`` keeps what was sent."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.request_url: str | None = None
        self.requests: list[Json] = []

    async def send(
        self, kind: str, payload: Json, headers: dict[str, str] | None = None
    ) -> Ack:
        """Deliver once; the answer has to come within the time for acks."""
        content_type, body = encode(kind, payload)
        timestamp = str(int(self._workspace.clock.now().timestamp()))
        sent = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": sign(self._workspace.signing_secret, timestamp, body),
            **(headers or {}),
        }
        self.requests.append({"headers": sent, "body": body.decode()})
        try:
            async with httpx.AsyncClient(
                timeout=self._workspace.switches.ack_seconds, trust_env=False
            ) as client:
                answer = await client.post(
                    self.request_url or "", content=body, headers=sent
                )
        except httpx.TimeoutException:
            return Ack("operation_timeout")
        except (httpx.HTTPError, httpx.InvalidURL):
            return Ack("dispatch_failed")
        return _judge(answer)

    async def verify(self) -> bool:
        """Ask the request URL to echo a challenge, as Slack does when it is saved."""
        challenge = self._workspace.new_id("challenge")
        payload = {"type": "url_verification", "token": "", "challenge": challenge}
        answer = await self.send("events_api", payload)
        echoed = answer.payload or {}
        return answer.ok and challenge in (echoed.get("challenge"), echoed.get("text"))


def _judge(answer: httpx.Response) -> Ack:
    if answer.status_code != httpx.codes.OK:
        return Ack("dispatch_failed", _quiet(answer), status=answer.status_code)
    return Ack("ok", _payload(answer), status=answer.status_code)


def _quiet(answer: httpx.Response) -> Json | None:
    no_retry = answer.headers.get("x-slack-no-retry") == "1"
    return {"no_retry": True} if no_retry else None


def _payload(answer: httpx.Response) -> Json | None:
    if not answer.content.strip():
        return None
    if answer.headers.get("content-type", "").startswith("application/json"):
        body = answer.json()
        return body if isinstance(body, dict) else None
    return {"text": answer.text}
