"""A connection that ends is told once, spared while it is gone, and made up for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import pytest

from bot.jobs import Job, wake
from bot.schedule import BOTH, TEAMLEADER, TWIKEY
from core.domain.reason import System
from core.errors import RemoteUnavailable
from core.ports import LedgerTx
from core.reporting import Reporting
from core.standing import (
    lose,
    lost,
    lost_since,
    probe,
    resting,
    restore,
    restored,
)
from sandbox.twikey.model import ApiKey
from storage.ledger import SqlLedger
from tests.engine.company import Company
from tests.engine.replica import Replica, open_replica, passes

TOKENS = "oauth2/access_token"
Replicas = Sequence[Replica]
Notice = Callable[[LedgerTx, System], bool]


@pytest.fixture
async def replicas(company: Company) -> Replicas:
    """Two processes that have been at work for a while."""
    opened = [await open_replica(company) for _ in range(2)]
    await passes(10, opened)
    await opened[0].watchman.told()
    return opened


async def told(replicas: Replicas) -> list[tuple[str, object]]:
    """Send what waits; return what was said of connections."""
    messages = await replicas[0].watchman.told()
    return [
        (one.kind, one.facts["system"])
        for one in messages
        if one.kind.startswith("connection")
    ]


def key_stops_working(company: Company) -> ApiKey:
    """Take the API key off the list at Twikey, with its tokens."""
    key = company.twikey._logins.keys.pop(company.twikey.api_key)
    key.tokens.clear()
    return key


def key_works_again(company: Company, key: ApiKey) -> None:
    """Let Twikey accept the same key as before."""
    company.twikey._logins.keys[key.key] = key


async def test_a_revoked_connection_is_told_once_by_all_jobs_of_all_replicas(
    company: Company, replicas: Replicas
) -> None:
    company.teamleader.auth.revoke_all()
    await passes(45, replicas)

    assert await told(replicas) == [("connection-lost", "teamleader")]


async def test_what_is_lost_is_asked_for_only_about_once_a_minute(
    company: Company, replicas: Replicas
) -> None:
    company.teamleader.auth.revoke_all()
    await passes(6, replicas)
    tokens, calls = company.teamleader.count(TOKENS), len(company.teamleader.calls)

    for _ in range(10):
        company.booked()
        for replica in replicas:
            await replica.is_hinted()
        await passes(1, replicas)

    # A replica whose configured token is unused tries that one too.
    assert company.teamleader.count(TOKENS) - tokens <= 2 * 10
    assert len(company.teamleader.calls) - calls <= 4 * 10


async def test_after_a_consent_what_was_booked_meanwhile_comes_in(
    company: Company, replicas: Replicas
) -> None:
    company.teamleader.auth.revoke_all()
    await passes(15, replicas)
    booked = [company.booked() for _ in range(3)]
    await passes(15, replicas)
    assert not company.twikey.invoices

    await replicas[1].gets_a_consent()
    await passes(6, replicas)

    assert all(company.at_twikey(each) for each in booked)
    assert await told(replicas) == [
        ("connection-lost", "teamleader"),
        ("connection-back", "teamleader"),
    ]
    assert company.creates == 3


async def test_a_new_refresh_token_in_the_settings_is_found_by_the_probe(
    company: Company, replicas: Replicas
) -> None:
    company.teamleader.auth.revoke_all()
    await passes(6, replicas)
    # A restart with a new token: the company issues one for every process it starts.
    restarted = [await open_replica(company)]
    await passes(2, restarted)

    assert (await told(replicas))[-1] == ("connection-back", "teamleader")


async def test_a_key_that_stops_working_is_told_once_and_its_return_made_up_for(
    company: Company, replicas: Replicas
) -> None:
    key = key_stops_working(company)
    await passes(20, replicas)
    booked = company.booked()
    logins = len(company.twikey.logins)
    await passes(20, replicas)
    assert len(company.twikey.logins) - logins <= 2 * 4
    assert await told(replicas) == [("connection-lost", "twikey")]

    key_works_again(company, key)
    await passes(15, replicas)

    assert company.at_twikey(booked)
    assert await told(replicas) == [("connection-back", "twikey")]


async def test_a_refused_answer_counts_where_only_the_calls_are_refused(
    company: Company, replicas: Replicas
) -> None:
    """A key that may log in and do nothing does not come and go every minute."""
    company.twikey.faults.add("*", 401, times=10_000)
    await passes(30, replicas)
    assert await told(replicas) == [("connection-lost", "twikey")]

    company.twikey.faults.clear()
    await passes(10, replicas)
    assert await told(replicas) == [("connection-back", "twikey")]


async def test_a_second_loss_is_told_as_well(
    company: Company, replicas: Replicas
) -> None:
    for _ in range(2):
        company.teamleader.auth.revoke_all()
        await passes(6, replicas)
        await replicas[0].gets_a_consent()
        await passes(1, replicas)
        assert [kind for kind, _ in await told(replicas)] == [
            "connection-lost",
            "connection-back",
        ]


async def test_a_persons_command_that_finds_the_door_shut_is_told_too(
    company: Company, replicas: Replicas
) -> None:
    company.teamleader.auth.revoke_all()
    await replicas[0].watchman.why(company.booked())

    assert await told(replicas) == [("connection-lost", "teamleader")]


async def test_trouble_on_the_way_is_no_lost_connection(
    company: Company, replicas: Replicas
) -> None:
    company.clock.advance(hours=2)
    company.teamleader.faults.add(TOKENS, 503, times=None)
    await passes(10, replicas)

    assert await told(replicas) == []


async def test_a_consent_where_nothing_was_lost_is_no_news(
    company: Company, replicas: Replicas
) -> None:
    await replicas[0].gets_a_consent()

    assert await told(replicas) == []


async def test_a_probe_that_learns_nothing_changes_nothing(
    company: Company, replicas: Replicas
) -> None:
    await lost(company.ledger, System.TEAMLEADER)
    company.teamleader.faults.add("*", 503, times=None)
    await probe(replicas[0].watchman.systems)

    assert System.TEAMLEADER in await company.ledger.read(lost_since)


@pytest.mark.parametrize(("needs", "ran"), [(TEAMLEADER, 0), (BOTH, 0), (TWIKEY, 1)])
async def test_only_what_needs_the_lost_system_rests(
    company: Company, needs: frozenset[System], ran: int
) -> None:
    runs = []

    async def work() -> None:
        runs.append(1)

    await lost(company.ledger, System.TEAMLEADER)
    job = Job("job", 60, work, needs)

    assert await wake(job, company.ledger) is bool(ran)
    await resting(company.ledger, needs, work)()
    assert len(runs) == 2 * ran

    await restored(company.ledger, System.TEAMLEADER)
    assert await wake(job, company.ledger) is not bool(ran)


async def test_a_job_that_meets_trouble_is_over_for_this_period(
    company: Company,
) -> None:
    async def work() -> None:
        raise RemoteUnavailable(System.TWIKEY, "feed")

    job = Job("job", 60, work, TWIKEY)

    assert await wake(job, company.ledger)
    assert not await wake(job, company.ledger)


async def test_the_status_tells_since_when_a_connection_is_lost(
    company: Company, replicas: Replicas
) -> None:
    since = company.clock.now()
    await lost(company.ledger, System.TWIKEY)
    company.clock.advance(hours=3)
    status = await Reporting(replicas[0].watchman.systems, {}).status()

    assert [one.lost_since for one in status.connections] == [None, since]


async def test_of_many_who_notice_at_the_same_moment_one_is_the_first(
    shared: SqlLedger,
) -> None:
    for notice in (lose, restore):

        def unit(tx: LedgerTx, notice: Notice = notice) -> bool:
            return notice(tx, System.TWIKEY)

        firsts = await asyncio.gather(*(shared.write(unit) for _ in range(40)))
        assert firsts.count(True) == 1
        assert await shared.read(lambda tx: tx.outbox.waiting()) >= 1
