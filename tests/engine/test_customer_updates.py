"""Changes of customers go to Twikey, once, and never come back from there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from core.domain.invoice import CustomerId, CustomerKind, CustomerRef
from sandbox.teamleader import Invoice
from storage.database import Database
from storage.tables import audit
from tests.engine.company import Company
from tests.engine.watchman import Watchman

BEFORE: dict[str, Any] = {
    "email": "info@devlinder.example",
    "language": "nl",
    "vat_number": "BE 0123.456.749",
    "street": "Vlasmarkt 8",
    "postal_code": "9000",
    "city": "Gent",
    "country": "BE",
}
UPDATE = "customer.update"


@dataclass(frozen=True)
class Desk:
    """Whoever keeps the customers up to date at a company."""

    watchman: Watchman
    company: Company

    def adds(self, **details: Any) -> str:
        """Enter a company in Teamleader."""
        known = {**BEFORE, **details}
        return self.company.teamleader.add_company("Brouwerij De Vlinder BV", **known)

    async def bills(self, customer: str, **details: Any) -> Invoice:
        """Book an invoice that comes to Twikey, and the customer with it."""
        invoice = self.company.booked(customer_id=customer, **details)
        await self.watchman.hears()
        self.company.held(invoice)
        return invoice

    async def changes(self, customer: str, **details: Any) -> None:
        """Change a customer and let the hint come."""
        self.company.teamleader.update_customer(customer, **details)
        await self.watchman.hears()

    def at_twikey(self, customer: str) -> dict[str, str]:
        """Return what Twikey knows of a customer."""
        return self.company.twikey.customers[customer].fields

    def sent(self) -> list[dict[str, str]]:
        """Return the changes that were sent, each by Twikey's names."""
        calls = self.company.twikey.calls_of(UPDATE)
        return [dict(call.request.query) for call in calls]

    def acts(self) -> list[tuple[str, str, Any]]:
        """Return what is written down of the updates."""
        database: Database = self.company.ledger._database
        stored = select(audit).where(audit.c.who == "bot").order_by(audit.c.id)
        with database.reader.begin() as connection:
            rows = connection.execute(stored).all()
        return [(row.what, row.subject, row.facts) for row in rows]


@pytest.fixture
def desk(watchman: Watchman, company: Company) -> Desk:
    return Desk(watchman, company)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"street": "Koornmarkt 1"}, {"address": "Koornmarkt 1"}),
        (
            {"postal_code": "9300", "city": "Aalst"},
            {"zip": "9300", "city": "Aalst"},
        ),
        ({"country": "NL"}, {"country": "NL"}),
        ({"email": "pay@devlinder.example"}, {"email": "pay@devlinder.example"}),
        ({"language": "fr"}, {"l": "fr"}),
        ({"vat_number": "BE 0987.654.312"}, {"vatno": "BE0987654312"}),
        ({"name": "De Vlinder NV"}, {"companyName": "De Vlinder NV"}),
    ],
    ids=lambda value: "-".join(value),
)
async def test_what_changes_at_a_company_changes_at_twikey_and_nothing_else(
    desk: Desk, change: dict[str, Any], told: dict[str, str]
) -> None:
    customer = desk.adds()
    await desk.bills(customer)
    before = dict(desk.at_twikey(customer))

    await desk.changes(customer, **change)

    assert desk.sent() == [told]
    assert desk.at_twikey(customer) == {**before, **told}


async def test_a_person_has_the_new_name_and_mobile_number_at_twikey(
    desk: Desk, company: Company
) -> None:
    person = company.teamleader.add_contact("Lotte", "Peeters", **BEFORE)
    await desk.bills(person)

    await desk.changes(person, last_name="Claes", mobile="+32 470 55 01 99")

    told = {"lastname": "Claes", "mobile": "+32470550199"}
    assert desk.sent() == [told]
    assert desk.at_twikey(person).items() >= told.items()


async def test_an_update_is_written_down_with_the_names_of_the_fields_only(
    desk: Desk,
) -> None:
    customer = desk.adds()
    await desk.bills(customer)

    await desk.changes(customer, city="Aalst", postal_code="9300")

    fields = {"fields": ["city", "postal_code"]}
    assert desk.acts() == [("customer-updated", customer, fields)]


async def test_a_second_change_sends_only_what_is_new(desk: Desk) -> None:
    customer = desk.adds()
    await desk.bills(customer)

    await desk.changes(customer, city="Aalst")
    await desk.changes(customer, street="Molendries 3")

    assert desk.sent() == [{"city": "Aalst"}, {"address": "Molendries 3"}]


async def test_a_hint_without_a_change_that_concerns_twikey_sends_nothing(
    desk: Desk,
) -> None:
    customer = desk.adds()
    await desk.bills(customer)

    await desk.changes(customer, remarks="Betaalt altijd op tijd")

    assert desk.sent() == []
    assert desk.acts() == []


