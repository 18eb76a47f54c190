"""Answers no vendor should give: our clients say so in our own errors, and soon."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from functools import partial
from random import Random
from typing import Any

import httpx
import pytest

from core.adapters.teamleader import TeamleaderClient, open_documents
from core.adapters.twikey import TwikeyClient
from core.domain.document import Pdf
from core.domain.invoice import CustomerId, CustomerKind, CustomerRef, SourceId
from core.domain.target import TargetId
from core.errors import RemoteError, UnexpectedResponse
from core.ports import InvoiceFilter
from sandbox.wire import Request, Response, StandInTransport
from tests.adapters.doubles import START
from tests.adapters.teamleader.conftest import World as Teamleader
from tests.adapters.teamleader.conftest import booked, public_addresses
from tests.adapters.teamleader.conftest import world as teamleader_world
from tests.adapters.twikey.conftest import PDF, eligible
from tests.adapters.twikey.conftest import World as Twikey
from tests.adapters.twikey.conftest import world as twikey_world
from tests.builders import a_target
from tests.security.corpora import ODD, RAW, _broken, dropped, paths, put

teamleader = teamleader_world
twikey = twikey_world

AT_RANDOM = 2_500
SLOWEST_SECONDS = 5.0
REF = CustomerRef(CustomerKind.COMPANY, CustomerId("c-1"))
Spoil = Callable[[Response], Response]

KINDS = ("application/json", "text/html", "application/octet-stream", "")
STATUSES = (100, 204, 206, 301, 302, 304, 400, 401, 403, 404, 409, 418, 422, 429, 500)
HEADERS: tuple[dict[str, str], ...] = (
    {"Content-Encoding": "gzip"},
    {"Content-Encoding": "br"},
    {"Content-Type": "application/json; charset=nonsense"},
    {"Retry-After": "soon"},
    {"Retry-After": "-5"},
    {"Retry-After": "9" * 400},
    {"Retry-After": "nan"},
    {"X-RateLimit-Reset": "never"},
    {"X-RateLimit-Remaining": "many"},
    {"X-Last": "nowhere", "ApiErrorCode": "<b>"},
    {"Location": "http://169.254.169.254/latest/meta-data"},
    {"Set-Cookie": "session=other"},
    {"Authorization": ""},
)


def spoiled(answer: Response, body: bytes) -> Response:
    headers = {k: v for k, v in answer.headers.items() if k.lower() != "content-length"}
    return replace(answer, body=body, headers=headers)


def by_hand(answer: Response) -> Iterator[Response]:
    """Yield what an answer can be instead of itself."""
    for raw in RAW:
        for kind in KINDS[:2]:
            yield Response(200, raw, {**answer.headers, "Content-Type": kind})
    for status in STATUSES:
        for raw in (answer.body, b"", b"{}", b"<html>", b'{"errors":[null]}'):
            yield replace(spoiled(answer, raw), status=status)
    for more in HEADERS:
        for status in (200, 401, 429):
            headers = {**answer.headers, **more}
            yield replace(spoiled(answer, answer.body), status=status, headers=headers)
    for part in range(0, len(answer.body), max(1, len(answer.body) // 40)):
        yield spoiled(answer, answer.body[:part])
    yield spoiled(answer, answer.body * 2)
    yield from _with_odd_places(answer)


def _with_odd_places(answer: Response) -> Iterator[Response]:
    value = _json(answer)
    if value is None:
        return
    places = list(paths(value))
    for number, path in enumerate(places):
        yield spoiled(answer, _written(dropped(value, path)))
        for odd in ODD[number % 4 :: 4]:
            yield spoiled(answer, _written(put(value, path, odd)))
    for odd in ODD:
        yield spoiled(answer, _written(odd))


def at_random(dice: Random) -> Spoil:
    """Return an accident; the same dice give the same accidents."""

    def spoil(answer: Response) -> Response:
        value = _json(answer)
        if value is None or dice.random() < 0.3:
            return spoiled(answer, _broken(dice, answer.body or b"{}"))
        for _ in range(dice.randint(1, 3)):
            places = list(paths(value))
            if not places:
                break
            path = dice.choice(places)
            odd = dice.choice(ODD)
            value = (
                put(value, path, odd) if dice.random() < 0.8 else dropped(value, path)
            )
        return spoiled(answer, _written(value))

    return spoil


def _json(answer: Response) -> Any:
    try:
        return json.loads(answer.body)
    except ValueError:
        return None


def _written(value: object) -> bytes:
    return json.dumps(value).encode()


class Tally:
    """What became of calls: a value, or one of our own errors; nothing else passes."""

    def __init__(self) -> None:
        self.ends: Counter[str] = Counter()
        self.slowest = 0.0

    async def of(self, call: Awaitable[object]) -> None:
        begun = time.process_time()
        try:
            await call
        except RemoteError as error:
            self.ends[type(error).__name__] += 1
        else:
            self.ends["value"] += 1
        self.slowest = max(self.slowest, time.process_time() - begun)


async def everything(pages: AsyncIterator[object]) -> list[object]:
    """Read a list or a feed, but no longer than a reader would."""
    return [page async for page in pages]


ASKED_OF_TEAMLEADER: dict[str, Callable[[TeamleaderClient, SourceId], Any]] = {
    "account": lambda c, i: c.account(),
    "invoices": lambda c, i: everything(c.invoices(InvoiceFilter())),
    "full": lambda c, i: c.full(i),
    "document_link": lambda c, i: c.document_link(i),
    "credit_notes": lambda c, i: c.credit_notes(START),
    "customers": lambda c, i: c.customers([REF]),
    "changed_customers": lambda c, i: c.changed_customers(START, 10),
    "subscriptions_of": lambda c, i: c.subscriptions_of(i),
    "departments": lambda c, i: c.departments(),
    "webhooks": lambda c, i: c.webhooks(),
    "field_definitions": lambda c, i: c.field_definitions(),
    "exchange": lambda c, i: c.exchange("code", "https://bot.example/callback"),
}
TARGET = TargetId("00000000-0000-5000-8000-000000000001")
ASKED_OF_TWIKEY: dict[str, Callable[[TwikeyClient], Any]] = {
    "create": lambda c: c.create(eligible()),
    "find": lambda c: c.find(TARGET),
    "feed": lambda c: everything(c.feed(0)),
    "mandates": lambda c: everything(c.mandates(0)),
    "attach": lambda c: c.attach(a_target(id=TARGET), PDF),
    "invite": lambda c: c.invite(TARGET),
    "was_invited": lambda c: c.was_invited(TARGET),
    "mark_paid": lambda c: c.mark_paid(a_target(id=TARGET)),
    "update_customer": lambda c: c.update_customer("K-1", {"city": "Gent"}),
    "kept_customer": lambda c: c.kept_customer("K-1"),
    "merchant": lambda c: c.merchant(),
    "profiles": lambda c: c.profiles(),
    "knows_profile": lambda c: c.knows_profile("4021"),
}


class Vendor:
    """A stand-in whose answers to what is asked are replaced; its login is not."""

    def __init__(self, handle: Callable[[Request], Awaitable[Response]]) -> None:
        self._handle = handle
        self.spoil: Spoil | None = None
        self.login_too = False
        self.real: list[Response] = []

    async def __call__(self, request: Request) -> Response:
        answer = await self._handle(request)
        logging_in = request.path.endswith("/access_token") or (
            request.path == "/creditor" and request.method == "POST"
        )
        if logging_in and not self.login_too:
            return answer
        self.real.append(answer)
        return answer if self.spoil is None else self.spoil(answer)


def opened(
    world: Teamleader | Twikey, vendor: Vendor
) -> AbstractAsyncContextManager[Any]:
    world.handle = vendor  # type: ignore[method-assign]
    return world.open()


async def judged(
    vendor: Vendor, asked: Sequence[Callable[[], Any]], dice: Random, count: int
) -> Tally:
    """Ask everything, with every answer by hand, then with random accidents."""
    tally = Tally()
    for ask in asked:
        vendor.spoil, vendor.real = None, []
        await tally.of(ask())
        for real in list(dict.fromkeys((r.status, r.body) for r in vendor.real))[:2]:
            for instead in by_hand(Response(real[0], real[1], vendor.real[-1].headers)):
                vendor.spoil = lambda _, instead=instead: instead
                await tally.of(ask())
    for _ in range(count):
        vendor.spoil = at_random(dice)
        await tally.of(dice.choice(asked)())
    assert tally.slowest < SLOWEST_SECONDS
    return tally


@pytest.mark.parametrize("login_too", [False, True], ids=["questions", "login-too"])
async def test_teamleader_may_answer_what_it_likes(
    teamleader: Teamleader, login_too: bool
) -> None:
    source_id = booked(teamleader)
    vendor = Vendor(teamleader.handle)
    dice = Random(f"teamleader {login_too}")
    async with opened(teamleader, vendor) as client:
        await client.account()
        vendor.login_too = login_too
        names = ["exchange"] if login_too else list(ASKED_OF_TEAMLEADER)
        asked = [partial(ASKED_OF_TEAMLEADER[n], client, source_id) for n in names]
        tally = await judged(vendor, asked, dice, AT_RANDOM)

    assert tally.ends["UnexpectedResponse"] > 500


@pytest.mark.parametrize("login_too", [False, True], ids=["questions", "login-too"])
async def test_twikey_may_answer_what_it_likes(twikey: Twikey, login_too: bool) -> None:
    vendor = Vendor(twikey.handle)
    dice = Random(f"twikey {login_too}")
    async with opened(twikey, vendor) as client:
        await client.create(eligible())
        vendor.login_too = login_too

        def ask(name: str) -> Any:
            if login_too:
                twikey.ledger.credentials.stored.clear()
                twikey.clock.advance(1)
            return ASKED_OF_TWIKEY[name](client)

        names = ["merchant"] if login_too else list(ASKED_OF_TWIKEY)
        asked = [partial(ask, name) for name in names]
        tally = await judged(vendor, asked, dice, AT_RANDOM)

    assert tally.ends.total() > AT_RANDOM + 300
    assert len(tally.ends) > 2


async def test_a_list_without_end_is_given_up(
    teamleader: Teamleader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows without an id are new each time: nothing else would stop the reading."""
    vendor = Vendor(teamleader.handle)
    monkeypatch.setattr("core.adapters.teamleader.paging.MOST_PAGES", 30)
    page = _written({"data": [{} for _ in range(100)]})
    vendor.spoil = lambda answer: replace(answer, status=200, body=page)
    async with opened(teamleader, vendor) as client:
        with pytest.raises(UnexpectedResponse, match="without end"):
            await everything(client.invoices(InvoiceFilter()))

    assert len(vendor.real) == 30


