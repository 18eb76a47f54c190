"""Which profiles Twikey has, and for how long that is remembered."""

from __future__ import annotations

import asyncio

import pytest

from core.adapters.twikey import TwikeyClient
from core.errors import RemoteUnavailable
from tests.adapters.twikey.conftest import World


async def test_many_questions_at_once_are_one_call(
    world: World, client: TwikeyClient
) -> None:
    known = await asyncio.gather(*(client.knows_profile("4021") for _ in range(5)))

    assert known == [True] * 5
    assert await client.profile_names() == {"4021": "Standaard"}
    assert world.count("profile.list") == 1
    assert world.count("profile.methods") == 0


async def test_a_yes_is_remembered_for_ten_minutes(
    world: World, client: TwikeyClient
) -> None:
    await client.knows_profile("4021")
    world.clock.advance(599)
    await client.knows_profile("4021")
    assert world.count("profile.list") == 1

    world.clock.advance(1)
    await client.knows_profile("4021")

    assert world.count("profile.list") == 2


@pytest.mark.parametrize("listed", [True, False], ids=["listed", "not-listed"])
async def test_a_profile_made_a_minute_later_is_known(
    world: World, client: TwikeyClient, *, listed: bool
) -> None:
    world.standin.switches.profile_list = listed
    assert not await client.knows_profile("4022")
    world.standin.add_profile(4022, "Link", send_on_booking=False, include_pdf=False)
    assert not await client.knows_profile("4022")

    world.clock.advance(60)

    assert await client.knows_profile("4022")


async def test_without_a_list_each_profile_is_asked_for_once(
    world: World, client: TwikeyClient
) -> None:
    world.standin.switches.profile_list = False

    assert await client.knows_profile("4021")
    assert await client.knows_profile("4021")

    assert await client.profile_names() == {}
    assert world.count("profile.methods") == 1


async def test_an_unavailable_twikey_is_no_no(
    world: World, client: TwikeyClient
) -> None:
    world.standin.faults.add("profile.list", "503", times=9)

    with pytest.raises(RemoteUnavailable):
        await client.knows_profile("4021")
