"""Why invoices are out, and which of them people must look at."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.domain.history import AttemptState
from core.domain.invoice import Invoice, InvoiceStatus, SourceId
from core.domain.reason import Reason, System
from core.ports.ledger import Judgement, OpenProblem
from storage.ledger import SqlLedger
from tests.builders import NOW, SOURCE_ID, a_draft, an_invoice, euro
from tests.conftest import LedgerClock
from tests.storage.test_sights import HOUR, memory, see
from tests.storage.test_timeline import attempt, judge

ON_HOLD = Judgement(SOURCE_ID, Reason.ON_HOLD)


async def problems(ledger: SqlLedger) -> tuple[OpenProblem, ...]:
    return await ledger.read(lambda tx: tx.invoices.open_problems(None))


async def test_the_first_cause_is_kept_for_ever(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await see(ledger, an_invoice())
    tried_at = ledger_clock.advance(HOUR)
    await judge(ledger, ON_HOLD)
    ledger_clock.advance(HOUR)
    await judge(ledger, Judgement(SOURCE_ID, Reason.PAID))

    known = await memory(ledger)
    assert known.first_cause is Reason.ON_HOLD
    assert known.first_tried_at == tried_at
    assert known.decisive is Reason.PAID


async def test_only_looking_is_no_try(ledger: SqlLedger) -> None:
    await see(ledger, an_invoice())
    await judge(ledger, Judgement(SOURCE_ID, Reason.ON_HOLD, tried=False))

    known = await memory(ledger)
    assert known.first_cause is None
    assert known.first_tried_at is None
    assert known.decisive is Reason.ON_HOLD


async def test_an_eligible_try_leaves_the_first_cause_open(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    tried_at = ledger_clock.moment
    await see(ledger, an_invoice())
    await judge(ledger, Judgement(SOURCE_ID, None))
    ledger_clock.advance(HOUR)
    await judge(ledger, Judgement(SOURCE_ID, Reason.REFUSED))

    known = await memory(ledger)
    assert known.first_tried_at == tried_at
    assert known.first_cause is Reason.REFUSED


async def test_what_is_said_of_an_imported_invoice_is_no_first_cause(
    ledger: SqlLedger,
) -> None:
    await see(ledger, an_invoice())
    await attempt(ledger, AttemptState.CREATED)
    await judge(ledger, Judgement(SOURCE_ID, Reason.ALREADY_IMPORTED))

    assert (await memory(ledger)).first_cause is None


async def test_a_judgement_of_an_unseen_invoice_is_not_kept(ledger: SqlLedger) -> None:
    await judge(ledger, Judgement(SOURCE_ID, Reason.NOT_FOUND))

    assert not (await memory(ledger)).is_known


async def test_an_invoice_judged_twice_in_one_run_counts_in_its_order(
    ledger: SqlLedger,
) -> None:
    await see(ledger, an_invoice())
    await judge(ledger, ON_HOLD, Judgement(SOURCE_ID, Reason.CURRENCY))

    known = await memory(ledger)
    assert (known.first_cause, known.decisive) == (Reason.ON_HOLD, Reason.CURRENCY)


async def test_an_alerting_reason_is_an_open_problem(ledger: SqlLedger) -> None:
    await see(ledger, an_invoice())
    await judge(ledger, ON_HOLD)

    created_at = an_invoice().created_at
    assert await problems(ledger) == (
        OpenProblem(SOURCE_ID, "2026 / 118", Reason.ON_HOLD, created_at),
    )


async def test_an_unknown_verdict_is_an_open_problem(ledger: SqlLedger) -> None:
    await see(ledger, an_invoice())
    await judge(ledger, Judgement(SOURCE_ID, None, system=System.TWIKEY))

    (problem,) = await problems(ledger)
    assert (problem.reason, problem.system) == (None, System.TWIKEY)


@pytest.mark.parametrize(
    ("sight", "judgement"),
    [
        (an_invoice(), None),
        (an_invoice(), Judgement(SOURCE_ID, Reason.LEFT_OUT)),
        (an_invoice(), Judgement(SOURCE_ID, None)),
        (a_draft(), ON_HOLD),
        (an_invoice(paid=True), ON_HOLD),
        (an_invoice(status=InvoiceStatus.MATCHED), ON_HOLD),
        (an_invoice(due=euro("0")), ON_HOLD),
    ],
    ids=["unjudged", "left out", "eligible", "draft", "paid", "matched", "nothing due"],
)
async def test_nobody_has_to_look_at_it(
    ledger: SqlLedger, sight: Invoice, judgement: Judgement | None
) -> None:
    await see(ledger, sight)
    if judgement is not None:
        await judge(ledger, judgement)

    assert await problems(ledger) == ()


async def test_an_imported_invoice_is_no_problem_any_more(ledger: SqlLedger) -> None:
    await see(ledger, an_invoice())
    await judge(ledger, ON_HOLD)
    await attempt(ledger, AttemptState.CREATED)

    assert await problems(ledger) == ()
    assert (await memory(ledger)).decisive is None


async def test_a_gone_invoice_is_no_problem_any_more(ledger: SqlLedger) -> None:
    await see(ledger, an_invoice())
    await judge(ledger, ON_HOLD)
    await ledger.write(lambda tx: tx.invoices.see_gone(SOURCE_ID))

    assert await problems(ledger) == ()


async def test_open_problems_come_oldest_first_and_can_end_at_a_moment(
    ledger: SqlLedger,
) -> None:
    old, new = SourceId("old"), SourceId("new")
    before = NOW - timedelta(days=30)
    await see(ledger, an_invoice(source_id=new, created_at=NOW))
    await see(ledger, an_invoice(source_id=old, created_at=before))
    await judge(ledger, Judgement(new, Reason.ON_HOLD), Judgement(old, Reason.CURRENCY))

    assert [p.source_id for p in await problems(ledger)] == [old, new]
    older = await ledger.read(lambda tx: tx.invoices.open_problems(NOW))
    assert [p.source_id for p in older] == [old]


async def test_every_reason_that_was_ever_found_is_known(ledger: SqlLedger) -> None:
    other, unseen = SourceId("other"), SourceId("unseen")
    await see(ledger, an_invoice())
    await see(ledger, an_invoice(source_id=other))
    await judge(ledger, Judgement(SOURCE_ID, Reason.REFUSED, tried=False))
    await judge(ledger, Judgement(SOURCE_ID, None, system=System.TWIKEY))
    await judge(ledger, Judgement(SOURCE_ID, Reason.AUTOMATIC_OFF))
    await judge(ledger, Judgement(other, None))

    ids = [SOURCE_ID, other, unseen]
    found = await ledger.read(lambda tx: tx.invoices.reasons_found(ids))

    assert found == {SOURCE_ID: {Reason.REFUSED, Reason.AUTOMATIC_OFF}}