async def test_a_feed_without_end_is_given_up(
    twikey: Twikey, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor = Vendor(twikey.handle)
    monkeypatch.setattr("core.adapters.twikey.feed.MOST_PAGES", 30)
    turns = iter(range(1, 10**6))

    async with opened(twikey, vendor) as client:
        await client.create(eligible())
        vendor.spoil = lambda answer: answer
        (page,) = [p async for p in client.feed(0)][:1]
        first = next(r for r in vendor.real if b"Invoices" in r.body)
        vendor.spoil = lambda answer: replace(
            first, headers={**first.headers, "X-LAST": str(next(turns))}
        )
        vendor.real.clear()
        assert not page.is_empty
        with pytest.raises(UnexpectedResponse, match="does not end"):
            await everything(client.feed(0))

    assert len(vendor.real) == 30


NO_PDFS: dict[str, bytes] = {
    "nothing": b"",
    "a-page": b"<!doctype html><html>%PDF-1.4</html>",
    "json": b'{"errors":[]}',
    "nearly": b"%PD",
    "lower-case": b"%pdf-1.4",
    "a-picture": b"\x89PNG\r\n\x1a\n",
    "a-program": b"MZ\x90\x00",
    "zeros": b"\0" * 5_000,
    "packed": b"\x1f\x8b\x08\x00%PDF-1.4",
    "late": b"x" * 5_000 + b"%PDF-1.4",
}


@pytest.mark.parametrize("content", NO_PDFS.values(), ids=NO_PDFS)
async def test_a_pdf_that_is_none_is_not_attached(
    teamleader: Teamleader, content: bytes
) -> None:
    source_id = booked(teamleader)

    async def cdn(request: Request) -> Response:
        return Response(200, content, {"Content-Type": "application/pdf"})

    async with (
        teamleader.open() as client,
        open_documents(
            client,
            teamleader.access.api_url,
            transport=StandInTransport(cdn),
            resolve=public_addresses,
        ) as documents,
    ):
        assert not isinstance(await documents.pdf(source_id), Pdf)


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data",
        "https://inside.example/x.pdf",
        "https://127.0.0.1/x.pdf",
        "https://[::1]/x.pdf",
        "https://0x7f000001/x.pdf",
        "https://2130706433/x.pdf",
        "file:///etc/passwd",
        "ftp://cdn.example/x.pdf",
        "javascript:alert(1)",
        "//cdn.example/x.pdf",
        "https://user:secret@cdn.example/x.pdf",
        "https://cdn.example:99999/x.pdf",
        "https://\u2028/x.pdf",
        "https://" + "a" * 5_000,
        "https:///x.pdf",
        "x",
        "\0",
    ],
)
async def test_a_link_to_nowhere_good_is_not_followed(
    teamleader: Teamleader, location: str
) -> None:
    source_id = booked(teamleader)
    visited: list[str] = []

    async def cdn(request: Request) -> Response:
        visited.append(request.headers["host"])
        return Response(302, b"", {"Location": "http://169.254.169.254/"})

    def doctor(request: Request, told: Any) -> None:
        if request.path.endswith("download"):
            told["data"] = {"location": location}

    teamleader.doctor = doctor
    async with (
        teamleader.open() as client,
        open_documents(
            client,
            teamleader.access.api_url,
            transport=StandInTransport(cdn),
            resolve=public_addresses,
        ) as documents,
    ):
        try:
            found = await documents.pdf(source_id)
        except RemoteError:
            found = None

    assert not isinstance(found, Pdf)
    assert not {"169.254.169.254", "127.0.0.1", "inside.example"} & set(visited)


def test_what_httpx_may_raise_is_known() -> None:
    """A new kind of error of the library would pass our clients by."""
    roots = {httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, httpx.CookieConflict}
    under_http = {each.__name__ for each in httpx.HTTPError.__subclasses__()}

    assert under_http == {"RequestError", "HTTPStatusError"}
    assert {each.__name__ for each in httpx.RequestError.__subclasses__()} == {
        "TransportError",
        "DecodingError",
        "TooManyRedirects",
    }
    assert all(issubclass(each, Exception) for each in roots)
