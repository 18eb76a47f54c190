from __future__ import annotations

from datetime import timedelta

import pytest

from sandbox.teamleader import RefusedError, TeamleaderStandIn
from sandbox.wire import ManualClock
from tests.sandbox.teamleader.caller import NOWHERE, START, Caller

COMPANY_ROW = {
    "id", "name", "vat_number", "business_type", "preferred_currency",
    "responsible_user", "web_url", "status", "national_identification_number", "emails",
    "telephones", "website", "iban", "bic", "language", "payment_term",
    "invoicing_preferences", "marketing_mails_consent", "tags", "added_at",
    "updated_at", "primary_address",
}  # fmt: skip


@pytest.fixture
def company_id(teamleader: TeamleaderStandIn) -> str:
    return teamleader.add_company(
        "Brouwerij Proef",
        email="info@b.example",
        invoicing_email="pay@b.example",
        vat_number="BE 0123.456.749",
        street="Vlasmarkt 8",
        postal_code="9000",
        city="Gent",
        phone="+32 9 555 01 02",
    )


async def test_the_list_has_one_address_and_the_details_have_all(
    caller: Caller, company_id: str
) -> None:
    (row,) = await caller.data("companies.list")
    info = await caller.data("companies.info", {"id": company_id})

    assert row.keys() == COMPANY_ROW
    assert row["primary_address"]["line_1"] == "Vlasmarkt 8"
    assert info["addresses"][0]["address"] == row["primary_address"]
    assert "primary_address" not in info


async def test_a_company_has_two_kinds_of_email(
    caller: Caller, company_id: str
) -> None:
    info = await caller.data("companies.info", {"id": company_id})

    assert info["emails"] == [
        {"type": "primary", "email": "info@b.example"},
        {"type": "invoicing", "email": "pay@b.example"},
    ]


async def test_a_contact_shows_its_vat_number_in_the_details_only(
    teamleader: TeamleaderStandIn, caller: Caller, company_id: str
) -> None:
    contact_id = teamleader.add_contact(
        None, "Peeters", vat_number="BE1", company_ids=[company_id], mobile="0470"
    )
    (row,) = await caller.data("contacts.list", {"filter": {"company_id": company_id}})
    info = await caller.data("contacts.info", {"id": contact_id})

    assert "vat_number" not in row
    assert info["vat_number"] == "BE1"
    assert info["first_name"] is None
    assert info["companies"][0]["company"]["id"] == company_id
    assert info["telephones"] == [{"type": "mobile", "number": "0470"}]


async def test_a_customer_may_have_nothing_but_a_name(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    bare = teamleader.add_company("Kaal", language=None, payment_days=None)
    info = await caller.data("companies.info", {"id": bare})

    assert (info["emails"], info["telephones"], info["addresses"]) == ([], [], [])
    assert info["language"] is None
    assert info["payment_term"] is None


async def test_customers_are_read_in_bulk_by_id(
    teamleader: TeamleaderStandIn, caller: Caller, company_id: str
) -> None:
    other = teamleader.add_company("Ander")
    teamleader.add_company("Derde")

    found = await caller.ids("companies.list", ids=[company_id, other, NOWHERE])
    assert set(found) == {company_id, other}


async def test_customers_are_found_by_term_email_and_change(
    clock: ManualClock, teamleader: TeamleaderStandIn, caller: Caller, company_id: str
) -> None:
    clock.set(START + timedelta(minutes=1))
    other = teamleader.add_company("Ander", status="deactivated")
    email = {"type": "primary", "email": "INFO@b.example"}
    later = clock.now().isoformat()

    assert await caller.ids("companies.list", term="brouw") == [company_id]
    assert await caller.ids("companies.list", email=email) == [company_id]
    assert await caller.ids("companies.list", updated_since=later) == [other]
    assert await caller.ids("companies.list", status="deactivated") == [other]
    assert await caller.ids("companies.list", vat_number="BE 0123.456.749") == [
        company_id
    ]


async def test_there_is_no_filter_on_the_name(
    teamleader: TeamleaderStandIn, caller: Caller, company_id: str
) -> None:
    teamleader.add_company("Ander")

    assert len(await caller.ids("companies.list", name="Ander")) == 2


async def test_subscriptions_are_found_by_the_invoice_they_made(
    teamleader: TeamleaderStandIn, caller: Caller, company_id: str
) -> None:
    one = teamleader.add_subscription("Een", company_id, "50")
    two = teamleader.add_subscription("Twee", company_id, "60")
    teamleader.add_subscription("Drie", company_id, "70")
    invoice_id = teamleader.draft_invoice("110", subscription_ids=[one, two])

    found = await caller.ids("subscriptions.list", invoice_id=invoice_id)
    row = await caller.row(invoice_id)
    assert set(found) == {one, two}
    assert row["subscription"] == {"type": "subscription", "id": one}


async def test_subscriptions_cannot_be_asked_for_by_change(
    teamleader: TeamleaderStandIn, caller: Caller, company_id: str
) -> None:
    subscription_id = teamleader.add_subscription("Een", company_id, "50")
    future = "2030-01-01T00:00:00+00:00"
    (row,) = await caller.data("subscriptions.list")

    found = await caller.ids("subscriptions.list", updated_since=future)
    assert found == [subscription_id]
    assert "updated_at" not in row


async def test_a_subscription_ends(
    teamleader: TeamleaderStandIn, caller: Caller, company_id: str
) -> None:
    subscription_id = teamleader.add_subscription("Een", company_id, "50")
    teamleader.deactivate_subscription(subscription_id)

    assert await caller.ids("subscriptions.list", status=["active"]) == []


async def test_departments_are_not_paged(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    for number in range(25):
        teamleader.add_department(f"Afdeling {number}")
    archived = teamleader.add_department("Oud", status="archived")

    assert len(await caller.data("departments.list")) == 26
    assert await caller.ids("departments.list", status=["archived"]) == [archived]


async def test_notes_are_kept_with_what_they_are_about(
    caller: Caller, booked: str
) -> None:
    subject = {"type": "invoice", "id": booked}
    body = {"subject": subject, "content": "Staat in Twikey"}
    made = await caller.post("notes.create", body)
    (note,) = await caller.data("notes.list", {"filter": {"subject": subject}})
    elsewhere = {"filter": {"subject": {"type": "invoice", "id": NOWHERE}}}

    assert made.status_code == 201
    assert note["content"] == "Staat in Twikey"
    assert await caller.data("notes.list", elsewhere) == []


async def test_payment_methods_have_ids(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    rows = await caller.data("paymentMethods.list")

    assert {row["id"] for row in rows} == set(teamleader.payment_methods)


async def test_a_deleted_customer_is_gone_but_its_invoices_stay(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    customer_id = teamleader.books.invoices[booked].customer.id
    teamleader.delete_customer(customer_id)

    gone = await caller.post("companies.info", {"id": customer_id})
    row = await caller.row(booked)
    assert gone.status_code == 404
    assert row["invoicee"]["customer"]["id"] == customer_id


async def test_a_misspelt_change_is_refused(
    teamleader: TeamleaderStandIn, company_id: str
) -> None:
    with pytest.raises(RefusedError):
        teamleader.update_customer(company_id, colour="red")  # type: ignore[call-arg]
