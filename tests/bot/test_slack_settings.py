"""Changing how the bot works, from Slack."""

from __future__ import annotations

from datetime import time

import pytest

from bot.settings import policy
from core.choices import read_levels, read_time
from core.domain.reason import Alert
from tests.bot.slack_world import SlackWorld
from tests.bot.test_settings import settings_with


async def stored(world: SlackWorld) -> dict[str, str]:
    return dict(await world.ledger.read(lambda tx: tx.settings.all()))


async def test_an_admin_silences_a_cause(world: SlackWorld) -> None:
    await world.type("settings alert on-hold silent")

    levels = read_levels((await stored(world))["ALERT_LEVELS"])
    assert levels == {"on-hold": Alert.NOTHING}
    assert "nothing is told of this" in world.private()[-1].text


async def test_a_choice_is_in_force_from_then_on(world: SlackWorld) -> None:
    await world.type("settings alert paid alert")

    in_force = policy(settings_with(), await stored(world), ())
    assert in_force.alert_levels["paid"] is Alert.ALERT


async def test_the_overview_comes_at_another_time(world: SlackWorld) -> None:
    await world.type("settings digest 07:30")

    assert policy(settings_with(), await stored(world), ()).digest_at == time(7, 30)


async def test_automatic_import_is_switched_off_and_on(world: SlackWorld) -> None:
    await world.type("settings automatic off")
    off = policy(settings_with(), await stored(world), ())
    await world.type("settings automatic on")
    on = policy(settings_with(), await stored(world), ())

    assert (off.auto_import, on.auto_import) == (False, True)


async def test_who_is_no_admin_changes_nothing(world: SlackWorld) -> None:
    await world.type("settings automatic off", user="Jan")

    assert await stored(world) == {}


@pytest.mark.parametrize(
    "typed",
    ["settings alert on-hod silent", "settings digest 25:00", "settings colour blue"],
)
async def test_what_is_not_understood_changes_nothing(
    world: SlackWorld, typed: str
) -> None:
    await world.type(typed)

    assert await stored(world) == {}
    assert "I do not know the setting" in world.private()[-1].text


@pytest.mark.parametrize("text", ["", "nonsense", "[]", '{"no-reason": "alert"}'])
def test_stored_levels_that_nobody_understands_leave_the_table_alone(text: str) -> None:
    assert read_levels(text) == {}


@pytest.mark.parametrize("text", ["", "8", "24:00", "eight", "08:00:00"])
def test_only_a_time_of_day_is_one(text: str) -> None:
    assert read_time(text) is None