async def test_what_was_emptied_stays_at_twikey(desk: Desk) -> None:
    customer = desk.adds()
    await desk.bills(customer)

    await desk.changes(customer, vat_number=None, email=None)

    assert desk.sent() == []
    assert desk.at_twikey(customer)["vatno"] == "BE0123456749"


async def test_with_automatic_import_off_customers_stay_as_they_are(
    desk: Desk, company: Company
) -> None:
    customer = desk.adds()
    await desk.bills(customer)
    company.decides(auto_import=False)

    await desk.changes(customer, city="Aalst")

    assert desk.sent() == []
    assert desk.at_twikey(customer)["city"] == "Gent"


async def test_a_customer_without_an_invoice_of_ours_is_not_even_read(
    desk: Desk, company: Company
) -> None:
    customer = desk.adds()
    company.twikey.add_invoice(
        "A-1", "10.00", customer={"customerNumber": customer, "city": "Gent"}
    )

    await desk.changes(customer, city="Aalst")

    assert desk.sent() == []
    assert company.teamleader.count("companies.list") == 0


async def test_a_preview_makes_nobody_a_customer_to_be_followed(
    desk: Desk, company: Company
) -> None:
    customer = desk.adds()
    company.booked(customer_id=customer)

    await company.imports(preview=True)

    number = await company.ledger.read(
        lambda tx: tx.customers.of_ref(
            CustomerRef(CustomerKind.COMPANY, CustomerId(customer))
        )
    )
    assert number is None


async def test_an_invoicing_address_that_is_a_copy_never_becomes_the_customers(
    desk: Desk,
) -> None:
    """Invoices went to the primary address, with a copy to the invoicing one."""
    customer = desk.adds(invoicing_email="boekhouding@devlinder.example")
    invoice = await desk.bills(customer, email="info@devlinder.example")
    assert desk.company.held(invoice).cc == ("boekhouding@devlinder.example",)

    await desk.changes(customer, invoicing_email="facturen@devlinder.example")
    assert desk.sent() == []

    later = await desk.bills(customer, email="info@devlinder.example")
    assert desk.company.held(later).cc == ("facturen@devlinder.example",)
    assert desk.at_twikey(customer)["email"] == "info@devlinder.example"


async def test_an_invoicing_address_that_invoices_went_to_is_followed(
    desk: Desk,
) -> None:
    customer = desk.adds(invoicing_email="boekhouding@devlinder.example")
    await desk.bills(customer, email="boekhouding@devlinder.example")

    await desk.changes(customer, email="hallo@devlinder.example")
    assert desk.sent() == []
    await desk.changes(customer, invoicing_email="facturen@devlinder.example")

    assert desk.sent() == [{"email": "facturen@devlinder.example"}]


@pytest.mark.parametrize("kind", ["email", "invoicing_email"])
async def test_the_first_address_of_a_customer_without_one_is_sent(
    desk: Desk, kind: str
) -> None:
    customer = desk.adds(email=None)
    await desk.bills(customer)

    await desk.changes(customer, **{kind: "info@devlinder.example"})

    assert desk.sent() == [{"email": "info@devlinder.example"}]


@pytest.mark.parametrize("own", ["info@devlinder.example", None], ids=["own", "none"])
async def test_an_address_that_only_the_invoice_names_is_left_alone(
    desk: Desk, own: str | None
) -> None:
    customer = desk.adds(email=own)
    await desk.bills(customer, email="werf-gent@devlinder.example")

    await desk.changes(customer, city="Aalst")

    assert desk.sent() == [{"city": "Aalst"}]
    assert desk.at_twikey(customer)["email"] == "werf-gent@devlinder.example"


@pytest.mark.parametrize("named", ["werf-gent", "info"])
async def test_an_invoice_that_named_another_address_changes_nothing_later(
    desk: Desk, named: str
) -> None:
    customer = desk.adds(invoicing_email="boekhouding@devlinder.example")
    await desk.bills(customer)
    await desk.bills(customer, email=f"{named}@devlinder.example")

    await desk.changes(customer, city="Aalst")

    assert desk.sent() == [{"city": "Aalst"}]


@pytest.mark.parametrize("taken_over", [True, False], ids=["taken over", "ignored"])
async def test_a_change_that_was_missed_goes_with_the_next_one(
    desk: Desk, company: Company, taken_over: bool
) -> None:
    """Guards against believing that a create changes a customer that is there."""
    company.twikey.switches.create_updates_customer = taken_over
    customer = desk.adds()
    await desk.bills(customer)
    company.decides(auto_import=False)
    await desk.changes(customer, city="Aalst")
    company.decides(auto_import=True)
    await desk.bills(customer)

    await desk.changes(customer, street="Molendries 3")

    assert desk.at_twikey(customer)["city"] == "Aalst"
    assert desk.at_twikey(customer)["address"] == "Molendries 3"


