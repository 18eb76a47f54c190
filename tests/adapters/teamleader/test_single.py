"""Reading whole invoices, credit notes, customers and departments."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.adapters.teamleader import TeamleaderClient
from core.domain.invoice import (
    CustomerId,
    CustomerKind,
    CustomerRef,
    CustomFieldId,
)
from core.domain.money import Money
from core.errors import (
    UnexpectedResponse,
)
from sandbox.wire import Request
from tests.adapters.doubles import START
from tests.adapters.teamleader.conftest import (
    UNKNOWN,
    World,
    booked,
)


async def test_the_full_invoice_tells_payments_hold_and_custom_fields(
    world: World, client: TeamleaderClient
) -> None:
    standin = world.standin
    id_ = booked(world, "302.50")
    field = standin.add_custom_field_definition("invoice", "Profiel")
    standin.set_custom_field(id_, field, "4021")
    standin.register_payment(id_, "100.00")
    standin.set_on_hold(id_, since=date(2026, 3, 9))
    standin.update_invoice(id_, email="a@klant.example; b@klant.example")

    full = await client.full(id_)

    assert full is not None
    assert full.invoice.due == Money.of("202.50")
    assert full.invoice.web_url is None
    assert full.detail.paid_so_far("EUR") == Money.of("100.00")
    assert full.detail.on_hold_since == date(2026, 3, 9)
    assert full.detail.custom_fields[CustomFieldId(field)] == "4021"
    assert full.detail.email == "a@klant.example; b@klant.example"


async def test_a_full_invoice_with_another_id_is_not_believed(
    world: World, client: TeamleaderClient
) -> None:
    asked, other = booked(world), booked(world)

    def swap(request: Request, payload: Any) -> None:
        if request.path == "/invoices.info":
            payload["data"]["id"] = other

    world.doctor = swap

    with pytest.raises(UnexpectedResponse, match="another invoice"):
        await client.full(asked)


async def test_a_user_who_is_missing_is_unexpected(
    world: World, client: TeamleaderClient
) -> None:
    world.standin.faults.add("users.me", 404)

    with pytest.raises(UnexpectedResponse, match="missing"):
        await client.account()


async def test_an_invoice_that_is_gone_is_none(client: TeamleaderClient) -> None:
    assert await client.full(UNKNOWN) is None


@pytest.mark.parametrize("negative", [False, True])
@pytest.mark.parametrize("as_list", [False, True])
async def test_credit_notes_have_positive_amounts_and_their_invoice(
    world: World, client: TeamleaderClient, negative: bool, as_list: bool
) -> None:
    world.standin.switches.credit_amounts_negative = negative
    world.standin.switches.credit_info_as_list = as_list
    world.standin.switches.strict = True
    invoice = booked(world, "302.50")
    note_id = world.standin.credit(invoice, "60.50")

    (listed,) = await client.credit_notes(START)
    single = await client.credit_note(note_id)

    assert listed == single
    assert listed.source_id == invoice
    assert listed.total == Money.of("60.50")


async def test_a_credit_note_that_is_gone_is_none(client: TeamleaderClient) -> None:
    assert await client.credit_note(UNKNOWN) is None


async def test_a_broken_credit_note_stops_the_reading(
    world: World, client: TeamleaderClient
) -> None:
    """An amount that is left out would let a credited invoice be collected."""
    world.standin.credit(booked(world), "60.50")
    world.standin.faults.add("creditNotes.list", "nulls", detail="total")

    with pytest.raises(UnexpectedResponse, match=r"total\.tax_inclusive"):
        await client.credit_notes(START)


async def test_customers_come_in_one_list_per_kind_with_their_fields(
    world: World, client: TeamleaderClient
) -> None:
    standin = world.standin
    standin.switches.strict = True
    company = standin.add_company(
        "De Vlinder BV",
        email="info@devlinder.example",
        invoicing_email="boek@devlinder.example",
        vat_number="BE 0123.456.749",
        street="Vlasmarkt 8",
        postal_code="9000",
        city="Gent",
    )
    person = standin.add_contact("Lotte", "Peeters", mobile="+32 470 55 01 99")
    field = standin.add_custom_field_definition("company", "Klantnummer")
    standin.set_custom_field(company, field, "KL-00311")
    refs = [
        CustomerRef(CustomerKind.COMPANY, CustomerId(company)),
        CustomerRef(CustomerKind.CONTACT, CustomerId(person)),
        CustomerRef(CustomerKind.CONTACT, CustomerId(UNKNOWN)),
    ]

    found = await client.customers(refs)

    assert set(found) == set(refs[:2])
    assert found[refs[0]].name == "De Vlinder BV"
    assert found[refs[0]].invoicing_email == "boek@devlinder.example"
    assert found[refs[0]].address.city == "Gent"
    assert found[refs[0]].custom_fields == {CustomFieldId(field): "KL-00311"}
    assert found[refs[1]].name == "Lotte Peeters"
    assert found[refs[1]].mobile == "+32 470 55 01 99"
    assert world.count("companies.list") == world.count("contacts.list") == 1


async def test_two_hundred_customers_take_two_calls(
    world: World, client: TeamleaderClient
) -> None:
    world.standin.switches.strict = True
    refs = [
        CustomerRef(CustomerKind.COMPANY, CustomerId(world.standin.add_company(f"{n}")))
        for n in range(200)
    ]

    found = await client.customers([*refs, *refs])

    assert len(found) == 200
    assert world.count("companies.list") == 2


async def test_departments_and_account_are_read(
    world: World, client: TeamleaderClient
) -> None:
    world.standin.switches.strict = True
    world.standin.add_department("Koeltechniek")
    world.standin.add_department("Oud", status="archived")

    departments = await client.departments()

    assert {each.name for each in departments} == {"Koeltechniek", "Oud"}
    assert await client.account() == world.standin.account_id
    assert await client.account() == world.standin.account_id
    assert world.count("users.me") == 1
