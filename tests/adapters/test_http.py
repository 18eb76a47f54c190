"""Every way a call can go wrong, and that nothing of it leaks."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.adapters.http import (
    Answer,
    Call,
    HttpClient,
    form_body,
    json_body,
    parse_json,
    user_agent,
)
from core.domain.reason import System
from core.errors import NotSent, RemoteUnavailable, UnexpectedResponse
from sandbox.wire import Request, Response, StandInTransport, serve

Handle = Callable[[httpx.Request], httpx.Response]
SECRET = "Bearer s3cr3t-token"
CALL = Call("look", "POST", "https://x.example/a", {"Authorization": SECRET})


async def send(handle: Handle, *, largest: int = 1000, call: Call = CALL) -> Answer:
    async with HttpClient(
        System.TWIKEY,
        transport=httpx.MockTransport(handle),
        largest=largest,
    ) as http:
        return await http.send(call)


def answering(status: int, body: bytes = b"", **headers: str) -> Handle:
    return lambda _: httpx.Response(status, content=body, headers=headers)


def failing(error: Exception) -> Handle:
    def fail(_: httpx.Request) -> httpx.Response:
        raise error

    return fail


@pytest.mark.parametrize(
    "error",
    [
        httpx.ConnectError("no route to 10.0.0.1"),
        httpx.ConnectTimeout("slow"),
        httpx.ReadTimeout("slow"),
        httpx.WriteTimeout("slow"),
        httpx.PoolTimeout("full"),
        httpx.RemoteProtocolError("cut"),
        httpx.ReadError("reset"),
        httpx.UnsupportedProtocol("gopher"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_network_trouble_is_unavailable(error: Exception) -> None:
    with pytest.raises(RemoteUnavailable, match=type(error).__name__):
        await send(failing(error))


@pytest.mark.parametrize(
    ("error", "unsent"),
    [
        (httpx.ConnectError("Name or service not known"), True),
        (httpx.ConnectTimeout("slow"), True),
        (httpx.PoolTimeout("full"), True),
        (httpx.WriteTimeout("slow"), False),
        (httpx.WriteError("reset"), False),
        (httpx.ReadTimeout("slow"), False),
        (httpx.ReadError("reset"), False),
        (httpx.RemoteProtocolError("cut"), False),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
async def test_only_without_a_connection_is_it_certain_that_nothing_was_sent(
    error: Exception, unsent: bool
) -> None:
    with pytest.raises(RemoteUnavailable) as raised:
        await send(failing(error))

    assert isinstance(raised.value, NotSent) is unsent


async def test_a_call_to_a_closed_door_or_an_unknown_name_was_not_sent() -> None:
    for url in ("http://127.0.0.1:9/", "http://nowhere.invalid/"):
        async with HttpClient(System.TWIKEY) as http:
            with pytest.raises(NotSent):
                await http.send(Call("look", "POST", url))


async def test_an_answer_that_takes_too_long_may_have_happened() -> None:
    async def never(_: Request) -> Response:
        await asyncio.sleep(0.2)
        return Response()

    call = Call("look", "POST", "https://x.example/", deadline=0.01)
    transport = StandInTransport(never)
    async with HttpClient(System.TWIKEY, transport=transport) as http:
        with pytest.raises(RemoteUnavailable) as raised:
            await http.send(call)

    assert not isinstance(raised.value, NotSent)


@pytest.mark.parametrize("status", [500, 502, 503, 504, 599])
async def test_a_failure_of_the_server_is_unavailable(status: int) -> None:
    with pytest.raises(RemoteUnavailable, match=f"answered {status}"):
        await send(answering(status, b"<html>"))


@pytest.mark.parametrize("status", [200, 204, 302, 400, 401, 404, 429])
async def test_every_other_status_is_an_answer(status: int) -> None:
    answer = await send(answering(status, b"x", **{"X-LAST": "7"}))

    assert (answer.status, answer.body, answer.headers["x-last"]) == (status, b"x", "7")


async def test_a_redirect_is_not_followed() -> None:
    """Our token would go along."""
    seen: list[str] = []

    def move(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.host)
        return httpx.Response(302, headers={"Location": "https://evil.example/"})

    assert (await send(move)).status == 302
    assert seen == ["x.example"]


async def test_cookies_are_not_kept() -> None:
    seen: list[str | None] = []

    def set_cookie(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("cookie"))
        return httpx.Response(200, headers={"Set-Cookie": "session=old; Path=/"})

    transport = httpx.MockTransport(set_cookie)
    async with HttpClient(System.TWIKEY, transport=transport) as http:
        await http.send(CALL)
        await http.send(CALL)

    assert seen == [None, None]


async def test_an_answer_that_is_too_large_is_not_read_to_its_end() -> None:
    sent = 0

    async def stream() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(1000):
            sent += 100
            yield b"x" * 100

    with pytest.raises(UnexpectedResponse, match="more than 1000 bytes"):
        await send(lambda _: httpx.Response(200, content=stream()))

    assert sent < 2000


async def test_a_body_that_cannot_be_unpacked_is_unexpected() -> None:
    def odd(_: httpx.Request) -> httpx.Response:
        stream = httpx.ByteStream(b"not gzip")
        return httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=stream)

    with pytest.raises(UnexpectedResponse, match="unpacked"):
        await send(odd)


async def test_an_answer_without_end_has_a_deadline() -> None:
    async def drip() -> AsyncIterator[bytes]:
        yield b"x"
        await asyncio.Event().wait()

    with pytest.raises(RemoteUnavailable, match="TimeoutError"):
        await send(
            lambda _: httpx.Response(200, content=drip()),
            call=replace(CALL, deadline=0.01),
        )


async def test_proxies_of_the_environment_are_not_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    async def hello(_: Request) -> Response:
        return Response.of_json({"hello": "you"})

    async with serve(hello) as base, HttpClient(System.TWIKEY) as http:
        answer = await http.send(Call("look", "GET", f"{base}/"))

    assert answer.json() == {"hello": "you"}


async def test_we_say_who_we_are_and_ask_for_json() -> None:
    seen: list[Request] = []

    async def look(request: Request) -> Response:
        seen.append(request)
        return Response()

    transport = StandInTransport(look)
    call = Call(
        "look",
        "POST",
        "https://x.example/a",
        query=(("i", "a"), ("i", "b")),
        body=b"{}",
    )
    async with HttpClient(System.TWIKEY, transport=transport) as http:
        await http.send(call)

    (request,) = seen
    assert request.headers["user-agent"] == user_agent()
    assert user_agent().startswith("twikey-bot/")
    assert request.headers["accept"] == "application/json"
    assert request.query == (("i", "a"), ("i", "b"))
    assert request.body == b"{}"


async def test_nothing_secret_is_logged_or_printed(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, logger="core")
    call = Call(
        "look", "POST", "https://x.example/hook-s3cr3t", {"A": SECRET}, body=b"s3cr3t"
    )
    with pytest.raises(UnexpectedResponse) as raised:
        (await send(answering(200, b"s3cr3t page"), call=call)).json()

    printed = repr(call) + str(raised.value) + repr(raised.value)
    assert "s3cr3t" not in printed
    assert not [r for r in caplog.records if r.name.startswith("core")]


def test_fractions_are_exact_decimals() -> None:
    assert parse_json('{"a": 0.1, "b": 2, "c": 1e2}') == {
        "a": Decimal("0.1"),
        "b": 2,
        "c": Decimal("1E+2"),
    }


@pytest.mark.parametrize(
    "text",
    [
        "", "<html>", "NaN", "[Infinity]", "1e9999999999999999999", '{"a":',
        "[" * 99999, "9" * 5000, b"\xff\xfe\xfa",
    ],
    ids=[
        "empty", "page", "nan", "infinity", "beyond", "cut", "deep", "long", "bytes",
    ],
)  # fmt: skip
def test_what_is_not_json_is_refused(text: str | bytes) -> None:
    body = text.encode() if isinstance(text, str) else text
    with pytest.raises(UnexpectedResponse, match="bytes of untyped instead of JSON"):
        Answer(System.TEAMLEADER, "look", 200, {}, body).json()


@given(st.binary(max_size=60))
def test_any_bytes_are_parsed_or_refused(body: bytes) -> None:
    with suppress(UnexpectedResponse):
        Answer(System.TEAMLEADER, "look", 200, {}, body).json()


def test_bodies_are_written_as_the_systems_read_them() -> None:
    assert json_body({"naam": "é"}) == '{"naam": "é"}'.encode()
    assert form_body({"a": "b c&d"}) == b"a=b+c%26d"
    with pytest.raises(ValueError, match="Out of range"):
        json_body(float("nan"))
