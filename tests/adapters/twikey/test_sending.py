"""What Twikey is sent for an invoice."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.adapters.http import json_body
from core.adapters.twikey.sending import create_body, plain_number
from core.domain.money import Money
from tests import builders
from tests.adapters.twikey.conftest import eligible

CUSTOMER_NUMBER = builders.COMPANY.id


def test_a_body_holds_what_is_known_and_nothing_else() -> None:
    submission = eligible().submission

    assert create_body(submission) == {
        "id": submission.target_id,
        "number": "2026 / 118",
        "ref": builders.SOURCE_ID,
        "amount": 302.5,
        "date": "2026-03-08",
        "duedate": "2026-03-31",
        "remittance": "+++120/3304/47171+++",
        "ct": 4021,
        "locale": "nl",
        "customer": {
            "customerNumber": CUSTOMER_NUMBER,
            "companyName": "Brouwerij De Vlinder BV",
            "email": "boekhouding@devlinder.example",
            "l": "nl",
            "vatno": "BE0123456749",
            "address": "Vlasmarkt 8",
            "zip": "9000",
            "city": "Gent",
            "country": "BE",
        },
    }


def test_a_partly_settled_invoice_tells_its_paid_part_and_is_manual() -> None:
    invoice = builders.an_invoice(due=builders.euro("100.00"))

    body = create_body(eligible(source=invoice).submission)

    assert (body["amount"], body["paidamount"], body["manual"]) == (302.5, 202.5, True)


def test_without_a_profile_twikey_decides() -> None:
    submission = replace(eligible().submission, profile_id=None)

    assert "ct" not in create_body(submission)


def test_copies_go_as_a_list() -> None:
    submission = replace(eligible().submission, cc=("a@b.example", "c@d.example"))

    assert create_body(submission)["cc"] == ["a@b.example", "c@d.example"]


def test_long_names_are_cut_but_number_and_remittance_never() -> None:
    submission = eligible().submission
    payer = replace(
        submission.payer,
        company_name="é" * 200,
        address="Straat " * 20,
        city="s" * 60,
        postal_code="9" * 60,
    )
    long = replace(submission, payer=payer, number="n" * 80, remittance="r" * 200)

    body = create_body(long)

    customer = body["customer"]
    assert isinstance(customer, dict)
    assert customer["companyName"] == "é" * 140
    assert len(customer["address"]) == 70
    assert len(customer["city"]) == len(customer["zip"]) == 50
    assert body["number"] == "n" * 80
    assert body["remittance"] == "r" * 200


@given(st.decimals(-(10**12), 10**12, places=2))
def test_an_amount_is_written_with_its_exact_cents(amount: Decimal) -> None:
    written = json_body(plain_number(Money(amount))).decode()

    assert json.loads(written, parse_float=Decimal, parse_int=Decimal) == amount
