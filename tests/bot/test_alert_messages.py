"""Alerts in the channel: one per cause, true at every moment."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from core.domain.alert import AlertLine, LineState
from core.domain.invoice import SourceId
from core.domain.reason import Reason
from core.domain.target import TargetId
from core.marking import Hindrance, Nothing
from core.ports import Refused
from core.ports.watch import OutboxMessage
from tests.bot.office import Office
from tests.bot.slack_world import labels
from tests.builders import a_target, an_invoice, euro


async def test_invoices_of_one_cause_are_one_message(office: Office) -> None:
    for number in range(1, 38):
        await office.books(f"2026 / {number}", Reason.REFUSED)
    await office.an_hour_passes()

    [alert] = office.said()
    assert "Refused by Twikey: 37 invoices" in alert.text
    assert "EUR 3,700.00 is not in Twikey. The first is due in 14 days." in alert.text
    assert "and 17 more" in alert.text
    assert "Retry all 37: Refused by Twikey" in labels(alert)


async def test_what_is_due_first_stands_first(office: Office) -> None:
    today = office.clock.now().date()
    for number, days, amount in ((1, 9, "50"), (2, 1, "10"), (3, 9, "70")):
        due, total = today + timedelta(days=days), euro(amount)
        await office.books(
            f"2026 / {number}", Reason.ON_HOLD, due_on=due, total=total, due=total
        )
    await office.an_hour_passes()

    [alert] = office.said()
    assert "The first is due tomorrow." in alert.text
    order = [alert.text.index(f"|2026 / {number}> ·") for number in (2, 3, 1)]
    assert order == sorted(order)


async def test_each_cause_has_a_message_of_its_own(office: Office) -> None:
    await office.books("2026 / 1", Reason.REFUSED)
    await office.books("2026 / 2", Reason.ON_HOLD)
    await office.an_hour_passes()

    assert len(office.said()) == 2


async def test_nothing_is_said_again_while_nothing_changes(office: Office) -> None:
    await office.books("2026 / 1", Reason.REFUSED)
    await office.an_hour_passes()
    before = len(office.world.slack.calls)
    await office.an_hour_passes()

    assert len(office.world.slack.calls) == before


async def test_an_invoice_that_joins_changes_the_message_in_place(
    office: Office,
) -> None:
    await office.books("2026 / 1", Reason.REFUSED)
    await office.an_hour_passes()
    await office.books("2026 / 2", Reason.REFUSED)
    await office.an_hour_passes()

    [alert] = office.said()
    assert "Refused by Twikey: 2 invoices" in alert.text


async def test_an_alert_closes_itself_and_says_how(office: Office) -> None:
    first = await office.books("2026 / 1", Reason.REFUSED)
    second = await office.books("2026 / 2", Reason.REFUSED)
    await office.an_hour_passes()
    await office.imports(first)
    await office.an_hour_passes(0)
    [alert] = office.said()
    assert "2026 / 1: arrived in Twikey at 11:36" in alert.text
    assert "Retry 2026 / 2" in labels(alert)
    assert "Retry 2026 / 1" not in labels(alert)

    await office.imports(second)
    await office.an_hour_passes(0)

    assert "All 2 solved: Refused by Twikey" in alert.text
    assert labels(alert) == []
    assert office.said() == [alert]


async def test_a_cause_that_comes_back_is_a_new_message(office: Office) -> None:
    first = await office.books("2026 / 1", Reason.REFUSED)
    await office.an_hour_passes()
    await office.imports(first)
    await office.an_hour_passes(0)
    await office.books("2026 / 2", Reason.REFUSED)
    await office.an_hour_passes()

    assert len(office.said()) == 2
    assert "2026 / 2" in office.said()[-1].text


async def test_an_alert_that_was_over_before_it_was_told_is_never_told(
    office: Office,
) -> None:
    source_id = await office.books("2026 / 1", Reason.REFUSED)
    office.clock.pass_by(4000)
    await office.alerting.look()
    await office.imports(source_id)
    await office.an_hour_passes(0)

    assert office.said() == []
    assert await office.unsent() == 0


async def test_a_message_somebody_deleted_is_posted_anew(office: Office) -> None:
    await office.books("2026 / 1", Reason.REFUSED)
    await office.an_hour_passes()
    office.world.fail("chat.update", "message_not_found")
    await office.books("2026 / 2", Reason.REFUSED)
    await office.an_hour_passes()
    old, new = office.said()
    assert "2 invoices" in new.text

    await office.books("2026 / 3", Reason.REFUSED)
    await office.an_hour_passes()
    assert "3 invoices" in new.text
    assert "3 invoices" not in old.text


async def test_accepting_one_invoice_leaves_the_others(office: Office) -> None:
    await office.books("2026 / 1", Reason.REFUSED)
    await office.books("2026 / 2", Reason.REFUSED)
    await office.an_hour_passes()
    [alert] = office.said()
    await office.world.press(alert, "Accept 2026 / 1")
    await office.sends()

    assert "2026 / 1 is accepted as it is." in office.world.private()[-1].text
    assert "2026 / 1: accepted as it is by <@U0SOFIE01> at 11:36" in alert.text
    assert "Accept 2026 / 2" in labels(alert)
    assert "Accept 2026 / 1" not in labels(alert)
    assert ("U0SOFIE01", "slack-accept") in await office.world.audited()


async def test_what_was_accepted_is_not_told_again(office: Office) -> None:
    await office.books("2026 / 1", Reason.REFUSED)
    await office.an_hour_passes()
    [alert] = office.said()
    await office.world.press(alert, "Accept 2026 / 1")
    await office.an_hour_passes()
    await office.an_hour_passes(24)
    assert office.said() == [alert]
    assert labels(alert) == []
    assert "Nothing is open: Refused by Twikey" in alert.text
    assert "Accepted as they are: 1." in alert.text

    await office.books("2026 / 2", Reason.REFUSED)
    await office.an_hour_passes()
    assert "Refused by Twikey: 1 invoice" in office.said()[-1].text
    assert "2026 / 1: accepted" in office.said()[-1].text


async def test_a_retry_answers_the_person_and_the_alert_changes_by_itself(
    office: Office,
) -> None:
    source_id = await office.books("2026 / 1", Reason.REFUSED)
    kept = office.world.engine.add("2026 / 1", source_id=source_id)
    office.world.engine.invoices = {source_id: kept}
    await office.books("2026 / 2", Reason.REFUSED)
    await office.an_hour_passes()
    [alert] = office.said()
    await office.imports(source_id)
    await office.world.press(alert, "Retry 2026 / 1")
    await office.sends()

    assert "2026 / 1: imported, asked by" in office.world.private()[-1].text
    assert "2026 / 1: arrived in Twikey" in alert.text
    assert "Retry 2026 / 2" in labels(alert)


async def test_a_retry_that_fails_can_be_tried_again(office: Office) -> None:
    source_id = await office.books("2026 / 1", Reason.REFUSED)
    kept = office.world.engine.add("2026 / 1", Reason.REFUSED, source_id=source_id)
    office.world.engine.invoices = {source_id: kept}
    await office.an_hour_passes()
    [alert] = office.said()
    for _ in range(2):
        await office.world.press(alert, "Retry 2026 / 1")
        assert "not imported. Refused by Twikey" in office.world.private()[-1].text

    assert len(office.world.engine.orders) == 2
    assert office.said() == [alert]


async def test_all_of_an_alert_are_retried_and_summed_up_in_the_channel(
    office: Office,
) -> None:
    engine = office.world.engine
    for number in ("2026 / 1", "2026 / 2"):
        source_id = await office.books(number, Reason.REFUSED)
        engine.invoices[source_id] = engine.add(number, source_id=source_id)
    engine.invoices = {key: k for key, k in engine.invoices.items() if key[:2] == "id"}
    await office.an_hour_passes()
    [alert] = office.said()
    await office.world.press(alert, "Retry all 2: Refused by Twikey")

    assert "2 invoices imported" in office.said()[-1].text


async def test_many_of_an_alert_are_retried_only_once_confirmed(
    office: Office,
) -> None:
    engine = office.world.engine
    office.world.confirm_above = 1
    office.world.restarted()
    for number in ("2026 / 1", "2026 / 2"):
        source_id = await office.books(number, Reason.REFUSED)
        engine.invoices[source_id] = engine.add(number, source_id=source_id)
    engine.invoices = {key: k for key, k in engine.invoices.items() if key[:2] == "id"}
    await office.an_hour_passes()
    [alert] = office.said()
    await office.world.press(alert, "Retry all 2: Refused by Twikey")
    assert engine.imported == []

    await office.world.press(office.world.private()[-1], "Import 2 invoices")
    assert len(engine.imported) == 2


async def test_only_operators_act_on_alerts(office: Office) -> None:
    await office.books("2026 / 1", Reason.REFUSED)
    await office.an_hour_passes()
    [alert] = office.said()
    await office.world.press(alert, "Accept 2026 / 1", user="Jan")

    assert "This is for operators." in office.world.private("Jan")[-1].text
    assert (await office.record("refused:err_no_such_ct")).open_lines


async def tells_settled(office: Office, **facts: object) -> None:
    line = AlertLine(
        SourceId("id-1"),
        "2026 / 1",
        None,
        None,
        euro("100.00"),
        None,
        LineState.OPEN,
        office.clock.now(),
        {"how": "paid", "target_id": "t-1", "at_twikey": "80.00", **facts},
    )
    url = "https://pay.twikey.example/t-1"
    row = OutboxMessage("alert", "alert:settled-since", {"cause": "settled-since"})

    def unit(tx: object) -> None:
        tx.targets.put(a_target(id=TargetId("t-1"), url=url))  # type: ignore[attr-defined]
        tx.alerts.put_lines("settled-since", [line])  # type: ignore[attr-defined]
        tx.outbox.put(row)  # type: ignore[attr-defined]

    await office.world.ledger.write(unit)
    await office.sends()


async def test_what_twikey_may_still_collect_is_told_with_a_confirmed_button(
    office: Office,
) -> None:
    await tells_settled(office)
    [alert] = office.said()
    assert "Twikey may still collect EUR 80.00." in alert.text
    assert labels(alert) == [
        "Mark 2026 / 1 paid in Twikey",
        "Why 2026 / 1?",
        "Open 2026 / 1 in Twikey",
    ]
    assert '"confirm"' in json.dumps(alert.blocks)

    await office.world.press(alert, "Mark 2026 / 1 paid in Twikey")
    assert office.world.marking.marked == [("id-1", "U0SOFIE01")]
    assert "Twikey shows 2026 / 1 as paid now." in office.world.private()[-1].text


@pytest.mark.parametrize("why", Hindrance)
async def test_what_is_not_marked_as_paid_says_why(
    office: Office, why: Hindrance
) -> None:
    office.world.marking.answer = Nothing(why, "2026 / 1")
    await tells_settled(office)
    await office.world.press(office.said()[0], "Mark 2026 / 1 paid in Twikey")

    assert "2026 / 1" in office.world.private()[-1].text
    assert "as paid now" not in office.world.private()[-1].text


async def test_a_refusal_to_mark_as_paid_sends_people_to_twikey(office: Office) -> None:
    office.world.marking.answer = Refused("err_invalid_state", "no")
    await tells_settled(office)
    await office.world.press(office.said()[0], "Mark 2026 / 1 paid in Twikey")

    assert "Please do it in Twikey." in office.world.private()[-1].text


async def test_what_got_worse_is_a_new_message_and_the_old_one_says_so(
    office: Office,
) -> None:
    await office.books("2026 / 1", Reason.ON_HOLD)
    await office.an_hour_passes()
    for number in range(2, 9):
        await office.books(f"2026 / {number}", Reason.ON_HOLD)
    await office.an_hour_passes()

    old, new = office.said()
    assert "it goes on in a newer message below" in old.text
    assert labels(old) == []
    assert "8 invoices" in new.text
    assert "It got worse since, so it is told again." in new.text
    assert "Retry all 8: On hold in Teamleader" in labels(new)

    await office.an_hour_passes()
    assert len(office.said()) == 2
    record = await office.record("on-hold")
    assert record.ts == new.ts


async def test_the_new_message_is_the_one_that_changes(office: Office) -> None:
    first = await office.books("2026 / 1", Reason.ON_HOLD)
    await office.an_hour_passes()
    for number in range(2, 9):
        await office.books(f"2026 / {number}", Reason.ON_HOLD)
    await office.an_hour_passes()
    await office.imports(first)
    await office.an_hour_passes()

    old, new = office.said()
    assert "7 invoices" in new.text
    assert "arrived in Twikey" in new.text
    assert "arrived in Twikey" not in old.text


async def test_the_numbers_of_an_alert_lead_to_teamleader(office: Office) -> None:
    await office.books("2026 / 1", Reason.ON_HOLD)
    await office.an_hour_passes()

    [alert] = office.said()
    url = an_invoice().web_url
    assert f"<{url}|2026 / 1>" in alert.text


async def test_zero_invoices_that_came_in_by_themselves_are_told(
    office: Office,
) -> None:
    source_id = await office.books("2026 / 1")
    invoices = [[source_id, "2026 / 1", "100.00", "EUR"]]
    await office.asks("zero-imported", {"invoices": invoices})
    await office.sends()

    [told] = office.said()
    assert "1 invoice was 0.00 before" in told.text
    assert "2026 / 1> is EUR 100.00 now" in told.text
