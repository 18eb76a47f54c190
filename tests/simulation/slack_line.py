"""Slack's client library on the simulated network: only its socket is exchanged."""

from __future__ import annotations

import asyncio
import json
from types import TracebackType
from typing import Any, cast
from urllib.parse import urlsplit

import aiohttp
from aiohttp.client_reqrep import ConnectionKey

from bot.slack_api import SlackApi, make_client
from sandbox.wire import Handler, LostAnswer, LostRequest, Request, Response

ADDRESS = "https://slack.example/api/"
_TIMEOUT = 20.0
_NOWHERE = ConnectionKey("slack.example", 443, True, True, None, None, None)


class _Answer:
    """An answer as the library reads it."""

    def __init__(self, response: Response) -> None:
        self.status = response.status
        self.headers = response.headers
        kind = response.headers.get("Content-Type", "text/plain")
        self.content_type = kind.partition(";")[0]
        self._body = response.body

    async def json(self) -> Any:
        return json.loads(self._body)

    async def text(self) -> str:
        return self._body.decode()


class _Exchange:
    """One call: made when it is entered."""

    def __init__(self, handler: Handler, request: Request) -> None:
        self._handler = handler
        self._request = request

    async def __aenter__(self) -> _Answer:
        try:
            async with asyncio.timeout(_TIMEOUT):
                return _Answer(await self._handler(self._request))
        except LostRequest as lost:
            raise aiohttp.ClientConnectorError(_NOWHERE, OSError()) from lost
        except LostAnswer as lost:
            raise TimeoutError from lost

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None


class _Session:
    """What the library takes for its HTTP session."""

    closed = False

    def __init__(self, handler: Handler) -> None:
        self._handler = handler

    def request(self, method: str, url: str, **given: Any) -> _Exchange:
        headers = {name.lower(): str(v) for name, v in given["headers"].items()}
        body = b""
        if given.get("json") is not None:
            headers["content-type"] = "application/json"
            body = json.dumps(given["json"]).encode()
        query = tuple((given.get("params") or {}).items())
        path = urlsplit(url).path
        return _Exchange(self._handler, Request(method, path, query, headers, body))


def slack_over(handler: Handler, token: str) -> SlackApi:
    """Return the way to Slack over the simulated network."""
    client = make_client(token, ADDRESS, waits_out_limits=False)
    client.session = cast("aiohttp.ClientSession", _Session(handler))
    return SlackApi(client)
