"""Invoice numbers in what people write."""

from __future__ import annotations

import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.domain.mentions import MOST, numbers_in
from core.domain.number import fold

ID = "2c7f0a52-5d0b-4a59-8a4e-3f7d1f6f0b11"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Why is 2026 / 42 not there?", ("2026 / 42",)),
        ("2026/42 and INV-43, INV 44", ("2026/42", "INV-43", "INV 44")),
        ("F2026-0042, #17 (Rechnung 18)", ("F2026-0042", "17", "18")),
        ("see INV2026000123.", ("INV2026000123",)),
        (f"https://focus.teamleader.eu/invoice_detail.php?id={ID}", (ID,)),
        ("42 and INV-7", ("INV-7",)),
        ("What about 42?", ("42",)),
        ("2026 / 42, 2026/42 and 2026 /42", ("2026 / 42",)),
        ("nr. 42", ("42",)),
        ("Factuur 42 van 22/11/2026, EUR 100.00", ("42",)),
    ],
)
def test_numbers_are_found_as_they_are_written(
    text: str, numbers: tuple[str, ...]
) -> None:
    assert numbers_in(text) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Good morning!",
        "on 22/11 at 10:30, 2026-11-22 or 22.11.2026",
        "EUR 100.00, € 1.234,50, 75 EUR and 21%",
        "BE68 5390 0754 7034",
        "BE0123.456.789 and NL 0123456789",
        "+32 9 123 45 67",
        "sofie42@example.invalid https://example.invalid/42",
    ],
)
def test_dates_amounts_accounts_and_addresses_are_no_numbers(text: str) -> None:
    assert numbers_in(text) == ()


words = st.text(st.characters(categories=("Ll", "Po", "Zs", "So")), max_size=40)
prefixes = st.sampled_from(["2026", "INV", "F-2026", "2026.A", "BOEK"])


@given(words, prefixes, st.integers(32, 10**8), words)
def test_a_number_is_found_whatever_is_written_round_it(
    before: str, prefix: str, counter: int, after: str
) -> None:
    assume(not after.lstrip().startswith("%"))  # A percentage is none.
    number = f"{prefix} / {counter}"
    found = numbers_in(f"{before.replace('/', ' ')} {number} {after.replace('/', ' ')}")

    assert fold(number) in [fold(one) for one in found]


@given(st.text(max_size=300))
def test_any_text_can_be_looked_through(text: str) -> None:
    found = numbers_in(text)

    assert len(found) <= MOST
    assert all(any(sign.isalnum() for sign in number) for number in found)


@pytest.mark.parametrize(
    "piece", ["1", "1 / ", "A-", "BE68 5390 ", "1.", "+1 ", "2026-"]
)
def test_a_long_text_is_looked_through_quickly(piece: str) -> None:
    before = time.process_time()
    numbers_in(piece * 40_000)

    assert time.process_time() - before < 1.0
