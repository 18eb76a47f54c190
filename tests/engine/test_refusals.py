"""What Twikey refuses: remembered, not hammered, and never stuck."""

from __future__ import annotations

from core.domain.outcome import Outcome
from core.domain.reason import Reason
from sandbox.teamleader import Invoice
from tests.engine.company import PROFILE, Company, line_of, told

IMPORTED = (Outcome.IMPORTED, None)
REFUSED = (Outcome.REFUSED, Reason.REFUSED)


def with_a_long_reference(company: Company) -> Invoice:
    return company.booked(payment_reference="x" * 141)


async def test_a_refusal_is_told_in_twikeys_own_words(company: Company) -> None:
    invoice = with_a_long_reference(company)

    run = await company.imports()

    assert told(run, invoice) == REFUSED
    facts = line_of(run, invoice).facts
    assert facts["code"] == "err_invalid_params"
    assert facts["extra"] == "remittance"


async def test_a_refused_invoice_is_not_sent_again_by_the_next_window(
    company: Company,
) -> None:
    invoice = with_a_long_reference(company)
    await company.imports()

    again = await company.imports()
    diagnosis = await company.why(f"{invoice.number}")

    assert told(again, invoice) == REFUSED
    assert line_of(again, invoice).facts["extra"] == "remittance"
    assert diagnosis.decisive is Reason.REFUSED
    assert diagnosis.would_import_now is True
    assert company.creates == 1


async def test_a_number_tries_a_refused_invoice_again(company: Company) -> None:
    invoice = company.booked()
    company.twikey.faults.add("invoice.create", "err_invalid_country", times=2)
    assert told(await company.imports(), invoice) == REFUSED
    assert told(await company.imports(f"{invoice.number}"), invoice) == REFUSED
    assert company.creates == 2

    assert told(await company.imports(f"{invoice.number}"), invoice) == IMPORTED


async def test_the_open_problems_try_a_refused_invoice_again(company: Company) -> None:
    invoice = company.booked()
    company.twikey.faults.add("invoice.create", "err_invalid_country")
    await company.imports()

    assert told(await company.imports_problems(), invoice) == IMPORTED
    assert (await company.imports_problems()).counts["seen"] == 0


async def test_a_changed_invoice_is_sent_again(company: Company) -> None:
    invoice = with_a_long_reference(company)
    await company.imports()
    company.teamleader.update_invoice(invoice.id, payment_reference="kort")

    assert told(await company.imports(), invoice) == IMPORTED


async def test_a_changed_customer_lets_the_invoice_be_sent_again(
    company: Company,
) -> None:
    customer = company.teamleader.add_company("Btw BV", vat_number="BE" + "1" * 60)
    invoice = company.booked(customer_id=customer)
    assert told(await company.imports(), invoice) == REFUSED
    assert told(await company.imports(), invoice) == REFUSED
    assert company.creates == 1

    company.teamleader.update_customer(customer, vat_number="BE0123456749")

    assert told(await company.imports(), invoice) == IMPORTED


async def test_another_profile_lets_the_invoice_be_sent_again(
    company: Company,
) -> None:
    """Twikey had the profile when it was asked, and no longer when it mattered."""
    company.twikey.add_profile(4022, "Link", send_on_booking=False, include_pdf=False)
    company.decides(default_profile="4022")
    invoice = company.booked()
    company.twikey.faults.add("invoice.create", "err_no_such_ct")
    run = await company.imports()
    assert told(run, invoice) == REFUSED
    assert line_of(run, invoice).facts["code"] == "err_no_such_ct"

    company.decides(default_profile=str(PROFILE))

    assert told(await company.imports(), invoice) == IMPORTED


async def test_why_tells_the_refusal_as_the_cause_and_the_payment_as_the_blocker(
    company: Company,
) -> None:
    invoice = with_a_long_reference(company)
    await company.imports()
    company.clock.advance(days=2)
    company.teamleader.register_payment(invoice.id)

    run = await company.imports()
    diagnosis = await company.why(f"{invoice.number}")

    assert told(run, invoice) == (Outcome.NOT_IMPORTED, Reason.PAID)
    assert line_of(run, invoice).facts["first_cause"] == Reason.REFUSED
    assert line_of(run, invoice).needs_people
    assert diagnosis.first_cause is Reason.REFUSED
    assert diagnosis.decisive is Reason.PAID
    assert diagnosis.would_import_now is False
    company.teamleader.remove_payments(invoice.id)
    assert (await company.why(f"{invoice.number}")).decisive is Reason.REFUSED


async def test_one_refused_invoice_does_not_stop_the_others(company: Company) -> None:
    before = company.booked()
    refused = with_a_long_reference(company)
    after = company.booked()

    run = await company.imports()

    assert told(run, before) == told(run, after) == IMPORTED
    assert told(run, refused) == REFUSED
    assert run.counts["seen"] == 3


async def test_a_retried_refusal_is_one_reason(company: Company) -> None:
    """Guards against telling the old refusal as a note beside the new one."""
    invoice = with_a_long_reference(company)
    await company.imports()

    again = await company.imports(f"{invoice.number}")

    reasons = [finding.reason for finding in line_of(again, invoice).findings]
    assert reasons.count(Reason.REFUSED) == 1
    assert reasons[0] is Reason.REFUSED
