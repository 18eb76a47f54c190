"""What Twikey keeps on a customer, through a call that nobody describes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from core.adapters.reading import Node
from core.adapters.twikey import TwikeyClient, mapping
from core.errors import ConnectionRevoked
from core.ports.target import KeptCustomer
from sandbox.wire import Request, Response
from tests.adapters.json_values import anything
from tests.adapters.twikey.conftest import World

GET = "customer.get"
UNTOLD = KeptCustomer()


@pytest.fixture
def known(world: World) -> str:
    """A customer whose profile a person set at Twikey."""
    world.standin.switches.customer_shows_profile = True
    customer = {"customerNumber": "KL 7/1", "companyName": "Claes"}
    world.standin.add_invoice("OLD-1", "10.00", customer=customer)
    world.standin.keep_profile("KL 7/1", 4021)
    return "KL 7/1"


async def test_a_customer_is_known_with_its_profile(
    world: World, client: TwikeyClient, known: str
) -> None:
    assert await client.kept_customer(known) == KeptCustomer(True, "4021")
    assert await client.kept_customer("NOBODY") == KeptCustomer(False)


async def test_an_answer_is_remembered_for_ten_minutes(
    world: World, client: TwikeyClient, known: str
) -> None:
    told = await asyncio.gather(*(client.kept_customer(known) for _ in range(4)))
    world.clock.advance(599)
    await client.kept_customer(known)
    assert (len(set(told)), world.count(GET)) == (1, 1)

    world.clock.advance(1)
    world.standin.keep_profile(known, None)

    assert await client.kept_customer(known) == KeptCustomer(True)


async def test_a_customer_made_a_minute_later_is_known(
    world: World, client: TwikeyClient
) -> None:
    assert await client.kept_customer("K-9") == KeptCustomer(False)
    customer = {"customerNumber": "K-9", "companyName": "Nieuw"}
    world.standin.add_invoice("NEW-1", "10.00", customer=customer)

    world.clock.advance(60)

    assert await client.kept_customer("K-9") == KeptCustomer(True)


@pytest.mark.parametrize("status", [404, 405])
async def test_where_there_is_no_such_call_nobody_asks_for_an_hour(
    world: World, client: TwikeyClient, known: str, status: int
) -> None:
    world.standin.faults.add(GET, status, times=99)

    assert await client.kept_customer(known) == UNTOLD
    assert await client.kept_customer("K-2") == UNTOLD
    world.clock.advance(3599)
    assert await client.kept_customer("K-3") == UNTOLD
    asked = world.count(GET)
    world.clock.advance(1)
    await client.kept_customer("K-4")

    assert (asked, world.count(GET)) == (1, 2)


async def test_a_server_that_fails_is_asked_again_for_the_next_customer(
    world: World, client: TwikeyClient, known: str
) -> None:
    world.standin.faults.add(GET, 503, times=1)

    assert await client.kept_customer("K-2") == UNTOLD
    assert await client.kept_customer(known) == KeptCustomer(True, "4021")


async def test_a_throttled_call_is_not_waited_for(
    world: World, client: TwikeyClient, known: str
) -> None:
    world.standin.faults.add(GET, 429, times=1)
    before = world.clock.now()

    assert await client.kept_customer(known) == UNTOLD
    assert await client.kept_customer("K-2") == UNTOLD

    assert world.clock.now() == before
    assert world.count(GET) == 1


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"{}", b'"x"', b'{"customerNumber": "other"}', b"<p>"]
)
async def test_an_odd_answer_says_nothing(
    world: World, client: TwikeyClient, known: str, body: bytes
) -> None:
    def odd(request: Request, answer: Response) -> Response:
        is_read = request.path.startswith("/creditor/customer/")
        return replace(answer, body=body) if is_read else answer

    world.doctor = odd

    assert await client.kept_customer(known) == UNTOLD


async def test_a_revoked_key_is_told(
    world: World, client: TwikeyClient, known: str
) -> None:
    world.standin.faults.add(GET, 401, times=9)

    with pytest.raises(ConnectionRevoked):
        await client.kept_customer(known)


@pytest.mark.parametrize(
    ("told", "profile"),
    [
        ({"ct": 4021}, "4021"),
        ({"ct": "4021"}, "4021"),
        ({"template": 4021}, "4021"),
        ({"ct": None, "profile": "4021"}, "4021"),
        ({"ct": True}, None),
        ({}, None),
    ],
)
def test_the_profile_is_read_under_every_likely_name(
    told: dict[str, Any], profile: str | None
) -> None:
    node = Node({"customerNumber": 7, **told})

    assert mapping.kept_customer(node, "7") == KeptCustomer(True, profile)


@given(anything)
def test_arbitrary_json_is_never_an_error(value: object) -> None:
    assert mapping.kept_customer(Node(value), "K-1") == UNTOLD
