"""The two systems beside the page: what their users do there, by their own controls.

The page may only talk to the address it came from, so what it asks of Teamleader and
Twikey passes through here, unchanged, to the addresses below their ``/_control/``.
"""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from sandbox.wire import Handler, Request


def beside_routes(systems: Mapping[str, Handler]) -> list[web.RouteDef]:
    """Return the routes of the panels; ``systems`` is name to stand-in."""
    beside = _Beside(systems)
    return [
        web.get("/_page/beside", beside.names),
        web.get("/_page/beside/{system}/{control}", beside.carry),
        web.post("/_page/beside/{system}/{control}", beside.carry),
    ]


class _Beside:
    def __init__(self, systems: Mapping[str, Handler]) -> None:
        self._systems = systems

    async def names(self, request: web.Request) -> web.Response:
        del request
        return web.json_response({"systems": list(self._systems)})

    async def carry(self, request: web.Request) -> web.Response:
        handler = self._systems.get(request.match_info["system"])
        if handler is None:
            raise web.HTTPNotFound
        answer = await handler(
            Request(
                method=request.method,
                path=f"/_control/{request.match_info['control']}",
                body=await request.read(),
            )
        )
        return web.Response(
            status=answer.status, body=answer.body, headers=dict(answer.headers)
        )
