"""Socket Mode: the connections of the app and the envelopes sent over them."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from sandbox.slack.model import Ack, Json
from sandbox.slack.state import Workspace

_CONNECTION_SECONDS = 3600
_MOST_CONNECTIONS = 10


@dataclass
class _Connection:
    socket: web.WebSocketResponse
    waiting: dict[str, asyncio.Future[Ack]] = field(default_factory=dict)


class Sockets:
    """Every open connection of the app; each envelope goes to one of them."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._connections: list[_Connection] = []
        self._tickets: set[str] = set()
        self.envelopes: list[Json] = []

    @property
    def connected(self) -> int:
        """Return how many connections are open."""
        return len(self._connections)

    @property
    def room(self) -> bool:
        """Tell whether one more connection may open."""
        return self.connected < _MOST_CONNECTIONS

    def new_url(self) -> str:
        """Return an address a client may connect to, once."""
        ticket = self._workspace.new_id("W")
        self._tickets.add(ticket)
        base = self._workspace.address.replace("http", "ws", 1)
        return f"{base}/socket?ticket={ticket}&app_id={self._workspace.app.app_id}"

    async def accept(self, request: web.Request) -> web.StreamResponse:
        """Carry one connection from ``hello`` to its end."""
        if request.query.get("ticket", "") not in self._tickets:
            return web.Response(status=403, text="this address was not given out")
        self._tickets.discard(request.query["ticket"])
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        connection = _Connection(socket)
        self._connections.append(connection)
        try:
            await self._hello(connection)
            await self._listen(connection)
        finally:
            self._forget(connection)
        return socket

    async def _hello(self, connection: _Connection) -> None:
        self._workspace.changed()
        await connection.socket.send_json(
            {
                "type": "hello",
                "num_connections": self.connected,
                "connection_info": {"app_id": self._workspace.app.app_id},
                "debug_info": {
                    "host": "stand-in",
                    "approximate_connection_time": _CONNECTION_SECONDS,
                },
            }
        )

    async def _listen(self, connection: _Connection) -> None:
        async for frame in connection.socket:
            if frame.type is WSMsgType.TEXT:
                _settle(connection, frame.data)

    def _forget(self, connection: _Connection) -> None:
        if connection in self._connections:
            self._connections.remove(connection)
        for future in connection.waiting.values():
            if not future.done():
                future.set_result(Ack("dispatch_failed"))
        self._workspace.changed()

    async def send(self, kind: str, payload: Json, extra: Json) -> Ack:
        """Send one envelope over one connection and wait for its ack."""
        connection = self._workspace.random.choice(self._connections)
        envelope = {
            "envelope_id": f"{self._workspace.new_id('E')}-{len(self.envelopes)}",
            "type": kind,
            "payload": payload,
            **extra,
        }
        self.envelopes.append(envelope)
        answer: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
        connection.waiting[envelope["envelope_id"]] = answer
        try:
            async with asyncio.timeout(self._workspace.switches.ack_seconds):
                await connection.socket.send_json(envelope)
                return await answer
        except TimeoutError:
            return Ack("operation_timeout")
        except ConnectionError:
            return Ack("dispatch_failed")
        finally:
            connection.waiting.pop(envelope["envelope_id"], None)

    async def tell_all(self, reason: str) -> None:
        """Announce a disconnect: ``warning``, ``refresh_requested`` and the like."""
        for connection in list(self._connections):
            await connection.socket.send_json({"type": "disconnect", "reason": reason})

    async def drop_all(self) -> None:
        """Close every connection without a word."""
        for connection in list(self._connections):
            self._forget(connection)
            await connection.socket.close()


def _settle(connection: _Connection, text: str) -> None:
    answer = _read(text)
    future = connection.waiting.get(str(answer.get("envelope_id")))
    if future is not None and not future.done():
        payload = answer.get("payload") or None
        future.set_result(Ack("ok", payload, status=200))


def _read(text: str) -> dict[str, Any]:
    try:
        answer = json.loads(text)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
