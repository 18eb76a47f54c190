"""What people decided about invoices, on both kinds of database."""

from __future__ import annotations

from datetime import date

from core.domain.history import AttemptState, ChosenProfile, LeftOut, Memory, SeenBy
from core.domain.target import TargetId
from core.ports.ledger import AttemptStart, LedgerTx
from storage.ledger import SqlLedger
from tests.builders import SOURCE_ID, an_invoice
from tests.conftest import LedgerClock

SOFIE, JAN = "U0SOFIE01", "U0JAN0001"


async def sees(ledger: SqlLedger) -> None:
    await ledger.write(lambda tx: tx.invoices.see([an_invoice()], SeenBy.SWEEP))


async def memory(ledger: SqlLedger) -> Memory:
    return (await ledger.read(lambda tx: tx.invoices.recall([SOURCE_ID])))[SOURCE_ID]


async def events(ledger: SqlLedger) -> list[tuple[str, object]]:
    told = await ledger.read(lambda tx: tx.invoices.timeline(SOURCE_ID))
    return [(entry.event, entry.facts.get("by")) for entry in told]


async def test_an_invoice_is_left_out_with_who_when_why_and_until(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await sees(ledger)
    until = date(2026, 12, 31)

    await ledger.write(
        lambda tx: tx.decisions.leave_out(SOURCE_ID, SOFIE, "pays in cash", until)
    )

    decided = LeftOut(SOFIE, ledger_clock.moment, "pays in cash", until)
    assert (await memory(ledger)).left_out == decided
    assert ("left-out", SOFIE) in await events(ledger)


async def test_the_latest_decision_counts(ledger: SqlLedger) -> None:
    await sees(ledger)
    await ledger.write(lambda tx: tx.decisions.leave_out(SOURCE_ID, SOFIE, "a", None))
    await ledger.write(lambda tx: tx.decisions.leave_out(SOURCE_ID, JAN, "", None))

    decided = (await memory(ledger)).left_out
    assert decided is not None
    assert (decided.by, decided.why) == (JAN, "")


async def test_an_invoice_is_taken_back_once_and_judged_again_now(
    ledger: SqlLedger,
) -> None:
    await sees(ledger)
    await ledger.write(lambda tx: tx.decisions.leave_out(SOURCE_ID, SOFIE, "", None))
    done = [
        await ledger.write(lambda tx: tx.decisions.take_back(SOURCE_ID, JAN))
        for _ in range(2)
    ]

    assert done == [True, False]
    assert (await memory(ledger)).left_out is None
    assert [e for e, _ in await events(ledger)].count("taken-back") == 1
    assert await ledger.read(lambda tx: tx.watched.due_again(9)) == (SOURCE_ID,)


async def test_a_chosen_profile_is_kept_with_who_and_when_and_withdrawn(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await sees(ledger)
    await ledger.write(lambda tx: tx.decisions.choose_profile(SOURCE_ID, "4022", JAN))

    chosen = ChosenProfile("4022", JAN, ledger_clock.moment)
    assert (await memory(ledger)).chosen_profile == chosen
    assert (await memory(ledger)).decisions == (None, chosen)

    await ledger.write(lambda tx: tx.decisions.withdraw_profile(SOURCE_ID, SOFIE))
    assert (await memory(ledger)).chosen_profile is None
    assert ("profile-withdrawn", SOFIE) in await events(ledger)


def starting(tx: LedgerTx, profile: str, *, one_off: bool) -> None:
    """Begin a create for the customer whose profile is being watched."""
    claim = tx.invoices.claim(SOURCE_ID, "worker", 60)
    assert claim is not None
    start = AttemptStart(TargetId("t-1"), 0, "f", "c-1", profile, one_off=one_off)
    assert tx.invoices.begin_attempt(claim, start)


async def test_a_profile_for_one_invoice_found_later_leaves_the_customers_alone(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    """Guards against the next invoice following what was meant for one alone."""
    await sees(ledger)
    await ledger.write(lambda tx: starting(tx, "4021", one_off=False))
    found = AttemptState.CREATED
    await ledger.write(
        lambda tx: tx.invoices.settle_attempt(SOURCE_ID, TargetId("t-1"), found)
    )
    ledger_clock.advance(120)
    await ledger.write(lambda tx: starting(tx, "4022", one_off=True))
    await ledger.write(
        lambda tx: tx.invoices.settle_attempt(SOURCE_ID, TargetId("t-1"), found)
    )

    assert await ledger.read(lambda tx: tx.targets.last_profile("c-1")) == "4021"
    assert await ledger.read(lambda tx: tx.invoices.profile_sent(SOURCE_ID)) == "4022"


async def test_the_first_profile_of_a_customer_may_be_for_one_invoice_alone(
    ledger: SqlLedger,
) -> None:
    await sees(ledger)
    await ledger.write(lambda tx: starting(tx, "4022", one_off=True))
    await ledger.write(
        lambda tx: tx.invoices.settle_attempt(
            SOURCE_ID, TargetId("t-1"), AttemptState.CREATED
        )
    )

    assert await ledger.read(lambda tx: tx.targets.last_profile("c-1")) is None
    assert await ledger.read(lambda tx: tx.targets.knows_customer("c-1"))
