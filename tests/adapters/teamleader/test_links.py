"""Following a link: to the checked address, not too far, not too much, not too long."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

import httpx
import pytest

from core.adapters.teamleader.hosts import AllowedHosts
from core.adapters.teamleader.links import LinkFetcher
from core.domain.document import LARGEST_BYTES, DocumentProblem, Pdf
from sandbox.teamleader.pdf import make_pdf

PDF = make_pdf(["Factuur"])
LINK = "https://cdn.example/one"
MEGABYTE = 1024 * 1024
Handle = Callable[[httpx.Request], httpx.Response]


def answering(status: int = 200, **more: object) -> Handle:
    return lambda _: httpx.Response(status, **more)  # type: ignore[arg-type]


async def fetch(
    handle: Handle,
    *addresses: str,
    link: str = LINK,
    seconds: float = 5,
) -> Pdf | DocumentProblem:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return addresses or ["93.184.216.34"]

    allowed = AllowedHosts("https://api.example", resolve=resolve)
    async with LinkFetcher(allowed, transport=httpx.MockTransport(handle)) as links:
        return await links.fetch(link, seconds)


async def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    """The name is sent along, for the certificate and for the server."""
    seen: list[httpx.Request] = []

    def look(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, content=PDF)

    await fetch(look, link="https://CDN.example.:8443/one?key=a%2Fb#part")

    (request,) = seen
    assert str(request.url) == "https://93.184.216.34:8443/one?key=a%2Fb#part"
    assert request.headers["host"] == "cdn.example:8443"
    assert request.extensions["sni_hostname"] == "cdn.example"


async def test_the_next_address_is_tried_if_one_takes_no_connection() -> None:
    asked: list[str] = []

    def only_one(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        if len(asked) == 1:
            raise httpx.ConnectError("no route")
        return httpx.Response(200, content=PDF)

    found = await fetch(only_one, "2606:2800:220:1::1", "93.184.216.34")

    assert isinstance(found, Pdf)
    assert asked == ["2606:2800:220:1::1", "93.184.216.34"]


async def test_a_name_is_looked_up_once_per_visit() -> None:
    """A second answer could be another one."""
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])

    async def rebind(host: str, port: int) -> Sequence[str]:
        return next(answers)

    def move(request: httpx.Request) -> httpx.Response:
        assert request.url.host == "93.184.216.34"
        return httpx.Response(302, headers={"Location": "/two"})

    allowed = AllowedHosts("https://api.example", resolve=rebind)
    transport = httpx.MockTransport(move)
    async with LinkFetcher(allowed, transport=transport) as links:
        found = await links.fetch(LINK, 5)

    assert found is DocumentProblem.FORBIDDEN_HOST


@pytest.mark.parametrize(("moves", "arrives"), [(3, True), (4, False)])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_three_redirects_are_followed(
    moves: int, arrives: bool, status: int
) -> None:
    left = moves

    def move(request: httpx.Request) -> httpx.Response:
        nonlocal left
        left -= 1
        assert request.headers["host"] == "cdn.example"
        if left < 0:
            return httpx.Response(200, content=PDF)
        return httpx.Response(status, headers={"Location": f"/{left}"})

    found = await fetch(move)

    assert isinstance(found, Pdf) is arrives
    if not arrives:
        assert found is DocumentProblem.UNREACHABLE


async def test_a_redirect_to_nowhere_is_unreachable() -> None:
    assert await fetch(answering(302)) is DocumentProblem.UNREACHABLE


async def test_cookies_of_one_host_are_not_sent_along() -> None:
    seen: list[str | None] = []

    def set_cookie(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("cookie"))
        headers = {"Set-Cookie": "a=b; Path=/", "Location": "/two"}
        return httpx.Response(302, headers=headers)

    await fetch(set_cookie)

    assert seen == [None] * 4


@pytest.mark.parametrize("status", [403, 404, 410])
async def test_a_link_can_be_expired(status: int) -> None:
    assert await fetch(answering(status)) is DocumentProblem.LINK_EXPIRED


@pytest.mark.parametrize("status", [202, 204, 206, 400, 401, 429, 500, 503])
async def test_any_other_answer_is_unreachable(status: int) -> None:
    answer = answering(status, content=PDF)

    assert await fetch(answer) is DocumentProblem.UNREACHABLE


@pytest.mark.parametrize(
    "error",
    [httpx.ConnectError, httpx.ConnectTimeout, httpx.ReadTimeout, httpx.ReadError],
)
async def test_a_network_in_trouble_is_unreachable(
    error: type[httpx.TransportError],
) -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise error("no")

    found = await fetch(fail, "93.184.216.34", "93.184.216.35")

    assert found is DocumentProblem.UNREACHABLE


async def test_a_file_that_drips_without_end_is_given_up() -> None:
    async def drip() -> AsyncIterator[bytes]:
        yield PDF[:10]
        await asyncio.Event().wait()

    found = await fetch(answering(content=drip()), seconds=0.01)

    assert found is DocumentProblem.UNREACHABLE


async def test_a_file_that_says_it_is_too_large_is_not_read() -> None:
    read = False

    async def content() -> AsyncIterator[bytes]:
        nonlocal read
        read = True
        yield PDF

    headers = {"Content-Length": str(LARGEST_BYTES + 1)}
    found = await fetch(answering(headers=headers, content=content()))

    assert found is DocumentProblem.TOO_LARGE
    assert not read


async def test_a_file_that_does_not_end_is_dropped_at_the_limit() -> None:
    sent = 0

    async def content() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(60):
            sent += 1
            yield b"x" * MEGABYTE

    found = await fetch(answering(content=content()))

    assert found is DocumentProblem.TOO_LARGE
    assert sent * MEGABYTE == LARGEST_BYTES + MEGABYTE


async def test_a_file_of_just_the_limit_is_taken() -> None:
    padded = PDF[:9] + b" " * (LARGEST_BYTES - len(PDF)) + PDF[9:]

    assert isinstance(await fetch(answering(content=padded)), Pdf)
    assert await fetch(answering(content=padded + b"\n")) is DocumentProblem.TOO_LARGE


async def test_a_file_shorter_than_it_says_is_cut_off_whatever_its_end() -> None:
    headers = {"Content-Length": str(len(PDF) + 1)}

    found = await fetch(answering(headers=headers, content=PDF))

    assert found is DocumentProblem.CUT_OFF


async def test_a_packed_file_is_not_unpacked() -> None:
    """A few kilobytes of it could fill the memory."""
    seen: list[str] = []

    def packed(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["accept-encoding"])
        stream = httpx.ByteStream(b"not gzip")
        headers = {"Content-Encoding": "gzip"}
        return httpx.Response(200, headers=headers, stream=stream)

    assert await fetch(packed) is DocumentProblem.NOT_A_PDF
    assert seen == ["identity"]
