"""A long list with ill-meant names costs little: everybody else waits meanwhile."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.blocks import plain
from bot.views.listing import csv_of
from bot.views.preview import preview
from bot.views.summary import summary
from core.domain.outcome import Run
from tests.bot.made_things import run_of
from tests.bot.test_summary_view import everything_wrong
from tests.bot.view_cases import ALL, VOICE, WHAT

VIEWS: dict[str, Callable[[Run], object]] = {
    "summary": lambda run: summary(VOICE, run, WHAT),
    "preview": lambda run: preview(VOICE, run, WHAT, ALL, 25),
    "file": lambda run: csv_of(VOICE, run),
}
STEPS_MOST = {"summary": 200, "preview": 100, "file": 120}
"""Calls per invoice: less than one for each sign of its names, which are long here."""


def steps(work: Callable[[], object]) -> int:
    """Count the calls that some work makes, of any function."""
    counted = 0

    def count(frame: object, event: str, given: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return counted


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("book", [everything_wrong, run_of])
def test_an_invoice_more_costs_no_more_than_a_few_steps(
    view: str, book: Callable[[int], Run]
) -> None:
    shorter, longer = book(1000), book(2000)
    VIEWS[view](shorter)
    more = steps(lambda: VIEWS[view](longer)) - steps(lambda: VIEWS[view](shorter))

    assert 0 < more / 1000 < STEPS_MOST[view]


def by_sign(data: str) -> str:
    """What is left of data, sign by sign."""

    def left(sign: str) -> str:
        category = unicodedata.category(sign)
        if sign.isspace() or category == "Cc":
            return " "
        return "" if category.startswith("C") else sign

    return " ".join("".join(map(left, data)).split())


@given(st.text())
def test_what_is_left_of_data_is_the_same_as_sign_by_sign(data: str) -> None:
    assert plain(data) == by_sign(data)


def test_every_sign_there_is_is_seen_through() -> None:
    for code in range(sys.maxunicode + 1):
        assert plain(f"a{chr(code)}b") == by_sign(f"a{chr(code)}b")
