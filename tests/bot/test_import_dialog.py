"""The import dialogue: asked, previewed, confirmed; cancelled without effect."""

from __future__ import annotations

import pytest

from bot.views.blocks import actions, message, section
from bot.views.buttons import import_form
from bot.words import Safe
from core.domain.invoice import DepartmentId
from core.domain.policy import Window
from core.domain.reason import Reason, System
from core.errors import RemoteUnavailable
from core.ports.source import Department
from core.scope import NumbersScope, ProblemsScope, WindowScope
from sandbox.slack import View, validate_view
from tests.bot.fake_engine import NOW
from tests.bot.slack_world import CHANNEL, Filled, SlackWorld, texts
from tests.bot.view_cases import VOICE

GENT = Department(DepartmentId("d-gent"), "Gent")
LIER = Department(DepartmentId("d-lier"), "Lier <b>*&*")


async def opened(world: SlackWorld, user: str = "Sofie") -> View:
    await world.slack.shortcut(user, "import-invoices")
    await world.app.tasks.settled()
    return shown(world, user)


def shown(world: SlackWorld, user: str = "Sofie") -> View:
    modal = world.slack.modal(user)
    assert modal is not None
    assert validate_view(modal.body) == []
    return modal


async def chosen(world: SlackWorld, way: str) -> View:
    view = await opened(world)
    await world.slack.choose("Sofie", view, way, action_id="how")
    await world.app.tasks.settled()
    return shown(world)


async def previewed(world: SlackWorld, values: Filled) -> View:
    ack = await world.submit(shown(world), values)
    assert ack.ok
    assert ack.errors == {}
    return shown(world)


async def test_the_shortcut_asks_which_invoices_and_shows_what_would_come_of_it(
    world: SlackWorld,
) -> None:
    world.engine.add("2026 / 41")
    world.engine.add("2026 / 42", Reason.REFUSED)
    await opened(world)
    view = await previewed(world, {"days": "10"})

    [order] = world.engine.orders
    assert (order.preview, order.scope) == (
        True,
        WindowScope(Window.of_days(10, NOW.date())),
    )
    assert "EUR 100.00" in str(view.blocks)
    assert "Refused by Twikey" in str(view.blocks)
    assert view.body["submit"]["text"] == "Import 1"
    assert world.posted() == []


async def test_what_was_previewed_is_imported_on_the_next_click(
    world: SlackWorld,
) -> None:
    world.engine.add("2026 / 41")
    await opened(world)
    view = await previewed(world, {"days": "10"})
    await world.submit(view)

    assert [order.preview for order in world.engine.orders] == [True, False]
    assert world.slack.modal("Sofie") is None
    assert "1 invoice imported" in world.posted(CHANNEL)[-1].text
    dm = world.slack.dm("Sofie").id
    assert "the summary is in" in texts(world.posted(dm))


async def test_a_dialogue_that_is_cancelled_has_no_effect(world: SlackWorld) -> None:
    world.engine.add("2026 / 41")
    await opened(world)
    view = await previewed(world, {"days": "10"})
    await world.slack.close("Sofie", view)
    await world.app.tasks.settled()

    assert world.engine.imported == []
    assert world.posted() == []


async def test_two_days_may_be_chosen(world: SlackWorld) -> None:
    await chosen(world, "range")
    await previewed(world, {"first": "2026-11-01", "last": "2026-11-22"})

    window = Window.of_days(21, NOW.date())
    assert world.engine.orders[0].scope == WindowScope(window)


async def test_single_numbers_may_be_typed_one_to_a_line(world: SlackWorld) -> None:
    world.engine.add("2026 / 41")
    await chosen(world, "numbers")
    await previewed(world, {"numbers": "2026 / 41\nINV-7\n\n 42 "})

    assert world.engine.orders[0].scope == NumbersScope(("2026 / 41", "INV-7", "42"))


async def test_every_open_problem_may_be_chosen(world: SlackWorld) -> None:
    world.engine.add("2026 / 41", Reason.REFUSED)
    await chosen(world, "problems")
    view = await previewed(world, {})

    assert world.engine.orders[0].scope == ProblemsScope()
    assert "There is nothing to import here." in str(view.blocks)
    assert "submit" not in view.body


async def test_departments_narrow_what_is_imported(world: SlackWorld) -> None:
    world.engine.known_departments = (GENT, LIER)
    world.engine.add("2026 / 41")
    await opened(world)
    view = await previewed(world, {"days": "10", "departments": ["d-lier"]})
    await world.submit(view)

    assert [order.departments for order in world.engine.orders] == [
        frozenset({"d-lier"})
    ] * 2


async def test_one_department_is_not_asked_for(world: SlackWorld) -> None:
    world.engine.known_departments = (GENT,)

    assert "departments" not in str((await opened(world)).blocks)


async def test_going_back_keeps_what_was_filled_in(world: SlackWorld) -> None:
    world.engine.known_departments = (GENT, LIER)
    await chosen(world, "numbers")
    view = await previewed(world, {"numbers": "41\n42", "departments": ["d-gent"]})
    await world.slack.click("Sofie", view, label="Choose others")
    await world.app.tasks.settled()

    blocks = str(shown(world).blocks)
    assert "'initial_value': '41\\n42'" in blocks
    assert "'value': 'd-gent'}]" in blocks


@pytest.mark.parametrize(
    ("way", "values", "field", "words"),
    [
        ("range", {"first": "2026-11-22", "last": "2026-11-01"}, "last", "is after"),
        ("range", {"first": "2027-01-01", "last": "2027-01-02"}, "first", "not come"),
        ("range", {"first": "1999-01-01", "last": "2026-11-01"}, "last", "at most"),
        ("numbers", {"numbers": "hello"}, "numbers", "no digits"),
        ("numbers", {"numbers": "30d"}, "numbers", "invoice numbers here"),
        ("numbers", {"numbers": "problems, 42"}, "numbers", "stands alone"),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field(
    world: SlackWorld, way: str, values: Filled, field: str, words: str
) -> None:
    ack = await world.submit(await chosen(world, way), values)

    assert list(ack.errors) == [field]
    assert words in ack.errors[field]
    assert world.engine.orders == []


async def test_trouble_with_the_preview_is_told_in_the_dialogue(
    world: SlackWorld,
) -> None:
    await opened(world)
    world.engine.broken = RemoteUnavailable(System.TEAMLEADER, "list")
    view = await previewed(world, {"days": "10"})

    assert "Teamleader cannot be reached" in str(view.blocks)


async def test_a_member_cannot_open_the_dialogue(world: SlackWorld) -> None:
    await world.slack.shortcut("Jan", "import-invoices")
    await world.app.tasks.settled()

    assert world.slack.modal("Jan") is None
    assert "This is for operators" in texts(world.posted(world.slack.dm("Jan").id))


async def test_a_button_opens_the_dialogue_too(world: SlackWorld) -> None:
    told = message(section(Safe("Hello")), actions(import_form(VOICE)))
    client = world.client()
    await client.chat_postMessage(channel=CHANNEL, text="Hello", blocks=told.blocks)
    await world.press(world.posted()[-1], "Import invoices")

    assert shown(world).callback_id == "import"


async def test_a_department_with_markup_in_its_name_is_shown_as_it_is(
    world: SlackWorld,
) -> None:
    world.engine.known_departments = (GENT, LIER)

    assert "Lier <b>" in str((await opened(world)).blocks)
