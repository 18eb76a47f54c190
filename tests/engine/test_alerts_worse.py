"""An alert that got worse is told again where people see it."""

from __future__ import annotations

from sandbox.teamleader import Invoice
from tests.engine.company import Company
from tests.engine.watchman import Watchman

HOLD = "on-hold"
KINDS = ("alert", "alert-moved")


async def held_up(watchman: Watchman, count: int) -> list[Invoice]:
    company = watchman.company
    invoices = [company.booked() for _ in range(count)]
    for invoice in invoices:
        company.teamleader.set_on_hold(invoice.id)
    await watchman.hears()
    return invoices


async def told(watchman: Watchman, ts: str) -> list[str]:
    """Send what waits, as the messages of this name; returns their kinds."""
    kinds = [message.kind for message in await watchman.told()]
    if "alert" in kinds:
        ledger = watchman.systems.ledger
        await ledger.write(lambda tx: tx.alerts.posted(HOLD, "C1", ts))
    return kinds


async def after(watchman: Watchman, **span: float) -> int:
    watchman.company.clock.advance(**span)
    return await watchman.alerting.look()


async def an_alert_stands(watchman: Watchman, count: int = 2) -> None:
    await held_up(watchman, count)
    await after(watchman, minutes=61)
    assert await told(watchman, "1.0") == ["alert"]


async def test_an_invoice_that_joins_changes_a_fresh_message_in_place(
    watchman: Watchman,
) -> None:
    await an_alert_stands(watchman)
    await held_up(watchman, 1)
    await after(watchman, minutes=61)

    record = await watchman.alert(HOLD)
    assert (record.ts, record.moved_at) == ("1.0", None)
    assert await told(watchman, "1.0") == ["alert"]


async def test_it_moves_to_a_new_message_when_that_one_is_a_day_old(
    watchman: Watchman, company: Company
) -> None:
    await an_alert_stands(watchman)
    await held_up(watchman, 1)
    await after(watchman, minutes=61)
    await told(watchman, "1.0")
    assert await after(watchman, hours=23) == 1

    record = await watchman.alert(HOLD)
    assert (record.ts, record.moved_at) == (None, company.clock.now())
    messages = await watchman.told()
    assert [message.kind for message in messages] == list(KINDS)
    assert messages[1].facts == {"cause": HOLD, "channel": "C1", "ts": "1.0"}


async def test_it_moves_at_most_once_a_day(watchman: Watchman) -> None:
    await an_alert_stands(watchman, 1)
    await held_up(watchman, 6)
    await after(watchman, minutes=61)
    assert await told(watchman, "2.0") == list(KINDS)
    await held_up(watchman, 20)
    await after(watchman, minutes=61)
    assert await told(watchman, "2.0") == ["alert"]
    await after(watchman, hours=22)
    assert await told(watchman, "2.0") == []

    await after(watchman, hours=1)
    assert await told(watchman, "3.0") == list(KINDS)
    await after(watchman, hours=48)
    assert await told(watchman, "3.0") == []


async def test_it_moves_when_a_due_date_comes_near(
    watchman: Watchman, company: Company
) -> None:
    await an_alert_stands(watchman)
    due_on = (await watchman.alert(HOLD)).lines[0].due_on
    assert due_on is not None
    days = (due_on - company.clock.now().date()).days

    await after(watchman, days=days - 4)
    assert await told(watchman, "1.0") == []
    await after(watchman, days=1)
    assert await told(watchman, "2.0") == list(KINDS)


async def test_before_its_first_message_is_posted_nothing_moves(
    watchman: Watchman,
) -> None:
    await held_up(watchman, 1)
    await after(watchman, minutes=61)
    await held_up(watchman, 9)
    await after(watchman, days=2)

    assert [one.kind for one in await watchman.told()] == ["alert"]


async def test_a_restart_does_not_tell_again(watchman: Watchman) -> None:
    await an_alert_stands(watchman, 1)
    await held_up(watchman, 6)
    await after(watchman, minutes=61)
    assert await told(watchman, "2.0") == list(KINDS)

    again = await watchman.restarts()
    for _ in range(5):
        await after(again, hours=1)
        assert await told(again, "2.0") == []


async def test_what_arrived_is_told_with_how_it_came(
    watchman: Watchman, company: Company
) -> None:
    await an_alert_stands(watchman, 2)
    by_hint, by_sweep = (
        company.teamleader.books.invoice(line.source_id)
        for line in (await watchman.alert(HOLD)).lines
    )
    company.teamleader.release_hold(by_hint.id)
    await watchman.hears()
    watchman.loses_hints()
    company.clock.advance(minutes=1)
    company.teamleader.release_hold(by_sweep.id)
    company.clock.advance(minutes=5)
    await watchman.hears()
    await watchman.watch.sweep()
    await watchman.alerting.look()

    came = [
        (await watchman.line(HOLD, invoice)).facts["trigger"]
        for invoice in (by_hint, by_sweep)
    ]
    assert came == ["automatic", "sweep"]
