"""What was taken once is not acted on again: over replicas, restarts and retries."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest

from bot.replays import EVENTS, REQUESTS, TRIGGERS
from bot.schedule import housekeeping_jobs
from core.domain.reason import Reason
from core.ports import Ledger, LedgerTx
from sandbox.slack import SlackStandIn
from storage.ledger import SqlLedger
from tests.bot.slack_world import SlackWorld
from tests.bot.test_settings import settings_with
from tests.conftest import LedgerClock
from tests.security.slack_desk import (
    JSON,
    SlackDesk,
    click,
    command,
    event,
    form,
    open_desk,
    payload,
)

IMPORT = form(command("import 2026 / 41", trigger_id="7.7.7"))


class UnreachableLedger:
    """A real ledger that cannot be reached, or does not answer, when told so."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.is_away = False
        self.hangs: asyncio.Event | None = None

    async def write(self, unit: Callable[[LedgerTx], Any]) -> Any:
        if self.is_away:
            raise ConnectionError("no database")
        if self.hangs is not None:
            await self.hangs.wait()
        return await self._ledger.write(unit)

    jot = write

    async def read(self, query: Callable[[LedgerTx], Any]) -> Any:
        return await self._ledger.read(query)


@asynccontextmanager
async def replicas(ledger: Ledger, count: int) -> AsyncIterator[list[SlackDesk]]:
    """Open several apps on one ledger, as several machines are."""
    async with AsyncExitStack() as stack:
        opened = [
            await stack.enter_async_context(open_desk(ledger)) for _ in range(count)
        ]
        for desk in opened:
            desk.engine.add("2026 / 41")
            desk.at.at = opened[0].at.at
        yield opened


def orders(desks: list[SlackDesk]) -> int:
    return sum(len(desk.engine.orders) for desk in desks)


async def known(ledger: Ledger, source: str) -> int:
    """How many keys of a kind are remembered."""
    from sqlalchemy import func, select

    from storage.tables import done

    counted = select(func.count()).where(done.c.source == source)
    return await ledger.read(
        lambda tx: tx._work.connection.execute(counted).scalar_one()  # type: ignore[attr-defined]
    )


async def test_the_same_signed_request_acts_once_and_is_answered_alike(
    ledger: SqlLedger,
) -> None:
    async with replicas(ledger, 1) as (desk,):
        headers = desk.headers(IMPORT)
        answers = [await desk.post(IMPORT, headers=headers) for _ in range(3)]

        assert [answer.status for answer in answers] == [200, 200, 200]
        assert len({answer.body for answer in answers}) == 1
        assert len(desk.engine.orders) == 1


async def test_however_many_replicas_get_it_at_once_one_acts(
    ledger: SqlLedger,
) -> None:
    async with replicas(ledger, 3) as desks:
        headers = desks[0].headers(IMPORT)
        answers = await asyncio.gather(
            *(desk.post(IMPORT, headers=headers) for desk in desks)
        )

        assert [answer.status for answer in answers] == [200, 200, 200]
        assert orders(desks) == 1


async def test_a_restart_does_not_make_it_new(ledger: SqlLedger) -> None:
    async with replicas(ledger, 1) as before:
        headers = before[0].headers(IMPORT)
        await before[0].post(IMPORT, headers=headers)
        stamp = before[0].at.at
    async with replicas(ledger, 1) as after:
        after[0].at.at = stamp + 299
        answer = await after[0].post(IMPORT, headers=headers)

    assert answer.status == 200
    assert orders(after) == 0


async def test_a_request_signed_anew_acts_once_if_it_is_the_same_trigger(
    ledger: SqlLedger,
) -> None:
    async with replicas(ledger, 2) as desks:
        for desk in desks:
            desk.at.at += 60 * desks.index(desk)
            assert (await desk.post(IMPORT)).status == 200

        assert orders(desks) == 1


async def test_the_same_words_said_again_are_another_command(
    ledger: SqlLedger,
) -> None:
    async with replicas(ledger, 1) as (desk,):
        for trigger in ("1.1.1", "1.1.2"):
            await desk.post(form(command("import 2026 / 41", trigger_id=trigger)))

        assert len(desk.engine.orders) == 2


async def test_a_command_without_a_trigger_is_known_by_its_signature(
    sqlite_ledger: SqlLedger,
) -> None:
    async with replicas(sqlite_ledger, 1) as (desk,):
        body = form({**command("import 2026 / 41"), "trigger_id": ""})
        body = body.replace(b"&trigger_id=", b"")
        headers = desk.headers(body)
        for _ in range(2):
            assert (await desk.post(body, headers=headers)).status == 200

        assert len(desk.engine.orders) == 1


async def test_an_event_that_slack_repeats_is_taken_once(ledger: SqlLedger) -> None:
    heard: list[str] = []

    async def listener(event: dict[str, str]) -> None:
        heard.append(event["type"])

    async with replicas(ledger, 2) as desks:
        body = json.dumps(event("member_joined_channel")).encode()
        for desk in desks:
            desk.app.bolt._async_listeners.clear()
            desk.app.bolt.event("member_joined_channel")(listener)
        for attempt, desk in enumerate((*desks, *desks)):
            desk.at.at += attempt
            again = {**desk.headers(body, JSON), "X-Slack-Retry-Num": str(attempt)}
            assert (await desk.post(body, headers=again)).status == 200

    assert heard == ["member_joined_channel"]


