"""Mending in Slack what keeps one invoice out."""

from __future__ import annotations

import json

import pytest

from core.choosing_profiles import ProfileOffer
from core.domain.reason import Reason
from sandbox.slack import View
from tests.bot.fake_engine import Kept
from tests.bot.slack_world import SlackWorld, labels

PAGE = "https://focus.teamleader.example/company_detail.php?id=1"


async def opened(world: SlackWorld, reason: Reason, **facts: object) -> View:
    kept = world.engine.add("2026 / 42", reason)
    kept.facts = {**kept.facts, **facts}
    await world.type("why 2026 / 42")
    await world.press(world.private()[-1], "Fix 2026 / 42 here")
    return form(world)


def form(world: SlackWorld) -> View:
    view = world.slack.modal("Sofie")
    assert view is not None
    return view


def said(view: View) -> str:
    return json.dumps(view.blocks, ensure_ascii=False)


async def test_another_profile_is_chosen_for_one_invoice_and_it_is_tried_again(
    world: SlackWorld,
) -> None:
    view = await opened(world, Reason.PROFILE_UNKNOWN)
    assert "Betaallink (4022)" in said(view)
    assert "next invoice is not bound" in said(view)

    await world.submit(view, {"profile": "4022"})

    (kept,) = world.engine.invoices
    assert world.decisions.profiles == {kept: ("4022", "U0SOFIE01")}
    assert world.engine.imported == [kept]
    assert "2026 / 42: imported" in world.private()[-1].text


async def test_what_was_corrected_in_teamleader_is_only_tried_again(
    world: SlackWorld,
) -> None:
    view = await opened(world, Reason.CUSTOMER_INCOMPLETE, page=PAGE)
    assert PAGE in said(view)
    world.engine.mend(only(world))

    await world.submit(view)

    assert world.decisions.profiles == {}
    assert world.engine.imported == [only(world).source_id]


async def test_what_is_still_wrong_is_told_with_its_buttons(world: SlackWorld) -> None:
    view = await opened(world, Reason.PROFILE_UNREADABLE)

    await world.submit(view)

    told = world.private()[-1]
    assert "2026 / 42: not imported. Payment profile not readable" in told.text
    assert "Retry 2026 / 42" in labels(told)


async def test_a_profile_that_is_gone_meanwhile_is_told_and_nothing_is_tried(
    world: SlackWorld,
) -> None:
    offered = world.profiles.offered.profiles[0]
    gone = type(offered)("4999", "Weg", True, False)
    world.profiles.offered = ProfileOffer(profiles=(gone,))
    view = await opened(world, Reason.PROFILE_UNKNOWN)

    await world.submit(view, {"profile": "4999"})

    assert "does not have that payment profile" in world.private()[-1].text
    assert world.engine.orders == []


async def test_a_choice_by_a_person_can_be_withdrawn(world: SlackWorld) -> None:
    view = await opened(world, Reason.PROFILE_UNKNOWN, level="person")
    kept = only(world).source_id
    world.decisions.profiles[kept] = ("4999", "U0JAN0001")

    await world.submit(view, {"profile": "as-before"})

    assert world.decisions.profiles == {}


async def test_without_known_profiles_the_way_is_told(world: SlackWorld) -> None:
    world.profiles.offered = ProfileOffer()
    view = await opened(world, Reason.PROFILE_UNKNOWN)

    assert "I know no payment profiles" in said(view)


async def test_an_invoice_that_was_mended_meanwhile_is_told_as_such(
    world: SlackWorld,
) -> None:
    world.engine.add("2026 / 42", Reason.PROFILE_UNKNOWN)
    await world.type("why 2026 / 42")
    world.engine.mend(only(world))

    await world.press(world.private()[-1], "Fix 2026 / 42 here")

    assert "is not held back any more" in said(form(world))


@pytest.mark.parametrize("reason", [Reason.REFUSED, Reason.ON_HOLD])
async def test_what_no_form_mends_offers_none(
    world: SlackWorld, reason: Reason
) -> None:
    world.engine.add("2026 / 42", reason)
    await world.type("why 2026 / 42")

    assert "Fix 2026 / 42 here" not in labels(world.private()[-1])


def only(world: SlackWorld) -> Kept:
    (kept,) = world.engine.invoices.values()
    return kept
