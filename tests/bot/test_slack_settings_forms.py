"""The settings as forms: what is in force, what is asked, what is saved by whom."""

from __future__ import annotations

import json
from datetime import time

import pytest

from bot.settings import policy
from core.choices import Circle, read_levels
from core.choosing_profiles import PROFILE_REASONS, ProfileOffer
from core.domain.audience import AllWell
from core.domain.consequences import Consequences
from core.domain.invoice import DepartmentId
from core.domain.policy import Policy
from core.domain.profile import Profile
from core.domain.reason import Alert, Reason, System
from core.ports import Department
from sandbox.slack import View
from tests.bot.slack_world import CHANNEL, SlackWorld, labels
from tests.bot.test_settings import settings_with

NORTH, SOUTH = DepartmentId("department-north"), DepartmentId("department-south")


async def in_force(world: SlackWorld) -> Policy:
    stored = await world.ledger.read(
        lambda tx: (
            tx.settings.all(),
            tx.settings.confirmed_profiles(),
            tx.settings.decided(),
        )
    )
    return policy(settings_with(), *stored)


async def stored(world: SlackWorld) -> dict[str, str]:
    return dict(await world.ledger.read(lambda tx: tx.settings.all()))


async def opened(world: SlackWorld, area: str) -> View:
    await world.type("settings")
    await world.press(world.private()[-1], f"Change {area}")
    return form(world)


def form(world: SlackWorld, user: str = "Sofie") -> View:
    view = world.slack.modal(user)
    assert view is not None
    return view


def said(view: View) -> str:
    return json.dumps(view.blocks, ensure_ascii=False)


async def invited_to(world: SlackWorld, channel: str) -> str:
    await world.slack.join("Twikey", channel)
    return world.slack.channel(channel).id


def in_two_departments(world: SlackWorld) -> None:
    world.engine.known_departments = (
        Department(NORTH, "Noord"),
        Department(SOUTH, "Zuid"),
    )


# What is in force


async def test_an_admin_sees_what_is_in_force_with_a_button_for_each_area(
    world: SlackWorld,
) -> None:
    await world.type("settings")

    told = world.private()[-1]
    assert "Automatic import is on." in told.text
    assert f"Alerts go to <#{CHANNEL}>." in told.text
    assert "Admins: <@U0SOFIE01>" in told.text
    assert labels(told) == [
        "Change Import",
        "Change Profile fields",
        "Change Profile switches",
        "Change Alerts and overview",
        "Change Causes",
        "Change People",
    ]


async def test_each_setting_tells_who_changed_it_and_when(world: SlackWorld) -> None:
    await world.submit(await opened(world, "Import"), {"auto": "off"})

    await world.type("settings")

    told = world.private()[-1].text
    assert "Automatic import is off. (changed by <@U0SOFIE01> on " in told


async def test_who_is_no_admin_any_more_saves_nothing(world: SlackWorld) -> None:
    await world.submit(await opened(world, "People"), {"admins": ["U0JAN0001"]})
    await world.type("settings", user="Jan")
    await world.press(world.private("Jan")[-1], "Change Import", user="Jan")
    await world.submit(await opened(world, "People"), {"admins": []})
    await world.submit(form(world, "Jan"), {"auto": "off"}, user="Jan")

    assert (await in_force(world)).auto_import


# Import


async def test_automatic_import_departments_and_zero_are_changed_together(
    world: SlackWorld,
) -> None:
    in_two_departments(world)
    view = await opened(world, "Import")

    await world.submit(view, {"auto": "off", "departments": [SOUTH], "zero": "import"})

    now = await in_force(world)
    assert not now.auto_import
    assert now.departments == {SOUTH}
    assert now.zero_changed.value == "import"
    told = world.private()[-1].text
    assert "automatic import, invoices of 0.00 that get an amount, departments" in told
    assert (await world.audited()).count(("U0SOFIE01", "setting-changed")) == 3


async def test_what_is_saved_unchanged_changes_nothing(world: SlackWorld) -> None:
    await world.submit(await opened(world, "Import"))

    assert await stored(world) == {}
    assert "Nothing was changed" in world.private()[-1].text


async def test_without_departments_to_choose_from_the_chosen_ones_stay(
    world: SlackWorld,
) -> None:
    in_two_departments(world)
    await world.submit(await opened(world, "Import"), {"departments": [NORTH]})
    world.engine.known_departments = ()

    await world.submit(await opened(world, "Import"), {"auto": "off"})

    assert (await in_force(world)).departments == {NORTH}


