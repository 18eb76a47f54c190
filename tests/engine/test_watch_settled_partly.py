"""Imported invoices that are settled in part while Twikey may collect all of it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from core.domain.alert import AlertLine, LineState
from core.domain.invoice import SourceId
from core.domain.reason import Facts, Reason
from core.marking import Hindrance, Nothing, mark_paid
from core.readings import follow_feed
from sandbox.teamleader import Invoice
from tests.engine.company import Company
from tests.engine.watchman import Watchman

CAUSE = "settled-since"


def pay(company: Company, invoice: Invoice, part: str) -> Any:
    return company.teamleader.register_payment(invoice.id, part)


def credit(company: Company, invoice: Invoice, part: str) -> Any:
    return company.teamleader.credit(invoice.id, part)


SETTLED = pytest.mark.parametrize(
    ("settle", "how"),
    [(pay, "partly-paid"), (credit, "partly-credited")],
    ids=["paid", "credited"],
)
Settle = Callable[[Company, Invoice, str], Any]


async def imported(watchman: Watchman, total: str = "100.00") -> Invoice:
    invoice = watchman.company.booked(total)
    await watchman.hears()
    assert watchman.company.at_twikey(invoice) is not None
    await watchman.told()
    return invoice


def told(line: AlertLine) -> tuple[object, ...]:
    """Return how it was settled, what Twikey may collect, and what is open."""
    return tuple(line.facts.get(name) for name in ("how", "at_twikey", "open"))


async def noted(watchman: Watchman, invoice: Invoice) -> Facts | None:
    findings = (await watchman.why(invoice)).findings
    found = (f.facts for f in findings if f.reason is Reason.SETTLED_SINCE)
    return next(found, None)


@SETTLED
@pytest.mark.parametrize("hinted", [True, False], ids=["by-hint", "by-check"])
@pytest.mark.parametrize("lowers_due", [True, False])
async def test_people_hear_at_once_that_twikey_may_collect_too_much(
    watchman: Watchman,
    company: Company,
    settle: Settle,
    how: str,
    *,
    hinted: bool,
    lowers_due: bool,
) -> None:
    company.teamleader.switches.credit_lowers_due = lowers_due
    invoice = await imported(watchman)
    watchman.loses_hints(0.0 if hinted else 1.0)
    settle(company, invoice, "40.00")
    if hinted:
        await watchman.hears()
    else:
        await watchman.watch.check_open()

    line = await watchman.line(CAUSE, invoice)

    assert line.state is LineState.OPEN
    assert told(line) == (how, "100.00", "60.00")
    assert [m.facts for m in await watchman.told("alert")] == [{"cause": CAUSE}]
    facts = await noted(watchman, invoice)
    assert facts is not None
    assert (facts["how"], facts["open"]) == (how, "60.00")


@SETTLED
async def test_it_is_told_once(
    watchman: Watchman, company: Company, settle: Settle, how: str
) -> None:
    invoice = await imported(watchman)
    settle(company, invoice, "40.00")
    await watchman.hears()
    assert told(await watchman.line(CAUSE, invoice))[0] == how
    await watchman.told()

    company.clock.advance(hours=6)
    await watchman.watch.check_open()
    await watchman.takes_in(invoice, event="updated")
    await watchman.passes(minutes=1)

    assert await watchman.told() == []


@SETTLED
async def test_a_part_that_was_sent_with_the_import_is_no_news(
    watchman: Watchman, company: Company, settle: Settle, how: str
) -> None:
    invoice = company.booked("100.00")
    settle(company, invoice, "40.00")
    await watchman.hears()
    assert str(company.held(invoice).paidamount) == "40.00"
    await watchman.watch.check_open()
    assert await watchman.alerts() == []
    assert await noted(watchman, invoice) is None

    pay(company, invoice, "25.00")
    await watchman.hears()

    line = await watchman.line(CAUSE, invoice)
    assert told(line)[1:] == ("60.00", "35.00")
    assert told(line)[0] == how


async def test_a_part_that_went_along_with_a_create_without_answer_is_no_news(
    watchman: Watchman, company: Company
) -> None:
    invoice = company.booked("100.00")
    pay(company, invoice, "40.00")
    company.twikey.faults.add("invoice.create", "lost-answer", times=2)
    company.twikey.faults.add("invoice.detail", "503", times=3)
    await watchman.hears()
    await watchman.passes(minutes=10)
    assert company.creates == 1
    assert company.at_twikey(invoice)

    await watchman.watch.check_open()
    assert await watchman.alerts() == []

    pay(company, invoice, "25.00")
    await watchman.hears()
    assert told(await watchman.line(CAUSE, invoice))[1:] == ("60.00", "35.00")


async def test_it_becomes_the_full_one_when_all_is_paid(
    watchman: Watchman, company: Company
) -> None:
    invoice = await imported(watchman)
    for part, expected in (
        ("40.00", ("partly-paid", "100.00", "60.00")),
        ("20.00", ("partly-paid", "100.00", "40.00")),
        ("40.00", ("paid", "100.00", None)),
    ):
        pay(company, invoice, part)
        await watchman.hears()
        line = await watchman.line(CAUSE, invoice)
        assert (line.state, told(line)) == (LineState.OPEN, expected)
        assert len(await watchman.told("alert")) == 1


async def test_deleted_after_a_part_was_paid_is_all_of_it(
    watchman: Watchman, company: Company
) -> None:
    invoice = await imported(watchman)
    pay(company, invoice, "40.00")
    await watchman.hears()
    company.teamleader.delete_invoice(invoice.id)
    await watchman.hears()

    assert told(await watchman.line(CAUSE, invoice)) == ("deleted", "100.00", None)


async def test_it_is_over_when_the_rest_is_paid_at_twikey(
    watchman: Watchman, company: Company
) -> None:
    invoice = await imported(watchman)
    pay(company, invoice, "40.00")
    await watchman.hears()

    company.twikey.mark_paid(company.held(invoice).id)
    await follow_feed(watchman.systems)
    await watchman.alerting.look()

    line = await watchman.line(CAUSE, invoice)
    assert (line.state, line.facts["how"]) == (LineState.SOLVED, "paid")
    assert await watchman.alerts() == []


async def test_it_is_over_when_the_payment_is_taken_back(
    watchman: Watchman, company: Company
) -> None:
    invoice = await imported(watchman)
    pay(company, invoice, "40.00")
    await watchman.hears()
    company.teamleader.remove_payments(invoice.id)
    await watchman.hears()

    line = await watchman.line(CAUSE, invoice)
    assert (line.state, line.facts["how"]) == (LineState.SOLVED, "agreed")


async def test_a_part_that_was_accepted_is_not_all_of_it(
    watchman: Watchman, company: Company
) -> None:
    invoice = await imported(watchman)
    pay(company, invoice, "40.00")
    await watchman.hears()
    await watchman.alerting.accept(CAUSE, [SourceId(invoice.id)], "U1")
    company.clock.advance(hours=6)
    await watchman.watch.check_open()
    assert await watchman.alerts() == []

    pay(company, invoice, "60.00")
    await watchman.hears()

    assert (await watchman.line(CAUSE, invoice)).state is LineState.OPEN


async def test_what_is_settled_in_part_is_never_marked_as_paid(
    watchman: Watchman, company: Company
) -> None:
    invoice = await imported(watchman)
    pay(company, invoice, "40.00")
    await watchman.hears()

    done = await mark_paid(watchman.systems, SourceId(invoice.id), "U0SOFIE")

    assert isinstance(done, Nothing)
    assert done.why is Hindrance.NOT_SETTLED
    assert company.held(invoice).state != "PAID"


async def test_a_total_that_was_lowered_is_no_payment(
    watchman: Watchman, company: Company
) -> None:
    invoice = await imported(watchman)
    company.teamleader.update_invoice(invoice.id, total=Decimal("70.00"))
    await watchman.hears()
    await watchman.watch.check_open()

    assert await watchman.alerts() == []
