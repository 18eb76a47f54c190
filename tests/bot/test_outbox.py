"""The sender: what waits reaches Slack, whatever Slack does."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.delivery import Places
from core.detours import read_detours
from core.domain.document import DocumentProblem
from core.domain.reason import Reason
from core.domain.target import TargetId
from core.ports.ledger import LedgerTx
from sandbox.slack import Fault
from tests.bot.fake_engine import NOW
from tests.bot.office import ADMIN, Office
from tests.bot.slack_world import CHANNEL, ELSEWHERE, labels, texts
from tests.builders import SOURCE_ID, an_invoice

LOST = {"system": "teamleader"}
GAP = {
    "since": "2026-11-21T18:05:00+00:00",
    "until": "2026-11-22T07:10:00+00:00",
}


async def test_a_message_is_sent_once_and_no_more(office: Office) -> None:
    await office.asks("connection-lost", LOST)
    await office.sends()
    await office.sends(after=3600)

    [message] = office.said()
    assert "The connection to Teamleader has ended." in message.text
    assert f"<@{ADMIN}>: please type `/twikey connect`" in message.text


async def test_the_alert_of_a_lost_connection_gives_an_admin_the_link(
    office: Office,
) -> None:
    await office.asks("connection-lost", LOST)
    await office.sends()
    [alert] = office.said()
    assert labels(alert) == ["Connect again"]

    for _ in range(2):
        await office.world.press(alert, "Connect again")
    links = [labels(one) for one in office.world.private()]
    assert links == [["Connect Teamleader"], ["Connect Teamleader"]]
    assert str(office.world.consent) in str(office.world.private()[-1].blocks)

    await office.world.press(alert, "Connect again", user="Jan")
    [refused] = office.world.private("Jan")
    assert f"This is for admins. Please ask <@{ADMIN}>." in refused.text
    assert office.said() == [alert]


async def test_the_alert_about_twikey_says_what_to_do_with_the_key(
    office: Office,
) -> None:
    await office.asks("connection-lost", {"system": "twikey"})
    await office.sends()
    [alert] = office.said()

    assert "copy the key that holds from Twikey's settings" in alert.text
    assert "`TWIKEY_API_KEY`" in alert.text
    assert labels(alert) == []


async def test_messages_to_one_channel_are_a_second_apart(office: Office) -> None:
    began = office.clock.monotonic()
    for number in range(3):
        await office.asks("unannounced", {"count": number}, key=f"k-{number}")
    await office.sends()

    assert len(office.said()) == 3
    assert office.clock.monotonic() - began == pytest.approx(2)


async def test_a_limit_of_slack_is_waited_out_without_holding_up_anybody(
    office: Office,
) -> None:
    office.world.slack.faults.plan(Fault("chat.postMessage", retry_after=30))
    await office.asks("connection-lost", LOST)
    await office.sends()
    await office.sends(after=29)
    assert office.said() == []

    await office.sends(after=1)
    assert len(office.said()) == 1


async def test_what_slack_could_not_take_is_tried_with_growing_waits(
    office: Office,
) -> None:
    office.world.fail("chat.postMessage", "internal_error", times=2)
    await office.asks("connection-lost", LOST)
    await office.sends()
    await office.sends(after=5)
    await office.sends(after=5)
    assert office.said() == []

    await office.sends(after=5)
    assert len(office.said()) == 1


async def test_a_post_whose_answer_was_lost_is_known_by_its_name_the_second_time(
    office: Office,
) -> None:
    office.world.slack.switches.dedupe_client_msg_id = True
    office.world.slack.faults.plan(Fault("chat.postMessage", lost="answer"))
    await office.asks("connection-lost", LOST)
    await office.sends()
    await office.sends(after=5)

    assert len(office.said()) == 1
    assert await office.unsent() == 0


async def test_the_next_message_of_the_same_kind_is_not_taken_for_the_first(
    office: Office,
) -> None:
    office.world.slack.switches.dedupe_client_msg_id = True
    for _ in range(2):
        await office.asks("connection-lost", LOST)
        await office.sends()

    assert len(office.said()) == 2


async def test_a_message_slack_can_never_take_is_given_up(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.world.fail("chat.postMessage", "invalid_blocks")
    await office.asks("connection-lost", LOST)
    await office.asks("connection-back", LOST)
    await office.sends()

    assert await office.unsent() == 0
    assert "is back" in office.said()[-1].text
    assert "message-dropped" in caplog.text


async def test_a_kind_nobody_knows_waits_and_does_not_hold_up_the_others(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    await office.asks("fireworks", {})
    await office.asks("connection-lost", LOST)
    await office.sends()

    assert len(office.said()) == 1
    assert await office.unsent() == 1
    assert "message-unworded" in caplog.text


async def test_a_lost_permission_stops_the_round_and_nothing_is_lost(
    office: Office,
) -> None:
    office.world.slack.switches.revoked = "token_revoked"
    await office.asks("connection-lost", LOST)
    await office.sends()
    office.world.slack.switches.revoked = None

    await office.sends(after=60)
    assert len(office.said()) == 1


async def test_a_message_that_was_claimed_by_a_sender_that_died_is_sent_by_another(
    office: Office,
) -> None:
    await office.asks("connection-lost", LOST)
    claim = await office.world.ledger.write(
        lambda tx: tx.outbox.claim("worker-that-dies", 120, 1)
    )
    assert claim
    await office.sends()
    assert office.said() == []

    office.another_sender()
    await office.sends(after=121)
    assert len(office.said()) == 1


async def test_it_goes_on_sending_while_it_runs(office: Office) -> None:
    async with office.outbox.running():
        await office.asks("connection-lost", LOST)
        async with asyncio.timeout(10):
            await office.world.slack.wait_for(office.said)
    assert len(office.said()) == 1


# The channel is gone


@pytest.mark.parametrize(
    "problem", ["is_archived", "not_in_channel", "channel_not_found"]
)
async def test_a_message_for_a_shut_channel_goes_to_the_first_admin_once(
    office: Office, problem: str
) -> None:
    office.world.fail("chat.postMessage", problem)
    await office.asks("connection-lost", LOST)
    await office.sends()

    [told] = office.said_directly()
    assert "The connection to Teamleader has ended." in told.text
    assert f"This belongs in <#{CHANNEL}>" in told.text
    assert office.said() == []


async def test_it_is_repeated_in_the_channel_once_that_is_mended(
    office: Office,
) -> None:
    office.archive()
    await office.asks("connection-lost", LOST)
    await office.sends()
    for _ in range(5):
        await office.sends(after=600)
    assert len(office.said_directly()) == 1

    office.archive(is_archived=False)
    await office.sends(after=600)
    assert "The connection to Teamleader has ended." in texts(office.said())
    assert f"This is in <#{CHANNEL}> now." in office.said_directly()[0].text
    assert await office.unsent() == 0


async def test_a_shut_channel_is_remembered_until_it_is_mended(office: Office) -> None:
    office.archive()
    await office.asks("connection-lost", LOST)
    await office.sends()
    shut = (await office.world.ledger.read(read_detours)).troubles[CHANNEL]
    assert (shut.code, shut.since) == ("is_archived", NOW)

    await office.sends(after=600)
    again = (await office.world.ledger.read(read_detours)).troubles[CHANNEL]
    assert again.since == NOW

    office.archive(is_archived=False)
    await office.sends(after=600)
    detours = await office.world.ledger.read(read_detours)
    assert not detours.troubles
    assert not detours.told


async def test_another_known_channel_comes_before_an_admin(office: Office) -> None:
    elsewhere = office.world.slack.channel(ELSEWHERE)
    elsewhere.members.append(office.world.slack.app.bot_user_id)
    office.places = Places(CHANNEL, (CHANNEL, elsewhere.id, ADMIN))
    office.another_sender()
    office.archive()
    await office.asks("connection-lost", LOST)
    await office.sends()

    assert "has ended" in texts(list(office.world.slack.messages[elsewhere.id]))
    assert office.said_directly() == []


async def test_an_alert_that_is_told_elsewhere_stays_true_there(
    office: Office,
) -> None:
    office.archive()
    source_id = await office.books("2026 / 1", Reason.REFUSED)
    await office.an_hour_passes()
    await office.books("2026 / 2", Reason.REFUSED)
    await office.an_hour_passes()
    [told] = office.said_directly()
    assert "Refused by Twikey: 2 invoices" in told.text

    await office.imports(source_id)
    await office.imports("id-2026/2")  # type: ignore[arg-type]
    await office.an_hour_passes()
    assert "All 2 solved" in told.text
    assert labels(told) == []
    assert await office.unsent() == 0


async def test_an_alert_returns_to_its_channel_with_the_present_state(
    office: Office,
) -> None:
    await office.books("2026 / 1", Reason.REFUSED)
    await office.an_hour_passes()
    office.archive()
    await office.books("2026 / 2", Reason.REFUSED)
    await office.an_hour_passes()
    assert "2 invoices" in office.said_directly()[0].text

    office.archive(is_archived=False)
    await office.sends(after=600)
    [alert] = office.said()
    assert "2 invoices" in alert.text
    assert f"This is in <#{CHANNEL}> now." in office.said_directly()[0].text


async def test_nobody_to_tell_is_no_reason_to_lose_a_message(office: Office) -> None:
    office.places = Places(CHANNEL)
    office.another_sender()
    office.archive()
    await office.asks("connection-lost", LOST)
    await office.sends()
    assert await office.unsent() == 1

    office.archive(is_archived=False)
    await office.sends(after=600)
    assert len(office.said()) == 1


# What each kind says


async def test_the_stock_at_the_start_comes_with_a_preview(office: Office) -> None:
    created = NOW - timedelta(days=90)
    await office.sees(an_invoice(created_at=created, updated_at=created))
    await office.asks("stock", {"count": 1})
    await office.sends()
    [message] = office.said()
    assert "1 open invoice was booked before the start." in message.text

    await office.world.press(message, "Preview import of 1 invoice")
    order = office.world.engine.orders[-1]
    assert order.preview
    told = texts(office.world.private())
    assert "from 24 Aug 2026 to 22 Nov 2026" in told


async def test_a_stock_that_was_dealt_with_meanwhile_needs_no_preview(
    office: Office,
) -> None:
    await office.asks("stock", {"count": 3})
    await office.sends()

    assert labels(office.said()[0]) == []


@pytest.mark.parametrize(
    ("kind", "facts", "told"),
    [
        ("unannounced", {"count": 9}, "9 invoices arrived without notice."),
        ("unannounced", {"count": 1}, "Teamleader's webhooks look silent."),
        ("missed-runs", GAP | {"count": 7}, "7 invoices came to Twikey late"),
        ("missed-runs", GAP | {"count": 1}, "1 invoice came to Twikey late"),
        ("missed-runs", GAP | {"count": 0}, "No invoice came to Twikey late"),
        (
            "missed-runs",
            GAP | {"count": 0},
            "From 21 Nov 2026, 19:05 until 22 Nov 2026, 08:10 I did not look",
        ),
        ("hooks-repaired", {"added": 2, "removed": 1}, "2 added, 1 removed"),
        ("connection-back", LOST, "The connection to Teamleader is back."),
        ("connection-lost", {"system": "twikey"}, "copy the key"),
    ],
)
async def test_each_kind_says_what_happened(
    office: Office, kind: str, facts: dict[str, object], told: str
) -> None:
    await office.asks(kind, facts)
    await office.sends()

    assert told in office.said()[0].text


async def gives_up(office: Office) -> None:
    await office.sees(an_invoice(number="2026 / 42"))

    def unit(tx: LedgerTx) -> None:
        tx.documents.want(SOURCE_ID, TargetId("t-1"), "b")
        claim = tx.documents.claim(SOURCE_ID, "worker", 60)
        assert claim is not None
        tx.documents.failed(claim, DocumentProblem.NOT_YET, None)

    await office.world.ledger.write(unit)
    await office.asks("gave-up", {"source_id": SOURCE_ID})


async def test_a_pdf_that_was_given_up_can_be_fetched_by_hand(office: Office) -> None:
    await gives_up(office)
    await office.sends()
    [message] = office.said()

    assert "I gave up fetching the PDF of 2026 / 42." in message.text
    assert "Teamleader had not made it yet" in message.text
    assert labels(message) == ["Fetch PDF of 2026 / 42 now", "Why 2026 / 42?"]


async def test_a_pdf_that_came_after_all_is_not_mourned(office: Office) -> None:
    await gives_up(office)

    def unit(tx: LedgerTx) -> None:
        claim = tx.documents.claim(SOURCE_ID, "worker", 60)
        assert claim is not None
        assert tx.documents.attached(claim, 84_000, "digest")

    await office.world.ledger.write(unit)
    await office.sends()

    assert office.said() == []
    assert await office.unsent() == 0
