"""The Home tab: the set-up at first, then what waits on whoever looks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from core.domain.alert import AlertLine, LineState
from core.domain.history import SeenBy
from core.domain.invoice import SourceId
from core.domain.profile import Profile
from core.domain.reason import Reason
from core.ports.ledger import LedgerTx
from core.setting_up import STRICT_MODE, TEST_ARRIVED
from sandbox.slack import View, validate_view
from tests.bot.fake_engine import NOW
from tests.bot.office import Office, open_office
from tests.bot.slack_world import SlackWorld
from tests.builders import an_invoice, euro

ADMIN, MEMBER = "Sofie", "Jan"


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with open_office() as opened:
        yield opened


@pytest.fixture
def world(office: Office) -> SlackWorld:
    return office.world


async def opens(world: SlackWorld, user: str = ADMIN) -> View:
    """Look at the Home tab; what is seen always suits Slack."""
    await world.slack.open_home(user)
    await world.app.tasks.settled()
    return seen(world, user)


def seen(world: SlackWorld, user: str = ADMIN) -> View:
    view = world.slack.home(user)
    assert view is not None
    assert validate_view(view.body) == []
    return view


def told(view: View) -> str:
    """What a Home tab says, and what its buttons are called."""
    texts: list[str] = []
    for block in view.blocks:
        for part in (block.get("text"), *block.get("elements", [])):
            text = (part or {}).get("text")
            texts.append(text["text"] if isinstance(text, dict) else str(text or ""))
        accessory = block.get("accessory") or {}
        texts.append((accessory.get("text") or {}).get("text", ""))
    return "\n".join(texts)


async def presses(world: SlackWorld, label: str, user: str = ADMIN) -> View:
    """Press a button of the Home tab as it is seen now."""
    await world.slack.click(user, seen(world, user), label=label)
    await world.app.tasks.settled()
    return seen(world, user)


async def sets_up(world: SlackWorld) -> None:
    """Do every step of the set-up."""

    def unit(tx: LedgerTx) -> None:
        for system in ("teamleader", "twikey"):
            tx.credentials.put(system, "token", None)
        tx.settings.put(STRICT_MODE, f"U0SOFIE01 {NOW.isoformat()}", "U0SOFIE01")
        tx.settings.put_once(TEST_ARRIVED, NOW.isoformat())

    await world.ledger.write(unit)


async def alerts(world: SlackWorld, cause: str, count: int = 1) -> None:
    """Open an alert."""
    lines = [
        AlertLine(
            SourceId(f"{cause}-{n}"),
            f"2026 / {n}",
            None,
            None,
            euro("100.00"),
            (NOW + timedelta(days=3)).date(),
            LineState.OPEN,
            NOW,
            {},
        )
        for n in range(count)
    ]
    await world.ledger.write(lambda tx: tx.alerts.put_lines(cause, lines))


async def test_the_first_opening_is_a_check_list(world: SlackWorld) -> None:
    home = told(await opens(world))

    assert "Set-up: 0 of 6 done" in home
    assert "○ *To do:* Connect Teamleader." in home
    assert "? *Not known yet:* Whether I can write in <#C0BOEKHD1>" in home
    assert "must be off" in home
    for label in ("Connect Teamleader", "Confirm strict mode", "Send a test alert"):
        assert label in home


async def test_who_is_no_admin_sees_the_steps_without_their_buttons(
    world: SlackWorld,
) -> None:
    home = told(await opens(world, MEMBER))

    assert "An admin of this bot does these steps." in home
    assert "Confirm strict mode" not in home
    assert "Settings" not in home


async def test_ticks_are_live(world: SlackWorld) -> None:
    await opens(world)
    await world.ledger.write(lambda tx: tx.credentials.put("teamleader", "x", None))

    home = told(await opens(world))
    assert "Set-up: 1 of 6 done" in home
    assert "✓ *Done:* Teamleader is connected." in home


async def test_an_admin_confirms_strict_mode_and_their_name_is_kept(
    world: SlackWorld,
) -> None:
    await opens(world)

    home = told(await presses(world, "Confirm strict mode"))
    assert "as <@U0SOFIE01> confirmed on 22 Nov 2026, 10:30" in home
    assert "Confirm strict mode" not in home
    assert ("U0SOFIE01", "strict-mode-confirmed") in await world.audited()


async def test_a_test_alert_takes_the_way_of_every_alert(office: Office) -> None:
    world = office.world
    await opens(world)
    home = told(await presses(world, "Send a test alert"))
    assert "◔ *Under way:* The test alert that <@U0SOFIE01> asked for" in home

    await office.sends()
    assert "This is a test alert. Nothing is wrong." in office.said()[-1].text
    home = told(await opens(world))
    assert "asked for on 22 Nov 2026, 10:30 arrived." in home
    assert "✓ *Done:* I can write in <#C0BOEKHD1>." in home


async def test_a_test_alert_that_cannot_be_posted_is_not_done(office: Office) -> None:
    world = office.world
    await opens(world)
    await presses(world, "Send a test alert")
    office.archive()
    await office.sends()

    home = told(await opens(world))
    assert "has not arrived yet" in home
    assert "○ *To do:* I cannot write in <#C0BOEKHD1>." in home


async def test_once_set_up_the_check_list_is_gone(office: Office) -> None:
    world = office.world
    profile = Profile("4021", "Standaard", True, True)
    world.policy = replace(office.policy, profiles=(profile,))
    world.restarted()
    await sets_up(world)

    home = told(await opens(world))
    assert "Set-up" not in home
    assert "Nothing is at risk: no alert is open." in home
    assert "Nothing waits on you." in home
    assert "Automatic import is on, since 2 Nov 2026" in home


async def test_problems_that_wait_on_the_viewer_come_first(world: SlackWorld) -> None:
    await alerts(world, Reason.REFUSED.value, 2)
    await alerts(world, "profile-unknown:9", 1)
    await alerts(world, Reason.CUSTOMER_INCOMPLETE.value, 1)

    admin = told(await opens(world))
    assert "*At risk: EUR 400.00 is not in Twikey.*" in admin
    assert "The first is due in 3 days." in admin
    assert "Waits on others" not in admin
    assert "Retry all 2: Refused by Twikey" in admin

    member = told(await opens(world, MEMBER))
    mine, others = member.split("Waits on others")
    assert "Customer not complete: 1 invoice" in mine
    assert "Refused by Twikey" not in mine
    assert "• Refused by Twikey: 2 invoices · EUR 200.00" in others
    assert "Retry" not in member


async def test_what_is_settled_but_collected_is_no_money_at_risk(
    world: SlackWorld,
) -> None:
    await alerts(world, Reason.SETTLED_SINCE.value)

    home = told(await opens(world))
    assert "Twikey may still collect EUR 100.00 that is settled" in home
    assert "At risk" not in home
    assert "Mark 2026 / 0 paid in Twikey" in home


async def test_a_lost_connection_stands_on_top(world: SlackWorld) -> None:
    found = world.reports.found
    lost = replace(found.connections[1], lost_since=NOW)
    connections = (found.connections[0], lost)
    world.reports.found = replace(found, connections=connections)

    assert "*The connection to Twikey has ended." in told(await opens(world))


async def test_while_automatic_import_is_off_the_other_link_is_warned_of(
    world: SlackWorld,
) -> None:
    found = replace(world.reports.found, automatic_import=False)
    world.reports.found = found
    await sets_up(world)

    home = told(await opens(world))
    assert "*Automatic import is off.*" in home
    assert "is not known, so please look at the first payments" in home


async def test_the_last_run_is_told(world: SlackWorld) -> None:
    world.engine.add("2026 / 1")
    world.engine.add("2026 / 2", Reason.REFUSED)
    await world.type("import 30d")

    home = told(await opens(world))
    assert "asked by <@U0SOFIE01>: 1 of 2 invoices imported." in home


async def test_people_leaf_through_the_invoices_in_home(world: SlackWorld) -> None:
    made = [
        an_invoice(
            source_id=SourceId(f"id-{n}"),
            number=f"2026 / {n}",
            created_at=NOW - timedelta(minutes=n),
        )
        for n in range(25)
    ]
    await world.ledger.write(lambda tx: tx.invoices.see(made, SeenBy.SWEEP))
    home = told(await opens(world, MEMBER))
    assert "*2026 / 9*" in home
    assert "Retry the chosen ones" not in home

    home = told(await presses(world, "Older invoices", MEMBER))
    assert "*2026 / 19*" in home
    assert "*2026 / 9*" not in home
    home = told(await presses(world, "Imported (0)", MEMBER))
    assert "I have not imported any invoice yet." in home


async def test_home_keeps_its_page_while_something_is_done_there(
    world: SlackWorld,
) -> None:
    made = [
        an_invoice(
            source_id=SourceId(f"id-{n}"),
            number=f"2026 / {n}",
            created_at=NOW - timedelta(minutes=n),
        )
        for n in range(25)
    ]
    await world.ledger.write(lambda tx: tx.invoices.see(made, SeenBy.SWEEP))
    await opens(world)
    await presses(world, "Waiting (25)")

    home = told(await presses(world, "Retry the chosen ones"))
    assert "Waiting (25), shown now" in home


async def test_many_problems_stay_within_the_limits_of_slack(
    world: SlackWorld,
) -> None:
    for n in range(40):
        await alerts(world, f"profile-unknown:{n}", 30)

    home = told(await opens(world))
    assert "and 32 more" in home


async def test_home_asks_nobody_outside(world: SlackWorld) -> None:
    await opens(world)
    before = len(world.slack.calls)
    await opens(world)

    methods = [call.method for call in world.slack.calls[before:]]
    assert methods == ["views.publish"]


async def test_a_guest_is_told_who_the_app_is_for(world: SlackWorld) -> None:
    guests = [user for user in world.slack.users.values() if user.is_restricted]

    home = told(await opens(world, guests[0].name))
    assert "full members" in home
    assert "Invoices" not in home
