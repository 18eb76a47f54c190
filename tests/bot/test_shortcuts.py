"""The shortcuts of Slack's menus."""

from __future__ import annotations

import pytest

from bot.shortcuts import SHORTCUTS, said_in
from core.domain.reason import Reason
from sandbox.slack import Message
from tests.bot.slack_world import CHANNEL, ELSEWHERE, SlackWorld, labels, texts
from tests.manifest_schema import manifest


async def explained(world: SlackWorld, text: str, user: str = "Sofie") -> Message:
    """Somebody writes, and somebody asks what it is about."""
    message = await world.slack.say("Emma", CHANNEL, text)
    await world.slack.shortcut(user, "explain-invoice", message)
    await world.app.tasks.settled()
    return world.private(user)[-1]


async def test_the_invoice_a_message_is_about_is_explained_privately(
    world: SlackWorld,
) -> None:
    world.engine.add("2026 / 42", Reason.REFUSED)
    told = await explained(world, "Where is 2026/42? <3 & regards", user="Jan")

    assert "2026 / 42" in told.text
    assert "Twikey refused it" in told.text
    assert len(world.posted()) == 1


async def test_several_numbers_give_a_picker(world: SlackWorld) -> None:
    world.engine.add("2026 / 42", Reason.REFUSED)
    told = await explained(world, "2026/42 or INV-43?")
    assert "I find 2 numbers" in told.text
    assert labels(told) == ["Why 2026/42?", "Why INV-43?"]

    await world.press(told, "Why 2026/42?")
    assert "Twikey refused it" in world.private()[-1].text


@pytest.mark.parametrize("text", ["Good morning!", "EUR 100.00 on 22/11/2026", "<@U1>"])
async def test_a_message_without_a_number_says_how_to_ask(
    world: SlackWorld, text: str
) -> None:
    told = await explained(world, text)

    assert "I find no invoice number" in told.text


async def test_a_message_the_bot_itself_wrote_can_be_explained(
    world: SlackWorld,
) -> None:
    world.engine.add("2026 / 42", Reason.REFUSED)
    await world.type("import 30d")
    await world.slack.shortcut("Jan", "explain-invoice", world.posted()[-1])
    await world.app.tasks.settled()

    assert "Twikey refused it" in world.private("Jan")[-1].text


async def test_guests_get_no_explanation(world: SlackWorld) -> None:
    told = await explained(world, "2026 / 42", user="Gerda")

    assert "only work for full members" in told.text


async def test_a_shortcut_of_another_version_does_nothing(world: SlackWorld) -> None:
    ack = await world.slack.shortcut("Sofie", "made-up")

    assert ack.ok
    assert texts(world.private()) == ""


async def test_a_shortcut_in_a_channel_the_bot_is_not_in_is_answered(
    world: SlackWorld,
) -> None:
    message = await world.slack.say("Emma", ELSEWHERE, "nothing here")
    await world.slack.shortcut("Sofie", "explain-invoice", message)
    await world.app.tasks.settled()

    assert "no invoice number" in texts(world.private("Sofie", ELSEWHERE))


def test_the_words_of_blocks_and_attachments_are_read_too() -> None:
    message = {
        "text": "New invoice",
        "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "2026/42"}}],
        "attachments": [{"fallback": "INV-43", "fields": [{"title": "INV-44"}]}],
    }

    assert said_in(message).splitlines() == [
        "New invoice",
        "2026/42",
        "INV-43",
        "INV-44",
    ]


def test_the_manifest_lists_every_shortcut() -> None:
    listed = {
        (row["callback_id"], row["name"], row["type"])
        for row in manifest()["features"]["shortcuts"]
    }

    assert listed == {(row.name, row.title, row.kind) for row in SHORTCUTS}