async def test_a_click_that_arrives_twice_counts_once(ledger: SqlLedger) -> None:
    async with replicas(ledger, 2) as desks:
        body = payload(click("alert-retry.0", "0|1|2026 / 41"))
        for desk in desks:
            await desk.post(body, headers=desks[0].headers(body))
        audited = await desks[0].audited()

    assert [what for _, what in audited] == ["slack-alert-retry"]


async def test_an_unsigned_request_leaves_no_trace(sqlite_ledger: SqlLedger) -> None:
    """Otherwise anybody could fill the database."""
    async with replicas(sqlite_ledger, 1) as (desk,):
        forged = {**desk.headers(IMPORT), "X-Slack-Signature": "v0=" + "0" * 64}
        await desk.post(IMPORT, headers=forged)

    assert await known(sqlite_ledger, REQUESTS) == 0
    assert await known(sqlite_ledger, TRIGGERS) == 0


async def test_a_forged_repeat_does_not_use_up_the_real_request(
    sqlite_ledger: SqlLedger,
) -> None:
    async with replicas(sqlite_ledger, 1) as (desk,):
        forged = {**desk.headers(IMPORT), "X-Slack-Signature": "v0=" + "0" * 64}
        assert (await desk.post(IMPORT, headers=forged)).status == 401
        await desk.post(IMPORT)

        assert len(desk.engine.orders) == 1


async def test_only_a_digest_of_the_signature_is_kept(
    sqlite_ledger: SqlLedger,
) -> None:
    from sqlalchemy import select

    from storage.tables import done

    async with replicas(sqlite_ledger, 1) as (desk,):
        headers = desk.headers(IMPORT)
        await desk.post(IMPORT, headers=headers)
    query = select(done.c.key).where(done.c.source == REQUESTS)
    (key,) = await sqlite_ledger.read(
        lambda tx: tx._work.connection.scalars(query).all()  # type: ignore[attr-defined]
    )

    assert len(key) == 64
    assert headers["X-Slack-Signature"].removeprefix("v0=") not in key


async def test_requests_are_remembered_for_ten_minutes_and_triggers_for_longer(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    async with replicas(ledger, 1) as (desk,):
        await desk.post(IMPORT)
        (replays,) = [
            job
            for job in housekeeping_jobs(settings_with(), ledger)
            if job.name == "replays"
        ]
        ledger_clock.advance(600)
        await replays.work()
        assert await known(ledger, REQUESTS) == 1
        ledger_clock.advance(1)
        await replays.work()

    assert await known(ledger, REQUESTS) == 0
    assert await known(ledger, TRIGGERS) == 1
    assert await known(ledger, EVENTS) == 0


async def test_while_the_database_is_away_nothing_is_done_and_people_are_told(
    sqlite_ledger: SqlLedger,
) -> None:
    shaky = UnreachableLedger(sqlite_ledger)
    async with replicas(shaky, 1) as (desk,):
        shaky.is_away = True
        told = await desk.post(IMPORT)
        assert told.status == 200
        assert "cannot reach my own database" in told.text
        assert desk.engine.orders == []

        happened = json.dumps(event()).encode()
        assert (await desk.post(happened, JSON)).status == 503
        assert (await desk.post(payload(click("accept.0", "id|1")))).status == 503

        shaky.is_away = False
        await desk.post(IMPORT)
        assert len(desk.engine.orders) == 1


async def test_a_database_that_hangs_keeps_slack_waiting_for_two_seconds_at_most(
    sqlite_ledger: SqlLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.replays.STORE_SECONDS", 0.01)
    shaky = UnreachableLedger(sqlite_ledger)
    async with replicas(shaky, 1) as (desk,):
        shaky.hangs = asyncio.Event()
        told = await desk.post(IMPORT)
        shaky.hangs.set()

        assert "cannot reach my own database" in told.text
        assert desk.engine.orders == []


async def test_over_a_socket_a_trigger_counts_once_too(world: SlackWorld) -> None:
    slack: SlackStandIn = world.slack
    slack.request_url = None
    world.engine.add("2026 / 41", Reason.REFUSED)
    async with world.app.connected(slack.app_token):
        await slack.wait_for(lambda: slack.delivery.sockets.connected)
        sent = {**command("import 2026 / 41"), "response_url": ""}
        for _ in range(2):
            assert (await slack.delivery.once("slash_commands", sent)).ok
        await world.app.tasks.settled()

    assert len(world.engine.orders) == 1


def test_what_carries_no_sign_of_its_own_is_let_through() -> None:
    """A menu asks for suggestions at every letter, and looks only."""
    from slack_bolt.request.async_request import AsyncBoltRequest

    from bot.replays import keys_of

    asked = AsyncBoltRequest(body={"type": "block_suggestion"}, mode="socket_mode")

    assert keys_of(asked) == ()
