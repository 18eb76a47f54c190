"""What could not be imported is looked at again, ever later, without anybody asking."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from itertools import count

from core.domain.reason import Reason
from core.stocktaking import SWEEP
from sandbox.wire import Request
from tests.engine.company import CREATE, Company
from tests.engine.watchman import Watchman


async def marked(watchman: Watchman) -> datetime:
    mark = await watchman.systems.ledger.read(lambda tx: tx.marks.get(SWEEP))
    assert mark is not None
    return mark


def _dying_at(task: asyncio.Task[object], create: int) -> Callable[[Request], None]:
    creates = count(1)

    def overhear(request: Request) -> None:
        if (request.method, request.path) == CREATE and next(creates) == create:
            task.cancel()

    return overhear


async def test_an_unknown_is_judged_again_after_1_5_15_and_60_minutes(
    watchman: Watchman, company: Company
) -> None:
    invoice = company.booked()
    company.twikey.faults.add("*", "503", times=10**9)
    await watchman.hears()
    for minutes in (1, 5, 15, 60, 60):
        company.clock.advance(minutes=minutes, seconds=-30)
        assert await watchman.watch.judge_again() == 0
        company.clock.advance(seconds=31)
        assert await watchman.watch.judge_again() == 1

    company.twikey.faults.clear()
    company.clock.advance(minutes=61)
    await watchman.watch.judge_again()

    assert company.held(invoice).amount == invoice.total


async def test_a_healed_outage_needs_nobody(
    watchman: Watchman, company: Company
) -> None:
    company.twikey.faults.add("*", "503", times=10**9)
    invoices = [company.booked(f"{10 + n}.00") for n in range(4)]
    await watchman.passes(minutes=3)
    assert company.twikey.invoices == {}
    company.twikey.faults.clear()

    await watchman.passes(minutes=6)

    assert all(company.held(each).amount == each.total for each in invoices)
    assert await watchman.alerts() == []


async def test_what_is_blocked_is_judged_again_after_a_day(
    watchman: Watchman, company: Company
) -> None:
    customer = company.teamleader.add_contact(None, " ")
    invoice = company.booked(customer_id=customer)
    await watchman.hears()
    watchman.loses_hints()
    company.teamleader.update_customer(customer, last_name="Peeters")
    company.clock.advance(hours=23, minutes=59)
    assert await watchman.watch.judge_again() == 0

    company.clock.advance(minutes=2)
    await watchman.watch.judge_again()

    assert company.held(invoice).amount == invoice.total


async def test_an_invoice_that_cannot_be_understood_is_looked_at_again(
    watchman: Watchman, company: Company
) -> None:
    invoice = company.booked(currency="USD")
    await watchman.hears()
    company.teamleader.faults.add(
        "invoices.list", "missing", times=None, detail=["total"]
    )
    watchman.loses_hints()
    company.teamleader.update_invoice(invoice.id, currency="EUR")
    company.clock.advance(minutes=1)
    await watchman.watch.sweep()
    assert (await watchman.memory(invoice)).decisive is None

    company.teamleader.faults.clear()
    company.clock.advance(minutes=2)
    await watchman.watch.judge_again()

    assert company.held(invoice).amount == invoice.total
    assert (await watchman.memory(invoice)).first_cause is Reason.CURRENCY
