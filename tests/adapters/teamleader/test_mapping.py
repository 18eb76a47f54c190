"""Teamleader's JSON, whole and broken, into our words."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.adapters.http import parse_json
from core.adapters.reading import Misshapen, Node
from core.adapters.teamleader import customers, mapping
from core.domain.invoice import (
    CustomerId,
    CustomerKind,
    CustomerRef,
    CustomFieldId,
    Invoice,
    InvoiceStatus,
)
from core.domain.money import Money
from core.ports import UnreadableInvoice
from tests.adapters.json_values import anything

ROW: dict[str, Any] = {
    "id": "0c1e2f3a-0000-0aaa-bbbb-000000000001",
    "department": {"type": "department", "id": "d-1"},
    "invoice_number": "ACME 26 / 7",
    "invoice_date": "2026-05-01",
    "status": "outstanding",
    "due_on": "2026-05-31",
    "paid": False,
    "paid_at": None,
    "sent": True,
    "payment_reference": "+++010/0000/00101+++",
    "invoicee": {
        "name": "Smederij Claes",
        "customer": {"type": "company", "id": "c-1"},
        "email": "boek@claes.example",
    },
    "total": {
        "tax_inclusive": {"amount": 121.0, "currency": "EUR"},
        "payable": {"amount": 100.1, "currency": "EUR"},
        "due": {"amount": 40.05, "currency": "EUR"},
    },
    "created_at": "2026-05-01T02:00:00+02:00",
    "updated_at": "2026-05-02T00:00:00+00:00",
    "web_url": "https://focus.example/invoice?id=1",
    "subscription": {"type": "subscription", "id": "s-1"},
    "brand_new_field": {"x": [1]},
}
CUSTOMER = CustomerRef(CustomerKind.COMPANY, CustomerId("c-1"))

PLACES = [
    ("id",), ("department",), ("department", "id"), ("invoice_number",), ("status",),
    ("invoice_date",), ("due_on",), ("paid",), ("paid_at",), ("sent",), ("invoicee",),
    ("invoicee", "name"), ("invoicee", "customer"), ("invoicee", "customer", "type"),
    ("total",), ("total", "payable"), ("total", "payable", "amount"), ("total", "due"),
    ("total", "due", "currency"), ("created_at",), ("updated_at",), ("web_url",),
    ("subscription",), ("payments",), ("custom_fields",), ("on_hold_since",),
    ("payment_reference",),
]  # fmt: skip


def changed(place: tuple[str, ...], value: object) -> Node:
    """Return the row with one place changed; exact decimals, as from the wire."""
    row = parse_json(json.dumps(ROW))
    assert isinstance(row, dict)
    inside = row
    for step in place[:-1]:
        inside = inside[step]
    inside[place[-1]] = value
    return Node(row)


def without(*place: str) -> Node:
    return changed(place, None)


def read(node: Node) -> Invoice:
    found = mapping.row(node)
    assert isinstance(found, Invoice)
    return found


def test_a_row_becomes_an_invoice() -> None:
    invoice = read(changed(("paid",), False))

    assert invoice.number == "ACME 26 / 7"
    assert invoice.status is InvoiceStatus.OUTSTANDING
    assert invoice.customer == CUSTOMER
    assert invoice.created_at == datetime(2026, 5, 1, 0, 0, tzinfo=UTC)
    assert invoice.due_on == date(2026, 5, 31)
    assert invoice.subscription_id == "s-1"
    assert invoice.sent


def test_the_total_is_what_is_payable_after_withheld_taxes() -> None:
    assert read(changed(("paid",), False)).total == Money(Decimal("100.1"))


def test_without_a_payable_amount_the_total_includes_tax() -> None:
    assert read(without("total", "payable")).total == Money(Decimal("121.0"))


def test_without_a_due_amount_all_is_open() -> None:
    invoice = read(without("total", "due"))

    assert invoice.due == invoice.total


def test_an_amount_is_exact() -> None:
    big = changed(("total", "payable", "amount"), Decimal("1234567890.10"))

    assert read(big).total.plain() == "1234567890.10"


def test_a_due_amount_in_another_currency_is_not_compared() -> None:
    assert isinstance(
        mapping.row(changed(("total", "due", "currency"), "USD")), UnreadableInvoice
    )


def test_an_amount_beyond_all_sense_is_unreadable() -> None:
    huge = changed(("total", "payable", "amount"), Decimal("1e999999"))

    assert isinstance(mapping.row(huge), UnreadableInvoice)


def test_a_booked_invoice_without_a_number_is_unreadable() -> None:
    found = mapping.row(without("invoice_number"))

    assert isinstance(found, UnreadableInvoice)
    assert found.outline.startswith("invoice_number: no number")


@pytest.mark.parametrize("value", ["javascript:alert(1)", 7, "focus.example"])
def test_only_web_addresses_become_links(value: object) -> None:
    assert read(changed(("web_url",), value)).web_url is None


def test_an_outline_names_types_and_keys_never_values() -> None:
    found = mapping.row(changed(("status",), "paid_twice"))

    assert isinstance(found, UnreadableInvoice)
    assert "invoicee: {name: text" in found.outline
    for secret in ("Smederij", "claes", "paid_twice", "ACME"):
        assert secret not in found.outline


def test_text_that_no_database_takes_is_cleaned() -> None:
    dirty = parse_json('"Caf\\u00e9 \\u0000\\ud800De Hoek"')

    assert read(changed(("invoicee", "name"), dirty)).customer_name == "Café De Hoek"


def test_whole_numbers_in_custom_fields_are_whole() -> None:
    fields = parse_json(
        '[{"definition": {"id": "f1"}, "value": 4021.0},'
        ' {"definition": {"id": "f2"}, "value": 1e999},'
        ' {"definition": {"id": "f3"}, "value": ["a", "b"]},'
        ' {"definition": null, "value": "lost"},'
        ' {"definition": {"id": "f4"}, "value": "  "}, 7]'
    )

    found = mapping.custom_fields(Node(fields))

    assert found[CustomFieldId("f1")] == 4021
    assert isinstance(found[CustomFieldId("f1")], int)
    assert found[CustomFieldId("f3")] == ["a", "b"]
    assert found[CustomFieldId("f4")] is None
    assert len(found) == 4


def test_payments_are_read_strictly() -> None:
    payment = {"paid_at": "x", "payment": {"amount": "many", "currency": "EUR"}}

    with pytest.raises(Misshapen, match=r"payments\[0\]\.payment\.amount"):
        mapping.full(changed(("payments",), [payment]))


def test_a_company_has_no_first_name_and_odd_details_stay_empty() -> None:
    node = Node(
        {
            "id": "c-1",
            "name": "Claes",
            "first_name": "x",
            "emails": [7, {"type": "primary", "email": "a@b.example"}],
            "telephones": "none",
            "primary_address": [],
            "language": 4,
        }
    )

    found = customers.customer(node, CUSTOMER)

    assert (found.name, found.first_name) == ("Claes", None)
    assert found.primary_email == "a@b.example"
    assert found.address.line is None
    assert found.language is None


@given(place=st.sampled_from(PLACES), value=anything)
def test_one_odd_value_never_breaks_the_reading_of_rows(
    place: tuple[str, ...], value: object
) -> None:
    found = mapping.row(changed(place, value))

    if isinstance(found, Invoice):
        # Whatever was let through can be calculated with.
        assert found.due <= found.due + found.total or found.total.is_negative
        assert found.total.plain()


@given(anything)
def test_arbitrary_json_is_an_unreadable_row(value: object) -> None:
    found = mapping.row(Node(value))

    assert isinstance(found, UnreadableInvoice)
    assert len(found.outline) < 800


@given(place=st.sampled_from(PLACES), value=anything)
def test_odd_values_in_full_invoices_are_only_ever_misshapen(
    place: tuple[str, ...], value: object
) -> None:
    try:
        full = mapping.full(changed(place, value))
    except Misshapen:
        return
    assert full.detail.source_id == full.invoice.source_id


@given(anything)
def test_arbitrary_json_never_breaks_the_smaller_readings(value: object) -> None:
    customers.customer(Node(value), CUSTOMER)
    mapping.custom_fields(Node(value))
    for reading in (mapping.credit_note, mapping.department, mapping.account):
        with pytest.raises(Misshapen):
            reading(Node(value))
