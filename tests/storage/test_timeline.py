"""What happened to an invoice, told in order."""

from __future__ import annotations

from datetime import date

from core.domain.history import AttemptState
from core.domain.invoice import InvoiceStatus, SourceId
from core.domain.reason import Reason, System
from core.domain.target import TargetId
from core.ports.ledger import AttemptStart, Judgement, LedgerTx
from storage.ledger import SqlLedger
from tests.builders import SOURCE_ID, a_draft, an_invoice, euro
from tests.conftest import LedgerClock
from tests.storage.test_sights import HOUR, see

START = AttemptStart(TargetId("target-1"), 0, "print", "customer-1", "4021", "run-1")


async def told(ledger: SqlLedger) -> list[tuple[str, dict[str, object]]]:
    entries = await ledger.read(lambda tx: tx.invoices.timeline(SOURCE_ID))
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
    return [(entry.event, dict(entry.facts)) for entry in entries]


async def events(ledger: SqlLedger) -> list[str]:
    return [event for event, _ in await told(ledger)]


async def judge(ledger: SqlLedger, *judgements: Judgement) -> None:
    await ledger.write(lambda tx: tx.invoices.judged(judgements))


async def test_an_unseen_invoice_has_no_time_line(ledger: SqlLedger) -> None:
    assert await events(ledger) == []


async def test_the_life_of_an_invoice_is_told_from_its_sights(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    for sight in (
        a_draft(),
        an_invoice(),
        an_invoice(total=euro("300"), due=euro("300")),
        an_invoice(total=euro("300"), due=euro("100")),
        an_invoice(total=euro("300"), due=euro("100"), due_on=date(2026, 4, 2)),
        an_invoice(
            total=euro("300"),
            due=euro("0"),
            due_on=date(2026, 4, 2),
            paid=True,
            status=InvoiceStatus.MATCHED,
        ),
        an_invoice(total=euro("300"), due=euro("300"), due_on=date(2026, 4, 2)),
    ):
        await see(ledger, sight)
        ledger_clock.advance(HOUR)

    seen_by = {"seen_by": "sweep"}
    booked = {"number": "2026 / 118", "total": "302.50", "currency": "EUR"}
    assert await told(ledger) == [
        ("first-seen", {**booked, **seen_by, "number": None, "status": "draft"}),
        ("booked", {**booked, **seen_by}),
        ("amount-changed", {**changed("302.50", "300.00"), **seen_by}),
        ("due-changed", {**changed("300.00", "100.00"), **seen_by}),
        ("due-date-changed", {"from": "2026-03-31", "to": "2026-04-02", **seen_by}),
        ("paid", {"due": "0.00", "currency": "EUR", **seen_by}),
        ("matched", seen_by),
        ("payment-removed", {"due": "300.00", "currency": "EUR", **seen_by}),
    ]


def changed(old: str, new: str) -> dict[str, object]:
    return {"from": old, "to": new, "currency": "EUR"}


async def test_an_invoice_that_is_a_draft_again_says_so(ledger: SqlLedger) -> None:
    await see(ledger, an_invoice())
    await see(ledger, a_draft())

    assert "unbooked" in await events(ledger)


async def test_a_new_number_and_a_new_customer_are_told(ledger: SqlLedger) -> None:
    await see(ledger, an_invoice())
    await see(ledger, an_invoice(number="2026 / 119", customer=None))

    assert (await events(ledger))[1:] == ["number-changed", "customer-changed"]


async def test_an_invoice_that_goes_and_comes_back_says_so(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await see(ledger, an_invoice())
    ledger_clock.advance(HOUR)
    await ledger.write(lambda tx: tx.invoices.see_gone(SOURCE_ID))
    ledger_clock.advance(HOUR)
    await see(ledger, an_invoice())

    assert await events(ledger) == ["first-seen", "gone", "returned"]


async def test_only_a_new_decisive_reason_is_told(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await see(ledger, an_invoice())
    for judgement in (
        Judgement(SOURCE_ID, None),
        Judgement(SOURCE_ID, Reason.ON_HOLD, {"since": date(2026, 3, 1)}),
        Judgement(SOURCE_ID, Reason.ON_HOLD, {"since": date(2026, 3, 2)}),
        Judgement(SOURCE_ID, None, system=System.TWIKEY),
        Judgement(SOURCE_ID, None),
    ):
        ledger_clock.advance(HOUR)
        await judge(ledger, judgement)

    assert (await told(ledger))[1:] == [
        (
            "judged",
            {"reason": "on-hold", "system": None, "facts": {"since": "2026-03-01"}},
        ),
        ("judged", {"reason": None, "system": "twikey", "facts": {}}),
        ("judged", {"reason": None, "system": None, "facts": {}}),
    ]


async def test_what_happened_between_two_sights_stands_between_them(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await see(ledger, an_invoice())
    ledger_clock.advance(HOUR)
    await attempt(ledger, AttemptState.REFUSED)
    ledger_clock.advance(HOUR)
    await judge(ledger, Judgement(SOURCE_ID, Reason.REFUSED))
    ledger_clock.advance(HOUR)
    await see(ledger, an_invoice(paid=True))

    assert await events(ledger) == ["first-seen", "attempt-refused", "judged", "paid"]


async def test_attempts_and_the_import_are_told(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await see(ledger, an_invoice())
    await attempt(ledger, AttemptState.REFUSED)
    ledger_clock.advance(HOUR)
    await attempt(ledger, AttemptState.CREATED)

    assert (await told(ledger))[1:] == [
        (
            "attempt-refused",
            {"code": "err_x", "target_id": "target-1", "run_id": "run-1"},
        ),
        (
            "attempt-created",
            {"code": "err_x", "target_id": "target-1", "run_id": "run-1"},
        ),
        ("imported", {"target_id": "target-1"}),
    ]


async def attempt(
    ledger: SqlLedger, state: AttemptState, source_id: SourceId = SOURCE_ID
) -> None:
    def unit(tx: LedgerTx) -> None:
        claim = tx.invoices.claim(source_id, "worker", 60)
        assert claim is not None
        assert tx.invoices.begin_attempt(claim, START)
        assert tx.invoices.finish_attempt(claim, state, {"code": "err_x"})
        tx.invoices.release(claim)

    await ledger.write(unit)
