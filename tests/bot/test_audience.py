"""Where unasked messages go and whom they call, as people chose it."""

from __future__ import annotations

from dataclasses import replace

from core.domain.audience import Audience
from core.domain.reason import Reason
from tests.bot.office import Office
from tests.bot.slack_world import CHANNEL, texts

GENERAL = "#algemeen"


async def chooses(office: Office, **chosen: object) -> None:
    """Change who hears of things; the sender is started anew."""
    audience = replace(office.policy.audience, **chosen)  # type: ignore[arg-type]
    office.policy = replace(office.policy, audience=audience)
    office.another_sender()


async def invited(office: Office) -> str:
    """Invite the bot, and let it say hello there."""
    await office.world.slack.join("Twikey", GENERAL)
    await office.world.app.tasks.settled()
    await office.sends()
    return office.world.slack.channel(GENERAL).id


async def test_alerts_go_to_the_channel_that_was_chosen(office: Office) -> None:
    await chooses(office, alerts=await invited(office))
    await office.books("2026 / 42", Reason.ON_HOLD)

    await office.an_hour_passes()

    told = office.world.posted(GENERAL)[-1]
    assert "2026 / 42" in told.text
    assert office.said() == []


async def test_an_alert_stays_where_it_stands_when_another_channel_is_chosen(
    office: Office,
) -> None:
    held = await office.books("2026 / 42", Reason.ON_HOLD)
    await office.an_hour_passes()

    await chooses(office, alerts=await invited(office))
    await office.imports(held)
    await office.an_hour_passes()

    (told,) = office.said()
    assert "Solved" in told.text
    assert "On hold" not in texts(office.world.posted(GENERAL))


async def test_while_the_chosen_channel_is_shut_the_one_of_the_settings_hears_it(
    office: Office,
) -> None:
    elsewhere = await invited(office)
    office.places = replace(office.places, others=(CHANNEL, *office.places.others))
    await chooses(office, alerts=elsewhere)
    office.world.slack.channel(GENERAL).is_archived = True
    await office.books("2026 / 42", Reason.ON_HOLD)

    await office.an_hour_passes()

    (told,) = office.said()
    assert "2026 / 42" in told.text


async def test_an_alert_mentions_people_and_user_groups(office: Office) -> None:
    await chooses(office, mentioned=("S0BOEKH01", "U0JAN0001"))
    await office.books("2026 / 42", Reason.ON_HOLD)

    await office.an_hour_passes()

    assert "For <!subteam^S0BOEKH01>, <@U0JAN0001>" in office.said()[-1].text


async def test_a_quiet_cause_mentions_nobody(office: Office) -> None:
    quiet = frozenset({"profile-unknown"})
    await chooses(office, mentioned=("U0JAN0001",), quiet=quiet)
    await office.books("2026 / 42", Reason.PROFILE_UNKNOWN)

    await office.an_hour_passes()

    assert "2026 / 42" in office.said()[-1].text
    assert "U0JAN0001" not in office.said()[-1].text


async def test_what_is_solved_mentions_nobody(office: Office) -> None:
    await chooses(office, mentioned=("U0JAN0001",))
    held = await office.books("2026 / 42", Reason.ON_HOLD)
    await office.an_hour_passes()

    await office.imports(held)
    await office.an_hour_passes()

    assert "U0JAN0001" not in office.said()[-1].text


def test_nobody_chose_anything_at_first() -> None:
    assert Audience().named_for("on-hold") == ()
