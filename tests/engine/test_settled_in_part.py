"""What is settled in part goes to Twikey with that part, and is never collected."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import pytest

from core.domain.outcome import Outcome
from core.domain.reason import Reason
from sandbox.teamleader import Invoice
from tests.engine.company import PROFILE, Company, days_ago, line_of, told

IMPORTED = (Outcome.IMPORTED, None)
CREDITED = (Outcome.NOT_IMPORTED, Reason.CREDITED)
Shown = Literal["paid", "matched", "outstanding"]


def sent_part(company: Company, invoice: Invoice) -> tuple[Decimal, Decimal, bool]:
    held = company.held(invoice)
    return held.amount, held.paidamount, held.manual


async def with_a_mandate(company: Company) -> str:
    """A customer whose invoices Twikey collects as soon as they come in."""
    customer = company.teamleader.add_company("Drukkerij Inkt BV", email="a@inkt.be")
    company.booked(customer_id=customer)
    await company.imports()
    company.twikey.sign_mandate(customer, PROFILE)
    return customer


async def test_a_partly_paid_invoice_is_never_collected_by_itself(
    company: Company,
) -> None:
    customer = await with_a_mandate(company)
    whole = company.booked("200.00", customer_id=customer)
    partly = company.booked("200.00", customer_id=customer)
    company.teamleader.register_payment(partly.id, "79.99")

    run = await company.imports()

    assert company.held(whole).state == "PENDING"
    assert told(run, partly) == IMPORTED
    assert sent_part(company, partly) == (Decimal("200.00"), Decimal("79.99"), True)
    assert company.held(partly).state == "BOOKED"
    assert Reason.PARTLY_SETTLED in {f.reason for f in line_of(run, partly).findings}


async def test_a_whole_invoice_says_nothing_of_parts(company: Company) -> None:
    invoice = company.booked()
    await company.imports()
    assert not {"paidamount", "manual"} & company.held(invoice).sent.keys()


@pytest.mark.parametrize("shown", ["paid", "matched", "outstanding"])
@pytest.mark.parametrize("lowers_due", [True, False])
@pytest.mark.parametrize("negative", [True, False])
async def test_a_wholly_credited_invoice_stays_out(
    company: Company, shown: Shown, lowers_due: bool, negative: bool
) -> None:
    company.teamleader.switches.credited_shows = shown
    company.teamleader.switches.credit_lowers_due = lowers_due
    company.teamleader.switches.credit_amounts_negative = negative
    invoice = company.booked()
    company.teamleader.credit(invoice.id)

    run = await company.imports()

    assert told(run, invoice) == CREDITED
    assert company.creates == 0


@pytest.mark.parametrize("lowers_due", [True, False])
@pytest.mark.parametrize("negative", [True, False])
async def test_a_partly_credited_invoice_goes_in_for_the_rest(
    company: Company, lowers_due: bool, negative: bool
) -> None:
    company.teamleader.switches.credit_lowers_due = lowers_due
    company.teamleader.switches.credit_amounts_negative = negative
    customer = await with_a_mandate(company)
    invoice = company.booked("200.00", customer_id=customer)
    company.teamleader.credit(invoice.id, "50.00")

    run = await company.imports()

    assert told(run, invoice) == IMPORTED
    assert sent_part(company, invoice) == (Decimal("200.00"), Decimal("50.00"), True)
    assert company.held(invoice).state == "BOOKED"


@pytest.mark.parametrize("lowers_due", [True, False])
async def test_a_payment_and_a_credit_note_count_together(
    company: Company, lowers_due: bool
) -> None:
    company.teamleader.switches.credit_lowers_due = lowers_due
    invoice = company.booked("200.00")
    company.teamleader.register_payment(invoice.id, "30.00")
    company.teamleader.credit(invoice.id, "50.00")

    run = await company.imports()

    assert told(run, invoice) == IMPORTED
    assert sent_part(company, invoice) == (Decimal("200.00"), Decimal("80.00"), True)


@pytest.mark.parametrize("lowers_due", [True, False])
async def test_a_payment_and_a_credit_note_leave_nothing_together(
    company: Company, lowers_due: bool
) -> None:
    company.teamleader.switches.credit_lowers_due = lowers_due
    company.teamleader.switches.credited_shows = "outstanding"
    invoice = company.booked("200.00")
    company.teamleader.register_payment(invoice.id, "150.00")
    company.teamleader.credit(invoice.id, "50.00")

    run = await company.imports()

    assert line_of(run, invoice).outcome is Outcome.NOT_IMPORTED
    assert line_of(run, invoice).reason in (Reason.CREDITED, Reason.PAID)
    assert company.creates == 0


async def test_several_credit_notes_add_up(company: Company) -> None:
    company.teamleader.switches.credit_lowers_due = False
    invoice = company.booked("100.00")
    for part in ("40.00", "35.00", "25.00"):
        company.teamleader.credit(invoice.id, part)

    run = await company.imports()

    assert told(run, invoice) == CREDITED
    assert line_of(run, invoice).facts["credited"] == "100.00"


async def test_a_credit_note_booked_after_the_first_run_is_heard_of(
    company: Company,
) -> None:
    company.teamleader.switches.credit_lowers_due = False
    company.teamleader.switches.credits_touch = False
    invoice = company.booked(payment_reference="x" * 141)
    assert told(await company.imports(), invoice)[0] is Outcome.REFUSED
    company.clock.advance(days=1)
    company.teamleader.credit(invoice.id)

    assert told(await company.imports(), invoice) == CREDITED


async def test_an_old_credit_note_is_heard_of_when_its_invoice_is_asked_for(
    company: Company,
) -> None:
    company.teamleader.switches.credit_lowers_due = False
    old = company.booked(at=days_ago(60))
    with company.teamleader.acting_at(days_ago(50)):
        company.teamleader.credit(old.id)
    company.booked()
    await company.imports(days=30)

    assert told(await company.imports(f"{old.number}"), old) == CREDITED


async def test_amounts_arrive_to_the_cent(company: Company) -> None:
    totals = ["0.01", "0.10", "19.99", "1234567.89", "4.35"]
    invoices = [company.booked(total) for total in totals]

    run = await company.imports()

    assert [str(company.held(each).amount) for each in invoices] == totals
    assert run.imported_amount.plain() == "1234592.34"
