"""What must not leave the company never does, wherever it stands in a text."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.redaction import redact

TEXTS = st.text(max_size=60)
LETTERS, DIGITS = string.ascii_uppercase, string.digits
COUNTRIES = st.sampled_from(
    [("BE", 12), ("NL", 14), ("FR", 23), ("DE", 18), ("LU", 16)]
)
GAPS = st.sampled_from(["", " ", "-", ".", "\u00a0"])


@st.composite
def accounts(draw: st.DrawFn) -> str:
    """An IBAN that checks out, without gaps."""
    country, length = draw(COUNTRIES)
    rest = draw(st.text(DIGITS, min_size=length, max_size=length))
    number = "".join(str(int(sign, 36)) for sign in f"{rest}{country}00")
    return f"{country}{98 - int(number) % 97:02}{rest}"


@st.composite
def written(draw: st.DrawFn, account: str) -> str:
    """An account as people write it: in groups of four, in either case."""
    groups = [account[n : n + 4] for n in range(0, len(account), 4)]
    told = draw(GAPS).join(groups)
    return told.lower() if draw(st.booleans()) else told


TOKENS = st.one_of(
    st.text(string.ascii_letters + DIGITS, min_size=24, max_size=90).filter(
        lambda token: re.search(r"\d", token) and re.search(r"[A-Za-z]", token)
    ),
    st.text(LETTERS + DIGITS, min_size=8, max_size=30).map(lambda t: f"xoxb-{t}"),
    st.text(LETTERS + DIGITS, min_size=8, max_size=30).map(lambda t: f"xapp-1-{t}"),
)


def bare(text: str) -> str:
    return re.sub(r"[\s.\-_/]", "", text).upper()


@given(before=TEXTS, after=TEXTS, data=st.data())
def test_no_bank_account_is_left(before: str, after: str, data: st.DataObject) -> None:
    account = data.draw(accounts())
    told = redact(f"{before}{data.draw(written(account))}{after}")

    assert account not in bare(told)


@given(before=TEXTS, token=TOKENS, after=TEXTS)
def test_no_token_is_left(before: str, token: str, after: str) -> None:
    assert token not in redact(f"{before} {token} {after}")


@given(before=TEXTS, secret=st.text(min_size=6, max_size=40), after=TEXTS)
def test_no_secret_of_the_settings_is_left(
    before: str, secret: str, after: str
) -> None:
    told = redact(f"{before}{secret}{after}", secrets=[secret])

    assert secret not in told.replace("[secret]", "\x00")


@given(TEXTS)
def test_what_was_redacted_once_stays_as_it_is(text: str) -> None:
    once = redact(text)

    assert redact(once) == once


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("pay to BE68 5390 0754 7034 today", "pay to [bank account] today"),
        ("BE68539007547034", "[bank account]"),
        ("mistyped: BE68 5390 0754 7035.", "mistyped: [bank account]."),
        ("nl91abna0417164300", "[bank account]"),
        ("Authorization: Bearer abc.def-ghi", "Authorization: Bearer [secret]"),
        ("token=abcdefgh, x=1", "token=[secret], x=1"),
        ("api_key: 1a2b3c4d", "api_key: [secret]"),
        ("write to an.peeters@devlinder.be!", "write to a…@devlinder.be!"),
        (
            "https://app.twikey.com/invoice/42?t=geheim#x",
            "https://app.twikey.com/invoice/42?[left out]",
        ),
        ("https://user:pass@host.be/x", "https://host.be/x"),
        ("def50200a1b2c3d4e5f60718293a4b5c", "[secret]"),
    ],
)
def test_what_is_taken_out(text: str, told: str) -> None:
    assert redact(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "2026 / 118",
        "b120a366-f0bb-09cf-42f2-dc05873f9bd0",
        "Brouwerij De Vlinder BV, EUR 1,234.50, due 31 Mar 2026",
        "2026-11-22T09:30:00.123456+00:00",
        "err_invoice_duplicate: Invoice number already exists",
        "attempt-answered-other, customer-incomplete, sent-by-teamleader",
        "+++120/3304/47171+++",
        "U0SOFIE01 slack-retry-chosen",
        "https://focus.teamleader.eu/invoice_detail.php",
    ],
)
def test_what_support_needs_stays(text: str) -> None:
    assert redact(text) == text


def test_a_long_invoice_number_stays_where_it_is_named() -> None:
    number = "FACT-2026-GENT-000000042"

    assert redact(f"invoice {number}", keep=[number]) == f"invoice {number}"
    assert redact(f"invoice {number}") == "invoice [secret]"


def test_an_account_is_taken_out_even_where_it_is_the_number() -> None:
    account = "BE68539007547034"

    assert redact(f"invoice {account}", keep=[account]) == "invoice [bank account]"
