"""Acknowledging, signatures, sockets, progress and closing."""

from __future__ import annotations

import asyncio
import json

from core.domain.reason import Reason, System
from core.errors import RemoteUnavailable
from core.ports.clock import Progress
from sandbox.slack import SlackStandIn
from tests.bot.slack_world import (
    CHANNEL,
    SlackWorld,
)


async def test_a_long_import_shows_its_progress_in_the_message_of_its_summary(
    world: SlackWorld,
) -> None:
    world.engine.add("2026 / 41")
    world.engine.steps = [Progress(10, 40)]
    world.engine.go_on.clear()
    await world.slack.command("Sofie", CHANNEL, "/twikey", "import 2026 / 41")
    await world.slack.wait_for(world.posted)

    [message] = world.posted()
    assert "asked by <@U0SOFIE01>: 10 of 40 done." in message.text
    world.engine.go_on.set()
    await world.app.tasks.settled()

    assert world.posted() == [message]
    assert "1 invoice imported" in message.text


async def test_progress_does_not_flood_the_channel(world: SlackWorld) -> None:
    world.engine.add("2026 / 41")
    world.engine.steps = [Progress(n, 5000) for n in range(500)]
    await world.type("import 2026 / 41")

    assert len(world.posted()) == 1


async def test_an_import_that_breaks_off_says_so_where_its_progress_was(
    world: SlackWorld,
) -> None:
    world.engine.steps = [Progress(10, 40)]
    world.engine.broken = RemoteUnavailable(System.TEAMLEADER, "list")
    await world.type("import 2026 / 41")

    assert "Teamleader cannot be reached" in world.posted()[-1].text


async def test_a_command_is_acknowledged_before_any_work(world: SlackWorld) -> None:
    world.engine.go_on.clear()
    ack = await world.slack.command("Sofie", CHANNEL, "/twikey", "import 42")
    assert ack.ok
    assert ack.payload is None

    await world.engine.started.wait()
    world.engine.go_on.set()
    await world.app.tasks.settled()


async def test_a_request_with_a_wrong_signature_is_refused(world: SlackWorld) -> None:
    world.slack.signing_secret = "0" * 32
    ack = await world.slack.command("Sofie", CHANNEL, "/twikey", "import 42")

    assert ack.status == 401
    assert world.engine.orders == []


async def test_an_event_nobody_waits_for_is_acknowledged(world: SlackWorld) -> None:
    ack = await world.slack.open_home("Sofie")

    assert ack.ok


async def test_closing_waits_for_the_work_that_is_going_on(world: SlackWorld) -> None:
    world.engine.add("2026 / 41")
    world.engine.go_on.clear()
    await world.slack.command("Sofie", CHANNEL, "/twikey", "import 2026 / 41")
    await world.engine.started.wait()
    closing = asyncio.create_task(world.app.aclose())
    world.engine.go_on.set()
    await closing

    assert "1 invoice imported" in world.posted()[-1].text


async def test_work_that_never_ends_does_not_keep_the_app_open(
    world: SlackWorld,
) -> None:
    world.engine.go_on.clear()
    await world.slack.command("Sofie", CHANNEL, "/twikey", "import 2026 / 41")
    await world.engine.started.wait()

    await world.app.aclose(grace_seconds=0)

    assert world.posted() == []


async def test_over_a_socket_everything_works_the_same(world: SlackWorld) -> None:
    slack: SlackStandIn = world.slack
    slack.request_url = None
    world.engine.add("2026 / 42", Reason.REFUSED)
    async with world.app.connected(slack.app_token):
        await slack.wait_for(lambda: slack.delivery.sockets.connected)
        assert (await world.type("import 30d")).ok
        world.engine.mend(next(iter(world.engine.invoices.values())))
        assert (await world.press(world.posted()[-1], "Retry 2026 / 42")).ok

    assert "2026 / 42: imported" in json.dumps(world.posted()[-1].blocks)


async def test_progress_does_not_stand_for_ever_where_there_is_no_summary(
    world: SlackWorld,
) -> None:
    for number in ("2026 / 41", "GENT / 41"):
        world.engine.add(number)
    world.engine.steps = [Progress(1, 2)]
    await world.type("import 41")

    [message] = world.posted()
    assert message.text == "Nothing has been imported yet."
    assert "41 fits 2 invoices" in world.private()[-1].text
