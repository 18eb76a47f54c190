"""What is sent to Twikey for an invoice; pure.

Unknown fields are ignored there without a word, so the body holds exactly the fields
of the API description, and only those that say something.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from decimal import Decimal

from core.domain.customers import Payer
from core.domain.document import Pdf
from core.domain.money import Money
from core.domain.submission import Submission
from core.domain.target import TargetInvoice

_PAYER_FIELDS = {
    "company_name": "companyName",
    "first_name": "firstname",
    "last_name": "lastname",
    "email": "email",
    "language": "l",
    "vat_number": "vatno",
    "address": "address",
    "postal_code": "zip",
    "city": "city",
    "country": "country",
    "mobile": "mobile",
}
"""What may change at a customer, by our names and Twikey's."""

_LONGEST = {
    "companyName": 140,
    "firstname": 50,
    "lastname": 50,
    "address": 70,
    "city": 50,
    "zip": 50,
}
"""Longest texts Twikey takes; what only people read is cut, keys never are."""


def create_body(submission: Submission) -> dict[str, object]:
    """Write the body of a create call; number and remittance go verbatim."""
    body: dict[str, object] = {
        "id": submission.target_id,
        "number": submission.number,
        "ref": submission.source_id,
        "amount": plain_number(submission.amount),
        "date": submission.invoiced_on.isoformat(),
        "duedate": submission.due_on.isoformat(),
        "customer": customer_body(submission.payer),
    }
    return body | _optional(submission)


def document_body(invoice: TargetInvoice, pdf: Pdf) -> dict[str, object]:
    """Write the body that attaches a PDF.

    The API description calls the two days required although nothing changes them.
    """
    return {"pdf": b64encode(pdf.content).decode(), **_days(invoice)}


def paid_body(invoice: TargetInvoice) -> dict[str, object]:
    """Write the body that marks an invoice as paid, with the required days."""
    return {"state": "paid", **_days(invoice)}


def customer_body(payer: Payer) -> dict[str, str]:
    """Write the customer; empty fields are left out, long texts cut."""
    facts = payer.as_facts()
    number = facts.pop("customer_number")
    return {"customerNumber": number, **customer_changes(facts)}


def customer_changes(changes: Mapping[str, str]) -> dict[str, str]:
    """Write some fields of a payer under Twikey's names; long texts are cut.

    The customer number is none of them: it raises ``KeyError``, as any other name.
    """
    named = {_PAYER_FIELDS[name]: text for name, text in changes.items()}
    return {name: text[: _LONGEST.get(name)] for name, text in named.items()}


def plain_number(money: Money) -> float:
    """Return whole cents as a JSON number.

    A float is written with the fewest digits that read back as the same float, and
    two decimals survive that for every amount below ten thousand billion; nothing is
    ever calculated with it.
    """
    return float(money.rounded + Decimal(0))


def _days(invoice: TargetInvoice) -> dict[str, object]:
    days = {"date": invoice.invoiced_on, "duedate": invoice.due_on}
    return {name: day.isoformat() for name, day in days.items() if day is not None}


def _optional(submission: Submission) -> dict[str, object]:
    paid_part = submission.paid_part
    fields: dict[str, object | None] = {
        "remittance": submission.remittance,
        "ct": _profile(submission.profile_id),
        "paidamount": None if paid_part is None else plain_number(paid_part),
        "manual": submission.manual or None,
        "locale": submission.payer.language,
        "cc": list(submission.cc) or None,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _profile(profile_id: str | None) -> int | str | None:
    if profile_id is not None and profile_id.isascii() and profile_id.isdecimal():
        return int(profile_id)
    return profile_id
