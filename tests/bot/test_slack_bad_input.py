"""What comes late, twice, mutilated or ill-meant ends in a clear sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.views.blocks import Button, actions, message, section
from bot.views.buttons import Verb
from bot.words import Safe
from core.domain.invoice import DepartmentId
from core.domain.reason import Reason
from core.ports.source import Department
from sandbox.slack import Message, validate_view
from tests.bot.slack_world import CHANNEL, ELSEWHERE, SlackWorld, a_summary, texts
from tests.bot.view_cases import NASTY

LONG = "W" * 39_900
HIDDEN = "\u202e\u2066\u200b\x00\x07\x1b"
NASTIEST = f"{NASTY}{HIDDEN}<b>&amp;<script>alert(1)</script>[a](http://x.invalid)"


async def posted(world: SlackWorld, *buttons: Button) -> Message:
    """A message with buttons, as an older version might have made it."""
    told = message(section(Safe("Hello")), actions(*buttons))
    await world.client().chat_postMessage(
        channel=CHANNEL, text=told.text, blocks=told.blocks
    )
    return world.posted()[-1]


def marked(part: object) -> Iterator[dict[str, Any]]:
    """Every text object there is."""
    if isinstance(part, dict):
        if part.get("type") in ("mrkdwn", "plain_text"):
            yield part
        for value in part.values():
            yield from marked(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from marked(value)


def harmless(world: SlackWorld) -> None:
    """Nothing the bot made anybody see holds markup or hidden signs from data."""
    for seen in world.slack.posted:
        assert [sign for sign in HIDDEN if sign in seen.text] == []
        for one in marked(seen.blocks):
            assert [sign for sign in HIDDEN if sign in one["text"]] == []
            if one["type"] == "mrkdwn":
                assert "<!channel>" not in one["text"]
                assert "<script>" not in one["text"]
                assert "*x*" not in one["text"]


async def test_an_address_used_up_before_the_first_word_reaches_the_person(
    world: SlackWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = await posted(world, Button(Verb.WHY, Safe("Why"), "0|x|42"))
    deliver = world.app.bolt.async_dispatch

    async def late(request: Any) -> Any:
        for answer in world.slack.response_urls.values():
            answer.uses = 5
        return await deliver(request)

    monkeypatch.setattr(world.app.bolt, "async_dispatch", late)
    await world.press(told, "Why")

    methods = {seen.method for seen in world.slack.posted if seen.visible_to}
    assert methods == {"chat.postEphemeral"}
    assert "42" in texts(world.private())


async def test_an_expired_trigger_is_told_with_the_way_on(world: SlackWorld) -> None:
    world.slack.switches.trigger_seconds = -1.0
    await world.slack.shortcut("Sofie", "import-invoices")
    await world.app.tasks.settled()
    dm = world.slack.dm("Sofie")
    [told] = world.posted(dm.id)
    assert "I was too slow to open the dialog Import invoices" in told.text

    world.slack.switches.trigger_seconds = 3.0
    await world.press(told, "Import invoices")
    assert world.slack.modal("Sofie") is not None


async def test_somebody_who_leaves_while_an_answer_is_made_breaks_nothing(
    world: SlackWorld, caplog: pytest.LogCaptureFixture
) -> None:
    world.engine.add("2026 / 42")
    world.engine.go_on.clear()
    await world.slack.command("Sofie", ELSEWHERE, "/twikey", "import 2026 / 42")
    await world.engine.started.wait()
    for answer in world.slack.response_urls.values():
        answer.uses = 5
    world.slack.user("Sofie").deleted = True
    world.engine.go_on.set()
    await world.app.tasks.settled()

    assert "1 invoice imported" in world.posted()[-1].text
    assert not [one for one in caplog.records if one.levelname == "ERROR"]


async def test_somebody_who_left_may_do_nothing_any_more(world: SlackWorld) -> None:
    told = await a_summary(world)
    orders = len(world.engine.orders)
    world.engine.clock.pass_by(600)
    world.slack.user("Sofie").deleted = True
    await world.press(told, "Retry 2026 / 42")

    assert len(world.engine.orders) == orders


@pytest.mark.parametrize("text", [LONG, "\u202e" + LONG, "\x00\x07", "why \x1b[31m"])
@pytest.mark.parametrize(
    "word", ["", "why ", "import ", "pdf ", "skip 42 ", "invoices "]
)
async def test_any_text_of_a_command_gets_a_short_clean_answer(
    world: SlackWorld, word: str, text: str
) -> None:
    ack = await world.type(word + text)

    assert ack.ok
    assert world.private()
    harmless(world)


@pytest.mark.parametrize(
    "typed", ["import <!channel>", "skip x", "import *b*", "<!here>"]
)
async def test_what_was_typed_is_quoted_without_its_markup(
    world: SlackWorld, typed: str
) -> None:
    await world.type(typed)

    for told in world.private():
        assert "<!" not in texts([told])
        assert "*b*" not in texts([told])


async def test_what_an_older_version_made_does_nothing_and_says_so(
    world: SlackWorld,
) -> None:
    told = await posted(
        world,
        Button(Verb.IMPORT, Safe("Broken"), "nonsense"),
        Button("long-gone", Safe("Gone"), "0|x|x"),
    )
    await world.press(told, "Broken")
    await world.press(told, "Gone")

    assert world.engine.orders == []
    assert "older version" in texts(world.private())


async def test_a_message_that_was_deleted_is_answered_privately(
    world: SlackWorld,
) -> None:
    told = await a_summary(world)
    deleted = world.engine.go_on
    deleted.clear()
    await world.slack.click("Sofie", told, label="Retry 2026 / 42")
    world.slack.messages[CHANNEL].remove(told)
    deleted.set()
    await world.app.tasks.settled()

    assert "2026 / 42" in world.private()[-1].text


async def test_a_customer_name_cannot_write_markup_anywhere(world: SlackWorld) -> None:
    world.engine.add("2026 / 41", department=NASTIEST)
    world.engine.add("2025 / 41", Reason.REFUSED, department=NASTIEST)
    world.engine.known_departments = (
        Department(DepartmentId("d-1"), NASTIEST),
        Department(DepartmentId("d-2"), "\u202e"),
    )
    for text in ("import 30d preview", "import 30d", "why 41", "why 2025/41", NASTIEST):
        await world.type(text)
    await world.slack.shortcut("Sofie", "import-invoices")
    await world.app.tasks.settled()
    modal = world.slack.modal("Sofie")
    assert modal is not None
    assert validate_view(modal.body) == []

    await world.submit(modal, {"days": "30"})
    harmless(world)


async def test_a_message_full_of_hidden_signs_can_be_explained(
    world: SlackWorld,
) -> None:
    said = await world.slack.say("Emma", CHANNEL, f"{NASTIEST} 2026/\u202e42 INV-7")
    await world.slack.shortcut("Sofie", "explain-invoice", said)
    await world.app.tasks.settled()

    assert world.private()
    harmless(world)


async def test_a_form_whose_facts_were_tampered_with_is_read_as_empty(
    world: SlackWorld,
) -> None:
    world.engine.add("2026 / 41")
    await world.slack.shortcut("Sofie", "import-invoices")
    await world.app.tasks.settled()
    modal = world.slack.modal("Sofie")
    assert modal is not None
    for held in (
        "nonsense",
        "[]",
        '{"meta": 7, "channel": 7}',
        '{"meta": {"how": []}}',
    ):
        modal.body["private_metadata"] = held
        await world.submit(modal, {"days": "30"})
        shown = world.slack.modal("Sofie")
        assert shown is not None
        assert shown.callback_id == "import-run", shown.body
        await world.slack.click("Sofie", shown, label="Choose others")
        await world.app.tasks.settled()

    assert [order.preview for order in world.engine.orders] == [True] * 4
