"""What people are told when something goes wrong."""

from __future__ import annotations

import logging

import pytest

from core.domain.reason import Reason, System
from core.errors import ConnectionRevoked, RateLimited, RemoteUnavailable
from core.ports.clock import Progress
from sandbox.slack import Fault
from tests.bot.slack_world import (
    CHANNEL,
    ELSEWHERE,
    SlackWorld,
    a_summary,
    labels,
    texts,
)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (RemoteUnavailable(System.TEAMLEADER, "list"), "Teamleader cannot be reached"),
        (RateLimited(System.TWIKEY, "login", 240), "try again in 4 minutes"),
        (ConnectionRevoked(System.TEAMLEADER, "token"), "has to connect it again"),
    ],
)
async def test_remote_trouble_names_the_system_and_that_nothing_is_lost(
    world: SlackWorld, error: Exception, told: str
) -> None:
    world.engine.broken = error
    await world.type("import 30d")

    assert told in world.private()[-1].text
    assert "Nothing is lost" in world.private()[-1].text


async def test_an_unexpected_error_has_a_reference_in_slack_and_in_the_log(
    world: SlackWorld, caplog: pytest.LogCaptureFixture
) -> None:
    world.engine.broken = KeyError("secret detail")
    with caplog.at_level(logging.ERROR):
        await world.type("import 30d")

    assert "`abcd1234`" in world.private()[-1].text
    assert "secret detail" not in texts(world.private())
    [record] = [r for r in caplog.records if "abcd1234" in r.getMessage()]
    assert record.exc_info is not None


@pytest.mark.parametrize(
    "error", ["not_in_channel", "channel_not_found", "is_archived"]
)
async def test_a_summary_that_cannot_be_posted_is_given_privately(
    world: SlackWorld, error: str
) -> None:
    world.engine.add("2026 / 41")
    world.engine.add("2026 / 42", Reason.REFUSED)
    world.fail("chat.postMessage", error)
    await world.type("import 30d")

    told = world.private()[-1]
    assert f"could not be posted in <#{CHANNEL}>" in told.text
    assert "Imported: 1 (EUR 100.00)" in told.text
    assert "Retry 2026 / 42" in labels(told)


async def test_a_busy_slack_is_asked_again_after_the_wait_it_names(
    world: SlackWorld,
) -> None:
    world.engine.add("2026 / 41")
    world.slack.faults.plan(Fault("chat.postMessage", retry_after=0))
    await world.type("import 30d")

    assert "1 invoice imported" in world.posted()[-1].text


async def test_a_lost_answer_does_not_post_the_summary_twice(
    world: SlackWorld,
) -> None:
    world.engine.add("2026 / 41")
    world.slack.faults.plan(Fault("chat.postMessage", lost="answer"))
    await world.type("import 30d")

    assert len(world.posted()) == 1
    assert "could not be posted" in world.private()[-1].text


async def test_a_message_that_is_gone_is_answered_privately(world: SlackWorld) -> None:
    summary = await a_summary(world)
    world.fail("chat.update", "message_not_found", times=2)
    await world.press(summary, "Retry 2026 / 42")

    assert "2026 / 42: not imported. Refused by Twikey." in world.private()[-1].text


async def test_after_half_an_hour_answers_come_another_way(world: SlackWorld) -> None:
    world.engine.add("2026 / 41")
    world.engine.steps = [Progress(0, 1)] * 180
    await world.type("import 30d", where="#boekhouding")
    world.engine.steps = []
    assert "1 invoice imported" in world.posted()[-1].text

    world.engine.steps = [Progress(0, 1)] * 180
    await world.type("import 30d", where=ELSEWHERE)

    # The app is not in that channel, so the person gets a direct message.
    dm = world.slack.dm("Sofie")
    assert "the summary is in" in world.posted(dm.id)[-1].text
