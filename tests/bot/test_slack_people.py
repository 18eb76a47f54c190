"""Who may do what in Slack, checked at every command and click."""

from __future__ import annotations

import pytest

from core.choices import ROLES, ChosenRoles, Circle, spelled_roles
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


async def chosen(world: SlackWorld, roles: ChosenRoles) -> None:
    await world.ledger.write(
        lambda tx: tx.settings.put(ROLES, spelled_roles(roles), "U0SOFIE01")
    )


async def test_whoever_was_chosen_as_an_operator_may_import(world: SlackWorld) -> None:
    world.engine.add("2026 / 42")
    await chosen(world, ChosenRoles(operators=Circle(frozenset({"U0JAN0001"}))))
    await world.type("import 30d", user="Jan")
    await world.type("settings", user="Jan")

    assert len(world.engine.orders) == 2
    assert "This is for admins" in world.private("Jan")[-1].text


async def test_a_member_of_a_chosen_user_group_may_import(world: SlackWorld) -> None:
    world.engine.add("2026 / 42")
    world.slack.add_group("S0BOEKERS", "boekers", ["Jan"])
    await chosen(world, ChosenRoles(operators=Circle(groups=frozenset({"S0BOEKERS"}))))
    await world.type("import 30d", user="Jan")
    await world.type("import 30d", user="Emma")

    assert len(world.engine.orders) == 2
    assert "This is for operators" in world.private("Emma")[-1].text


async def test_whom_to_ask_names_the_chosen_admins_and_their_groups(
    world: SlackWorld,
) -> None:
    admins = Circle(frozenset({"U0JAN0001"}), frozenset({"S0BOEKERS"}))
    world.slack.add_group("S0BOEKERS", "boekers", [])
    await chosen(world, ChosenRoles(admins=admins))
    await world.type("settings", user="Emma")

    told = world.private("Emma")[-1].text
    assert "<@U0JAN0001>, <@U0SOFIE01>, <!subteam^S0BOEKERS>" in told


@pytest.mark.parametrize("error", ["missing_scope", "internal_error"])
async def test_while_a_user_group_cannot_be_read_nobody_is_told_no(
    world: SlackWorld, error: str
) -> None:
    await chosen(world, ChosenRoles(operators=Circle(groups=frozenset({"S0BOEKERS"}))))
    world.fail("usergroups.users.list", error)
    await world.type("import 30d", user="Jan")

    assert world.engine.orders == []
    assert "does not tell me right now who is in" in world.private("Jan")[-1].text
    await world.type("help", user="Jan")
    assert "/twikey" in world.private("Jan")[-1].text
