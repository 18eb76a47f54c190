"""Connections that end, and the ways back in."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from core.adapters.teamleader import TeamleaderClient
from core.errors import ConnectionRevoked, RemoteRefused, RemoteUnavailable
from sandbox.wire import Request
from tests.adapters.teamleader.conftest import World

TOKENS = "oauth2/access_token"
CALLBACK = "https://bot.example/teamleader/callback"


def stored(world: World) -> dict[str, str]:
    kept = json.loads(world.ledger.credentials.stored["teamleader"].secret)
    assert isinstance(kept, dict)
    return kept


def consent(world: World) -> str:
    return world.standin.auth.consent("demo-client", CALLBACK)


async def test_a_seed_is_used_once_and_its_successors_from_then_on(
    world: World,
) -> None:
    async with world.open() as first:
        await first.departments()
    async with world.open() as restarted:
        await restarted.departments()

    assert world.count(TOKENS) == 1
    assert not world.standin.auth.is_live(world.standin.refresh_token)
    assert world.standin.auth.is_live(stored(world)["refresh"])


@pytest.mark.parametrize("kind", ["invalid_request", "invalid_grant"])
@pytest.mark.parametrize("form", ["envelope", "rfc"])
async def test_a_revoked_connection_needs_a_person(
    world: World, client: TeamleaderClient, kind: str, form: str
) -> None:
    world.standin.switches.revoked_type = kind
    world.standin.switches.token_errors = form  # type: ignore[assignment]
    await client.departments()
    world.standin.auth.revoke_all()

    with pytest.raises(ConnectionRevoked):
        await client.departments()


async def test_a_shut_door_is_not_knocked_at_with_every_call(
    world: World, client: TeamleaderClient
) -> None:
    await client.departments()
    world.standin.auth.revoke_all()

    for _ in range(10):
        with pytest.raises(ConnectionRevoked):
            await client.departments()

    assert world.count(TOKENS) == 2


async def test_a_new_consent_ends_the_revocation(
    world: World, client: TeamleaderClient
) -> None:
    await client.departments()
    world.standin.auth.revoke_all()
    with pytest.raises(ConnectionRevoked):
        await client.departments()

    account = await client.exchange(consent(world), CALLBACK)

    assert account == world.standin.account_id
    await client.departments()


async def test_a_consent_given_to_another_replica_counts_here_too(
    world: World, client: TeamleaderClient
) -> None:
    await client.departments()
    world.standin.auth.revoke_all()
    with pytest.raises(ConnectionRevoked):
        await client.departments()

    async with world.open() as other:
        await other.exchange(consent(world), CALLBACK)

    await client.departments()


async def test_nothing_stored_and_no_seed_means_not_connected(world: World) -> None:
    async with world.open(seed=None) as client:
        with pytest.raises(ConnectionRevoked, match="never connected"):
            await client.departments()

    assert world.count(TOKENS) == 0


async def test_a_new_seed_is_taken_when_the_stored_pair_is_dead(world: World) -> None:
    async with world.open() as client:
        await client.departments()
    world.standin.auth.revoke_all()
    seed = world.standin.auth.issue("demo-client").refresh

    async with world.open(seed=seed) as restarted:
        await restarted.departments()

    assert world.count(TOKENS) == 3


async def test_a_used_seed_is_never_tried_again(world: World) -> None:
    async with world.open() as client:
        await client.departments()
        world.standin.auth.revoke_all()
        with pytest.raises(ConnectionRevoked):
            await client.departments()

    assert world.count(TOKENS) == 2


async def test_a_wrong_client_secret_is_a_matter_of_settings(world: World) -> None:
    world.access = replace(world.access, client_secret="mistyped")
    async with world.open() as client:
        with pytest.raises(RemoteRefused) as refused:
            await client.departments()

    assert refused.value.code == "invalid_client"
    assert world.standin.auth.is_live(world.standin.refresh_token)


async def test_a_server_in_trouble_is_not_a_revoked_connection(
    world: World, client: TeamleaderClient
) -> None:
    await client.departments()
    world.clock.advance(3600)
    world.standin.faults.add(TOKENS, 503, times=None)
    with pytest.raises(RemoteUnavailable):
        await client.departments()

    world.standin.faults.clear()
    await client.departments()


async def test_a_lease_that_never_ends_is_told(
    world: World, client: TeamleaderClient
) -> None:
    await client.departments()
    world.clock.advance(3600)
    world.ledger.credentials.lease("teamleader", "hangs", 10_000)

    with pytest.raises(RemoteUnavailable, match="renewal hangs"):
        await client.departments()

    assert world.count(TOKENS) == 1


async def test_a_consent_given_during_a_refused_refresh_counts(
    world: World, client: TeamleaderClient
) -> None:
    await client.departments()
    world.standin.auth.revoke_all()
    pair = world.standin.auth.issue("demo-client")

    def consent_meanwhile(request: Request) -> Request:
        if request.path == "/oauth2/access_token":
            kept = json.dumps({"access": pair.access, "refresh": pair.refresh})
            world.ledger.credentials.put("teamleader", kept, pair.expires_at)
        return request

    world.overhear = consent_meanwhile

    await client.departments()


async def test_the_consent_link_asks_for_a_code_without_scopes(
    client: TeamleaderClient,
) -> None:
    link = urlsplit(client.authorization_link("s t/ate", CALLBACK))

    assert link.path == "/oauth2/authorize"
    assert parse_qs(link.query) == {
        "client_id": ["demo-client"],
        "response_type": ["code"],
        "state": ["s t/ate"],
        "redirect_uri": [CALLBACK],
    }


async def test_a_code_works_once(world: World, client: TeamleaderClient) -> None:
    code = consent(world)
    await client.exchange(code, CALLBACK)
    before = stored(world)

    with pytest.raises(RemoteRefused):
        await client.exchange(code, CALLBACK)

    assert stored(world) == before
    await client.departments()
