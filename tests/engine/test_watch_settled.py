"""Imported invoices that are settled in Teamleader while Twikey may still collect."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.domain.alert import LineState
from core.domain.invoice import SourceId
from core.readings import follow_feed
from sandbox.teamleader import Invoice
from tests.engine.company import Company
from tests.engine.watchman import Watchman

CAUSE = "settled-since"
Settle = Callable[[Company, Invoice], Any]


def pay(company: Company, invoice: Invoice) -> None:
    company.teamleader.register_payment(invoice.id)


def credit(company: Company, invoice: Invoice) -> None:
    company.teamleader.credit(invoice.id)


def delete(company: Company, invoice: Invoice) -> None:
    company.teamleader.delete_invoice(invoice.id)


SETTLED = pytest.mark.parametrize(
    ("settle", "how"),
    [(pay, "paid"), (credit, "credited"), (delete, "deleted")],
    ids=["paid", "credited", "deleted"],
)


async def imported(watchman: Watchman, total: str = "121.00") -> Invoice:
    invoice = watchman.company.booked(total)
    await watchman.hears()
    assert watchman.company.at_twikey(invoice) is not None
    await watchman.told()
    return invoice


@SETTLED
@pytest.mark.parametrize("hinted", [True, False], ids=["by-hint", "by-check"])
async def test_people_hear_at_once(
    watchman: Watchman, company: Company, settle: Settle, how: str, hinted: bool
) -> None:
    invoice = await imported(watchman)
    watchman.loses_hints(0.0 if hinted else 1.0)
    settle(company, invoice)
    if hinted:
        await watchman.hears()
    else:
        assert await watchman.watch.check_open() == 1

    line = await watchman.line(CAUSE, invoice)

    assert (line.state, line.facts["how"]) == (LineState.OPEN, how)
    assert (line.amount.plain(), line.due_on) == ("121.00", invoice.due_on)
    assert [m.facts for m in await watchman.told("alert")] == [{"cause": CAUSE}]


@SETTLED
async def test_nothing_is_told_twice(
    watchman: Watchman, company: Company, settle: Settle, how: str
) -> None:
    invoice = await imported(watchman)
    settle(company, invoice)
    await watchman.hears()
    await watchman.told()

    company.clock.advance(hours=6)
    await watchman.watch.check_open()
    await watchman.takes_in(invoice, event="updated")
    await watchman.passes(minutes=1)

    assert await watchman.told() == []
    assert (await watchman.line(CAUSE, invoice)).facts["how"] == how


@pytest.mark.parametrize("hinted", [True, False], ids=["by-hint", "by-check"])
async def test_a_removed_payment_solves_it(
    watchman: Watchman, company: Company, hinted: bool
) -> None:
    invoice = await imported(watchman)
    pay(company, invoice)
    await watchman.hears()
    await watchman.told()

    company.clock.advance(hours=1)
    watchman.loses_hints(0.0 if hinted else 1.0)
    company.teamleader.remove_payments(invoice.id)
    await (watchman.hears() if hinted else watchman.watch.check_open())

    line = await watchman.line(CAUSE, invoice)
    assert (line.state, line.facts["how"]) == (LineState.SOLVED, "open-again")
    assert line.changed_at == company.clock.now()
    assert await watchman.alerts() == []
    assert len(await watchman.told("alert")) == 1


@SETTLED
async def test_twikey_showing_it_paid_solves_it(
    watchman: Watchman, company: Company, settle: Settle, how: str
) -> None:
    invoice = await imported(watchman)
    at_twikey = company.held(invoice)
    settle(company, invoice)
    await watchman.hears()
    assert (await watchman.line(CAUSE, invoice)).facts["how"] == how
    await watchman.told()

    company.twikey.mark_paid(at_twikey.id)
    await follow_feed(watchman.systems)
    await watchman.alerting.look()

    line = await watchman.line(CAUSE, invoice)
    assert (line.state, line.facts["how"]) == (LineState.SOLVED, "paid")
    assert await watchman.alerts() == []
    assert len(await watchman.told("alert")) == 1


async def test_what_is_paid_at_twikey_as_well_is_no_news(
    watchman: Watchman, company: Company
) -> None:
    invoice = await imported(watchman)
    company.twikey.mark_paid(company.held(invoice).id)
    pay(company, invoice)

    await watchman.hears()
    await watchman.watch.check_open()

    assert await watchman.told() == []


async def test_what_people_accepted_stays_accepted(
    watchman: Watchman, company: Company
) -> None:
    accepted, other = await imported(watchman, "10.00"), await imported(watchman)
    pay(company, accepted)
    await watchman.hears()
    await watchman.alerting.accept(CAUSE, [SourceId(accepted.id)], "U1")
    assert await watchman.alerts() == []

    company.clock.advance(hours=6)
    await watchman.watch.check_open()
    assert await watchman.alerts() == []
    pay(company, other)
    await watchman.hears()
    company.clock.advance(hours=6)
    await watchman.watch.check_open()

    assert (await watchman.line(CAUSE, accepted)).state is LineState.ACCEPTED
    assert (await watchman.line(CAUSE, other)).state is LineState.OPEN


async def test_paid_again_is_told_again(watchman: Watchman, company: Company) -> None:
    invoice = await imported(watchman)
    for _ in range(2):
        pay(company, invoice)
        await watchman.hears()
        assert await watchman.alerts() == [CAUSE]
        company.teamleader.remove_payments(invoice.id)
        await watchman.hears()
        assert await watchman.alerts() == []


async def test_every_open_invoice_is_checked_however_many_there_are(
    watchman: Watchman, company: Company
) -> None:
    invoices = [company.booked(f"{1 + n}.00") for n in range(120)]
    await watchman.hears()
    watchman.loses_hints()
    paid = invoices[7], invoices[111]
    for invoice in paid:
        pay(company, invoice)

    assert await watchman.watch.check_open() == 120

    lines = (await watchman.alert(CAUSE)).lines
    assert {line.source_id for line in lines} == {each.id for each in paid}
