"""Answers Slack should not give: what leaves for Slack says so in our own errors."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from bot.slack_api import Posted, SlackApi, make_client
from bot.views.blocks import message, section
from bot.words import Safe
from core.errors import RateLimited, RemoteError
from sandbox.wire import Request, Response, serve

SAID = message(section(Safe("hello")))
POSTED = Posted("C1", "1.0")

CALLS: dict[str, Callable[[SlackApi], Any]] = {
    "house": lambda api: api.house(),
    "user": lambda api: api.user("U1"),
    "post": lambda api: api.post("C1", SAID),
    "update": lambda api: api.update(POSTED, SAID),
    "whisper": lambda api: api.whisper("C1", "U1", SAID),
}
JSON = {"Content-Type": "application/json"}
ODD: tuple[Response, ...] = (
    *(
        Response(status, body, kind)
        for status in (200, 302, 400, 404, 429, 500, 503)
        for kind in (JSON, {"Content-Type": "text/html"})
        for body in (
            b"",
            b"<!doctype html><html></html>",
            b"{",
            b"null",
            b"[]",
            b'"ok"',
            b"7",
            b"NaN",
            b"\xff\xfe",
            b"{}",
            b'{"ok":false}',
            b'{"ok":false,"error":null}',
            b'{"ok":false,"error":["x"]}',
            b'{"ok":"yes"}',
            b'{"ok":true}',
            b'{"ok":true,"team_id":null,"user":null,"channel":null,"ts":null}',
            b'{"ok":true,"team_id":[],"user":[],"channel":{},"ts":7}',
            b"[" * 20_000,
        )
    ),
    *(
        Response(429, b'{"ok":false,"error":"ratelimited"}', {**JSON, "Retry-After": x})
        for x in ("soon", "", "-5", "nan", "inf", "1e400", "9" * 300)
    ),
)


@dataclass
class Oddity:
    """A Slack that answers one thing to everything."""

    api: SlackApi
    answer: Response


@pytest.fixture
async def oddity() -> AsyncIterator[Oddity]:
    async def handle(request: Request) -> Response:
        return found.answer

    async with serve(handle) as address:
        client = make_client("xoxb-1", f"{address}/api/", waits_out_limits=False)
        found = Oddity(SlackApi(client), Response())
        yield found


@pytest.mark.parametrize("name", CALLS)
async def test_slack_may_answer_what_it_likes(oddity: Oddity, name: str) -> None:
    ends: dict[str, int] = {}
    for odd in ODD:
        oddity.answer, oddity.api._own = odd, None
        try:
            await CALLS[name](oddity.api)
        except RemoteError as error:
            ends[type(error).__name__] = ends.get(type(error).__name__, 0) + 1

    assert sum(ends.values()) > len(ODD) / 2


async def test_a_wait_that_is_no_number_is_a_short_one(oddity: Oddity) -> None:
    for wait, seconds in (("soon", 1.0), ("-5", 1.0), ("inf", 1.0), ("30", 30.0)):
        body = json.dumps({"ok": False, "error": "ratelimited"}).encode()
        oddity.answer = Response(429, body, {**JSON, "Retry-After": wait})
        with pytest.raises(RateLimited) as raised:
            await oddity.api.post("C1", SAID)
        assert raised.value.retry_after == seconds
