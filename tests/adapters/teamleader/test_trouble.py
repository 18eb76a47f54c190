"""Calls that meet limits, faults and refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.adapters.limiter import somebody_waits
from core.adapters.teamleader import TeamleaderClient
from core.domain.invoice import (
    SourceId,
)
from core.errors import (
    ConnectionRevoked,
    NotSent,
    RateLimited,
    RemoteRefused,
    RemoteUnavailable,
    UnexpectedResponse,
)
from tests.adapters.teamleader.conftest import (
    EVERYTHING,
    UNKNOWN,
    World,
    booked,
    rows,
)


async def test_a_404_without_a_version_is_a_wrong_path_not_a_missing_invoice(
    world: World,
) -> None:
    """Otherwise a mistyped address would make every invoice look deleted."""
    world.access = replace(
        world.access, api_url="https://api.teamleader.example/elsewhere"
    )
    async with world.open() as client:
        with pytest.raises(UnexpectedResponse):
            await client.full(UNKNOWN)


async def test_every_call_names_its_version_and_is_a_post(
    world: World, client: TeamleaderClient
) -> None:
    await client.departments()

    request = world.standin.requests[-1]
    assert request.method == "POST"
    assert request.headers["x-api-version"] == "2023-09-26"
    assert request.headers["user-agent"].startswith("twikey-bot/")
    assert request.json() == {}


@pytest.mark.parametrize("kind", [500, 502, 503, "lost-request", "lost-answer"])
async def test_a_short_failure_is_waited_out(
    world: World, client: TeamleaderClient, kind: str | int
) -> None:
    booked(world)
    world.standin.faults.add("invoices.list", kind, times=2)

    assert len(await rows(client, EVERYTHING)) == 1
    assert world.count("invoices.list") == (1 if kind == "lost-request" else 3)


async def test_a_long_failure_is_unavailable_after_two_quick_retries(
    world: World, client: TeamleaderClient
) -> None:
    world.standin.faults.add("invoices.list", 503, times=None)

    with pytest.raises(RemoteUnavailable):
        await rows(client, EVERYTHING)

    assert world.count("invoices.list") == 3
    assert sum(world.clock.waits) < 5


@pytest.mark.parametrize("kind", ["html", "cut"])
async def test_an_answer_that_is_no_json_is_unexpected(
    world: World, client: TeamleaderClient, kind: str
) -> None:
    booked(world)
    world.standin.faults.add("invoices.list", kind)

    with pytest.raises(UnexpectedResponse, match="instead of JSON"):
        await rows(client, EVERYTHING)


async def test_a_missing_right_is_refused_not_retried(
    world: World, client: TeamleaderClient
) -> None:
    world.standin.switches.missing_scopes = ["invoices"]

    with pytest.raises(RemoteRefused) as refused:
        await rows(client, EVERYTHING)

    assert refused.value.code == "403"
    assert world.count("invoices.list") == 1


async def test_a_wrong_id_is_refused_and_names_the_field(
    client: TeamleaderClient,
) -> None:
    with pytest.raises(RemoteRefused) as refused:
        await client.full(SourceId("not-an-id"))

    assert (refused.value.code, refused.value.extra) == ("400", "id")


@pytest.mark.parametrize("written", ["seconds", "millis", "offset"])
async def test_too_many_calls_wait_until_the_stated_moment(
    world: World, client: TeamleaderClient, written: str
) -> None:
    world.standin.switches.reset_format = written  # type: ignore[assignment]
    await client.departments()
    world.clock.advance(20)
    world.standin.faults.add("departments.list", 429)

    await client.departments()

    # The oldest call leaves the window forty seconds from now.
    assert 39 <= sum(world.clock.waits) <= 46
    assert world.count("departments.list") == 3


async def test_throttling_without_end_is_given_up(
    world: World, client: TeamleaderClient
) -> None:
    world.standin.faults.add("departments.list", 429, times=None)

    with pytest.raises(RateLimited) as limited:
        await client.departments()

    assert limited.value.retry_after > 0
    assert world.count("departments.list") == 4


async def test_three_hundred_reads_never_meet_the_limit(world: World) -> None:
    async with world.open() as client:
        for _ in range(300):
            await client.departments()

    calls = [c.moment for c in world.standin.calls if c.operation[0] == "d"]
    assert len(calls) == 300
    for start in calls:
        window = [at for at in calls if start <= at < start + timedelta(seconds=60)]
        assert len(window) <= 175


async def test_somebody_waiting_in_slack_gets_the_reserved_slots(world: World) -> None:
    async with world.open(rate_limit=20) as client:
        for _ in range(17):
            await client.departments()
        before = world.clock.now()
        with somebody_waits():
            await client.departments()
        assert world.clock.now() == before

        await client.departments()
        assert world.clock.now() > before + timedelta(seconds=50)


async def test_an_expired_access_token_is_replaced_within_the_call(
    world: World, client: TeamleaderClient
) -> None:
    await client.departments()
    world.standin.auth.end_access()

    await client.departments()

    assert world.count("departments.list") == 3
    assert world.count("oauth2/access_token") == 2


async def test_a_token_that_stays_refused_needs_a_person(
    world: World, client: TeamleaderClient
) -> None:
    await client.departments()
    world.standin.faults.add("departments.list", 401, times=None)

    with pytest.raises(ConnectionRevoked):
        await client.departments()

    assert world.count("departments.list") == 3
    assert world.count("oauth2/access_token") == 2


async def test_a_call_before_which_the_refresh_failed_was_not_sent(
    world: World, client: TeamleaderClient
) -> None:
    world.standin.faults.add("oauth2/access_token", 503, times=None)

    with pytest.raises(NotSent, match=r"departments\.list"):
        await client.departments()

    assert world.count("departments.list") == 0
