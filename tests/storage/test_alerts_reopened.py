"""An alert whose end was not told yet goes on when its cause comes back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.announcing import announce, message_of
from core.domain.alert import AlertChange, AlertLine, AlertRecord, LineState
from core.ports.ledger import LedgerTx
from core.ports.watch import ClaimedMessage
from storage.ledger import SqlLedger
from tests.conftest import LedgerClock
from tests.storage.test_alerts import BARE, LINE, close, latest, open_ones, put

CAUSE = "on-hold"
SOLVED = replace(LINE, state=LineState.SOLVED)


async def announced(ledger: SqlLedger, line: AlertLine) -> None:
    """Let a cause open with a line, or close with it."""
    closes = line.state is not LineState.OPEN
    change = AlertChange(CAUSE, (line,), closes)
    await ledger.write(lambda tx: announce(tx, change))


async def claimed(ledger: SqlLedger) -> ClaimedMessage:
    def unit(tx: LedgerTx) -> ClaimedMessage:
        (one,) = tx.outbox.claim("worker", 60, 1)
        return one

    return await ledger.write(unit)


async def sent(ledger: SqlLedger, message: ClaimedMessage) -> None:
    def unit(tx: LedgerTx) -> None:
        tx.outbox.sent(message, "C1", "1.0")
        tx.alerts.posted(CAUSE, "C1", "1.0")

    await ledger.write(unit)


async def an_alert_stands(ledger: SqlLedger) -> AlertRecord:
    await announced(ledger, LINE)
    await sent(ledger, await claimed(ledger))
    record = await latest(ledger, CAUSE)
    assert record is not None
    return record


@pytest.mark.parametrize("is_on_its_way", [False, True])
async def test_it_is_the_same_alert_while_its_end_was_not_told(
    ledger: SqlLedger, ledger_clock: LedgerClock, *, is_on_its_way: bool
) -> None:
    stands = await an_alert_stands(ledger)
    ledger_clock.advance(60)
    await announced(ledger, SOLVED)
    assert await open_ones(ledger) == ()
    if is_on_its_way:
        await claimed(ledger)
    ledger_clock.advance(60)
    await announced(ledger, BARE)

    goes_on = replace(stands, lines=(SOLVED, BARE))
    assert await open_ones(ledger) == (goes_on,)
    assert await latest(ledger, CAUSE) == goes_on


async def test_it_is_a_new_alert_once_its_end_was_told(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await an_alert_stands(ledger)
    await announced(ledger, SOLVED)
    await sent(ledger, await claimed(ledger))
    again_at = ledger_clock.advance(60)
    await announced(ledger, BARE)

    assert await open_ones(ledger) == (AlertRecord(CAUSE, again_at, lines=(BARE,)),)


async def test_another_cause_that_was_not_told_keeps_none_open(
    ledger: SqlLedger,
) -> None:
    await an_alert_stands(ledger)
    await announced(ledger, SOLVED)
    await sent(ledger, await claimed(ledger))
    await ledger.write(lambda tx: tx.outbox.put(message_of("currency")))
    await announced(ledger, BARE)

    [record] = await open_ones(ledger)
    assert record.ts is None


async def test_only_the_latest_alert_of_a_cause_goes_on(ledger: SqlLedger) -> None:
    await put(ledger, CAUSE, LINE)
    await close(ledger, CAUSE)
    await put(ledger, CAUSE, BARE)
    for _ in range(2):
        await ledger.write(lambda tx: tx.alerts.reopen(CAUSE))
        await ledger.write(lambda tx: tx.alerts.reopen("currency"))
    await close(ledger, CAUSE)
    await ledger.write(lambda tx: tx.alerts.reopen(CAUSE))

    [record] = await open_ones(ledger)
    assert record.lines == (BARE,)


async def test_a_message_is_pending_until_it_is_sent(ledger: SqlLedger) -> None:
    message = message_of(CAUSE)

    async def pending() -> bool:
        return await ledger.read(lambda tx: tx.outbox.is_pending(message.key))

    assert not await pending()
    await ledger.write(lambda tx: tx.outbox.put(message))
    assert await pending()
    being_sent = await claimed(ledger)
    assert await pending()
    await sent(ledger, being_sent)
    assert not await pending()