@pytest.mark.parametrize("taken_over", [True, False], ids=["taken over", "ignored"])
async def test_a_customer_who_moved_away_and_back_is_back_at_twikey(
    desk: Desk, company: Company, taken_over: bool
) -> None:
    """Guards against believing that a create leaves a customer as it was."""
    company.twikey.switches.create_updates_customer = taken_over
    customer = desk.adds()
    await desk.bills(customer)
    company.decides(auto_import=False)
    await desk.changes(customer, city="Aalst")
    company.decides(auto_import=True)
    await desk.bills(customer)

    await desk.changes(customer, city="Gent")

    assert desk.at_twikey(customer)["city"] == "Gent"


async def test_the_customer_number_never_changes(desk: Desk, company: Company) -> None:
    field = company.teamleader.add_custom_field_definition("company", "Klantnummer")
    customer = desk.adds()
    await desk.bills(customer)
    company.decides(customer_number_fields=(field,))
    company.teamleader.books.customer(customer).custom_fields[field] = "K-77"

    await desk.changes(customer, city="Aalst")

    assert desk.sent() == [{"city": "Aalst"}]
    assert list(company.twikey.customers) == [customer]


async def test_a_twikey_that_does_not_answer_is_told_later(
    desk: Desk, company: Company
) -> None:
    customer = desk.adds()
    await desk.bills(customer)
    company.twikey.faults.add(UPDATE, "503", times=1000)
    await desk.changes(customer, city="Aalst")
    assert desk.at_twikey(customer)["city"] == "Gent"
    assert await desk.watchman.waiting() == 1
    company.twikey.faults.clear()

    company.clock.advance(seconds=31)
    await desk.watchman.hears()

    assert desk.at_twikey(customer)["city"] == "Aalst"
    assert await desk.watchman.waiting() == 0
    assert [what for what, *_ in desk.acts()] == ["customer-updated"]


async def test_an_invoice_does_not_wait_for_a_customer_who_cannot_be_updated(
    desk: Desk, company: Company
) -> None:
    customer = desk.adds()
    await desk.bills(customer)
    company.twikey.faults.add(UPDATE, "503", times=1000)
    company.teamleader.update_customer(customer, city="Aalst")

    await desk.bills(customer)

    assert company.creates == 2


async def test_an_odd_answer_for_one_customer_holds_up_no_other(
    desk: Desk, company: Company
) -> None:
    customers = [desk.adds(email=f"c{n}@devlinder.example") for n in range(3)]
    for customer in customers:
        await desk.bills(customer)
    company.twikey.faults.add(UPDATE, "html")

    for customer in customers:
        company.teamleader.update_customer(customer, city="Aalst")
    await desk.watchman.hears()

    assert [desk.at_twikey(each)["city"] for each in customers] == ["Aalst"] * 3
    assert len(desk.acts()) == 2
    assert await desk.watchman.waiting() > 0


async def test_a_refused_change_is_not_sent_again_and_again(
    desk: Desk, company: Company
) -> None:
    customer = desk.adds()
    await desk.bills(customer)
    company.twikey.faults.add(UPDATE, "err_invalid_country")
    await desk.changes(customer, country="NL")

    await desk.changes(customer, remarks="Verhuisd")
    await desk.changes(customer, city="Breda")

    assert desk.sent() == [{"country": "NL"}, {"city": "Breda"}]
    refused = {"fields": ["country"], "code": "err_invalid_country"}
    assert desk.acts()[0] == ("customer-update-refused", customer, refused)
    assert await desk.watchman.waiting() == 0


async def test_a_customer_twikey_lost_is_followed_again_after_the_next_invoice(
    desk: Desk, company: Company
) -> None:
    customer = desk.adds()
    await desk.bills(customer)
    del company.twikey.customers[customer]
    await desk.changes(customer, city="Aalst")
    await desk.changes(customer, city="Ninove")
    assert desk.sent() == [{"city": "Aalst"}]

    await desk.bills(customer)
    await desk.changes(customer, city="Ronse")

    assert desk.sent() == [{"city": "Aalst"}, {"city": "Ronse"}]
    assert desk.at_twikey(customer)["city"] == "Ronse"


async def test_a_deleted_customer_stays_at_twikey(desk: Desk, company: Company) -> None:
    customer = desk.adds()
    await desk.bills(customer)
    company.teamleader.delete_customer(customer)

    await desk.watchman.hears()

    assert desk.sent() == []
    assert await desk.watchman.waiting() == 0


async def test_many_changed_customers_are_read_as_one_list(
    desk: Desk, company: Company
) -> None:
    customers = [desk.adds(email=f"c{n}@devlinder.example") for n in range(5)]
    for customer in customers:
        await desk.bills(customer)
    lists = company.teamleader.count("companies.list")

    for customer in customers:
        company.teamleader.update_customer(customer, city="Aalst")
    await desk.watchman.hears()

    assert company.teamleader.count("companies.list") == lists + 1
    assert [desk.at_twikey(each)["city"] for each in customers] == ["Aalst"] * 5
