"""Amounts that change, and the first cause beside the present one."""

from __future__ import annotations

from core.domain.outcome import Outcome
from core.domain.policy import ZeroChanged
from core.domain.reason import Reason
from tests.engine.company import Company, told
from tests.engine.watchman import Watchman


async def test_a_zero_invoice_that_got_an_amount_waits_for_a_person(
    watchman: Watchman, company: Company
) -> None:
    invoice = company.booked("0.00")
    await watchman.passes(minutes=61)
    assert (await watchman.memory(invoice)).decisive is Reason.ZERO_AMOUNT
    assert await watchman.alerts() == []

    company.teamleader.update_invoice(invoice.id, total="100.00")
    await watchman.passes(minutes=1)

    assert company.creates == 0
    assert (await watchman.why(invoice)).decisive is Reason.WAS_ZERO
    assert (await watchman.line("was-zero", invoice)).facts["total"] == "100.00"
    run = await company.imports(f"{invoice.number}")
    assert told(run, invoice) == (Outcome.IMPORTED, None)
    await watchman.passes(minutes=1)
    assert await watchman.alerts() == []


async def test_a_zero_invoice_that_got_an_amount_goes_by_itself_where_that_is_chosen(
    watchman: Watchman, company: Company
) -> None:
    company.decides(zero_changed=ZeroChanged.IMPORT)
    invoice = company.booked("0.00")
    await watchman.hears()
    company.teamleader.update_invoice(invoice.id, total="100.00")

    await watchman.hears()

    assert company.held(invoice).amount == invoice.total
    answer = await watchman.why(invoice)
    assert answer.first_cause is Reason.ZERO_AMOUNT
    (message,) = await watchman.told("zero-imported")
    told = [invoice.id, invoice.number, "100.00", "EUR"]
    assert message.facts == {"invoices": [told]}


async def test_zero_invoices_that_come_in_together_are_one_message(
    watchman: Watchman, company: Company
) -> None:
    company.decides(zero_changed=ZeroChanged.IMPORT)
    invoices = [company.booked("0.00") for _ in range(3)]
    await watchman.hears()
    for invoice in invoices:
        company.teamleader.update_invoice(invoice.id, total="100.00")
    await watchman.hears()

    (message,) = await watchman.told("zero-imported")
    told = message.facts["invoices"]
    assert isinstance(told, list)
    assert sorted(one[0] for one in told) == sorted(one.id for one in invoices)


async def test_a_zero_invoice_that_a_person_imports_is_not_told(
    watchman: Watchman, company: Company
) -> None:
    invoice = company.booked("0.00")
    await watchman.hears()
    company.teamleader.update_invoice(invoice.id, total="100.00")
    await watchman.hears()
    await company.imports(str(invoice.number))

    assert company.held(invoice)
    assert await watchman.told("zero-imported") == []


async def test_teamleader_calling_a_zero_invoice_settled_changes_nothing(
    watchman: Watchman, company: Company
) -> None:
    company.teamleader.switches.zero_shows = "matched"
    invoice = company.booked("0.00")
    await watchman.hears()
    company.teamleader.update_invoice(invoice.id, total="100.00")

    await watchman.hears()

    assert (await watchman.why(invoice)).decisive is Reason.WAS_ZERO


async def test_a_draft_at_zero_does_not_count(
    watchman: Watchman, company: Company
) -> None:
    draft = company.drafted("0.00")
    await watchman.hears()
    company.teamleader.update_invoice(draft.id, total="100.00")
    company.teamleader.book(draft.id)

    await watchman.hears()

    assert company.held(draft).amount == draft.total


async def test_the_first_cause_stays_beside_the_present_one(
    watchman: Watchman, company: Company
) -> None:
    invoice = company.booked()
    company.teamleader.set_on_hold(invoice.id)
    await watchman.hears()
    company.clock.advance(hours=2)
    company.teamleader.register_payment(invoice.id)
    await watchman.hears()

    answer = await watchman.why(invoice)

    assert answer.decisive is Reason.PAID
    assert answer.first_cause is Reason.ON_HOLD
    paid = next(f for f in answer.findings if f.reason is Reason.PAID)
    assert paid.facts["first_cause"] == "on-hold"


async def test_a_removed_payment_heals_by_itself(
    watchman: Watchman, company: Company
) -> None:
    invoice = company.drafted()
    watchman.loses_hints()
    company.teamleader.book(invoice.id)
    company.teamleader.register_payment(invoice.id)
    await watchman.watch.sweep()
    assert (await watchman.memory(invoice)).decisive is Reason.PAID

    watchman.loses_hints(0.0)
    company.teamleader.remove_payments(invoice.id)
    await watchman.hears()

    assert company.held(invoice).amount == invoice.total
