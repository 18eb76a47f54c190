"""Hints: late, twice, in any order, or before there is anything to see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from core.domain.outcome import RunTrigger
from core.ports.watch import Hint
from sandbox.teamleader import HookKnobs, Invoice
from tests.engine.company import Company
from tests.engine.watchman import Watchman


@contextmanager
def not_shown_yet(company: Company, invoice: Invoice) -> Iterator[None]:
    """Let Teamleader announce an invoice that its API does not show yet."""
    books = company.teamleader.books.invoices
    hidden = books.pop(invoice.id)
    yield
    books[invoice.id] = hidden


async def take_in(watchman: Watchman, *hints: Hint) -> None:
    await watchman.systems.ledger.write(lambda tx: tx.hints.add(hints))


async def test_a_booked_invoice_is_imported_because_of_its_hint(
    watchman: Watchman, company: Company
) -> None:
    invoice = company.booked("302.50")

    await watchman.hears()

    assert company.held(invoice).amount == invoice.total
    assert await watchman.waiting() == 0
    run = await watchman.engine.last_run()
    assert run is not None
    assert run.trigger is RunTrigger.AUTOMATIC


async def test_an_invoice_the_api_does_not_show_yet_is_looked_up_three_times_more(
    watchman: Watchman, company: Company
) -> None:
    invoice = company.booked()
    asked = company.teamleader.count
    with not_shown_yet(company, invoice):
        await watchman.hears()
        looks = asked("invoices.info")
        for wait in (60, 120, 300):
            company.clock.advance(seconds=wait - 1)
            assert await watchman.hints.follow() == 0
            company.clock.advance(seconds=1)
            assert await watchman.hints.follow() == 1
            looks += 1
            assert asked("invoices.info") == looks
        assert await watchman.waiting() == 0
    assert company.creates == 0


@pytest.mark.parametrize("looks", [1, 2, 3])
async def test_an_invoice_that_is_shown_late_is_imported_at_the_next_look(
    watchman: Watchman, company: Company, looks: int
) -> None:
    invoice = company.booked()
    waits = (60, 120, 300)[:looks]
    with not_shown_yet(company, invoice):
        await watchman.hears()
        for wait in waits[:-1]:
            company.clock.advance(seconds=wait)
            await watchman.hints.follow()
    company.clock.advance(seconds=waits[-1])

    await watchman.hints.follow()

    assert company.held(invoice).amount == invoice.total


async def test_what_was_shown_after_its_hint_was_forgotten_is_found_by_the_sweep(
    watchman: Watchman, company: Company
) -> None:
    invoice = company.booked()
    with not_shown_yet(company, invoice):
        await watchman.passes(minutes=20)
    assert await watchman.waiting() == 0

    await watchman.passes(minutes=5)

    assert company.held(invoice).amount == invoice.total


async def test_doubled_and_reordered_hints_import_once(
    watchman: Watchman, company: Company
) -> None:
    company.teamleader.switches.hooks = HookKnobs(reordering=90, duplication=1.0)
    invoices = [company.booked(f"{10 + n}.00") for n in range(8)]
    for invoice in invoices:
        company.teamleader.update_invoice(invoice.id, note="Nieuw")

    await watchman.passes(minutes=3)

    assert all(company.held(each).amount == each.total for each in invoices)
    assert company.creates == len(invoices)


async def test_a_deletion_that_overtakes_the_booking_imports_nothing(
    watchman: Watchman, company: Company
) -> None:
    invoice = company.booked()
    company.teamleader.delete_invoice(invoice.id)
    await take_in(watchman, Hint("invoice", invoice.id, "invoice.deleted"))
    await take_in(watchman, Hint("invoice", invoice.id, "invoice.booked"))

    await watchman.passes(minutes=10)

    assert company.creates == 0
    assert await watchman.waiting() == 0


async def test_a_hint_that_comes_while_its_invoice_is_looked_at_is_not_lost(
    watchman: Watchman, company: Company
) -> None:
    draft = company.drafted()
    hold = company.teamleader_door.hold("POST", "/invoices.info", after=True)
    hearing = company.begins(watchman.hears())
    await hold.reached.wait()
    company.teamleader.book(draft.id)
    await company.teamleader.hooks.deliver_due()
    hold.released.set()

    assert await hearing == 2
    assert company.held(draft).amount == draft.total


async def test_a_worker_that_dies_over_a_hint_leaves_it_to_the_next(
    watchman: Watchman, company: Company
) -> None:
    invoice = company.booked()
    hold = company.teamleader_door.hold("POST", "/invoices.info")
    hearing = company.begins(watchman.hears())
    await hold.reached.wait()
    hearing.cancel()

    successor = await watchman.restarts()
    assert await successor.hints.follow() == 0
    company.clock.advance(minutes=3)
    assert await successor.hints.follow() == 1

    assert company.held(invoice).amount == invoice.total
