"""Twikey's JSON, whole and broken, into our words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.adapters.reading import Misshapen, Node
from core.adapters.twikey import mapping
from core.domain.money import Money
from core.domain.target import TargetState
from tests.adapters.json_values import anything


def test_an_invoice_is_read_from_its_shortest_form() -> None:
    invoice = mapping.invoice(Node({"id": "x", "number": 42, "status": "paid"}))

    assert (invoice.number, invoice.state) == ("42", TargetState.PAID)
    assert invoice.amount is None
    assert invoice.invoiced_on is None


def test_a_new_state_is_kept_as_other() -> None:
    node = Node({"id": "x", "number": "1", "state": "SOLD"})

    assert mapping.invoice(node).state is TargetState.OTHER


def test_an_invoice_is_read_from_its_longest_form() -> None:
    node = Node(
        {
            "id": "x",
            "number": "2026 / 1",
            "state": "EXPIRED",
            "amount": "12.10",
            "date": "2026-01-01",
            "duedate": "2026-01-31",
            "remittance": "r",
            "title": "t",
            "ref": "src",
            "ct": 4021,
            "url": "https://pay.example/x",
            "customer": {"customerNumber": 311, "mobile": None},
            "brand": ["new"],
        }
    )

    invoice = mapping.invoice(node)

    assert invoice.amount == Money.of("12.10")
    assert invoice.due_on == date(2026, 1, 31)
    assert (invoice.profile_id, invoice.customer_number) == ("4021", "311")


@given(anything)
def test_arbitrary_json_is_only_ever_misshapen(value: object) -> None:
    with pytest.raises(Misshapen):
        mapping.invoice(Node(value))
    with pytest.raises(Misshapen):
        mapping.feed_page(Node(value), 1)


@given(
    place=st.sampled_from(
        ["state", "status", "amount", "date", "duedate", "ct", "customer", "url", "ref"]
    ),
    value=anything,
)
def test_an_odd_value_beside_id_and_number_hides_no_invoice(
    place: str, value: object
) -> None:
    invoice = mapping.invoice(Node({"id": "x", "number": "1", place: value}))

    assert invoice.id == "x"
    assert invoice.amount is None or invoice.amount.plain()
