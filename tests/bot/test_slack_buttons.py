"""What happens in Slack when people press buttons."""

from __future__ import annotations

import json

import pytest

from bot.clicks import read
from core.domain.reason import Reason, System
from core.errors import RemoteUnavailable
from sandbox.slack import Message
from tests.bot.slack_world import (
    CHANNEL,
    SlackWorld,
    a_summary,
    labels,
)


async def test_a_retry_replaces_its_button_and_leaves_the_other_lines(
    world: SlackWorld,
) -> None:
    summary = await a_summary(world)
    for kept in world.engine.invoices.values():
        world.engine.mend(kept)
    await world.press(summary, "Retry 2026 / 42")

    assert "2026 / 42: imported, asked by <@U0SOFIE01>" in json.dumps(summary.blocks)
    assert labels(summary) == ["Retry 2026 / 41", "Why 2026 / 41?"]
    assert len(world.posted()) == 1
    assert ("U0SOFIE01", "slack-import") in await world.audited()


async def test_two_people_press_two_buttons_at_once(world: SlackWorld) -> None:
    world.admins = frozenset({"U0SOFIE01", "U0JAN0001"})
    world.restarted()
    summary = await a_summary(world)
    for kept in world.engine.invoices.values():
        world.engine.mend(kept)
    world.engine.go_on.clear()

    await world.slack.click("Sofie", summary, label="Retry 2026 / 41")
    await world.slack.click("Jan", summary, label="Retry 2026 / 42")
    world.engine.go_on.set()
    await world.app.tasks.settled()

    assert labels(summary) == []
    told = json.dumps(summary.blocks)
    assert "2026 / 41: imported, asked by <@U0SOFIE01>" in told
    assert "2026 / 42: imported, asked by <@U0JAN0001>" in told


async def test_a_double_click_imports_once_even_over_a_restart(
    world: SlackWorld,
) -> None:
    summary = await a_summary(world)
    pressed = Message(CHANNEL, summary.ts, summary.user, "", list(summary.blocks))
    await world.press(summary, "Retry 2026 / 42")
    orders = len(world.engine.orders)

    # Slack shows somebody the message as it was before.
    world.restarted()
    summary.blocks = pressed.blocks
    await world.press(summary, "Retry 2026 / 42")

    assert len(world.engine.orders) == orders
    assert "This button was used already." in world.private()[-1].text


async def test_an_invoice_that_is_still_out_can_be_retried_again(
    world: SlackWorld,
) -> None:
    summary = await a_summary(world)
    await world.press(summary, "Retry 2026 / 42")
    assert "2026 / 42: not imported. Refused by Twikey." in json.dumps(summary.blocks)

    for kept in world.engine.invoices.values():
        world.engine.mend(kept)
    await world.press(summary, "Retry 2026 / 42")

    told = json.dumps(summary.blocks)
    assert "2026 / 42: imported" in told
    assert "not imported. Refused" not in told


async def test_a_retry_that_fails_says_why_and_can_be_pressed_again(
    world: SlackWorld,
) -> None:
    summary = await a_summary(world)
    world.engine.broken = RemoteUnavailable(System.TWIKEY, "create")
    await world.press(summary, "Retry 2026 / 42")

    assert "Twikey cannot be reached right now. Nothing is lost" in json.dumps(
        summary.blocks
    )
    world.engine.broken = None
    orders = len(world.engine.orders)
    await world.press(summary, "Retry 2026 / 42")
    assert len(world.engine.orders) == orders + 1


async def test_all_invoices_of_a_cause_are_retried_with_one_button(
    world: SlackWorld,
) -> None:
    for number in range(10):
        world.engine.add(f"2026 / {number}", Reason.REFUSED)
    await world.type("import 30d")
    summary = world.posted()[-1]
    for kept in world.engine.invoices.values():
        world.engine.mend(kept)
    world.restarted()
    await world.press(summary, "Retry all 10: Refused by Twikey")

    assert len(world.engine.imported) == 10
    assert "10 of 10 imported" in json.dumps(summary.blocks)
    assert "10 invoices imported" in world.posted()[-1].text


async def test_retrying_more_than_the_limit_asks_first(world: SlackWorld) -> None:
    world.confirm_above = 9
    world.restarted()
    for number in range(10):
        world.engine.add(f"2026 / {number}", Reason.REFUSED)
    await world.type("import 30d")
    summary = world.posted()[-1]
    for kept in world.engine.invoices.values():
        kept.reason = None
    await world.press(summary, "Retry all 10: Refused by Twikey")
    assert world.engine.imported == []
    assert "is asked to confirm it first" in json.dumps(summary.blocks)

    await world.press(world.private()[-1], "Import 10 invoices")
    assert len(world.engine.imported) == 10


async def test_a_run_that_is_forgotten_names_another_way(world: SlackWorld) -> None:
    for number in range(10):
        world.engine.add(f"2026 / {number}", Reason.REFUSED)
    await world.type("import 30d")
    world.engine.runs.clear()
    summary = world.posted()[-1]
    await world.press(summary, "Retry all 10: Refused by Twikey")

    assert "Use `/twikey import problems` instead." in json.dumps(summary.blocks)


async def test_the_why_button_answers_whoever_pressed_it(world: SlackWorld) -> None:
    summary = await a_summary(world)
    await world.press(summary, "Why 2026 / 42?", user="Jan")

    assert "Why 2026 / 42?" in world.private("Jan")[-1].text
    assert "Retry 2026 / 42" in labels(summary)


async def test_a_link_button_is_acknowledged_and_does_nothing(
    world: SlackWorld,
) -> None:
    world.engine.add("2026 / 42", Reason.REFUSED)
    await world.type("why 2026 / 42")
    before = len(world.slack.posted)
    ack = await world.press(world.private()[-1], "Open in Teamleader")

    assert ack.ok
    assert len(world.slack.posted) == before


@pytest.mark.parametrize(
    ("held", "carried"),
    [
        ({"value": "0|id|text"}, "0|id|text"),
        ({"selected_option": {"value": "late"}}, "0||late"),
        ({"selected_options": [{"value": "a"}, {"value": "b"}]}, "0||a,b"),
        ({"selected_date": "2026-11-22"}, "0||2026-11-22"),
        ({"selected_users": ["U1", "U2"]}, "0||U1,U2"),
        ({"selected_option": None}, ""),
        ({}, ""),
    ],
)
def test_what_is_chosen_is_carried_like_the_value_of_a_button(
    held: dict[str, object], carried: str
) -> None:
    action = {"action_id": "leaf.0", **held}

    assert read({"user": {"id": "U1"}, "actions": [action]}).value == carried
