"""Who may do what in Slack, checked at every command and click."""

from __future__ import annotations

import pytest

from tests.bot.slack_world import (
    SlackWorld,
    a_summary,
    labels,
    texts,
)


async def test_a_member_is_told_whom_to_ask(world: SlackWorld) -> None:
    world.engine.add("2026 / 42")
    await world.type("import 30d", user="Jan")

    assert "This is for operators. Please ask <@U0SOFIE01>." in texts(
        world.private("Jan")
    )
    assert world.engine.orders == []


@pytest.mark.parametrize("user", ["Gerda", "Otto"])
@pytest.mark.parametrize("text", ["help", "why 42", "import 30d", "nonsense"])
async def test_guests_and_people_of_other_workspaces_may_nothing(
    world: SlackWorld, user: str, text: str
) -> None:
    world.engine.add("2026 / 42")
    await world.type(text, user=user)

    assert "only work for full members" in texts(world.private(user))
    assert world.engine.orders == []


async def test_whoever_presses_a_button_is_checked_then(world: SlackWorld) -> None:
    summary = await a_summary(world)
    orders = len(world.engine.orders)
    await world.press(summary, "Retry 2026 / 42", user="Jan")

    assert len(world.engine.orders) == orders
    assert "This is for operators" in world.private("Jan")[-1].text
    assert "Retry 2026 / 42" in labels(summary)

    await world.press(summary, "Retry 2026 / 42", user="Sofie")
    assert len(world.engine.orders) == orders + 1


async def test_nothing_is_done_while_slack_does_not_say_who_asks(
    world: SlackWorld,
) -> None:
    world.fail("users.info", "internal_error")
    await world.type("import 30d")

    assert "Slack cannot be reached right now" in texts(world.private())
    assert world.engine.orders == []