async def test_another_default_profile_first_shows_what_it_would_change(
    world: SlackWorld,
) -> None:
    world.profiles.consequences = Consequences(looked_at=12, moving={"4022": 12})
    await world.submit(await opened(world, "Import"), {"default": "4022"})
    confirm = form(world)
    assert "12 open invoices would now go to Betaallink (4022)." in said(confirm)
    assert await stored(world) == {}

    await world.submit(confirm)

    assert (await in_force(world)).default_profile == "4022"
    assert world.profiles.asked[-1].default_profile == "4022"
    assert "This concerns 12 open invoices." in world.private()[-1].text


async def test_the_rest_is_saved_even_if_another_default_profile_is_not(
    world: SlackWorld,
) -> None:
    view = await opened(world, "Import")
    await world.submit(view, {"default": "4022", "zero": "import"})
    assert "If you save this now" in said(form(world))

    await world.slack.close("Sofie", form(world))

    assert await stored(world) == {"ZERO_CHANGED": "import"}
    told = world.private()[-1].text
    assert "Saved: invoices of 0.00 that get an amount." in told


async def test_switching_automatic_import_on_warns_of_what_is_not_ready(
    world: SlackWorld,
) -> None:
    await world.submit(await opened(world, "Import"), {"auto": "off"})
    await world.submit(await opened(world, "Import"), {"auto": "on"})

    assert "No payment profile is confirmed yet" in world.private()[-1].text


# Profiles


async def test_fields_are_chosen_by_their_names_and_shown_with_what_they_change(
    world: SlackWorld,
) -> None:
    world.profiles.consequences = Consequences(
        looked_at=9,
        unknown=1,
        system=System.TWIKEY,
        not_looked_at=4,
        moving={None: 2},
        vanishing={Reason.PROFILE_UNKNOWN: 3},
        appearing={Reason.PROFILE_UNREADABLE: 1},
    )
    view = await opened(world, "Profile fields")
    await world.submit(view, {"invoice": "Profiel", "subscription": "Betaalprofiel"})
    confirm = form(world)

    told = said(confirm)
    assert "For 2 open invoices Twikey would now decide." in told
    assert "3 would no longer be held back: Payment profile not known" in told
    assert "1 would newly be held back: Payment profile not readable" in told
    assert "I do not know it for 1, because Twikey did not answer." in told
    assert "4 more open invoices were not looked at." in told
    await world.submit(confirm)

    now = await in_force(world)
    assert now.invoice_profile_field == "field-invoice-1"
    assert now.subscription_profile_field == "field-subscription-1"


async def test_what_was_held_back_is_checked_again_on_request(
    world: SlackWorld,
) -> None:
    world.profiles.consequences = Consequences(3, vanishing={Reason.PROFILE_UNKNOWN: 3})
    await world.submit(await opened(world, "Profile fields"), {"invoice": "Profiel"})
    await world.submit(form(world))

    await world.press(world.private()[-1], "Check them again now")

    assert world.profiles.rechecked == [(PROFILE_REASONS, "U0SOFIE01")]
    assert "I am looking at 3 invoices again." in world.private()[-1].text


async def test_closing_what_would_change_saves_nothing(world: SlackWorld) -> None:
    await world.submit(await opened(world, "Profile fields"), {"invoice": "Profiel"})

    await world.slack.close("Sofie", form(world))

    assert await stored(world) == {}


async def test_a_chosen_field_that_is_gone_is_shown_and_not_dropped_unasked(
    world: SlackWorld,
) -> None:
    await world.submit(await opened(world, "Profile fields"), {"invoice": "Profiel"})
    await world.submit(form(world))
    world.profiles.offered = ProfileOffer()

    view = await opened(world, "Profile fields")
    assert "Gone from Teamleader (field-invoice-1)" in said(view)
    await world.submit(view)

    assert (await in_force(world)).invoice_profile_field == "field-invoice-1"


async def test_while_teamleader_does_not_answer_no_field_can_be_chosen(
    world: SlackWorld,
) -> None:
    world.profiles.offered = ProfileOffer(unread=frozenset({System.TEAMLEADER}))

    view = await opened(world, "Profile fields")

    assert "Teamleader did not answer" in said(view)
    assert all(block["type"] != "input" for block in view.blocks)


