"""Leaving invoices out in Slack, by typing, by a button, and taking them back in."""

from __future__ import annotations

from datetime import date

import pytest

from bot.commands.leaving_out import SkipRequest, read_skip
from core.deciding import Excluding
from core.domain.reason import Reason
from core.errors import UsageError
from sandbox.slack import View
from tests.bot.slack_world import SlackWorld, labels

TODAY = date(2026, 11, 22)
NEW_YEAR = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("text", "number", "wanted"),
    [
        ("2026 / 42", "2026 / 42", Excluding()),
        ("INV-42 pays in cash", "INV-42", Excluding("pays in cash")),
        ("INV 42, disputed", "INV 42", Excluding("disputed")),
        ("42 - disputed", "42", Excluding("disputed")),
        ("2026 - 42 disputed", "2026 - 42", Excluding("disputed")),
        ("42 until 2026-12-31", "42", Excluding("", NEW_YEAR)),
        ("42 on hold, until 31/12/2026", "42", Excluding("on hold", NEW_YEAR)),
        ("42 (until 2026-12-31)", "42", Excluding("", NEW_YEAR)),
        ('"VF 2026 42" sold on', "VF 2026 42", Excluding("sold on")),
        ("42 back", "42", None),
        ("2026/42 BACK", "2026/42", None),
        ("42 paid back", "42", Excluding("paid back")),
        ("42 wait until they call", "42", Excluding("wait until they call")),
    ],
)
def test_number_reason_and_day_are_told_apart(
    text: str, number: str, wanted: Excluding | None
) -> None:
    if wanted is not None and wanted.why == "wait until they call":
        assert read_skip(text, TODAY).wanted == wanted
    else:
        assert read_skip(text, TODAY) == SkipRequest(number, wanted)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Which invoice"),
        ("the last one", "Which invoice"),
        ("42 until 2026-11-21", "is past"),
        ("42 until 2026-02-30", "2026-02-30"),
        ("42 " + "so " * 60, "150 characters"),
    ],
)
def test_what_cannot_be_understood_is_told_with_a_way_to_say_it(
    text: str, told: str
) -> None:
    with pytest.raises(UsageError) as refused:
        read_skip(text, TODAY)

    assert told in refused.value.message
    assert refused.value.nearest.startswith("skip ")


async def test_an_operator_leaves_an_invoice_out_by_typing(world: SlackWorld) -> None:
    kept = world.engine.add("2026 / 42", Reason.REFUSED)

    await world.type("skip 2026 / 42 pays in cash until 2026-12-31")

    decided = world.decisions.left_out[kept.source_id]
    assert (decided.by, decided.why) == ("U0SOFIE01", "pays in cash")
    assert decided.until == NEW_YEAR
    told = world.private()[-1]
    assert "2026 / 42 is left out." in told.text
    assert "up to and including 31 Dec 2026" in told.text
    assert labels(told) == ["Take 2026 / 42 back in"]
    assert ("U0SOFIE01", "slack-skip") in await world.audited()


async def test_the_button_takes_it_back_in_and_tells_how_it_stands(
    world: SlackWorld,
) -> None:
    world.engine.add("2026 / 42", Reason.REFUSED)
    await world.type("skip 2026 / 42")

    await world.press(world.private()[-1], "Take 2026 / 42 back in")

    told = world.private()[-1]
    assert world.decisions.left_out == {}
    assert "2026 / 42 is back in." in told.text
    assert "Refused by Twikey" in told.text


async def test_it_is_taken_back_in_by_typing(world: SlackWorld) -> None:
    world.engine.add("2026 / 42")
    await world.type("skip 2026 / 42")
    await world.type("skip 2026 / 42 back")

    assert world.decisions.left_out == {}
    assert "2026 / 42 is back in." in world.private()[-1].text


async def test_what_is_in_twikey_cannot_be_left_out(world: SlackWorld) -> None:
    world.engine.add_imported("2026 / 42")

    await world.type("skip 2026 / 42")

    told = world.private()[-1]
    assert "2026 / 42 is in Twikey already, so I changed nothing." in told.text
    assert labels(told) == ["Why 2026 / 42?"]


async def test_several_hits_give_a_choice_that_asks_for_the_reason(
    world: SlackWorld,
) -> None:
    world.engine.add("2026 / 42", department="Gent")
    world.engine.add("2027 / 42", department="Luik")
    await world.type("skip 42")

    await world.press(world.private()[-1], "Leave out 2027 / 42 (Luik)")

    assert "2027 / 42 is not imported as long as" in str(form(world).blocks)


async def test_who_is_no_operator_leaves_nothing_out(world: SlackWorld) -> None:
    world.engine.add("2026 / 42")

    await world.type("skip 2026 / 42", user="Jan")

    assert world.decisions.left_out == {}


def form(world: SlackWorld, user: str = "Sofie") -> View:
    view = world.slack.modal(user)
    assert view is not None
    return view


async def opened(world: SlackWorld) -> View:
    world.engine.add("2026 / 42", Reason.ON_HOLD)
    await world.type("why 2026 / 42")
    await world.press(world.private()[-1], "Leave out 2026 / 42")
    return form(world)


async def test_the_button_asks_why_and_until_when(world: SlackWorld) -> None:
    view = await opened(world)

    await world.submit(view, {"why": "pays  in cash ", "until": "2026-12-31"})

    (decided,) = world.decisions.left_out.values()
    assert (decided.why, decided.until) == ("pays in cash", NEW_YEAR)
    assert world.slack.modal("Sofie") is None
    assert "2026 / 42 is left out." in world.private()[-1].text


async def test_neither_a_reason_nor_a_day_is_needed(world: SlackWorld) -> None:
    await world.submit(await opened(world))

    (decided,) = world.decisions.left_out.values()
    assert (decided.why, decided.until) == ("", None)
    assert "until somebody takes it back in" in world.private()[-1].text


async def test_a_day_that_is_past_is_told_beside_it(world: SlackWorld) -> None:
    view = await opened(world)

    await world.submit(view, {"until": "2026-11-21"})

    assert "is past" in form(world).errors["until"]
    assert world.decisions.left_out == {}

    await world.submit(form(world), {"until": "2026-11-22"})
    assert len(world.decisions.left_out) == 1


async def test_who_is_no_operator_gets_no_form(world: SlackWorld) -> None:
    world.engine.add("2026 / 42", Reason.ON_HOLD)
    await world.type("why 2026 / 42", user="Jan")
    await world.press(world.private("Jan")[-1], "Leave out 2026 / 42", user="Jan")

    assert world.slack.modal("Jan") is None
    assert world.decisions.left_out == {}
