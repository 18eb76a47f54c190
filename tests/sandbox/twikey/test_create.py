from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest

from sandbox.twikey import TwikeyStandIn
from sandbox.wire import ManualClock
from tests.sandbox.twikey.client import PDF, PDF_TEXT, PLAIN, Caller, refused

OWN_ID = "3dea6693-f8d0-5e24-b663-614695729f88"
OTHER_ID = "07bd79a9-a5c9-52f2-af3e-9239264c54a5"


async def test_a_create_answers_with_the_invoice(caller: Caller) -> None:
    response = await caller.create(id=OWN_ID, remittance="203104120007")

    assert response.status_code == 200
    assert response.json() == {
        "id": OWN_ID,
        "number": "F-1",
        "title": "F-1",
        "remittance": "203104120007",
        "ref": None,
        "ct": PLAIN,
        "amount": 100.0,
        "date": "2031-04-12",
        "duedate": "2031-05-12",
        "state": "BOOKED",
        "url": f"https://payer.twikey.example/invoice.html?{OWN_ID}",
    }


async def test_an_id_is_made_when_none_is_sent(caller: Caller) -> None:
    assert UUID(await caller.created()).version == 4


async def test_unknown_fields_are_ignored_without_a_word(caller: Caller) -> None:
    response = await caller.create(remitance="a typing error")

    assert response.status_code == 200
    assert response.json()["remittance"] is None


async def test_a_known_number_answers_200_and_changes_nothing(caller: Caller) -> None:
    await caller.created(id=OWN_ID)

    response = await caller.create(id=OTHER_ID, amount=999.0)

    assert response.status_code == 200
    assert (response.json()["id"], response.json()["amount"]) == (OWN_ID, 100.0)
    assert list(caller.standin.invoices) == [OWN_ID]


async def test_a_known_number_is_refused_if_switched(caller: Caller) -> None:
    caller.standin.switches.duplicate_number = "strict"
    await caller.created()

    assert refused(await caller.create()) == (400, "err_duplicate_ref", "F-1")


async def test_a_known_id_with_another_number_gives_the_stored_invoice(
    caller: Caller,
) -> None:
    await caller.created(id=OWN_ID)

    assert (await caller.create(id=OWN_ID, number="F-2")).json()["number"] == "F-1"


async def test_a_known_id_can_be_refused_or_replaced(caller: Caller) -> None:
    await caller.created(id=OWN_ID)

    caller.standin.switches.same_id = "strict"
    assert refused(await caller.create(id=OWN_ID, number="F-2"))[2] == OWN_ID
    caller.standin.switches.same_id = "new-id"
    assert await caller.created(id=OWN_ID, number="F-2") != OWN_ID


@pytest.mark.parametrize("amount", [302.5, "302.50", "302.5"])
async def test_an_amount_may_be_a_number_or_a_string(
    caller: Caller, amount: object
) -> None:
    invoice_id = await caller.created(amount=amount)

    assert caller.standin.invoices[invoice_id].amount == Decimal("302.50")


async def test_lines_that_add_up_are_accepted(caller: Caller) -> None:
    lines = [{"quantity": 2, "unitprice": 25, "vatrate": 21, "discount": 5}]

    assert (await caller.create(amount=54.45, lines=lines)).json()["lines"] == lines


async def test_copies_go_in_a_list(caller: Caller) -> None:
    invoice_id = await caller.created(cc=["boss@bakery.example"])

    assert caller.standin.invoices[invoice_id].cc == ("boss@bakery.example",)


async def test_without_a_profile_the_default_one_is_used(caller: Caller) -> None:
    assert (await caller.create(ct=None)).json()["ct"] == PLAIN


async def test_a_numeric_string_names_a_profile(caller: Caller) -> None:
    assert (await caller.create(ct=str(PLAIN))).json()["ct"] == PLAIN


async def test_an_unknown_customer_is_made_on_the_fly(caller: Caller) -> None:
    await caller.created()

    assert caller.standin.customers["C-1"].email == "pay@bakery.example"


async def test_a_known_customer_is_not_updated_by_a_create(caller: Caller) -> None:
    await caller.created()
    other = {"customerNumber": "C-1", "email": "new@bakery.example"}

    await caller.created(number="F-2", customer=other)
    assert caller.standin.customers["C-1"].email == "pay@bakery.example"
    caller.standin.switches.create_updates_customer = True
    await caller.created(number="F-3", customer=other)
    assert caller.standin.customers["C-1"].email == "new@bakery.example"


