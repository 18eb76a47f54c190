"""One alert per cause, with its invoices, until it is closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from core.domain.alert import AlertLine, AlertRecord, LineState
from core.domain.invoice import DepartmentId, SourceId
from storage.ledger import SqlLedger
from tests.builders import NOW, SOURCE_ID, euro
from tests.conftest import LedgerClock

LINE = AlertLine(
    source_id=SOURCE_ID,
    number="2026 / 118",
    department_id="gent",
    customer_name="Brouwerij De Vlinder BV",
    amount=euro("302.50"),
    due_on=date(2026, 3, 31),
    state=LineState.OPEN,
    changed_at=NOW,
    facts={"code": "err_x"},
)
BARE = AlertLine(
    SourceId("other"), None, None, None, euro("-1"), None, LineState.OPEN, NOW
)


async def put(ledger: SqlLedger, cause: str, *lines: AlertLine) -> None:
    await ledger.write(lambda tx: tx.alerts.put_lines(cause, lines))


async def close(ledger: SqlLedger, cause: str) -> None:
    await ledger.write(lambda tx: tx.alerts.close(cause))


async def open_ones(ledger: SqlLedger) -> tuple[AlertRecord, ...]:
    return await ledger.read(lambda tx: tx.alerts.open())


async def latest(ledger: SqlLedger, cause: str) -> AlertRecord | None:
    return await ledger.read(lambda tx: tx.alerts.get(cause))


async def test_the_first_line_opens_an_alert(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    opened_at = ledger_clock.moment
    await put(ledger, "refused:err_x", LINE)
    ledger_clock.advance(60)
    await put(ledger, "refused:err_x", BARE)

    record = AlertRecord("refused:err_x", opened_at, lines=(LINE, BARE))
    assert await open_ones(ledger) == (record,)
    assert await latest(ledger, "refused:err_x") == record
    assert await latest(ledger, "on-hold") is None


async def test_a_line_changes_in_its_place(ledger: SqlLedger) -> None:
    await put(ledger, "on-hold", LINE, BARE)
    accepted = replace(
        LINE,
        state=LineState.ACCEPTED,
        due_on=None,
        changed_at=NOW + timedelta(hours=1),
        facts={"by": "U1"},
    )
    await put(ledger, "on-hold", replace(LINE, state=LineState.SOLVED), accepted)

    (record,) = await open_ones(ledger)
    assert record.lines == (accepted, BARE)


async def test_an_alert_needs_no_invoice(ledger: SqlLedger) -> None:
    await put(ledger, "unknown:teamleader")

    (record,) = await open_ones(ledger)
    assert record.lines == ()


async def test_alerts_of_several_causes_stand_side_by_side(ledger: SqlLedger) -> None:
    await put(ledger, "on-hold", LINE)
    await put(ledger, "currency", BARE)

    on_hold, currency = await open_ones(ledger)
    assert (on_hold.cause, on_hold.lines) == ("on-hold", (LINE,))
    assert (currency.cause, currency.lines) == ("currency", (BARE,))


async def test_after_closing_the_same_cause_is_a_new_alert(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    opened_at = ledger_clock.moment
    await put(ledger, "on-hold", LINE)
    await put(ledger, "currency", BARE)
    closed_at = ledger_clock.advance(60)
    await close(ledger, "on-hold")
    ledger_clock.advance(60)
    await close(ledger, "on-hold")
    closed = AlertRecord("on-hold", opened_at, closed_at, lines=(LINE,))

    assert [record.cause for record in await open_ones(ledger)] == ["currency"]
    assert await latest(ledger, "on-hold") == closed
    reopened_at = ledger_clock.moment
    await put(ledger, "on-hold", BARE)
    anew = AlertRecord("on-hold", reopened_at, lines=(BARE,))
    assert await latest(ledger, "on-hold") == anew


async def test_where_the_message_stands_is_kept_for_the_latest_alert(
    ledger: SqlLedger,
) -> None:
    await put(ledger, "on-hold", LINE)
    await ledger.write(lambda tx: tx.alerts.posted("on-hold", "C1", "1.0"))
    await close(ledger, "on-hold")
    await put(ledger, "on-hold", LINE)
    anew = await latest(ledger, "on-hold")
    await ledger.write(lambda tx: tx.alerts.posted("on-hold", "C2", "2.0"))
    posted = await latest(ledger, "on-hold")

    assert anew is not None
    assert (anew.channel, anew.ts) == (None, None)
    told_at = anew.opened_at
    assert posted == replace(anew, channel="C2", ts="2.0", posted_at=told_at)


async def test_a_department_is_named_where_there_are_several(
    ledger: SqlLedger,
) -> None:
    gent, aalst = DepartmentId("gent"), DepartmentId("aalst")
    await put(ledger, "on-hold", LINE, BARE)

    async def named() -> list[str | None]:
        record = await latest(ledger, "on-hold")
        assert record is not None
        return [line.department for line in record.lines]

    assert await named() == [None, None]
    await ledger.write(lambda tx: tx.departments.put({gent: "Maes Gent"}))
    assert await named() == [None, None]
    await ledger.write(lambda tx: tx.departments.put({aalst: "Maes Aalst"}))
    assert await named() == ["Maes Gent", None]
