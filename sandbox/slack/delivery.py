"""One door for everything that goes to the app: socket if connected, else HTTP."""

from __future__ import annotations

import asyncio

from sandbox.slack.model import Ack, Json
from sandbox.slack.signed_http import SignedHttp
from sandbox.slack.sockets import Sockets
from sandbox.slack.state import Workspace

# An event nobody acknowledged is sent again almost at once, then 1 and 5 minutes on.
_EVENT_WAITS = (0, 60, 300)


class Delivery:
    """Brings commands, interactions and events to the app."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.sockets = Sockets(workspace)
        self.http = SignedHttp(workspace)
        self._repeating: set[asyncio.Task[None]] = set()

    async def once(self, kind: str, payload: Json) -> Ack:
        """Deliver a command or an interaction: never repeated, whatever happens."""
        return await self._send(kind, payload, 0, "")

    async def event(self, payload: Json) -> Ack:
        """Deliver an event; unacknowledged, it comes three more times by and by."""
        ack = await self._send("events_api", payload, 0, "")
        if not _settled(ack):
            task = asyncio.create_task(self._repeat(payload, ack))
            self._repeating.add(task)
            task.add_done_callback(self._repeating.discard)
        return ack

    async def settled(self) -> None:
        """Wait until no event is to be repeated any more."""
        await asyncio.gather(*self._repeating)

    async def close(self) -> None:
        """Give up what would still be repeated, and close the connections."""
        for task in self._repeating:
            task.cancel()
        await asyncio.gather(*self._repeating, return_exceptions=True)
        await self.sockets.drop_all()

    async def _repeat(self, payload: Json, ack: Ack) -> None:
        for number, wait in enumerate(_EVENT_WAITS, start=1):
            await self._workspace.clock.sleep(wait)
            ack = await self._send("events_api", payload, number, _reason(ack))
            if _settled(ack):
                return

    async def _send(self, kind: str, payload: Json, retry: int, reason: str) -> Ack:
        if self.sockets.connected:
            extra = _socket_extra(kind, retry, reason)
            return await self.sockets.send(kind, payload, extra)
        if self.http.request_url:
            headers = _retry_headers(retry, reason) if retry else None
            return await self.http.send(kind, payload, headers)
        return Ack("dispatch_failed")


def _settled(ack: Ack) -> bool:
    return ack.ok or bool((ack.payload or {}).get("no_retry"))


def _reason(ack: Ack) -> str:
    if ack.outcome == "operation_timeout":
        return "http_timeout"
    return "connection_failed" if ack.status is None else "http_error"


def _socket_extra(kind: str, retry: int, reason: str) -> Json:
    if kind == "events_api":
        return {
            "accepts_response_payload": False,
            "retry_attempt": retry,
            "retry_reason": reason,
        }
    return {"accepts_response_payload": True}


def _retry_headers(retry: int, reason: str) -> dict[str, str]:
    return {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason}