async def test_a_customer_is_found_by_reference(caller: Caller) -> None:
    await caller.created()
    again = await caller.created(number="F-2", customer=None, customerByRef="C-1")

    assert caller.standin.invoices[again].customer.number == "C-1"


async def test_a_customer_may_be_known_by_address_only(caller: Caller) -> None:
    only = {"email": "pay@bakery.example"}
    first = await caller.created(customer=only)
    second = await caller.created(number="F-2", customer=only)

    invoices = caller.standin.invoices
    assert invoices[first].customer is invoices[second].customer


async def test_the_case_of_customer_fields_does_not_matter(caller: Caller) -> None:
    await caller.created(customer={"customerNumber": "C-1", "firstName": "Lotte"})

    assert caller.standin.customers["C-1"].fields == {"firstname": "Lotte"}


async def test_a_zero_amount_is_paid_at_once(caller: Caller) -> None:
    reply = (await caller.create(amount=0)).json()

    assert reply["state"] == "PAID"
    assert "url" not in reply


async def test_a_negative_amount_is_a_credit_note_without_a_link(
    caller: Caller,
) -> None:
    reply = (await caller.create(amount=-30.25, duedate="2031-04-01")).json()

    assert (reply["state"], reply["amount"]) == ("BOOKED", -30.25)
    assert "url" not in reply


@pytest.mark.parametrize(
    ("duedate", "state"), [("2031-04-11", "EXPIRED"), ("2031-04-12", "BOOKED")]
)
async def test_a_past_due_date_is_stored_as_expired(
    caller: Caller, duedate: str, state: str
) -> None:
    assert (await caller.create(duedate=duedate)).json()["state"] == state


async def test_a_paid_part_is_kept(caller: Caller) -> None:
    invoice_id = await caller.created(paidamount=40)
    query = {"include": "meta"}

    reply = (await caller.get(f"/invoice/{invoice_id}", params=query)).json()
    assert caller.standin.invoices[invoice_id].open_amount == 60
    assert (reply["state"], reply["meta"]["partial"]) == ("BOOKED", 40.0)


async def test_a_document_comes_with_the_create_call(caller: Caller) -> None:
    invoice_id = await caller.created(pdf=PDF_TEXT)

    assert caller.standin.invoices[invoice_id].pdf == PDF


async def test_a_document_may_be_fetched_from_an_address(caller: Caller) -> None:
    invoice_id = await caller.created(pdfUrl="https://files.example/1.pdf")

    pdf = caller.standin.invoices[invoice_id].pdf
    assert pdf is not None
    assert pdf.startswith(b"%PDF-")


async def test_a_mandate_names_the_customer(caller: Caller) -> None:
    await caller.created()
    mandate = caller.standin.sign_mandate("C-1", PLAIN).number

    second = await caller.create(
        number="F-2", customer=None, customerByDocument=mandate
    )
    assert second.json()["state"] == "PENDING"


async def test_without_any_profile_an_invoice_has_none(clock: ManualClock) -> None:
    bare = Caller(TwikeyStandIn(clock), clock)
    await bare.login()

    assert (await bare.create(ct=None)).json()["ct"] is None


async def test_only_id_number_and_state_are_sure_to_come_back(caller: Caller) -> None:
    caller.standin.switches.minimal_reply = True

    assert set((await caller.create()).json()) == {"id", "number", "state"}


async def test_amounts_come_as_strings_if_switched(caller: Caller) -> None:
    caller.standin.switches.amounts_as = "string"

    assert (await caller.create()).json()["amount"] == "100.00"


async def test_a_success_may_carry_a_warning(caller: Caller) -> None:
    caller.standin.switches.warning = "odd title"

    assert (await caller.create()).headers["X-Warning"] == "odd title"


async def test_an_idempotency_key_means_nothing_on_invoices(caller: Caller) -> None:
    headers = {"Idempotency-Key": "same"}
    first, second = [
        await caller.call(
            "POST",
            "/creditor/invoice",
            headers=headers,
            json={
                "number": number,
                "amount": 1,
                "date": "2031-04-12",
                "duedate": "2031-05-12",
                "customer": {"email": "a@b.example"},
            },
        )
        for number in ("F-1", "F-2")
    ]

    assert first.json()["id"] != second.json()["id"]
