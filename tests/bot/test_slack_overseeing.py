"""Alerts, status, proof and connecting, as people type them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.detours import Trouble
from core.domain.money import Money
from core.domain.proof import Place, Proof, ProvenInvoice
from core.domain.reason import Reason, System
from core.reporting import Connection, JobTimes, Queues
from tests.bot.fake_oversight import AT
from tests.bot.office import Office
from tests.bot.slack_world import CHANNEL, SlackWorld, labels, texts

MINUTE = timedelta(minutes=1)


async def test_members_see_the_open_alerts_privately(office: Office) -> None:
    for number in range(1, 6):
        await office.books(f"2026 / {number}", Reason.ON_HOLD)
    await office.an_hour_passes()
    before = len(office.said())
    await office.world.type("alerts", user="Jan")
    answer = office.world.private("Jan")[-1]

    assert "Open alerts: 1" in answer.text
    assert "On hold in Teamleader: 5 invoices" in answer.text
    assert "EUR 500.00 is not in Twikey." in answer.text
    assert "and 3 more" in answer.text
    assert "Retry all 5: On hold in Teamleader" in labels(answer)
    assert len(office.said()) == before


async def test_a_member_who_may_only_look_cannot_act_on_what_is_shown(
    office: Office,
) -> None:
    await office.books("2026 / 1", Reason.ON_HOLD)
    await office.an_hour_passes()
    await office.world.type("alerts", user="Jan")
    answer = office.world.private("Jan")[-1]
    await office.world.press(answer, "Import 2026 / 1", user="Jan")

    assert "This is for operators." in office.world.private("Jan")[-1].text
    assert office.world.engine.orders == []


async def test_without_open_alerts_all_is_well(world: SlackWorld) -> None:
    await world.type("alerts")

    assert world.private()[-1].text == "No alert is open. All is well."


async def test_the_status_tells_how_the_bot_stands(world: SlackWorld) -> None:
    world.reports.found = replace(
        world.reports.found,
        last_hint=AT - 4 * MINUTE,
        last_sweep=AT - MINUTE,
        queues=Queues(2, 3, 1),
        late=7,
        jobs=(JobTimes("sweep", AT - MINUTE, AT + 4 * MINUTE),),
    )
    await world.type("status", user="Jan")
    told = world.private("Jan")[-1].text

    for line in (
        "Automatic import is on, since 2 Nov 2026, 09:00.",
        "Teamleader: connected, this permission holds until 22 Nov 2026, 11:00.",
        "Last word from Teamleader: 4 minutes ago",
        "Last look through the list: a minute ago",
        "Invoices in open alerts: 7",
        "Changes waiting to be looked at: 2",
        "PDFs not in Twikey yet: 3",
        "Messages not sent yet: 1",
        "Looking for what changed in Teamleader: a minute ago, next at 10:34",
    ):
        assert line in told
    assert "Needs attention" not in told


async def test_the_status_puts_first_what_needs_attention(world: SlackWorld) -> None:
    world.reports.found = replace(
        world.reports.found,
        connections=(
            Connection(System.TEAMLEADER, AT - 10 * MINUTE),
            Connection(System.TWIKEY, None),
        ),
        troubles=(Trouble(CHANNEL, "is_archived", AT - 60 * MINUTE),),
        automatic_import=False,
    )
    await world.type("status")
    told = world.private()[-1].text
    attention = told[: told.index("Automatic import is off.")]

    assert "Needs attention" in attention
    assert "Teamleader: the permission ran out on 22 Nov 2026, 10:20" in attention
    assert "Twikey: not connected." in attention
    assert f"<#{CHANNEL}>: I cannot write there" in attention
    assert "Last word from Teamleader: never" in told


async def test_the_status_tells_since_when_a_connection_is_lost(
    world: SlackWorld,
) -> None:
    later = AT + 60 * MINUTE
    lost = Connection(System.TEAMLEADER, later, lost_since=AT - 30 * MINUTE)
    world.reports.found = replace(world.reports.found, connections=(lost,))
    await world.type("status")
    told = world.private()[-1].text

    assert "Needs attention" in told
    assert "Teamleader: the connection has ended, noticed on 22 Nov 2026, 10:00" in told
    assert "Teamleader: connected" not in told


async def test_the_status_tells_since_when_nobody_has_looked(
    world: SlackWorld,
) -> None:
    since = AT - 30 * MINUTE
    world.reports.found = replace(world.reports.found, unlooked_since=since)
    await world.type("status")
    told = world.private()[-1].text

    assert "Needs attention" in told
    assert "I have not got through the list" in told
    assert "since 22 Nov 2026, 10:00" in told


def proven(number: str, place: Place, reason: Reason | None = None) -> ProvenInvoice:
    return ProvenInvoice(number, "Gent", Money.of("100.00"), place, reason)


async def test_the_proof_adds_up_and_comes_with_the_whole_list(
    world: SlackWorld,
) -> None:
    world.reports.proven = Proof(
        date(2026, 10, 1),
        date(2026, 10, 31),
        (
            proven("2026 / 1", Place.IMPORTED),
            proven("2026 / 2", Place.IMPORTED),
            proven("2026 / 3", Place.EXCLUDED, Reason.PAID),
            proven("2026 / 4", Place.PROBLEM),
        ),
    )
    await world.type("proof 2026-10", user="Jan")
    first, told, filed = world.private("Jan")
    assert "I am adding up the invoices of 2026-10." in first.text
    assert "Proof for 1 Oct 2026 to 31 Oct 2026" in told.text
    assert "Unexplained: 0" in told.text
    assert "Booked: 4 invoices, EUR 400.00" in told.text
    assert "In Twikey: 2 (EUR 200.00)" in told.text
    assert "Left out: Already paid: 1 (EUR 100.00)" in told.text
    assert "Problem: a system did not answer: 1 (EUR 100.00)" in told.text
    assert "The file is in our direct messages." in filed.text

    [file] = world.slack.files.values()
    assert file.name == "proof-2026-10-01-2026-10-31.csv"
    assert file.channels == [world.slack.dm("Jan").id]
    lines = (file.content or b"").decode("utf-8-sig").splitlines()
    assert lines[3] == "2026 / 3,Gent,Left out,Already paid,100.00,EUR"
    assert world.posted() == []


async def test_unexplained_invoices_are_named(world: SlackWorld) -> None:
    invoices = [proven(f"2026 / {n}", Place.UNEXPLAINED) for n in range(1, 41)]
    world.reports.proven = Proof(AT.date(), AT.date(), tuple(invoices))
    await world.type("proof")
    told = texts(world.private())

    assert "I am adding up the invoices of this month." in told
    assert "Unexplained: 40" in told
    assert "Unexplained invoices: 2026 / 1, 2026 / 2" in told
    assert "and 10 more" in told


async def test_a_month_without_invoices_needs_no_list(world: SlackWorld) -> None:
    await world.type("proof")

    assert "Booked: 0 invoices, EUR 0.00" in world.private()[-1].text
    assert world.slack.files == {}


async def test_a_list_that_cannot_be_sent_is_told(world: SlackWorld) -> None:
    world.reports.proven = Proof(
        AT.date(), AT.date(), (proven("2026 / 1", Place.IMPORTED),)
    )
    world.fail("files.getUploadURLExternal", "internal_error")
    await world.type("proof")

    assert "The file could not be sent." in world.private()[-1].text


@pytest.mark.parametrize("typed", ["nonsense", "2026-13", "2026"])
async def test_what_is_no_month_is_answered_with_how_to_type_it(
    world: SlackWorld, typed: str
) -> None:
    await world.type(f"proof {typed}")
    told = world.private()[-1].text

    assert f"{typed} is not a month I can read." in told
    assert "`proof 2026-11`" in told
    assert "`proof [YYYY-MM]`" in told


async def test_an_admin_gets_the_link_that_connects(world: SlackWorld) -> None:
    await world.type("connect")
    answer = world.private()[-1]
    [button] = answer.blocks[-1]["elements"]

    assert "for ten minutes" in answer.text
    assert button["url"] == world.consent
    assert ("U0SOFIE01", "slack-connect") in await world.audited()


async def test_nobody_else_gets_that_link(world: SlackWorld) -> None:
    await world.type("connect", user="Jan")

    assert "This is for admins." in world.private("Jan")[-1].text


async def test_where_no_browser_could_come_back_there_is_no_link(
    world: SlackWorld,
) -> None:
    world.consent = None
    world.restarted()
    await world.type("connect")

    assert "Please set PUBLIC_URL" in world.private()[-1].text
