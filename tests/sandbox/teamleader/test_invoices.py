from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from sandbox.teamleader import RefusedError, TeamleaderStandIn
from sandbox.wire import ManualClock
from tests.sandbox.teamleader.caller import START, Caller

SHARED = {
    "id", "department", "invoice_number", "invoice_date", "status", "due_on", "paid",
    "paid_at", "sent", "purchase_order_number", "payment_reference", "invoicee",
    "total", "currency_exchange_rate", "created_at", "updated_at", "file", "deal",
    "project", "delivery_date",
}  # fmt: skip
ROW_ONLY = {"web_url", "subscription"}
INFO_ONLY = {
    "discounts", "grouped_lines", "payment_term", "payments", "note", "currency",
    "expected_payment_method", "on_hold_since", "custom_fields", "document_template",
    "invoice_content", "peppol_status",
}  # fmt: skip


async def test_row_and_details_hold_different_fields(
    caller: Caller, booked: str
) -> None:
    row, info = await caller.row(booked), await caller.info(booked)

    assert row.keys() == SHARED | ROW_ONLY
    assert info.keys() == SHARED | INFO_ONLY


async def test_the_email_address_is_in_the_details_only(
    caller: Caller, booked: str
) -> None:
    row, info = await caller.row(booked), await caller.info(booked)

    only = {"email", "national_identification_number"}
    assert info["invoicee"].keys() - row["invoicee"].keys() == only
    assert info["invoicee"]["email"] == "bakkerij@customer.example"


async def test_totals_split_the_tax_and_are_numbers(
    caller: Caller, booked: str
) -> None:
    answer = await caller.post("invoices.info", {"id": booked})
    total = answer.json()["data"]["total"]

    assert total["payable"] == {"amount": 302.5, "currency": "EUR"}
    assert total["tax_exclusive"]["amount"] == 250.0
    assert total["taxes"][0]["rate"] == 0.21
    assert total["taxes"][0]["tax"]["amount"] == 52.5
    assert total["due"]["amount"] == 302.5
    assert total["withheld_taxes"] == []


async def test_late_fees_are_shown_only_when_included(
    caller: Caller, booked: str
) -> None:
    body = {"filter": {"ids": [booked]}, "includes": "late_fees"}
    plain = (await caller.row(booked))["total"]
    included = (await caller.data("invoices.list", body))[0]["total"]

    fees = {"due_incasso_inclusive", "fixed_late_fee", "interest"}
    assert included.keys() - plain.keys() == fees


async def test_an_edit_raises_updated_at(
    clock: ManualClock, teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    clock.set(START + timedelta(minutes=30))
    teamleader.update_invoice(booked, total="100")

    row = await caller.row(booked)
    assert row["updated_at"] == (START + timedelta(minutes=30)).isoformat()
    assert row["total"]["payable"]["amount"] == 100


@pytest.mark.parametrize(
    ("shows", "status", "paid"),
    [("outstanding", "outstanding", False), ("matched", "matched", True)],
)
async def test_a_booked_zero_invoice_shows_what_the_switch_says(
    teamleader: TeamleaderStandIn,
    caller: Caller,
    shows: str,
    status: str,
    paid: bool,
) -> None:
    await caller.control("switches", zero_shows=shows)
    invoice_id = teamleader.draft_invoice(0)
    teamleader.book(invoice_id)

    row = await caller.row(invoice_id)
    assert (row["status"], row["paid"]) == (status, paid)
    assert row["total"]["due"]["amount"] == 0


async def test_a_zero_invoice_can_get_an_amount_after_booking(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    invoice_id = teamleader.draft_invoice(0)
    teamleader.book(invoice_id)
    teamleader.update_invoice(invoice_id, total=Decimal(100))

    row = await caller.row(invoice_id)
    assert row["status"] == "outstanding"
    assert row["total"]["due"]["amount"] == 100


async def test_a_total_can_be_below_zero(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    invoice_id = teamleader.draft_invoice("-60.50")
    teamleader.book(invoice_id)

    row = await caller.row(invoice_id)
    assert row["total"]["payable"]["amount"] == Decimal("-60.5")
    assert (row["status"], row["paid"]) == ("outstanding", False)


async def test_an_invoice_can_be_in_another_currency(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    info = await caller.info(teamleader.draft_invoice("10", currency="USD"))

    assert info["currency"] == "USD"
    assert info["total"]["payable"]["currency"] == "USD"
    assert info["currency_exchange_rate"]["to"] == "USD"


async def test_a_booked_invoice_keeps_the_customer_as_it_was(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    customer_id = teamleader.books.invoices[booked].customer.id
    teamleader.update_customer(customer_id, name="Nieuwe Naam", email=None)

    info = await caller.info(booked)
    assert info["invoicee"]["name"] == "Bakkerij Proef BV"
    assert info["invoicee"]["email"] == "bakkerij@customer.example"


async def test_the_invoicing_address_goes_before_the_general_one(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    customer_id = teamleader.add_company(
        "Proef", email="info@a.example", invoicing_email="pay@a.example"
    )
    info = await caller.info(teamleader.draft_invoice(customer_id=customer_id))

    assert info["invoicee"]["email"] == "pay@a.example"


async def test_a_hold_is_seen_in_the_details_only(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    teamleader.set_on_hold(booked)
    held = await caller.info(booked)
    teamleader.release_hold(booked)
    released = await caller.info(booked)

    assert held["on_hold_since"] == "2026-03-02"
    assert released["on_hold_since"] is None


async def test_nobody_to_the_attention_of_is_null_or_an_empty_object(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    usual = await caller.row(booked)
    teamleader.switches.empty_attention = "object"
    other = await caller.row(booked)

    assert usual["invoicee"]["for_attention_of"] is None
    assert other["invoicee"]["for_attention_of"] == {"name": None, "contact": None}


async def test_the_exchange_rate_of_euros_may_be_null(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    teamleader.switches.exchange_rate_null = True

    assert (await caller.row(booked))["currency_exchange_rate"] is None


async def test_being_sent_is_one_flag(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    teamleader.mark_sent(booked)

    assert (await caller.row(booked))["sent"] is True


async def test_an_invoice_can_go_to_another_customer(
    clock: ManualClock, teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    contact_id = teamleader.add_contact("Lotte", "Test", email="l@c.example")
    teamleader.update_invoice(booked, customer_id=contact_id, payment_days=14)

    info = await caller.info(booked)
    assert info["invoicee"]["name"] == "Lotte Test"
    assert info["invoicee"]["email"] == "l@c.example"
    assert info["invoicee"]["customer"] == {"type": "contact", "id": contact_id}
    assert info["due_on"] == "2026-03-16"


async def test_a_misspelt_detail_is_refused(teamleader: TeamleaderStandIn) -> None:
    with pytest.raises(RefusedError):
        teamleader.draft_invoice("10", colour="red")  # type: ignore[call-arg]
