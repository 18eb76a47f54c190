"""The page at ``/``: static files, the state one person sees, and what they do.

The page asks ``/_page/state`` for everything a person sees, hears through
``/_page/news`` (server-sent events) that it changed, and posts actions below
``/_page/``. Addresses below ``/_page/`` belong to the page alone.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

from aiohttp import web

from sandbox.slack.api.shapes import mimetype
from sandbox.slack.page.actions import ACTIONS
from sandbox.slack.page.snapshot import page_state
from sandbox.slack.routing import answering
from sandbox.slack.stand_in import SlackStandIn

_FOLDER = Path(__file__).parent
_TYPES = {".css": "text/css", ".html": "text/html", ".js": "text/javascript"}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_PING_SECONDS = 15


def page_routes(stand_in: SlackStandIn) -> list[web.RouteDef]:
    """Return the routes of the page."""
    page = _Page(stand_in)
    return [
        web.get("/", page.index),
        web.get("/archives/{channel}/{ts}", page.index),
        web.get("/page/{name}", page.static),
        web.get("/_page/state", page.state),
        web.get("/_page/news", page.news),
        web.get("/_page/files/{id}", page.file),
        web.get("/files/{id}/{name}", page.private_file),
        *(
            web.post(f"/_page/{name}", answering(stand_in, action))
            for name, action in ACTIONS.items()
        ),
    ]


class _Page:
    def __init__(self, stand_in: SlackStandIn) -> None:
        self._stand_in = stand_in

    async def index(self, request: web.Request) -> web.Response:
        del request
        return _static("index.html")

    async def static(self, request: web.Request) -> web.Response:
        return _static(request.match_info["name"])

    async def state(self, request: web.Request) -> web.Response:
        try:
            user = self._stand_in.user(request.query.get("user", ""))
        except LookupError:
            user = next(iter(self._stand_in.users.values()))
        return web.json_response(page_state(self._stand_in, user), headers=_HEADERS)

    async def news(self, request: web.Request) -> web.StreamResponse:
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await stream.prepare(request)
        with suppress(ConnectionError):  # the browser went away
            await self._tell(stream)
        return stream

    async def _tell(self, stream: web.StreamResponse) -> None:
        seen = -1
        while self._stand_in.serving:
            line = b": still here\n\n"
            if seen != self._stand_in.revision:
                seen = self._stand_in.revision
                line = f"data: {seen}\n\n".encode()
            await stream.write(line)
            if seen == self._stand_in.revision:
                await _change(self._stand_in)

    async def file(self, request: web.Request) -> web.Response:
        file = self._stand_in.files.get(request.match_info["id"])
        if file is None or file.content is None:
            raise web.HTTPNotFound
        how = "attachment" if "download" in request.query else "inline"
        name = file.name.replace('"', "").replace("\r", "").replace("\n", "")
        return web.Response(
            body=file.content,
            headers={
                **_HEADERS,
                "Content-Security-Policy": "sandbox; default-src 'none'",
                "Content-Type": mimetype(file.name),
                "Content-Disposition": f'{how}; filename="{name}"',
            },
        )

    async def private_file(self, request: web.Request) -> web.Response:
        wanted = f"Bearer {self._stand_in.bot_token}"
        if request.headers.get("Authorization") != wanted:
            raise web.HTTPForbidden
        return await self.file(request)


def _static(name: str) -> web.Response:
    kind = _TYPES.get(Path(name).suffix)
    file = _FOLDER / Path(name).name
    if kind is None or not file.is_file():
        raise web.HTTPNotFound
    return web.Response(
        body=file.read_bytes(),
        headers={**_HEADERS, "Content-Type": f"{kind}; charset=utf-8"},
    )


async def _change(stand_in: SlackStandIn) -> None:
    try:
        async with asyncio.timeout(_PING_SECONDS):
            await stand_in.next_change()
    except TimeoutError:
        return
