"""Modals: opened at once, filled in, checked, answered beside the fields, sent once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

import bot.commands as commands
from bot.commands import Subcommand
from bot.commands.call import Call, Desk, Dialog, Reply
from bot.forms import FORM_OF, Form, FormReply, Submission
from bot.roles import Role
from bot.views import answers
from bot.views.blocks import Button, actions, section
from bot.views.dialogs import Frame, View, modal
from bot.views.fields import Choice, Field, select_field, text_field
from bot.words import Safe
from core.domain.reason import System
from core.errors import RemoteUnavailable
from sandbox.slack import View as Shown
from sandbox.slack import validate_view
from tests.bot.slack_world import CHANNEL, SlackWorld, texts

TITLE = Safe("Paint the door")


def the_view(colour: str = "") -> View:
    shades = [Choice("light", Safe("Light")), Choice("dark", Safe("Dark"))]
    frame = Frame(TITLE, Safe("Close"), "paint", Safe("Paint"), {"door": 7})
    return modal(
        frame,
        text_field(Field("colour", Safe("Colour")), colour),
        select_field(Field("shade", Safe("Shade"), optional=True), shades),
        actions(Button("mix", Safe("Mix"), "0|x|x")),
    )


@dataclass
class Painter:
    """A form for the tests: one field is checked, and what is sent is kept."""

    painted: list[Submission] = field(default_factory=list)
    colour: str = ""
    broken: Exception | None = None
    reply: FormReply | None = None
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.go_on.set()

    async def opens(self, call: Call, desk: Desk) -> Reply:
        again = Button("why", Safe("Open it"), "0|x|x")
        return Reply(dialog=Dialog(TITLE, self._view, again))

    async def _view(self) -> View:
        if self.broken:
            raise self.broken
        return the_view(self.colour)

    async def submitted(self, sent: Submission, desk: Desk) -> FormReply:
        await self.go_on.wait()
        if self.broken:
            raise self.broken
        if sent.text("colour") == "grey":
            return FormReply(errors={"colour": Safe("Not grey &amp; not &lt;dull&gt;")})
        self.painted.append(sent)
        voice = desk.voice(sent.language)
        told = answers.told(voice, "understood.why", number=sent.text("colour"))
        return self.reply or FormReply(reply=Reply(told))

    async def mixed(self, sent: Submission, desk: Desk) -> FormReply:
        return FormReply(view=the_view("mixed " + sent.text("colour")))


@pytest.fixture
def painter(monkeypatch: pytest.MonkeyPatch) -> Painter:
    made = Painter()
    form = Form("paint", Role.ADMIN, made.submitted, {"mix": made.mixed})
    row = Subcommand("paint", "paint", "command.why", Role.ADMIN, made.opens)
    monkeypatch.setattr(commands, "SUBCOMMANDS", (*commands.SUBCOMMANDS, row))
    monkeypatch.setitem(FORM_OF, "paint", form)
    return made


async def opened(world: SlackWorld) -> Shown:
    await world.type("paint")
    shown = world.slack.modal("Sofie")
    assert shown is not None
    assert validate_view(shown.body) == []
    return shown


def says(shown: Shown | None) -> str:
    assert shown is not None
    return str(shown.body)


async def test_a_dialog_opens_at_once_and_is_filled_in_afterwards(
    world: SlackWorld, painter: Painter
) -> None:
    shown = await opened(world)

    first, then = [one for one in world.slack.posted if one.method.startswith("views")]
    assert "I am looking it up" in str(first.blocks)
    assert (then.method, shown.callback_id) == ("views.update", "paint")
    assert world.private() == []


async def test_a_form_brings_its_fields_and_its_facts_and_closes(
    world: SlackWorld, painter: Painter
) -> None:
    shown = await opened(world)
    await world.submit(shown, {"Colour": " blue ", "Shade": "Dark"})

    [sent] = painter.painted
    assert (sent.text("colour"), sent.text("shade")) == ("blue", "dark")
    assert (sent.user, sent.channel, sent.meta) == ("U0SOFIE01", CHANNEL, {"door": 7})
    assert world.slack.modal("Sofie") is None
    assert "blue" in texts(world.private())
    assert ("U0SOFIE01", "slack-form-paint") in await world.audited()


async def test_an_error_is_shown_beside_its_field_and_the_form_can_be_sent_again(
    world: SlackWorld, painter: Painter
) -> None:
    shown = await opened(world)
    ack = await world.submit(shown, {"Colour": "grey"})
    assert ack.errors == {"colour": "Not grey & not <dull>"}

    await world.submit(shown, {"Colour": "grey"})
    await world.submit(shown, {"Colour": "red"})
    assert [sent.text("colour") for sent in painter.painted] == ["red"]


async def test_trouble_leaves_the_form_open_with_what_was_entered(
    world: SlackWorld, painter: Painter
) -> None:
    shown = await opened(world)
    painter.broken = RemoteUnavailable(System.TEAMLEADER, "list")
    ack = await world.submit(shown, {"Colour": "blue"})
    assert "Teamleader cannot be reached" in ack.errors["colour"]

    painter.broken = None
    await world.submit(shown)
    assert [sent.text("colour") for sent in painter.painted] == ["blue"]


async def test_a_form_sent_twice_is_done_once(
    world: SlackWorld, painter: Painter
) -> None:
    shown = await opened(world)
    world.slack.modals["U0SOFIE01"] = [shown, shown]
    await world.submit(shown, {"Colour": "blue"})
    world.restarted()
    world.slack.modals["U0SOFIE01"] = [shown]
    await world.submit(shown, {"Colour": "blue"})

    assert len(painter.painted) == 1
    assert "nothing is done twice" in says(world.slack.modal("Sofie"))


@pytest.mark.parametrize("user", ["Jan", "Gerda"])
async def test_whoever_sends_a_form_is_checked_then(
    world: SlackWorld, painter: Painter, user: str
) -> None:
    shown = await opened(world)
    person = world.slack.user(user)
    shown.user = person.id
    world.slack.modals[person.id] = [shown]
    await world.submit(shown, {"Colour": "blue"}, user=user)

    assert painter.painted == []
    assert "<@U0SOFIE01>" in says(world.slack.modal(user))


async def test_whoever_uses_something_in_a_form_is_checked_then(
    world: SlackWorld, painter: Painter
) -> None:
    shown = await opened(world)
    shown.user = "U0JAN0001"
    world.slack.modals["U0JAN0001"] = [shown]
    await world.slack.click("Jan", shown, label="Mix")
    await world.app.tasks.settled()

    assert "mixed" not in says(shown)
    assert "This is for admins" in texts(world.private("Jan"))


async def test_a_dialog_that_nobody_may_open_is_not_opened(
    world: SlackWorld, painter: Painter
) -> None:
    await world.type("paint", user="Jan")

    assert world.slack.modal("Jan") is None
    assert "This is for admins" in texts(world.private("Jan"))


async def test_what_is_used_inside_a_form_changes_it(
    world: SlackWorld, painter: Painter
) -> None:
    shown = await opened(world)
    await world.slack.choose("Sofie", shown, "blue", label="Colour")
    await world.slack.click("Sofie", shown, label="Mix")
    await world.app.tasks.settled()

    assert "mixed blue" in says(shown)


async def test_a_form_that_changed_meanwhile_is_left_as_it_is(
    world: SlackWorld, painter: Painter
) -> None:
    shown = await opened(world)
    world.fail("views.update", "hash_conflict")
    await world.slack.click("Sofie", shown, label="Mix")
    await world.app.tasks.settled()

    assert "mixed" not in says(shown)
    assert "The dialog changed while you used it" in texts(world.private())


@pytest.mark.parametrize("error", ["expired_trigger_id", "exchanged_trigger_id"])
async def test_a_dialog_that_came_too_late_is_offered_again(
    world: SlackWorld, painter: Painter, error: str
) -> None:
    world.fail("views.open", error)
    await world.type("paint")

    [told] = world.private()
    assert "I was too slow to open the dialog Paint the door" in told.text
    assert "Open it" in str(told.blocks)


async def test_a_dialog_closed_before_it_is_filled_in_says_nothing_more(
    world: SlackWorld, painter: Painter
) -> None:
    world.fail("views.update", "not_found")
    await world.type("paint")

    assert world.private() == []


async def test_trouble_while_it_is_filled_in_is_told_in_the_dialog(
    world: SlackWorld, painter: Painter
) -> None:
    painter.broken = RemoteUnavailable(System.TWIKEY, "profiles")
    await world.type("paint")

    assert "Twikey cannot be reached" in says(world.slack.modal("Sofie"))


async def test_a_form_that_takes_long_says_so_and_tells_the_rest_later(
    world: SlackWorld, painter: Painter
) -> None:
    shown = await opened(world)
    painter.go_on.clear()
    world.app.patience = 0.0
    ack = await world.slack.submit("Sofie", shown, {"Colour": "grey"})
    assert ack.ok
    assert "I am working on it" in says(world.slack.modal("Sofie"))

    painter.go_on.set()
    await world.app.tasks.settled()
    again = world.slack.modal("Sofie")
    assert "not &lt;dull&gt;" in says(again)
    assert "'initial_value': 'grey'" in says(again)

    assert again is not None
    await world.submit(again, {"Colour": "blue"})
    assert [sent.text("colour") for sent in painter.painted] == ["blue"]


async def test_a_form_of_an_older_version_does_nothing(
    world: SlackWorld, painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = await opened(world)
    monkeypatch.delitem(FORM_OF, "paint")
    await world.submit(shown, {"Colour": "blue"})

    assert "older version" in says(world.slack.modal("Sofie"))


async def test_a_form_may_be_followed_by_another_that_takes_time(
    world: SlackWorld, painter: Painter
) -> None:
    async def next_view() -> View:
        frame = Frame(TITLE, Safe("Close"))
        return modal(frame, section(Safe("It is drying.")))

    shown = await opened(world)
    painter.reply = FormReply(dialog=Dialog(Safe("Drying"), next_view))
    await world.submit(shown, {"Colour": "blue"})

    assert "It is drying." in says(world.slack.modal("Sofie"))


async def test_closing_a_form_is_taken_note_of(
    world: SlackWorld, painter: Painter
) -> None:
    shown = await opened(world)
    shown.body["notify_on_close"] = True
    ack = await world.slack.close("Sofie", shown)

    assert ack.ok
    assert painter.painted == []
