"""What is forgotten after a while, and what never is."""

from __future__ import annotations

import pytest

from core.domain.history import InvitationRecord, InvitationState
from core.domain.target import TargetId
from core.ports.ledger import LedgerTx
from core.ports.watch import Hint, OutboxMessage
from storage.ledger import SqlLedger
from tests.builders import SOURCE_ID, an_invoice
from tests.conftest import LedgerClock
from tests.storage.test_alerts import BARE, LINE
from tests.storage.test_sights import HOUR, see

NOTHING = {"tick": 0, "done": 0, "hint": 0, "outbox": 0, "alert": 0}


async def forget(ledger: SqlLedger, clock: LedgerClock) -> dict[str, int]:
    return await ledger.write(lambda tx: dict(tx.forget(clock.moment)))


def end_of_each(tx: LedgerTx) -> None:
    """Leave one of each kind that is over and done with, and one newer of some."""
    tx.ticks.take("sweep", 1)
    tx.done.first_time("slack", "old")
    tx.hints.add([Hint("invoice", "old", "invoice.booked")])
    for hint in tx.hints.claim("worker", 60, 9):
        tx.hints.done(hint)
    tx.outbox.put(OutboxMessage("summary", "sent"))
    tx.outbox.put(OutboxMessage("summary", "dropped"))
    sent, dropped = tx.outbox.claim("worker", 60, 9)
    tx.outbox.sent(sent, "C1", "1.0")
    tx.outbox.drop(dropped, "channel_not_found")
    tx.alerts.put_lines("on-hold", [LINE, BARE])
    tx.alerts.close("on-hold")


async def test_what_is_over_and_done_with_is_forgotten(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await ledger.write(end_of_each)
    assert await forget(ledger, ledger_clock) == NOTHING
    ledger_clock.advance(HOUR)
    await ledger.write(lambda tx: tx.ticks.take("sweep", 2))
    await ledger.write(lambda tx: tx.hints.add([Hint("company", "new", "x")]))

    expected = {"tick": 1, "done": 1, "hint": 1, "outbox": 2, "alert": 1}
    assert await forget(ledger, ledger_clock) == expected
    assert await forget(ledger, ledger_clock) == NOTHING
    assert await ledger.write(lambda tx: tx.done.first_time("slack", "old"))
    assert await ledger.read(lambda tx: tx.alerts.get("on-hold")) is None


async def test_what_still_waits_is_never_forgotten(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    def leave(tx: LedgerTx) -> None:
        tx.hints.add([Hint("invoice", "old", "invoice.booked")])
        tx.outbox.put(OutboxMessage("summary", "unsent"))
        tx.alerts.put_lines("on-hold", [LINE])

    await ledger.write(leave)
    ledger_clock.advance(HOUR)
    await ledger.write(lambda tx: tx.hints.add([Hint("company", "new", "x")]))

    assert await forget(ledger, ledger_clock) == NOTHING
    assert await ledger.read(lambda tx: (tx.hints.waiting(), tx.outbox.waiting())) == (
        2,
        1,
    )


async def test_when_a_job_last_ran_and_the_latest_hint_came_stays_known(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    ended_at = ledger_clock.moment
    await ledger.write(end_of_each)
    ledger_clock.advance(HOUR)

    forgotten = await forget(ledger, ledger_clock)
    assert (forgotten["tick"], forgotten["hint"]) == (0, 0)
    assert await ledger.read(lambda tx: tx.ticks.last("sweep")) == ended_at
    assert await ledger.read(lambda tx: tx.hints.last_at()) == ended_at


async def test_the_history_of_an_invoice_is_never_forgotten(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    def retrieve(tx: LedgerTx) -> None:
        target = TargetId("target-1")
        tx.documents.want(SOURCE_ID, target, "first")
        (claim,) = tx.documents.claim_due("worker", 60, 1)
        tx.documents.attached(claim, 4096, "digest")
        sent = InvitationRecord(InvitationState.SENT, tx.now)
        tx.invitations.put(SOURCE_ID, target, sent)

    def told(tx: LedgerTx) -> tuple[object, ...]:
        return tx.invoices.timeline(SOURCE_ID), tx.invoices.recall([SOURCE_ID])

    await see(ledger, an_invoice())
    await ledger.write(retrieve)
    before = await ledger.read(told)
    ledger_clock.advance(10_000 * HOUR)
    await forget(ledger, ledger_clock)

    assert await ledger.read(told) == before


async def test_forgetting_stands_and_falls_with_its_unit(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await ledger.write(lambda tx: tx.done.first_time("slack", "old"))
    ledger_clock.advance(HOUR)

    def unit(tx: LedgerTx) -> None:
        tx.forget(tx.now)
        raise KeyError

    with pytest.raises(KeyError):
        await ledger.write(unit)

    assert not await ledger.write(lambda tx: tx.done.first_time("slack", "old"))
