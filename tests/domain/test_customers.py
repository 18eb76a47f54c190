"""Customers as people keep them, put right for Twikey, field by field."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.customers import (
    cc_addresses,
    country,
    customer_number,
    language,
    mobile,
    number_problem,
    payer_of,
    vat_number,
)
from core.domain.emails import addresses, is_email
from core.domain.invoice import Address, CustomFieldId
from core.domain.judging import judge
from core.domain.reason import Reason
from core.domain.verdict import Blocked, Eligible
from tests.builders import CONTACT, a_company, a_detail, a_person, a_policy, evidence

FIELD = CustomFieldId("field-of-the-number")
NUMBERED = a_policy(customer_number_fields=(FIELD,))
NO_MAILS = {"primary_email": None, "invoicing_email": None}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (None, []),
        ("", []),
        ("  ", []),
        (" info@x.example ", ["info@x.example"]),
        ("Info@X.example", ["info@x.example"]),
        ("a@x.example;b@x.example", ["a@x.example", "b@x.example"]),
        ("a@x.example, b@x.example", ["a@x.example", "b@x.example"]),
        ("a@x.example b@x.example", ["a@x.example", "b@x.example"]),
        ("a@x.example\nb@x.example", ["a@x.example", "b@x.example"]),
        ("a@x.example; a@X.example ;", ["a@x.example"]),
        ("Jan Peeters <jan@x.example>", ["jan@x.example"]),
        ('"Peeters, Jan" <jan@x.example>', ["jan@x.example"]),
        ("Jan <jan@x.example>, els@x.example", ["jan@x.example", "els@x.example"]),
        ("els@x.example; Jan <jan@x.example>", ["els@x.example", "jan@x.example"]),
        ('"old@x.example" <new@x.example>', ["new@x.example"]),
        ("old@x.example <new@x.example>", ["new@x.example"]),
        ("mailto:jan@x.example", ["jan@x.example"]),
        ("(jan@x.example)", ["jan@x.example"]),
        ("jan@x.example.", ["jan@x.example"]),
        ("jan @ x.example", ["jan@x.example"]),
        ("jan@x .example", []),
        ("jan(at)x.example", []),
        ("jan@x", []),
        ("@x.example", []),
        ("geen e-mail", []),
        ("a@b@x.example", []),
        ("naam@" + "x" * 70 + ".example", []),
    ],
)
def test_addresses_are_found_as_people_write_them(
    text: str | None, found: list[str]
) -> None:
    assert list(addresses(text)) == found


@given(st.text())
def test_whatever_is_typed_gives_only_addresses_twikey_could_take(text: str) -> None:
    assert all(is_email(one) and one.strip() == one for one in addresses(text))


@pytest.mark.parametrize(
    ("of_invoice", "invoicing", "attention", "primary", "to", "cc"),
    [
        ("i@x.be", "b@x.be", "p@x.be", "c@x.be", "i@x.be", ["b@x.be"]),
        (None, "b@x.be", "p@x.be", "c@x.be", "b@x.be", []),
        (None, None, "p@x.be", "c@x.be", "p@x.be", []),
        (None, None, None, "c@x.be", "c@x.be", []),
        ("wrong", "b@x.be", None, "c@x.be", "b@x.be", []),
        ("i@x.be; j@x.be", "b@x.be", None, "c@x.be", "i@x.be", ["j@x.be", "b@x.be"]),
        (None, None, None, "c@x.be; d@x.be", "c@x.be", ["d@x.be"]),
        (None, "b@x.be, b2@x.be", None, None, "b@x.be", ["b2@x.be"]),
        (None, None, None, "wrong", None, []),
    ],
)
def test_the_first_valid_field_is_mailed_and_the_rest_gets_copies(
    of_invoice: str | None,
    invoicing: str | None,
    attention: str | None,
    primary: str | None,
    to: str | None,
    cc: list[str],
) -> None:
    customer = a_company(invoicing_email=invoicing, primary_email=primary)
    detail = a_detail(email=of_invoice, attention=CONTACT, attention_email=attention)

    payer = payer_of(customer, detail, a_policy())

    assert payer.email == to
    assert list(cc_addresses(customer, detail, payer)) == cc


@pytest.mark.parametrize(
    ("text", "of", "number"),
    [
        ("BE 0123.456.749", "BE", "BE0123456749"),
        ("BE0123456749", None, "BE0123456749"),
        ("0123.456.749", "BE", "BE0123456749"),
        ("123.456.749", "BE", "BE0123456749"),
        ("BE 123.456.749", "BE", "BE0123456749"),
        ("BTW BE 0123.456.749", "BE", "BE0123456749"),
        ("TVA: BE-0123-456-749", "FR", "BE0123456749"),
        ("0123.456.749", "NL", "0123456749"),
        ("NL 8123.45.678.B01", "NL", "NL812345678B01"),
        ("DE 123 456 789", "DE", "DE123456789"),
        ("fr 12 345678901", "FR", "FR12345678901"),
        ("NO 123456789 MVA", "NO", "NO123456789MVA"),
        ("n.v.t.", "BE", None),
        ("geen", "BE", None),
        ("/", "BE", None),
        ("", "BE", None),
        (None, "BE", None),
        ("9" * 60, "FR", "9" * 60),
    ],
)
def test_vat_numbers_are_written_one_way(
    text: str | None, of: str | None, number: str | None
) -> None:
    assert vat_number(text, of) == number


@pytest.mark.parametrize(
    ("code", "found"),
    [("be", "BE"), (" NL ", "NL"), ("België", None), ("", None), (None, None)],
)
def test_a_country_is_two_letters_or_left_out(
    code: str | None, found: str | None
) -> None:
    assert country(code) == found


@pytest.mark.parametrize(
    ("code", "found"),
    [("nl", "nl"), ("FR", "fr"), ("nl-BE", "nl"), ("jp", None), ("", None)],
)
def test_a_language_twikey_does_not_know_is_left_to_the_profile(
    code: str, found: str | None
) -> None:
    assert language(code) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("+32 470 55 01 99", "+32470550199"),
        ("0032 470/55.01.99", "+32470550199"),
        ("0470 55 01 99", None),
        ("geen gsm", None),
        (None, None),
    ],
)
def test_a_mobile_number_is_international_or_left_out(
    text: str | None, found: str | None
) -> None:
    assert mobile(text) == found


def test_an_address_without_street_is_sent_as_far_as_it_goes() -> None:
    customer = a_company(address=Address(None, "9000", " Gent ", "BE"))

    facts = payer_of(customer, a_detail(), a_policy()).as_facts()

    assert "address" not in facts
    assert (facts["postal_code"], facts["city"], facts["country"]) == (
        "9000",
        "Gent",
        "BE",
    )


def test_a_person_goes_by_first_and_last_name_and_a_company_by_its_own() -> None:
    person = payer_of(a_person(), None, a_policy()).as_facts()
    company = payer_of(a_company(), None, a_policy()).as_facts()

    assert (person["first_name"], person["last_name"]) == ("Lotte", "Peeters")
    assert "company_name" not in person
    assert company["company_name"] == "Brouwerij De Vlinder BV"
    assert "last_name" not in company


@pytest.mark.parametrize(
    ("value", "sent_as", "number"),
    [
        ("KL-00012", None, "KL-00012"),
        (" KL-00012 ", "old", "KL-00012"),
        (311, None, "311"),
        (None, None, a_company().ref.id),
        ("", None, a_company().ref.id),
        ("  ", None, a_company().ref.id),
        ([], None, a_company().ref.id),
        # A field that was emptied makes no second customer.
        (None, "KL-00012", "KL-00012"),
        ("", "KL-00012", "KL-00012"),
    ],
)
def test_the_number_is_the_fields_then_the_one_sent_before_then_teamleaders_id(
    value: object, sent_as: str | None, number: str
) -> None:
    customer = a_company(custom_fields={FIELD: value}, sent_as=sent_as)

    assert customer_number(customer, NUMBERED) == number
    assert number_problem(customer, NUMBERED) is None


@pytest.mark.parametrize(
    "value",
    [True, False, ["KL-1"], {"id": "x"}, Decimal("1.5"), "K" * 51, "KL-1\nKL-2"],
    ids=repr,
)
def test_a_number_nobody_can_use_holds_the_invoice_instead_of_taking_another(
    value: object,
) -> None:
    customer = a_company(custom_fields={FIELD: value})

    verdict = judge(evidence(customer=customer, policy=NUMBERED))

    assert isinstance(verdict, Blocked)
    assert verdict.decisive.reason is Reason.CUSTOMER_INCOMPLETE
    assert verdict.decisive.facts["missing"] == ["number"]
    assert verdict.decisive.facts["seen"] == str(value)[:100]


def test_a_number_whose_field_is_gone_holds_the_invoice() -> None:
    customer = a_company(number_is_kept=False)

    verdict = judge(evidence(customer=customer, policy=NUMBERED))

    assert isinstance(verdict, Blocked)
    assert verdict.decisive.facts["missing"] == ["number_field"]
    assert verdict.decisive.facts["field"] == "gone"


def test_the_field_of_the_other_kind_of_customer_is_looked_at_too() -> None:
    policy = a_policy(customer_number_fields=("of-companies", FIELD))
    person = a_person(custom_fields={FIELD: "P-7"})

    assert customer_number(person, policy) == "P-7"


@pytest.mark.parametrize(
    "changes",
    [
        {**NO_MAILS},
        {"address": Address()},
        {"vat_number": "n.v.t."},
        {"language": "jp"},
        {"address": Address("Kaai 1", "2000", "Antwerpen", None)},
    ],
    ids=["no-mail", "no-address", "odd-vat", "odd-language", "no-country"],
)
def test_what_twikey_can_do_without_stops_nothing(changes: dict[str, object]) -> None:
    judged = evidence(
        customer=a_company(**changes), detail=replace(a_detail(), email=None)
    )

    assert isinstance(judge(judged), Eligible)
