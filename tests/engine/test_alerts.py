"""Alerts: one per cause, true, and changed only when something changed."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest

from core.domain.alert import LineState
from core.domain.invoice import SourceId
from core.domain.reason import Alert
from sandbox.teamleader import Invoice
from tests.engine.company import Company, brussels
from tests.engine.watchman import Watchman

HOLD = "on-hold"


async def held_up(watchman: Watchman, *totals: str) -> list[Invoice]:
    """Book invoices that are put on hold before they could be imported."""
    company = watchman.company
    invoices = [company.booked(total) for total in totals or ("121.00",)]
    for invoice in invoices:
        company.teamleader.set_on_hold(invoice.id)
    await watchman.hears()
    return invoices


async def look_after(watchman: Watchman, **span: float) -> int:
    watchman.company.clock.advance(**span)
    return await watchman.alerting.look()


@pytest.mark.parametrize(
    "booked",
    [
        "2026-03-10T12:00",
        pytest.param("2026-03-29T01:30", id="into-summer-time"),
        pytest.param("2026-10-25T02:30", id="into-winter-time"),
        pytest.param("2026-12-31T23:30", id="into-the-new-year"),
    ],
)
async def test_after_59_minutes_nothing_is_late_and_after_61_it_is(
    watchman: Watchman, company: Company, booked: str
) -> None:
    moment = brussels(booked).astimezone(UTC)
    company.clock.set(max(moment, company.clock.now()))
    (invoice,) = await held_up(watchman)

    assert await look_after(watchman, minutes=59) == 0
    assert await watchman.told() == []
    assert await look_after(watchman, minutes=2) == 1

    (message,) = await watchman.told()
    assert (message.kind, message.facts) == ("alert", {"cause": HOLD})
    line = await watchman.line(HOLD, invoice)
    assert (line.number, line.customer_name) == (invoice.number, invoice.name)
    assert (line.amount.plain(), line.due_on) == ("121.00", invoice.due_on)
    assert line.department_id == invoice.department_id


async def test_patience_is_a_setting(watchman: Watchman, company: Company) -> None:
    company.decides(alert_after=timedelta(minutes=10))
    await held_up(watchman)

    assert await look_after(watchman, minutes=9) == 0
    assert await look_after(watchman, minutes=2) == 1


async def test_each_cause_is_one_alert_with_its_list(
    watchman: Watchman, company: Company
) -> None:
    stuck = await held_up(watchman, "10.00", "20.00")
    foreign = company.booked(currency="USD")
    await watchman.hears()

    assert await look_after(watchman, minutes=61) == 2

    assert sorted(await watchman.alerts()) == ["currency", HOLD]
    lines = (await watchman.alert(HOLD)).lines
    assert {line.source_id for line in lines} == {each.id for each in stuck}
    assert (await watchman.line("currency", foreign)).amount.currency == "USD"
    assert len(await watchman.told()) == 2


async def test_nothing_is_written_while_nothing_changes(watchman: Watchman) -> None:
    await held_up(watchman)
    await look_after(watchman, minutes=61)
    await watchman.told()
    before = await watchman.alert(HOLD)

    for _ in range(5):
        assert await look_after(watchman, minutes=1) == 0

    assert await watchman.told() == []
    assert await watchman.alert(HOLD) == before


async def test_a_later_invoice_joins_the_alert_of_its_cause(
    watchman: Watchman,
) -> None:
    await held_up(watchman)
    await look_after(watchman, minutes=61)
    opened = (await watchman.alert(HOLD)).opened_at
    (later,) = await held_up(watchman, "20.00")

    assert await look_after(watchman, minutes=61) == 1

    record = await watchman.alert(HOLD)
    assert (record.opened_at, len(record.open_lines)) == (opened, 2)
    assert record.open_lines[1].source_id == later.id


async def test_an_import_solves_a_line_and_the_last_one_closes_the_alert(
    watchman: Watchman, company: Company
) -> None:
    first, second = await held_up(watchman, "10.00", "20.00")
    await look_after(watchman, minutes=61)

    company.teamleader.release_hold(first.id)
    await watchman.hears()
    assert await look_after(watchman, minutes=1) == 1
    line = await watchman.line(HOLD, first)
    assert (line.state, line.facts["how"]) == (LineState.SOLVED, "imported")
    imported = (await watchman.memory(first)).imported_at
    assert imported is not None
    assert line.facts["at"] == imported.isoformat()
    assert line.changed_at == company.clock.now()
    assert await watchman.alerts() == [HOLD]

    company.teamleader.release_hold(second.id)
    await watchman.hears()
    await look_after(watchman, minutes=1)
    assert await watchman.alerts() == []
    assert (await watchman.alert(HOLD)).closed_at == company.clock.now()


async def test_another_cause_moves_an_invoice_to_another_alert(
    watchman: Watchman, company: Company
) -> None:
    (invoice,) = await held_up(watchman)
    await look_after(watchman, minutes=61)
    company.teamleader.update_invoice(invoice.id, currency="USD")
    await watchman.hears()

    assert await look_after(watchman, minutes=1) == 2

    assert await watchman.alerts() == ["currency"]
    solved = await watchman.line(HOLD, invoice)
    assert (solved.facts["how"], solved.facts["reason"]) == ("changed", "currency")


async def test_a_deleted_invoice_is_solved_as_such(
    watchman: Watchman, company: Company
) -> None:
    (invoice,) = await held_up(watchman)
    await look_after(watchman, minutes=61)
    company.teamleader.delete_invoice(invoice.id)
    await watchman.hears()
    await look_after(watchman, minutes=1)

    assert (await watchman.line(HOLD, invoice)).facts["how"] == "deleted"


async def test_the_same_trouble_again_opens_the_line_again(
    watchman: Watchman, company: Company
) -> None:
    first, _ = await held_up(watchman, "10.00", "20.00")
    await look_after(watchman, minutes=61)
    company.decides(alert_levels={"on-hold": Alert.NOTHING})
    await look_after(watchman, minutes=1)
    assert await watchman.alerts() == []
    company.decides(alert_levels={})

    assert await look_after(watchman, minutes=1) == 1

    assert (await watchman.line(HOLD, first)).state is LineState.OPEN
    assert await watchman.alerts() == [HOLD]


async def test_what_a_person_accepted_is_not_told_again(
    watchman: Watchman, company: Company
) -> None:
    (accepted,) = await held_up(watchman)
    await look_after(watchman, minutes=61)
    await watchman.told()

    assert await watchman.alerting.accept(HOLD, [SourceId(accepted.id)], "U1") == 1

    line = await watchman.line(HOLD, accepted)
    assert (line.state, line.facts["by"]) == (LineState.ACCEPTED, "U1")
    assert await watchman.alerts() == []
    assert len(await watchman.told("alert")) == 1
    for _ in range(3):
        assert await look_after(watchman, minutes=61) == 0
    assert await watchman.told() == []


async def test_what_was_accepted_stays_so_when_another_invoice_opens_the_alert_anew(
    watchman: Watchman,
) -> None:
    (accepted,) = await held_up(watchman)
    await look_after(watchman, minutes=61)
    await watchman.alerting.accept(HOLD, [SourceId(accepted.id)], "U1")
    (later,) = await held_up(watchman, "20.00")
    await look_after(watchman, minutes=61)
    assert await look_after(watchman, minutes=1) == 0

    record = await watchman.alert(HOLD)
    assert [line.source_id for line in record.open_lines] == [later.id]
    assert (await watchman.line(HOLD, accepted)).state is LineState.ACCEPTED


async def test_accepting_what_is_not_there_changes_nothing(
    watchman: Watchman,
) -> None:
    (invoice,) = await held_up(watchman)
    ids = [SourceId(invoice.id)]
    assert await watchman.alerting.accept(HOLD, ids, "U1") == 0
    await look_after(watchman, minutes=61)
    await watchman.told()
    assert await watchman.alerting.accept(HOLD, [SourceId("other")], "U1") == 0
    assert await watchman.told() == []