async def test_the_switches_of_a_profile_are_confirmed(world: SlackWorld) -> None:
    view = await opened(world, "Profile switches")
    await world.slack.choose("Sofie", view, "4022", action_id="profile")
    await world.app.tasks.settled()

    view = form(world)
    await world.submit(view, {"switches-4022": ["sends", "with-pdf"]})

    expected = Profile("4022", "Betaallink", True, True)
    assert (await in_force(world)).confirmed("4022") == expected
    assert ("U0SOFIE01", "profile-confirmed") in await world.audited()
    await world.type("settings")
    told = world.private()[-1].text
    assert "Betaallink (4022) sends by itself, once the PDF is there." in told


# Alerts


async def test_channels_overview_and_mentions_are_chosen(world: SlackWorld) -> None:
    elsewhere = await invited_to(world, "#algemeen")
    view = await opened(world, "Alerts and overview")

    await world.submit(
        view,
        {
            "alerts": elsewhere,
            "digest": "07:30",
            "well": "weekly",
            "people": ["U0JAN0001"],
        },
    )

    now = await in_force(world)
    assert now.digest_at == time(7, 30)
    assert now.audience.alerts == elsewhere
    assert now.audience.summaries is None
    assert now.audience.all_well is AllWell.WEEKLY
    assert now.audience.mentioned == ("U0JAN0001",)


async def test_summaries_go_to_the_channel_that_was_chosen(world: SlackWorld) -> None:
    elsewhere = await invited_to(world, "#algemeen")
    view = await opened(world, "Alerts and overview")
    await world.submit(view, {"summaries": elsewhere})
    world.engine.add("2026 / 42", Reason.REFUSED)

    await world.type("import 30d")

    greeting, summary = world.posted("#algemeen")
    assert "Summaries of imports come here from now on. <@U0SOFIE01>" in greeting.text
    assert "1 invoice looked at." in summary.text
    assert world.posted() == []


async def test_a_channel_that_may_not_be_written_to_is_told_beside_it(
    world: SlackWorld,
) -> None:
    elsewhere = world.slack.channel("#algemeen").id

    await world.submit(
        await opened(world, "Alerts and overview"), {"alerts": elsewhere}
    )

    assert "Please type /invite" in form(world).errors["alerts"]
    assert await stored(world) == {}


@pytest.mark.parametrize(
    ("choice", "level", "is_quiet"),
    [
        ("alert", Alert.ALERT, True),
        ("digest", Alert.DIGEST, False),
        ("silent", Alert.NOTHING, False),
    ],
)
async def test_a_cause_is_told_as_chosen(
    world: SlackWorld, choice: str, level: Alert, is_quiet: bool
) -> None:
    view = await opened(world, "Causes")

    await world.submit(view, {"on-hold": choice})

    now = await in_force(world)
    assert now.alert_levels == {"on-hold": level}
    assert ("on-hold" in now.audience.quiet) is is_quiet
    assert read_levels((await stored(world))["ALERT_LEVELS"]) == now.alert_levels


async def test_a_cause_that_was_left_as_it_is_stays_as_it_was_designed(
    world: SlackWorld,
) -> None:
    """An invoice that was paid too late alerts only if something else stopped it."""
    await world.submit(await opened(world, "Causes"))

    assert await stored(world) == {}


# People


async def test_operators_and_admins_are_chosen(world: SlackWorld) -> None:
    view = await opened(world, "People")

    await world.submit(view, {"operators": ["U0JAN0001"]})

    roles = await world.ledger.read(lambda tx: tx.settings.all())
    assert "U0JAN0001" in roles["ROLES"]
    await world.type("settings")
    assert "Operators besides them: <@U0JAN0001>" in world.private()[-1].text


async def test_an_operator_that_was_chosen_may_leave_invoices_out(
    world: SlackWorld,
) -> None:
    await world.submit(await opened(world, "People"), {"operators": ["U0JAN0001"]})
    world.engine.add("2026 / 42")

    await world.type("skip 2026 / 42", user="Jan")

    assert [one.by for one in world.decisions.left_out.values()] == ["U0JAN0001"]


def test_an_empty_circle_holds_nobody() -> None:
    assert Circle() == Circle(frozenset(), frozenset())
