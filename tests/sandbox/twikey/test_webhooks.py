from __future__ import annotations

import asyncio
from collections.abc import Mapping
from urllib.parse import unquote

import httpx
import pytest

from sandbox.twikey import TwikeyStandIn, signature
from sandbox.wire import ManualClock, Request, Response, serve
from tests.sandbox.twikey.client import PLAIN, START, Caller

HOOK = "https://bot.example/twikey/webhooks"


class Receiver:
    """Takes hints down; fails when told to."""

    def __init__(self) -> None:
        self.hints: list[tuple[str, str]] = []
        self.down = False
        self.came = asyncio.Event()

    async def __call__(self, url: str, headers: Mapping[str, str]) -> int:
        if self.down:
            raise httpx.ConnectError("nobody there")
        self.came.set()
        self.hints.append((url.partition("?")[2], headers["X-SIGNATURE"]))
        return 204


@pytest.fixture
def receiver(twikey: TwikeyStandIn) -> Receiver:
    twikey.webhooks.url = HOOK
    twikey.webhooks.sender = Receiver()
    return twikey.webhooks.sender


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        (
            "1234",
            "abc=123&name=abc",
            "55261CBC12BF62000DE1371412EF78C874DBC46F513B078FB9FF8643B2FD4FC2",
        ),
        (
            "7C0DE4F1A2B39586D7E8F90123456789ABCDEF01",
            "type=payment&id=70123&ref=order 55/61&status=paid",
            "BA22644B9AB6868D3F7B8D9838291B2345FB1DDB887A67267A3B70A53A161369",
        ),
    ],
)
def test_the_signature_of_known_texts(key: str, text: str, expected: str) -> None:
    assert signature(key, text) == expected


async def test_a_payment_hint_says_nothing_but_read_the_feed(
    caller: Caller, receiver: Receiver
) -> None:
    caller.standin.mark_paid(await caller.created())
    await caller.standin.deliver_webhooks()

    assert receiver.hints == [
        ("type=payment", signature(caller.standin.api_key, "type=payment"))
    ]


async def test_the_decoded_text_is_what_is_signed(
    caller: Caller, receiver: Receiver
) -> None:
    invoice_id = await caller.created(ref="order 55/61")
    await caller.call("POST", f"/invoice.html?{invoice_id}")
    await caller.standin.deliver_webhooks()

    ((raw, signed),) = receiver.hints
    assert "ref=order%2055%2F61" in raw
    assert signed == signature(caller.standin.api_key, unquote(raw))


async def test_a_space_may_be_written_as_plus(
    twikey: TwikeyStandIn, receiver: Receiver
) -> None:
    twikey.webhooks.space_as_plus = True
    twikey.webhooks.queue(type="event", msg="a b+c")
    await twikey.deliver_webhooks()

    assert receiver.hints == [
        ("type=event&msg=a+b%2Bc", signature(twikey.api_key, "type=event&msg=a b+c"))
    ]


async def test_a_signed_mandate_is_told(caller: Caller, receiver: Receiver) -> None:
    await caller.created()
    number = caller.standin.sign_mandate("C-1", PLAIN).number
    await caller.standin.deliver_webhooks()

    wanted = f"type=contract&mandateNumber={number}&state=SIGNED&event=Sign"
    assert [raw for raw, _ in receiver.hints] == [wanted]


async def test_hints_come_late(
    twikey: TwikeyStandIn, receiver: Receiver, clock: ManualClock
) -> None:
    twikey.webhooks.late_seconds = 60
    twikey.webhooks.queue(type="event", msg="dummytest")
    assert await twikey.deliver_webhooks() == 0

    await clock.sleep(60)
    assert await twikey.deliver_webhooks() == 1
    assert await twikey.deliver_webhooks() == 0
    assert len(receiver.hints) == 1


async def test_hints_come_twice(twikey: TwikeyStandIn, receiver: Receiver) -> None:
    twikey.webhooks.copies = 2
    twikey.webhooks.queue(type="event")
    await twikey.deliver_webhooks()

    assert [raw for raw, _ in receiver.hints] == ["type=event", "type=event"]


async def test_hints_come_out_of_order(
    twikey: TwikeyStandIn, receiver: Receiver
) -> None:
    twikey.webhooks.reordered = True
    for number in range(9):
        twikey.webhooks.queue(n=str(number))
    await twikey.deliver_webhooks()

    raw = [raw for raw, _ in receiver.hints]
    assert raw != sorted(raw)
    assert sorted(raw) == [f"n={number}" for number in range(9)]


async def test_a_signature_may_be_wrong(
    twikey: TwikeyStandIn, receiver: Receiver
) -> None:
    twikey.webhooks.bad_signature = True
    twikey.webhooks.queue(type="payment")
    await twikey.deliver_webhooks()

    assert receiver.hints == [("type=payment", "0" * 64)]


async def test_a_hint_nobody_takes_is_not_sent_again(
    twikey: TwikeyStandIn, receiver: Receiver
) -> None:
    receiver.down = True
    twikey.webhooks.queue(type="event")
    await twikey.deliver_webhooks()
    receiver.down = False

    assert await twikey.deliver_webhooks() == 0
    assert [each.status for each in twikey.webhooks.deliveries] == [None]


async def test_without_an_address_no_hint_waits(caller: Caller) -> None:
    caller.standin.mark_paid(await caller.created())

    assert caller.standin.webhooks.waiting == []


async def test_a_hint_really_travels_as_a_bare_get(twikey: TwikeyStandIn) -> None:
    seen: list[Request] = []

    async def take(request: Request) -> Response:
        seen.append(request)
        return Response(204)

    async with serve(take) as address:
        twikey.webhooks.url = f"{address}/twikey/webhooks"
        twikey.webhooks.queue(type="event", msg="dummy test")
        await twikey.deliver_webhooks()

    (request,) = seen
    assert (request.method, request.path) == ("GET", "/twikey/webhooks")
    assert (request.query, request.body) == (
        (("type", "event"), ("msg", "dummy test")),
        b"",
    )
    assert request.headers["x-signature"] == signature(
        twikey.api_key, "type=event&msg=dummy test"
    )
    assert [each.status for each in twikey.webhooks.deliveries] == [204]


async def test_hints_are_delivered_for_as_long_as_wanted(
    twikey: TwikeyStandIn, receiver: Receiver, clock: ManualClock
) -> None:
    twikey.webhooks.late_seconds = 5
    twikey.webhooks.queue(type="event")
    delivering = asyncio.create_task(twikey.keep_delivering())
    await receiver.came.wait()
    delivering.cancel()

    assert (clock.now() - START).total_seconds() >= 5
