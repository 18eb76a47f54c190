"""Customers at Twikey: under a number that stays, and with the right address."""

from __future__ import annotations

from typing import Any

import pytest

from core.domain.outcome import Outcome
from core.domain.reason import Reason
from core.foreign import foreign_customers
from sandbox.teamleader import Invoice
from sandbox.twikey import Customer
from tests.engine.company import Company, line_of, told

INCOMPLETE = (Outcome.NOT_IMPORTED, Reason.CUSTOMER_INCOMPLETE)


@pytest.fixture
def number_field(company: Company) -> str:
    """The field that holds the customer number, configured."""
    field = company.teamleader.add_custom_field_definition("company", "Klantnummer")
    company.decides(customer_number_fields=(field,))
    return field


def numbered(company: Company, field: str, value: object) -> str:
    """Enter a company whose field says this."""
    customer = company.teamleader.add_company("Brouwerij De Vlinder BV")
    company.teamleader.set_custom_field(customer, field, value)
    return customer


async def billed(company: Company, customer: str, **details: Any) -> Invoice:
    """Book and import an invoice that comes to Twikey."""
    invoice = company.booked(customer_id=customer, **details)
    run = await company.imports(invoice.id)
    assert line_of(run, invoice).outcome is Outcome.IMPORTED, line_of(run, invoice)
    return invoice


def at_twikey(company: Company, invoice: Invoice) -> Customer:
    return company.held(invoice).customer


async def test_the_number_of_the_field_is_used(
    company: Company, number_field: str
) -> None:
    invoice = await billed(company, numbered(company, number_field, " KL-12 "))

    assert at_twikey(company, invoice).number == "KL-12"


async def test_a_field_that_is_emptied_makes_no_second_customer(
    company: Company, number_field: str
) -> None:
    customer = numbered(company, number_field, "KL-12")
    await billed(company, customer)
    company.teamleader.set_custom_field(customer, number_field, None)

    again = await billed(company, customer)

    assert at_twikey(company, again).number == "KL-12"
    assert list(company.twikey.customers) == ["KL-12"]


@pytest.mark.parametrize("value", [True, ["KL-12"], "K" * 51], ids=repr)
async def test_a_number_nobody_can_use_holds_the_invoice(
    company: Company, number_field: str, value: object
) -> None:
    customer = numbered(company, number_field, value)
    invoice = company.booked(customer_id=customer)

    run = await company.imports()

    assert told(run, invoice) == INCOMPLETE
    assert line_of(run, invoice).facts["missing"] == ["number"]
    assert company.creates == 0


@pytest.mark.parametrize("context", [None, "deal"], ids=["deleted", "other-context"])
async def test_a_number_field_that_is_not_there_holds_new_customers(
    company: Company, number_field: str, context: str | None
) -> None:
    known = numbered(company, number_field, "KL-12")
    await billed(company, known)
    del company.teamleader.books.definitions[number_field]
    if context:
        other = company.teamleader.add_custom_field_definition(context, "Klantnummer")
        company.decides(customer_number_fields=(other,))
    invoice = company.booked(customer_id=company.teamleader.add_company("Nieuw BV"))

    run = await company.imports(invoice.id)

    assert told(run, invoice) == INCOMPLETE
    assert line_of(run, invoice).facts["missing"] == ["number_field"]
    # Whoever was sent before keeps the number.
    assert at_twikey(company, await billed(company, known)).number == "KL-12"


async def test_a_field_of_companies_alone_leaves_people_to_their_ids(
    company: Company, number_field: str
) -> None:
    company.teamleader.switches.unset_fields = "missing"
    person = company.teamleader.add_contact("Lotte", "Peeters")

    invoice = await billed(company, person)

    assert at_twikey(company, invoice).number == person


async def test_without_a_field_the_id_of_teamleader_is_the_number(
    company: Company,
) -> None:
    customer = company.teamleader.add_company("Brouwerij De Vlinder BV")

    invoice = await billed(company, customer)
    company.teamleader.update_customer(customer, name="De Vlinder NV")
    again = await billed(company, customer)

    assert at_twikey(company, invoice).number == customer
    assert at_twikey(company, again).number == customer
    assert company.teamleader.count("customFieldDefinitions.list") == 0


async def test_a_customer_that_was_merged_away_holds_the_invoice(
    company: Company,
) -> None:
    gone = company.teamleader.add_company("Failliet & Co")
    invoice = company.booked(customer_id=gone)
    company.teamleader.delete_customer(gone)

    run = await company.imports()

    assert told(run, invoice) == INCOMPLETE
    assert line_of(run, invoice).facts["missing"] == ["customer"]


async def test_the_person_an_invoice_is_for_is_mailed_where_nothing_nearer_is_known(
    company: Company,
) -> None:
    customer = company.teamleader.add_company("Vlinder BV", email="info@v.example")
    person = company.teamleader.add_contact("Els", "Claes", email="els@v.example")
    invoice = company.booked(customer_id=customer)
    invoice.email, invoice.attention_contact_id = None, person

    await company.imports()

    assert at_twikey(company, invoice).email == "els@v.example"


async def test_the_person_is_not_read_where_the_invoice_names_an_address(
    company: Company,
) -> None:
    customer = company.teamleader.add_company("Vlinder BV", email="info@v.example")
    person = company.teamleader.add_contact("Els", "Claes", email="els@v.example")
    invoice = company.booked(customer_id=customer)
    invoice.email, invoice.attention_contact_id = "boek@v.example", person

    await company.imports()

    assert at_twikey(company, invoice).email == "boek@v.example"
    assert company.teamleader.count("contacts.list") == 0


async def test_while_that_person_cannot_be_read_nobody_else_is_mailed(
    company: Company,
) -> None:
    customer = company.teamleader.add_company("Vlinder BV", email="info@v.example")
    person = company.teamleader.add_contact("Els", "Claes", email="els@v.example")
    invoice = company.booked(customer_id=customer)
    invoice.email, invoice.attention_contact_id = None, person
    company.teamleader.faults.add("contacts.list", "503", times=None)

    run = await company.imports()

    assert line_of(run, invoice).outcome is Outcome.UNKNOWN
    assert company.creates == 0


async def test_a_country_and_a_language_written_out_come_as_codes(
    company: Company,
) -> None:
    customer = company.teamleader.add_company(
        "Weingut Müller", country="Allemagne", language="Deutsch", street="Am Bächle 7"
    )

    fields = at_twikey(company, await billed(company, customer)).fields

    assert (fields["country"], fields["l"]) == ("DE", "de")


async def test_customers_that_would_be_made_twice_are_listed(company: Company) -> None:
    customer = company.teamleader.add_company("Brouwerij De Vlinder BV")
    fine = company.teamleader.add_company("Bakkerij Zonneveld")
    for owner, number in ((customer, "KL-12"), (fine, fine)):
        invoice = company.booked(customer_id=owner)
        company.twikey.add_invoice(
            str(invoice.number),
            str(invoice.total),
            date=str(invoice.invoice_date),
            remittance=invoice.payment_reference,
            customer={"customerNumber": number, "companyName": "as at Twikey"},
        )
    systems = await company.systems()

    foreign = await foreign_customers(systems, company.policy)

    assert foreign == (("Brouwerij De Vlinder BV", customer, "KL-12"),)


async def test_nobody_is_listed_once_the_field_holds_twikeys_number(
    company: Company, number_field: str
) -> None:
    customer = numbered(company, number_field, "KL-12")
    await billed(company, customer)

    assert await foreign_customers(await company.systems(), company.policy) == ()
