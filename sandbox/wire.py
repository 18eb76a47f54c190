"""Requests and answers without sockets, and the two ways to carry them.

A stand-in is a plain object with ``async def handle(request) -> Response``. It can be
served on loopback (:func:`serve`) or plugged into an httpx client without any socket
(:class:`StandInTransport`): the same behaviour either way.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from urllib.parse import parse_qsl

import httpx
from aiohttp import web


class Clock(Protocol):
    """What a stand-in knows of time: UTC now, and waiting in seconds."""

    def now(self) -> datetime:
        """Return the present moment, timezone-aware, in UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait that many seconds on this clock."""
        ...


class SystemClock:
    """The wall clock."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)  # noqa: TID251 (this is the clock)

    async def sleep(self, seconds: float) -> None:
        """Wait on the event loop."""
        await asyncio.sleep(seconds)


class ManualClock:
    """A clock that moves only when told to, or when somebody sleeps on it."""

    def __init__(self, at: datetime) -> None:
        self._now = at

    def now(self) -> datetime:
        """Return the moment this clock was last moved to."""
        return self._now

    def set(self, at: datetime) -> None:
        """Move to a moment."""
        self._now = at

    async def sleep(self, seconds: float) -> None:
        """Let the time pass at once, giving other tasks a turn."""
        self._now += timedelta(seconds=seconds)
        await asyncio.sleep(0)


@dataclass(frozen=True)
class Request:
    """What reached a stand-in: header names in lower case, query in order."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> Any:
        """Parse the body as JSON; an empty body is an empty object."""
        return json.loads(self.body) if self.body.strip() else {}

    def form(self) -> dict[str, str]:
        """Parse the body as a form."""
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    def query_dict(self) -> dict[str, str]:
        """Return the query with the last value of each name."""
        return dict(self.query)


@dataclass(frozen=True)
class Response:
    """What a stand-in answers."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of_json(
        cls,
        payload: object,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Answer with a JSON body."""
        return cls(
            status,
            json.dumps(payload).encode(),
            {"Content-Type": "application/json", **(headers or {})},
        )


class LostAnswer(Exception):
    """Raised by a stand-in: the request was carried out, its answer never arrives."""


class LostRequest(Exception):
    """Raised by a stand-in: the request never arrived, nothing happened."""


Handler = Callable[[Request], Awaitable[Response]]


class StandInTransport(httpx.AsyncBaseTransport):
    """Carries httpx requests straight into a stand-in's ``handle``."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Hand the request over; lost ones become the errors httpx would raise."""
        body = await request.aread()
        try:
            answer = await self._handler(
                Request(
                    method=request.method,
                    path=request.url.path,
                    query=tuple(
                        parse_qsl(request.url.query.decode(), keep_blank_values=True)
                    ),
                    headers={k.lower(): v for k, v in request.headers.items()},
                    body=body,
                )
            )
        except LostAnswer as lost:
            raise httpx.ReadTimeout("the answer was lost", request=request) from lost
        except LostRequest as lost:
            raise httpx.ConnectError("the request was lost", request=request) from lost
        return httpx.Response(
            answer.status, headers=dict(answer.headers), content=answer.body
        )


@asynccontextmanager
async def serve(
    handler: Handler, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[str]:
    """Serve a stand-in on loopback; yields its base address without a final slash."""

    async def answer(request: web.Request) -> web.StreamResponse:
        return await _carry(handler, request)

    application = web.Application(client_max_size=128 * 1024 * 1024)
    application.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        bound = runner.addresses[0]
        yield f"http://{host}:{bound[1]}"
    finally:
        await runner.cleanup()


async def _carry(handler: Handler, request: web.Request) -> web.StreamResponse:
    try:
        answer = await handler(
            Request(
                method=request.method,
                path=request.path,
                query=tuple(
                    parse_qsl(request.rel_url.raw_query_string, keep_blank_values=True)
                ),
                headers={k.lower(): v for k, v in request.headers.items()},
                body=await request.read(),
            )
        )
    except (LostAnswer, LostRequest):
        if request.transport is not None:
            request.transport.close()
        return web.Response(status=500)
    return web.Response(
        status=answer.status, body=answer.body, headers=dict(answer.headers)
    )
