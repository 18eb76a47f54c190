"""Logging in as rarely as can be, once for all replicas."""

from __future__ import annotations

import asyncio

import pytest

from core.adapters.twikey import TwikeyClient
from core.errors import (
    ConnectionRevoked,
    RateLimited,
    RemoteUnavailable,
    UnexpectedResponse,
)
from core.ports import Created, Refused
from sandbox.wire import Response
from tests.adapters.twikey.conftest import UNKNOWN, World, eligible


async def test_a_create_names_us_to_the_people_at_twikey(
    world: World, client: TwikeyClient
) -> None:
    await client.create(eligible())

    headers = world.standin.calls_of("invoice.create")[-1].request.headers
    assert headers["x-partner"] == "twikey-bot"
    assert headers["user-agent"].startswith("twikey-bot/")
    assert not headers["authorization"].startswith("Bearer")


@pytest.mark.parametrize(
    "code", ["err_invalid_params", "err_no_such_ct", "err_duplicate_ref", "err_any"]
)
async def test_a_no_of_twikey_is_a_result_not_an_error(
    world: World, client: TwikeyClient, code: str
) -> None:
    world.standin.faults.add("invoice.create", code)

    refused = await client.create(eligible())

    assert isinstance(refused, Refused)
    assert refused.code == code
    assert world.count("invoice.create") == 1


async def test_a_login_without_a_creditor_number_is_unexpected(
    world: World, client: TwikeyClient
) -> None:
    world.doctor = lambda request, answer: Response(200, answer.body)

    with pytest.raises(UnexpectedResponse, match="X-MERCHANT-ID"):
        await client.merchant()


async def test_one_login_serves_all_calls_of_all_replicas(world: World) -> None:
    async with world.open() as one, world.open() as other:
        calls = [each.find(UNKNOWN) for each in (one, other) for _ in range(5)]
        await asyncio.gather(*calls)
        assert await one.merchant() == await other.merchant() == "6120"

    assert world.count("login") == 1


async def test_a_token_is_used_for_a_day_and_then_replaced(
    world: World, client: TwikeyClient
) -> None:
    await client.merchant()
    world.clock.advance(24 * 3600 - 1)
    await client.find(UNKNOWN)
    assert world.count("login") == 1

    world.clock.advance(1)
    await client.find(UNKNOWN)
    assert world.count("login") == 2
    assert world.count("invoice.detail") == 2


async def test_a_dead_token_is_replaced_and_the_create_follows(
    world: World, client: TwikeyClient
) -> None:
    await client.merchant()
    world.standin.faults.add("invoice.create", 401)

    created = await client.create(eligible())

    assert isinstance(created, Created)
    assert (world.count("login"), world.count("invoice.create")) == (2, 2)


async def test_a_dead_token_that_somebody_used_before_us_is_replaced_too(
    world: World, client: TwikeyClient
) -> None:
    """The second use of a dead token is answered with 429, not with 401."""
    await client.merchant()
    key = world.standin.add_api_key(world.access.api_key)
    key.tokens.clear()
    async with world.open() as other:
        await asyncio.gather(client.find(UNKNOWN), other.find(UNKNOWN))

    statuses = {call.status for call in world.standin.calls_of("invoice.detail")}
    assert statuses == {400, 401, 429}
    assert world.count("login") == 2


async def test_a_token_that_stays_refused_needs_a_person(
    world: World, client: TwikeyClient
) -> None:
    world.standin.faults.add("invoice.detail", 401, times=99)

    with pytest.raises(ConnectionRevoked):
        await client.find(UNKNOWN)

    assert world.count("login") == 2


@pytest.mark.parametrize("status", [400, 401])
async def test_a_wrong_key_needs_a_person_and_is_not_tried_on(
    world: World, status: int
) -> None:
    world.standin.switches.wrong_key_status = status
    wrong = type(world.access)(world.access.api_url, "WRONG")
    async with world.open(wrong) as client:
        for _ in range(5):
            with pytest.raises(ConnectionRevoked):
                await client.merchant()

    assert world.count("login") == 1


async def test_a_throttled_login_is_not_tried_before_its_time(world: World) -> None:
    """A thousand seconds is a usual wait; all replicas keep it."""
    world.standin.switches.login_quota = 0
    async with world.open() as one, world.open() as other:
        with pytest.raises(RateLimited) as first:
            await one.merchant()
        world.clock.advance(100)
        with pytest.raises(RateLimited) as second:
            await other.merchant()
        assert world.count("login") == 1
        assert second.value.retry_after == first.value.retry_after - 100

        world.standin.switches.login_quota = 20
        world.clock.advance(second.value.retry_after)
        assert await other.merchant() == "6120"


async def test_another_key_does_not_use_the_stored_token(world: World) -> None:
    world.standin.add_api_key("SECOND")
    async with world.open() as client:
        await client.merchant()
    other = type(world.access)(world.access.api_url, "SECOND")
    async with world.open(other) as client:
        await client.merchant()

    assert world.count("login") == 2


async def test_a_one_time_password_goes_along_if_there_is_a_private_key(
    world: World,
) -> None:
    private = "00112233445566778899aabbccddeeff0123456789abcdef"
    world.standin.add_api_key("SAFE", private)
    safe = type(world.access)(world.access.api_url, "SAFE", private)

    async with world.open(safe) as client:
        assert await client.merchant() == "6120"


@pytest.mark.parametrize("kind", ["500", "lost-request", "lost-answer"])
async def test_a_login_in_trouble_is_unavailable(
    world: World, client: TwikeyClient, kind: str
) -> None:
    world.standin.faults.add("login", kind)

    with pytest.raises(RemoteUnavailable):
        await client.merchant()


async def test_no_secret_shows_in_what_is_printed(world: World) -> None:
    assert world.access.api_key not in repr(world.access)
