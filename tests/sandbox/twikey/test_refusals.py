from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.twikey.client import PDF_TEXT, RESTING, Caller, refused


@pytest.mark.parametrize(
    ("changes", "code", "extra"),
    [
        ({"number": None}, "err_missing_params", "number"),
        ({"amount": None}, "err_missing_params", "amount"),
        ({"date": None}, "err_missing_params", "date"),
        ({"duedate": None}, "err_missing_params", "duedate"),
        ({"customer": None}, "err_missing_params", "customer"),
        ({"customer": {"companyName": "X"}}, "err_missing_params", "customerNumber"),
        ({"number": "9" * 51}, "err_invalid_params", "number"),
        ({"title": "t" * 141}, "err_invalid_params", "title"),
        ({"remittance": "r" * 141}, "err_invalid_params", "remittance"),
        ({"amount": "abc"}, "err_invalid_params", "amount"),
        ({"amount": "NaN"}, "err_invalid_params", "amount"),
        ({"amount": True}, "err_invalid_params", "amount"),
        ({"id": "not-a-uuid"}, "err_invalid_params", "id"),
        ({"date": "12/04/2031"}, "err_invalid_date", "date"),
        ({"duedate": "2031-02-30"}, "err_invalid_date", "duedate"),
        ({"locale": "xx"}, "err_invalid_lang", "locale"),
        ({"email": "nobody"}, "err_invalid_email", "email"),
        ({"email": "a" * 60 + "@bakery.example"}, "err_invalid_params", "email"),
        (
            {"customer": {"customerNumber": "C", "country": "BEL"}},
            "err_invalid_country",
            "country",
        ),
        ({"customer": {"email": "nobody"}}, "err_invalid_email", "email"),
        (
            {"customer": {"customerNumber": "C", "companyName": "n" * 141}},
            "err_invalid_params",
            "companyName",
        ),
        ({"customer": {"customerNumber": "C", "l": "xx"}}, "err_invalid_lang", "l"),
        ({"ct": 9999}, "err_no_such_ct", "9999"),
        ({"ct": RESTING}, "err_no_such_ct", str(RESTING)),
        ({"ct": "abc"}, "err_invalid_ct", "abc"),
        ({"cc": "boss@bakery.example"}, "err_invalid_params", "cc"),
        ({"pdf": "***"}, "invalid_file", "pdf"),
        ({"pdf": PDF_TEXT, "pdfUrl": "https://x"}, "err_invalid_params", "pdfUrl"),
        (
            {"customer": None, "customerByRef": "NOBODY"},
            "err_debtor_not_found",
            "NOBODY",
        ),
        ({"customer": None, "customerByDocument": "M-0"}, "err_no_contract", "M-0"),
        (
            {"lines": [{"quantity": 2, "unitprice": 25, "vatrate": 21}]},
            "err_invalid_amount",
            "100.00 <> 60.50",
        ),
        ({"lines": [{"quantity": "two"}]}, "err_invalid_params", "lines"),
    ],
)
async def test_what_cannot_be_is_refused_with_its_code(
    caller: Caller, changes: dict[str, Any], code: str, extra: str
) -> None:
    response = await caller.create(**changes)

    assert refused(response) == (400, code, extra)
    assert response.headers["ApiErrorCode"] == code
    assert response.headers["ApiError"] == response.json()["message"]
    assert not caller.standin.invoices
    assert not caller.standin.customers


async def test_broken_json_is_refused(caller: Caller) -> None:
    response = await caller.call("POST", "/creditor/invoice", content=b'{"number"')

    assert refused(response) == (400, "err_invalid_params", None)
