"""What keeps an invoice out of Twikey, from Teamleader's books to the summary."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from core.domain.outcome import Outcome
from core.domain.reason import Reason
from core.domain.verdict import Blocked
from sandbox.teamleader import Invoice
from tests.builders import NOW
from tests.engine.company import Company, line_of, told

NOT_IMPORTED = Outcome.NOT_IMPORTED
Arrange = Callable[[Company], Invoice]


def a_draft(company: Company) -> Invoice:
    return company.drafted()


def over_nothing(company: Company) -> Invoice:
    return company.booked("0.00")


def over_nothing_and_matched(company: Company) -> Invoice:
    company.teamleader.switches.zero_shows = "matched"
    return company.booked("0.00")


def below_nothing(company: Company) -> Invoice:
    return company.booked("-40.00")


def wholly_credited(company: Company) -> Invoice:
    invoice = company.booked()
    company.teamleader.credit(invoice.id)
    return invoice


def paid(company: Company) -> Invoice:
    invoice = company.booked()
    company.teamleader.register_payment(invoice.id)
    return invoice


def paid_too_much(company: Company) -> Invoice:
    company.teamleader.switches.overpaid_due_negative = True
    invoice = company.booked()
    company.teamleader.register_payment(invoice.id, "150.00")
    return invoice


def in_dollars(company: Company) -> Invoice:
    return company.booked(currency="USD")


def of_a_deleted_customer(company: Company) -> Invoice:
    customer = company.teamleader.add_company("Opgedoekt BV")
    invoice = company.booked(customer_id=customer)
    company.teamleader.delete_customer(customer)
    return invoice


def of_nobody_by_name(company: Company) -> Invoice:
    return company.booked(customer_id=company.teamleader.add_contact(None, " "))


def under_a_number_in_use(company: Company) -> Invoice:
    invoice = company.booked()
    company.twikey.add_invoice(f"{invoice.number}", "99.00")
    return invoice


BLOCKED_FOR_EVERYBODY: list[tuple[Arrange, Reason]] = [
    (a_draft, Reason.DRAFT),
    (over_nothing, Reason.ZERO_AMOUNT),
    (over_nothing_and_matched, Reason.ZERO_AMOUNT),
    (below_nothing, Reason.NEGATIVE_AMOUNT),
    (wholly_credited, Reason.CREDITED),
    (paid, Reason.PAID),
    (paid_too_much, Reason.PAID),
    (in_dollars, Reason.CURRENCY),
    (of_a_deleted_customer, Reason.CUSTOMER_INCOMPLETE),
    (of_nobody_by_name, Reason.CUSTOMER_INCOMPLETE),
    (under_a_number_in_use, Reason.NUMBER_TAKEN),
]


@pytest.mark.parametrize(
    ("arrange", "reason"),
    BLOCKED_FOR_EVERYBODY,
    ids=[arrange.__name__ for arrange, _ in BLOCKED_FOR_EVERYBODY],
)
async def test_import_and_why_give_the_same_reason(
    company: Company, arrange: Arrange, reason: Reason
) -> None:
    invoice = arrange(company)

    by_window = await company.imports()
    by_number = await company.imports(invoice.id)
    diagnosis = await company.why(invoice.id)

    assert told(by_window, invoice) == (NOT_IMPORTED, reason)
    assert told(by_number, invoice) == (NOT_IMPORTED, reason)
    assert diagnosis.decisive is reason
    assert diagnosis.would_import_now is False
    assert company.creates == 0


def on_hold(company: Company) -> Invoice:
    invoice = company.booked()
    company.teamleader.set_on_hold(invoice.id)
    return invoice


def older_than_the_automatic_import(company: Company) -> Invoice:
    company.decides(automatic_since=NOW + timedelta(hours=1))
    return company.booked()


def while_automatic_import_is_off(company: Company) -> Invoice:
    company.decides(auto_import=False)
    return company.booked()


ONLY_AUTOMATIC: list[tuple[Arrange, Reason]] = [
    (on_hold, Reason.ON_HOLD),
    (older_than_the_automatic_import, Reason.BEFORE_START),
    (while_automatic_import_is_off, Reason.AUTOMATIC_OFF),
]


@pytest.mark.parametrize(
    ("arrange", "reason"),
    ONLY_AUTOMATIC,
    ids=[arrange.__name__ for arrange, _ in ONLY_AUTOMATIC],
)
async def test_what_stops_only_the_automatic_import_goes_in_by_hand(
    company: Company, arrange: Arrange, reason: Reason
) -> None:
    invoice = arrange(company)

    diagnosis = await company.why(f"{invoice.number}")
    assert diagnosis.decisive is reason
    assert diagnosis.would_import_now is True

    run = await company.imports()
    assert told(run, invoice) == (Outcome.IMPORTED, None)
    assert reason in {finding.reason for finding in line_of(run, invoice).findings}
    assert company.held(invoice).amount == invoice.total


async def test_a_zero_invoice_that_got_an_amount_waits_for_a_person(
    company: Company,
) -> None:
    invoice = company.booked("0.00")
    first = await company.imports()
    company.teamleader.update_invoice(invoice.id, total="80.00")

    diagnosis = await company.why(f"{invoice.number}")
    run = await company.imports()

    assert told(first, invoice) == (NOT_IMPORTED, Reason.ZERO_AMOUNT)
    assert diagnosis.decisive is Reason.WAS_ZERO
    assert diagnosis.would_import_now is True
    assert diagnosis.first_cause is Reason.ZERO_AMOUNT
    assert told(run, invoice) == (Outcome.IMPORTED, None)


async def test_a_draft_over_nothing_is_no_zero_invoice_later(company: Company) -> None:
    invoice = company.drafted("0.00")
    await company.imports()
    company.teamleader.update_invoice(invoice.id, total="80.00")
    company.teamleader.book(invoice.id)

    diagnosis = await company.why(invoice.id)

    assert not isinstance(diagnosis.verdict, Blocked)


async def test_a_note_that_comes_first_does_not_hide_what_blocks(
    company: Company,
) -> None:
    company.decides(auto_import=False)
    invoice = of_a_deleted_customer(company)

    run = await company.imports()

    line = line_of(run, invoice)
    assert line.reason is Reason.CUSTOMER_INCOMPLETE
    assert Reason.AUTOMATIC_OFF in {finding.reason for finding in line.findings}
    assert run.by_reason().keys() == {Reason.CUSTOMER_INCOMPLETE}


async def test_a_draft_goes_in_once_it_is_booked(company: Company) -> None:
    invoice = company.drafted()
    await company.imports()
    company.teamleader.book(invoice.id)

    run = await company.imports()

    assert told(run, invoice) == (Outcome.IMPORTED, None)


async def test_an_invoice_deleted_while_it_was_looked_at_is_told_as_deleted(
    company: Company,
) -> None:
    invoice = company.booked()
    other = company.booked("55.00")
    number = other.number
    hold = company.teamleader_door.hold("POST", "/companies.list")
    importing = company.begins(company.imports())
    await hold.reached.wait()
    company.teamleader.delete_invoice(other.id)
    hold.released.set()
    run = await importing

    assert told(run, invoice) == (Outcome.IMPORTED, None)
    assert told(run, other) == (NOT_IMPORTED, Reason.DELETED)
    assert line_of(run, other).number == number
    memory = await company.remembers(other)
    assert memory.gone_at is not None
    assert memory.decisive is Reason.DELETED
    assert (await company.why(other.id)).decisive is Reason.DELETED


async def test_a_deleted_invoice_is_told_by_its_number(company: Company) -> None:
    invoice = company.booked(currency="USD")
    await company.imports()
    number = f"{invoice.number}"
    company.teamleader.delete_invoice(invoice.id)

    run = await company.imports(number)
    diagnosis = await company.why(number)

    assert told(run, invoice) == (NOT_IMPORTED, Reason.DELETED)
    assert diagnosis.decisive is Reason.DELETED
    assert diagnosis.first_cause is Reason.CURRENCY
    assert "gone" in [entry.event for entry in diagnosis.timeline]


async def test_a_number_nobody_knows_is_not_found(company: Company) -> None:
    company.booked()
    await company.imports()

    run = await company.imports("2026 / 777")
    diagnosis = await company.why("2026 / 777")

    (line,) = run.lines
    assert (line.outcome, line.reason) == (NOT_IMPORTED, Reason.NOT_FOUND)
    assert line.facts["nearest"] == ["2026 / 1"]
    assert diagnosis.decisive is Reason.NOT_FOUND
    assert diagnosis.source_id is None
