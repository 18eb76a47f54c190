"""What counts as a change at a customer."""

from __future__ import annotations

from core.domain.customer_changes import (
    changes_since,
    fields_now,
    sent_with,
    still_certain,
)
from core.domain.customers import payer_of
from tests.builders import a_company, a_detail, a_person, a_policy


def test_of_a_customer_nothing_is_known_of_everything_filled_is_a_change() -> None:
    changes = changes_since({}, fields_now(a_person(), a_policy(), {}))

    assert changes == {
        "first_name": "Lotte",
        "last_name": "Peeters",
        "email": "lotte.peeters@mail.example",
        "language": "nl",
        "address": "Kersenlaan 21 bus 3",
        "postal_code": "2600",
        "city": "Antwerpen",
        "country": "BE",
        "mobile": "+32470550199",
    }


def test_what_an_invoice_just_brought_is_no_change() -> None:
    customer, policy = a_company(), a_policy()
    sent = sent_with(payer_of(customer, a_detail(), policy), customer, policy)

    assert changes_since(sent.fields, fields_now(customer, policy, sent.fields)) == {}
    assert sent.number == sent.ref.id == customer.ref.id
    assert "customer_number" not in sent.fields


def test_only_what_two_invoices_agree_on_is_certain() -> None:
    before = {"city": "Gent", "email": "a@b.example", "vat_number": "BE0123456749"}
    now = {"city": "Aalst", "email": "c@d.example", "country": "BE"}

    assert still_certain(before, now) == {
        "email": "a@b.example",
        "vat_number": "BE0123456749",
    }
