"""Amounts, days and counts as each language writes them, whatever the machine says."""

from __future__ import annotations

from datetime import date

import pytest

from bot.words import format
from core.domain.money import Money

NARROW = "\u202f"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "EUR 1,234.50"),
        ("nl", "EUR 1.234,50"),
        ("fr", f"1{NARROW}234,50 EUR"),
        ("de", "1.234,50 EUR"),
    ],
)
def test_an_amount_is_written_as_the_language_does(language: str, told: str) -> None:
    assert format.amount(Money.of("1234.5"), language) == told


def test_an_amount_below_zero_keeps_its_currency_in_front() -> None:
    assert format.amount(Money.of("-12.5")) == "EUR -12.50"


def test_another_currency_keeps_two_decimals() -> None:
    assert format.amount(Money.of("1500", "JPY")) == "JPY 1,500.00"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "22 Nov 2026"),
        ("nl", "22 nov 2026"),
        ("fr", "22 nov. 2026"),
        ("de", "22 Nov. 2026"),
    ],
)
def test_a_day_is_written_as_the_language_does(language: str, told: str) -> None:
    assert format.day(date(2026, 11, 22), language) == told


def test_counts_and_sizes_use_the_marks_of_the_language() -> None:
    assert format.number(5000, "nl") == "5.000"
    assert format.size(1_200_000, "nl") == "1,2 MB"
    assert format.size(84_000, "de") == "84 kB"


def test_zero_is_singular_in_french_only() -> None:
    assert format.is_one(0, "fr")
    assert not format.is_one(0, "nl")
    assert format.is_one(1, "nl")
