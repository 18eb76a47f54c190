"""What is forgotten after a while, and what never is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

import pytest

from core.domain.history import InvitationRecord, InvitationState
from core.domain.invoice import InvoiceStatus, SourceId
from core.domain.money import Money
from core.domain.outcome import Run, RunTrigger
from core.domain.target import TargetId
from core.ports.ledger import LedgerTx
from core.ports.retention import Keep
from core.ports.watch import Hint, OutboxMessage
from storage.ledger import SqlLedger
from tests.builders import SOURCE_ID, an_invoice
from tests.conftest import LedgerClock
from tests.storage.test_alerts import BARE, LINE
from tests.storage.test_sights import HOUR, see

NOTHING = {"tick": 0, "done": 0, "hint": 0, "outbox": 0, "alert": 0}


async def forget(ledger: SqlLedger, clock: LedgerClock) -> dict[str, int]:
    return await ledger.write(lambda tx: dict(tx.forget(Keep(inbox=clock.moment))))


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
        tx.forget(Keep(inbox=tx.now))
        raise KeyError

    with pytest.raises(KeyError):
        await ledger.write(unit)

    assert not await ledger.write(lambda tx: tx.done.first_time("slack", "old"))


PAID = InvoiceStatus.MATCHED


async def test_acts_of_people_are_forgotten_only_if_that_is_wanted(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await ledger.write(lambda tx: tx.audit.add("U1", "slack-import", "42", {}))
    moment = ledger_clock.advance(HOUR)
    await ledger.write(lambda tx: tx.audit.add("U1", "slack-import", "43", {}))

    assert await ledger.write(lambda tx: tx.forget(Keep())) == {}
    inbox_only = await ledger.write(lambda tx: tx.forget(Keep(inbox=moment)))
    assert "audit" not in inbox_only
    assert await ledger.write(lambda tx: tx.forget(Keep(audit=moment))) == {"audit": 1}
    assert await ledger.write(lambda tx: tx.forget(Keep(audit=moment))) == {"audit": 0}


async def forget_history(ledger: SqlLedger, before: datetime) -> dict[str, int]:
    return dict(await ledger.write(lambda tx: tx.forget(Keep(history=before))))


async def history_of(ledger: SqlLedger, source_id: SourceId) -> tuple[str, ...]:
    told = await ledger.read(lambda tx: tx.invoices.timeline(source_id))
    return tuple(entry.event for entry in told)


async def test_the_history_of_a_paid_invoice_goes_as_a_whole(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await see(ledger, an_invoice())
    ledger_clock.advance(HOUR)
    await see(ledger, an_invoice(status=PAID, paid=True))
    before = await ledger.read(lambda tx: tx.invoices.recall([SOURCE_ID]))
    forgotten = await forget_history(ledger, ledger_clock.advance(HOUR))

    assert forgotten["snapshot"] == 2
    assert await history_of(ledger, SOURCE_ID) == ()
    after = await ledger.read(lambda tx: tx.invoices.recall([SOURCE_ID]))
    assert after[SOURCE_ID] == replace(before[SOURCE_ID], snapshots=())


async def test_a_history_that_still_goes_on_is_kept_whole(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await see(ledger, an_invoice(status=PAID, paid=True))
    moment = ledger_clock.advance(HOUR)
    await see(ledger, an_invoice(total=Money.of("99.00"), status=PAID, paid=True))
    kept = await history_of(ledger, SOURCE_ID)

    assert (await forget_history(ledger, moment))["snapshot"] == 0
    assert await history_of(ledger, SOURCE_ID) == kept


async def test_the_history_of_an_open_invoice_is_kept_however_old(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await see(ledger, an_invoice())
    forgotten = await forget_history(ledger, ledger_clock.advance(100_000 * HOUR))

    assert (forgotten["snapshot"], forgotten["event"]) == (0, 0)


async def test_a_gone_invoice_is_finished_too(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await see(ledger, an_invoice())
    await ledger.write(lambda tx: tx.invoices.see_gone(SOURCE_ID))
    forgotten = await forget_history(ledger, ledger_clock.advance(HOUR))

    assert (forgotten["snapshot"], forgotten["event"]) == (1, 1)


def _finished(run: Run, tx: LedgerTx) -> None:
    tx.runs.finish(run)


async def test_old_runs_go_but_for_the_last(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    for name in ("first", "second", "last"):
        begun = ledger_clock.moment
        run = Run(name, RunTrigger.MANUAL, begun, finished_at=ledger_clock.advance(60))
        await ledger.write(partial(_finished, run))
    broken = Run("broken-off", RunTrigger.MANUAL, ledger_clock.moment)
    await ledger.write(lambda tx: tx.runs.start(broken))
    forgotten = await forget_history(ledger, ledger_clock.advance(HOUR))

    assert forgotten["run"] == 3
    last = await ledger.read(lambda tx: tx.runs.last())
    assert last is not None
    assert last.id == "last"
