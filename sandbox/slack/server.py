"""The stand-in on loopback: Web API, sockets, the page and the control interface."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web

from sandbox.slack.control import control_routes
from sandbox.slack.page import page_routes
from sandbox.slack.page.beside import beside_routes
from sandbox.slack.stand_in import SlackStandIn
from sandbox.wire import Handler, LostAnswer, LostRequest, Request

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_LARGEST_BODY = 64 * 1024 * 1024


@asynccontextmanager
async def serve_slack(
    stand_in: SlackStandIn,
    host: str = "127.0.0.1",
    port: int = 0,
    beside: Mapping[str, Handler] | None = None,
) -> AsyncIterator[str]:
    """Serve a stand-in; yields its address without a final slash.

    The Web API is below ``/api/``, the page at ``/``. Port 0 takes a free one. The
    page shows the stand-ins named in ``beside`` as side panels.
    """
    application = web.Application(
        client_max_size=_LARGEST_BODY, middlewares=[_same_origin]
    )
    application.router.add_get("/socket", stand_in.delivery.sockets.accept)
    application.add_routes(control_routes(stand_in))
    application.add_routes(page_routes(stand_in))
    application.add_routes(beside_routes(beside or {}))
    application.router.add_route("*", "/{path:.*}", _carrier(stand_in))
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        stand_in.address = f"http://{host}:{runner.addresses[0][1]}"
        stand_in.serving = True
        yield stand_in.address
    finally:
        stand_in.serving = False
        stand_in.changed()
        await stand_in.delivery.close()
        await runner.cleanup()


@web.middleware
async def _same_origin(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """Keep other web pages out: a browser tells where a request comes from."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise web.HTTPForbidden(text="requests from other pages are not taken")
    return await handler(request)


def _carrier(
    stand_in: SlackStandIn,
) -> _Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            response = await stand_in.handle(await _read(request))
        except (LostAnswer, LostRequest):
            if request.transport is not None:
                request.transport.close()
            return web.Response(status=500)
        return web.Response(
            status=response.status,
            body=response.body,
            headers=dict(response.headers),
        )

    return answer


async def _read(request: web.Request) -> Request:
    query = parse_qsl(request.rel_url.raw_query_string, keep_blank_values=True)
    return Request(
        method=request.method,
        path=request.path,
        query=tuple(query),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=await request.read(),
    )
