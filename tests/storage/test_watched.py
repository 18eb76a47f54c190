"""Which invoices the watch has to look at."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from core.domain.alert import LateInvoice
from core.domain.history import AttemptState
from core.domain.invoice import CustomerId, CustomerKind, CustomerRef, SourceId
from core.domain.money import Money
from core.domain.reason import Reason, System
from core.domain.target import TargetId, TargetState
from core.ports.ledger import AttemptStart, Judgement, LedgerTx
from storage.ledger import SqlLedger
from tests.builders import (
    COMPANY,
    NOW,
    SOURCE_ID,
    a_draft,
    a_target,
    an_invoice,
    euro,
)
from tests.conftest import LedgerClock
from tests.storage.test_sights import HOUR, see
from tests.storage.test_timeline import attempt, judge

OTHER = SourceId("other")


async def late(ledger: SqlLedger, clock: LedgerClock) -> tuple[LateInvoice, ...]:
    return await ledger.read(lambda tx: tx.watched.late(clock.moment))


async def of_customer(ledger: SqlLedger) -> tuple[SourceId, ...]:
    return await ledger.read(lambda tx: tx.watched.of_customer(COMPANY.id))


async def make_imported(ledger: SqlLedger) -> None:
    await see(ledger, an_invoice())
    await attempt(ledger, AttemptState.CREATED)


async def make_gone(ledger: SqlLedger) -> None:
    await see(ledger, an_invoice())
    await ledger.write(lambda tx: tx.invoices.see_gone(SOURCE_ID))


async def make_paid(ledger: SqlLedger) -> None:
    await see(ledger, an_invoice(paid=True))


async def make_draft(ledger: SqlLedger) -> None:
    await see(ledger, a_draft())


NOT_OUTSIDE = pytest.mark.parametrize(
    "make",
    [make_imported, make_gone, make_paid, make_draft],
    ids=["imported", "gone", "paid", "draft"],
)


async def test_what_was_seen_with_the_same_time_of_change_is_unchanged(
    ledger: SqlLedger,
) -> None:
    await see(ledger, an_invoice(), an_invoice(source_id=OTHER))
    await ledger.write(lambda tx: tx.invoices.see_gone(OTHER))
    same = an_invoice().updated_at
    later = same + timedelta(seconds=1)

    def unchanged(tx: LedgerTx) -> list[frozenset[SourceId]]:
        unseen = SourceId("unseen")
        return [
            tx.watched.unchanged({SOURCE_ID: same, OTHER: same, unseen: same}),
            tx.watched.unchanged({SOURCE_ID: later}),
            tx.watched.unchanged({}),
        ]

    expected = [frozenset({SOURCE_ID}), frozenset(), frozenset()]
    assert await ledger.read(unchanged) == expected


async def test_an_invoice_is_late_once_it_was_seen_booked_long_enough_ago(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await see(ledger, a_draft())
    ledger_clock.advance(HOUR)
    assert await late(ledger, ledger_clock) == ()
    booked_at = ledger_clock.advance(HOUR)
    await see(ledger, an_invoice())
    before = booked_at - timedelta(microseconds=1)

    assert await ledger.read(lambda tx: tx.watched.late(before)) == ()
    assert await late(ledger, ledger_clock) == (
        LateInvoice(
            source_id=SOURCE_ID,
            number="2026 / 118",
            department_id=an_invoice().department_id,
            customer_name="Brouwerij De Vlinder BV",
            amount=euro("302.50"),
            due_on=an_invoice().due_on,
            created_at=an_invoice().created_at,
            booked_at=booked_at,
            reason=None,
            system=None,
            web_url=an_invoice().web_url,
        ),
    )


async def test_a_late_invoice_carries_its_last_judgement(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await see(ledger, an_invoice())
    await judge(ledger, Judgement(SOURCE_ID, Reason.REFUSED, {"code": "err_x"}))
    (refused,) = await late(ledger, ledger_clock)
    await judge(ledger, Judgement(SOURCE_ID, None, system=System.TWIKEY))
    (unknown,) = await late(ledger, ledger_clock)

    told = (refused.reason, refused.system, refused.facts)
    assert told == (Reason.REFUSED, None, {"code": "err_x"})
    told = (unknown.reason, unknown.system, unknown.facts)
    assert told == (None, System.TWIKEY, {"code": "err_x"})
    assert (refused.former, unknown.former) == (None, Reason.REFUSED)


async def test_what_nobody_could_judge_yet_has_no_former_reason(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await see(ledger, an_invoice())
    await judge(ledger, Judgement(SOURCE_ID, Reason.REFUSED))
    await judge(ledger, Judgement(SOURCE_ID, None))
    await judge(ledger, Judgement(SOURCE_ID, None, system=System.TWIKEY))

    (unknown,) = await late(ledger, ledger_clock)
    assert (unknown.former, unknown.facts) == (None, {})


async def test_an_invoice_paid_too_late_stays_late_while_nobody_can_look(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await see(ledger, an_invoice(paid=True))
    await judge(ledger, Judgement(SOURCE_ID, Reason.ON_HOLD))
    await judge(ledger, Judgement(SOURCE_ID, Reason.PAID, {"first_cause": "on-hold"}))
    await judge(ledger, Judgement(SOURCE_ID, None, system=System.TWIKEY))

    (unknown,) = await late(ledger, ledger_clock)
    assert (unknown.former, unknown.facts) == (Reason.PAID, {"first_cause": "on-hold"})


async def test_the_longest_booked_come_first(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    for one in ("id-2", "id-3", "id-1"):
        await see(ledger, an_invoice(source_id=SourceId(one)))
        ledger_clock.advance(1)

    ids = [invoice.source_id for invoice in await late(ledger, ledger_clock)]
    assert ids == ["id-2", "id-3", "id-1"]


@NOT_OUTSIDE
async def test_what_is_in_twikey_or_settled_is_left_alone(
    ledger: SqlLedger,
    ledger_clock: LedgerClock,
    make: Callable[[SqlLedger], Awaitable[None]],
) -> None:
    await make(ledger)
    ledger_clock.advance(25 * HOUR)

    assert await late(ledger, ledger_clock) == ()
    assert await ledger.read(lambda tx: tx.watched.due_again(9)) == ()
    assert await ledger.write(lambda tx: tx.watched.judge_all_again()) == 0
    assert await of_customer(ledger) == ()


async def test_an_invoice_with_nothing_due_is_not_late(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await see(ledger, an_invoice(due=euro("0")))

    assert await late(ledger, ledger_clock) == ()


async def test_an_invoice_of_zero_is_late_like_any_other(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await see(ledger, an_invoice(total=euro("0"), due=euro("0")))

    assert len(await late(ledger, ledger_clock)) == 1


async def test_the_invoices_of_a_customer_come_in_order_of_their_creation(
    ledger: SqlLedger,
) -> None:
    stranger = CustomerRef(CustomerKind.COMPANY, CustomerId("stranger"))
    older = an_invoice(source_id=OTHER, created_at=NOW - timedelta(days=9))
    elsewhere = an_invoice(source_id=SourceId("elsewhere"), customer=stranger)
    await see(ledger, an_invoice(), older, elsewhere)

    assert await of_customer(ledger) == (OTHER, SOURCE_ID)


async def test_what_twikey_may_still_collect_comes_in_pages(ledger: SqlLedger) -> None:
    states = [
        TargetState.BOOKED,
        TargetState.PAID,
        TargetState.EXPIRED,
        TargetState.PENDING,
        TargetState.ARCHIVED,
        TargetState.OTHER,
    ]
    for n, state in enumerate(states):
        await import_into(ledger, SourceId(f"id-{n}"), state)
    await see(ledger, an_invoice())

    async def page(after: str | None) -> tuple[SourceId, ...]:
        start = None if after is None else SourceId(after)
        return await ledger.read(lambda tx: tx.watched.open_at_twikey(2, start))

    assert await page(None) == ("id-0", "id-2")
    assert await page("id-2") == ("id-3",)
    assert await page("id-3") == ()


async def test_what_twikey_no_longer_has_cannot_be_collected(
    ledger: SqlLedger,
) -> None:
    await import_into(ledger, SOURCE_ID, TargetState.BOOKED)
    gone = TargetId(f"target-{SOURCE_ID}")
    await ledger.write(lambda tx: tx.targets.drop(gone))

    left = await ledger.read(lambda tx: tx.watched.open_at_twikey(9, None))
    assert left == ()


async def import_into(
    ledger: SqlLedger, source_id: SourceId, state: TargetState
) -> None:
    target = a_target(id=TargetId(f"target-{source_id}"), state=state)
    start = AttemptStart(target.id, 0, "print", "customer-1", None)

    def unit(tx: LedgerTx) -> None:
        claim = tx.invoices.claim(source_id, "worker", 60)
        assert claim is not None
        tx.invoices.begin_attempt(claim, start)
        tx.invoices.finish_attempt(claim, AttemptState.CREATED, {})
        tx.targets.put(target)

    await see(ledger, an_invoice(source_id=source_id))
    await ledger.write(unit)


@pytest.mark.parametrize(("minutes", "late"), [(5, 0), (6, 1)])
async def test_what_is_imported_long_after_its_last_change_comes_late(
    ledger: SqlLedger, ledger_clock: LedgerClock, minutes: int, late: int
) -> None:
    changed = ledger_clock.moment
    ledger_clock.advance(60 * minutes)
    await see(ledger, an_invoice(updated_at=changed))
    await attempt(ledger, AttemptState.CREATED)
    imported = ledger_clock.moment
    patience = timedelta(minutes=5)

    def counts(tx: LedgerTx) -> tuple[int, int]:
        before = imported - timedelta(seconds=1)
        return (
            tx.watched.imported_late(before, patience),
            tx.watched.imported_late(imported, patience),
        )

    assert await ledger.read(counts) == (late, 0)


async def test_what_was_imported_between_two_moments_is_told_by_its_totals(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    before = ledger_clock.moment
    at = ledger_clock.advance(60)
    await make_imported(ledger)
    after = ledger_clock.advance(60)

    def imported(tx: LedgerTx) -> list[tuple[Money, ...]]:
        spans = (before, at), (at, after), (before, after), (after, after)
        return [tx.watched.imported_between(*span) for span in spans]

    total = (euro("302.50"),)
    assert await ledger.read(imported) == [total, (), total, ()]
