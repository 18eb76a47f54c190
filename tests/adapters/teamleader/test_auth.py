"""The pair of tokens: single use, shared, saved before it is used."""

from __future__ import annotations

import asyncio
import json

import pytest

from core.adapters.teamleader import TeamleaderClient
from core.errors import ConnectionRevoked
from core.ports.ledger import Credential
from sandbox.wire import Request
from tests.adapters.doubles import DatabaseDown
from tests.adapters.teamleader.conftest import World

TOKENS = "oauth2/access_token"


def stored(world: World) -> dict[str, str]:
    kept = json.loads(world.ledger.credentials.stored["teamleader"].secret)
    assert isinstance(kept, dict)
    return kept


async def test_an_access_token_is_renewed_before_it_ends(
    world: World, client: TeamleaderClient
) -> None:
    await client.departments()
    world.clock.advance(3600 - 299)
    await client.departments()

    assert world.count(TOKENS) == 2
    assert world.count("departments.list") == 2


async def test_an_access_token_is_kept_while_it_is_good(
    world: World, client: TeamleaderClient
) -> None:
    await client.departments()
    world.clock.advance(3600 - 361)
    await client.departments()

    assert world.count(TOKENS) == 1


async def test_many_callers_refresh_once(
    world: World, client: TeamleaderClient
) -> None:
    world.standin.switches.old_access_dies = True
    await client.departments()
    world.clock.advance(3500)

    await asyncio.gather(*(client.departments() for _ in range(20)))

    assert world.count(TOKENS) == 2


async def test_two_replicas_refresh_once(world: World) -> None:
    """Each refresh token works once: a second refresh would end the connection."""
    world.standin.switches.old_access_dies = True
    async with world.open() as one, world.open() as other:
        await one.departments()
        world.clock.advance(4000)
        calls = [each.departments() for each in (one, other) for _ in range(5)]
        await asyncio.gather(*calls)

    assert world.count(TOKENS) == 2


async def test_a_token_renewed_by_another_replica_is_read_again(world: World) -> None:
    world.standin.switches.old_access_dies = True
    async with world.open() as one, world.open() as other:
        await one.departments()
        await other.departments()
        world.standin.auth.end_access()
        await one.departments()
        await other.departments()

    assert world.count(TOKENS) == 2


async def test_calls_within_a_second_read_the_token_once(
    world: World, client: TeamleaderClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is on the way of every call, and its reading takes longer than the rest."""
    await client.departments()
    world.clock.advance(1)
    read = _count_reads(world, monkeypatch)

    await client.departments()
    await client.departments()
    assert len(read) == 1

    world.clock.advance(1)
    await client.departments()
    assert len(read) == 2


async def test_a_token_read_a_moment_ago_and_refused_now_is_read_again(
    world: World,
) -> None:
    world.standin.switches.old_access_dies = True
    async with world.open() as one, world.open() as other:
        await one.departments()
        await other.departments()
        world.standin.auth.end_access()
        await one.departments()
        tokens = world.count(TOKENS)
        await other.departments()

    assert world.count(TOKENS) == tokens


async def test_a_new_pair_is_saved_before_it_is_used(
    world: World, client: TeamleaderClient
) -> None:
    seen: list[tuple[str, str]] = []

    def look(request: Request) -> Request:
        if request.path == "/departments.list":
            bearer = request.headers["authorization"].removeprefix("Bearer ")
            seen.append((bearer, stored(world)["access"]))
        return request

    world.overhear = look
    await client.departments()
    world.clock.advance(3600)
    await client.departments()

    assert len(seen) == 2
    assert all(used == kept for used, kept in seen)


async def test_a_pair_the_database_did_not_take_is_saved_later(
    world: World, client: TeamleaderClient
) -> None:
    """The vendor has used the old refresh token up: nobody else has the new pair."""
    await client.departments()
    world.clock.advance(3600)

    def break_database(request: Request) -> Request:
        if request.path == "/oauth2/access_token":
            world.ledger.fail_next = 2
        return request

    world.overhear = break_database
    with pytest.raises(DatabaseDown):
        await client.departments()
    world.overhear = lambda request: request
    world.clock.advance(100)
    await client.departments()

    assert world.count(TOKENS) == 2
    assert world.standin.auth.is_live(stored(world)["refresh"])


async def test_a_cancelled_caller_does_not_lose_the_pair(
    world: World, client: TeamleaderClient
) -> None:
    await client.departments()
    world.clock.advance(3600)
    caller = asyncio.create_task(client.departments())

    def cancel(request: Request) -> Request:
        if request.path == "/oauth2/access_token":
            caller.cancel()
        return request

    world.overhear = cancel
    with pytest.raises(asyncio.CancelledError):
        await caller
    world.overhear = lambda request: request
    await client.departments()

    assert world.count(TOKENS) == 2


async def test_a_lost_answer_to_a_refresh_is_tried_once_more_then_needs_a_person(
    world: World, client: TeamleaderClient
) -> None:
    """The server has used the refresh token up, and with the answer went the pair."""
    await client.departments()
    world.clock.advance(3600)
    world.standin.faults.add(TOKENS, "lost-answer")

    with pytest.raises(ConnectionRevoked):
        await client.departments()

    assert world.count(TOKENS) == 3


async def test_a_lost_request_to_refresh_costs_nothing(
    world: World, client: TeamleaderClient
) -> None:
    await client.departments()
    world.clock.advance(3600)
    world.standin.faults.add(TOKENS, "lost-request")

    await client.departments()


async def test_a_good_token_is_used_on_while_refreshing_early_fails(
    world: World, client: TeamleaderClient
) -> None:
    await client.departments()
    world.clock.advance(3600 - 200)
    world.standin.faults.add(TOKENS, 503, times=None)

    await client.departments()
    await client.departments()

    assert world.count(TOKENS) == 3
    world.standin.faults.clear()
    world.clock.advance(61)
    await client.departments()
    assert world.count(TOKENS) == 4


async def test_a_lease_left_by_a_crashed_process_is_waited_out(
    world: World, client: TeamleaderClient
) -> None:
    await client.departments()
    world.clock.advance(3600)
    world.ledger.credentials.lease("teamleader", "crashed", 30)

    await client.departments()

    assert world.count(TOKENS) == 2
    assert 29 <= sum(world.clock.waits) <= 31


async def test_no_secret_shows_in_what_is_printed(world: World) -> None:
    assert "demo-secret" not in repr(world.access)


def _count_reads(world: World, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    read: list[str] = []
    get = world.ledger.credentials.get

    def counted(name: str) -> Credential | None:
        read.append(name)
        return get(name)

    monkeypatch.setattr(world.ledger.credentials, "get", counted)
    return read
