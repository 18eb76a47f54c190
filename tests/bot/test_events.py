"""What happens without a command: Home is opened, the bot is added, somebody writes."""

from __future__ import annotations

import pytest

from bot.events import GREETING, said
from core.domain.reason import Reason
from sandbox.slack import validate_view
from tests.bot.office import Office
from tests.bot.slack_world import CHANNEL, ELSEWHERE, SlackWorld, labels, texts

BOT = "U0TWIKEY1"


async def written(world: SlackWorld, text: str, user: str = "Sofie") -> str:
    """Somebody writes to the bot directly; what it answered there."""
    room = world.slack.dm(user)
    before = len(world.posted(room.id)) + 1
    await world.slack.say(user, room, text)
    await world.app.tasks.settled()
    return texts(world.posted(room.id)[before:])


@pytest.mark.parametrize(
    "text", ["why 2026/42", "/twikey why 2026/42", "Twikey why 42"]
)
async def test_who_writes_directly_is_answered_like_a_command(
    world: SlackWorld, text: str
) -> None:
    world.engine.add("2026 / 42", Reason.REFUSED)

    assert "Twikey refused it" in await written(world, text, "Jan")


@pytest.mark.parametrize("text", ["hello", "help", "/twikey"])
async def test_what_is_no_command_gets_help(world: SlackWorld, text: str) -> None:
    assert "/twikey why 2026 / 42" in await written(world, text)


async def test_who_may_not_do_it_may_not_do_it_in_direct_messages_either(
    world: SlackWorld,
) -> None:
    world.engine.add("2026 / 42")

    assert "This is for operators" in await written(world, "import 42", "Jan")
    assert world.engine.orders == []


async def test_an_operator_imports_by_writing(world: SlackWorld) -> None:
    world.engine.add("2026 / 42")
    answer = await written(world, "import 2026 / 42")

    assert "the summary is in" in answer
    assert "1 invoice imported" in world.posted(CHANNEL)[-1].text


async def test_the_bot_does_not_answer_itself_or_other_bots(world: SlackWorld) -> None:
    room = world.slack.dm("Sofie")
    for who in ({"bot_id": "B0OTHER01"}, {"subtype": "message_changed"}):
        body = {
            "type": "message",
            "user": "U0SOFIE01",
            "channel": room.id,
            "text": "help",
        }
        happened = {**body, "channel_type": "im", **who}
        await world.app.events.answer({"event": happened, "team_id": "T0DEMO001"})

    assert world.posted(room.id) == []


async def test_a_text_of_forty_thousand_signs_is_answered(world: SlackWorld) -> None:
    answer = await written(world, "why " + "W" * 40_000)

    assert 0 < len(answer) < 8_000


async def test_a_button_of_an_answer_in_direct_messages_works(
    world: SlackWorld,
) -> None:
    world.engine.add("2026 / 42", Reason.REFUSED)
    await written(world, "import 30d")
    world.engine.add("2025 / 42", Reason.REFUSED)
    await written(world, "why 42")
    asked = world.posted(world.slack.dm("Sofie").id)[-1]
    await world.press(asked, labels(asked)[0])

    assert "Twikey refused it" in texts(world.private("Sofie", asked.channel))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<@U0TWIKEY1> why 42", "why 42"),
        ("<@U0TWIKEY1> twikey why 42", "why 42"),
        ("  /TWIKEY import", "import"),
        ("twikeyish", "twikeyish"),
        ("", ""),
    ],
)
def test_the_name_of_the_bot_is_left_out(text: str, left: str) -> None:
    assert said(text) == left


async def test_the_bot_says_who_it_is_where_it_was_added(office: Office) -> None:
    slack = office.world.slack
    await slack.join(BOT, ELSEWHERE, inviter="Jan")
    await office.world.app.tasks.settled()
    await office.outbox.send_due()

    [told] = office.world.posted(ELSEWHERE)
    assert "<@U0JAN0001> added me" in told.text
    assert f"<#{CHANNEL}>" in told.text


async def test_in_its_own_channel_it_says_what_comes_there(office: Office) -> None:
    await office.world.slack.join(BOT, CHANNEL)
    await office.world.app.tasks.settled()
    await office.outbox.send_due()

    assert "Here I post what I imported" in office.said()[-1].text
    assert "added me" not in office.said()[-1].text


async def test_what_goes_wrong_with_an_event_is_in_the_log(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.world.restarted()
    office.world.fail("auth.test", "internal_error", times=9)
    await office.world.slack.join(BOT, ELSEWHERE)
    await office.world.app.tasks.settled()

    assert await office.unsent() == 0
    assert "auth.test" in caplog.text


async def test_others_who_join_are_not_greeted(office: Office) -> None:
    await office.world.slack.join("Emma", CHANNEL)
    await office.world.app.tasks.settled()

    assert await office.unsent() == 0
    assert GREETING not in str(office.said())


@pytest.mark.parametrize("user", ["Sofie", "Jan", "Emma", "Gerda"])
async def test_home_is_published_at_each_opening(world: SlackWorld, user: str) -> None:
    await world.slack.open_home(user)
    await world.app.tasks.settled()
    home = world.slack.home(user)

    assert home is not None
    assert validate_view(home.body) == []


async def test_the_messages_tab_publishes_nothing(world: SlackWorld) -> None:
    await world.slack.open_messages("Sofie")
    await world.app.tasks.settled()

    assert world.slack.home("Sofie") is None


async def test_home_that_cannot_be_published_disturbs_nobody(
    world: SlackWorld,
) -> None:
    world.fail("views.publish", "not_enabled")
    await world.slack.open_home("Sofie")
    await world.app.tasks.settled()

    assert world.private() == []
