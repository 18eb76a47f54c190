"""Taking out what is secret is quick however long and ill-meant a text is."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain import redaction
from core.domain.redaction import redact, shorten_addresses
from tests.domain.pattern_steps import spans

PATTERNS = {
    name: value
    for name, value in vars(redaction).items()
    if isinstance(value, re.Pattern)
} | {"_UUID": re.compile(redaction._UUID, re.IGNORECASE)}

BEGINNINGS = ("", "x@", "http://", "token", "token bearer ", "xoxb-", "AA00")
PIECES = (
    "a", "é", "1", " ", "@", ":", "-", "a.", "a@", "a-", "a@b.", "x@a.b ", "a@b.cé",
    "token", "token ", "token=", " =", "bearer ", "http://", "http://a", "h?", "u:p@",
    "BE68", "B.E.6.8.", "B E 6 8 ", "A1", "xoxb-", "0123456789abcdef-",
)  # fmt: skip
LENGTH = 150
_SHORT = '@.-:/?# =a1é"<,'
TEXTS = st.lists(
    st.sampled_from([*_SHORT, *PIECES, *BEGINNINGS, "http://u:p@h.be/x?q=1#f"]),
    max_size=12,
).map("".join)


@pytest.mark.parametrize("name", PATTERNS)
@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_twice_the_text_is_twice_the_looks_at_a_sign(name: str, beginning: str) -> None:
    for piece in PIECES:
        times = LENGTH // len(piece)
        short, long = (beginning + piece * n for n in (times, 2 * times))
        (_, once), (_, twice) = (spans(PATTERNS[name], text) for text in (short, long))

        assert twice <= 2.5 * once + LENGTH, piece


@given(TEXTS, st.sampled_from(sorted(PATTERNS)))
def test_the_looks_are_counted_on_the_ways_that_python_goes(
    text: str, name: str
) -> None:
    found = [one.span() for one in PATTERNS[name].finditer(text)]

    assert spans(PATTERNS[name], text)[0] == found


def test_counting_finds_a_pattern_whose_work_grows_faster() -> None:
    naive = re.compile(r"[^\s@]+@[a-z]+")
    once, twice = (spans(naive, "a" * n)[1] for n in (LENGTH, 2 * LENGTH))

    assert twice > 3.5 * once


@pytest.mark.parametrize("piece", PIECES)
def test_twice_the_text_is_twice_the_steps(piece: str) -> None:
    once, twice = (steps(lambda n=n: redact(piece * n)) for n in (1000, 2000))  # type: ignore[misc]

    assert twice <= 2.5 * once + 1000


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


@given(TEXTS)
def test_addresses_are_shortened_as_the_plain_patterns_do_it(text: str) -> None:
    """The patterns one would write if nobody meant ill."""
    plain = re.sub(r"(?i)(https?://)[^\s/@\"'<>]+@", r"\1", text)
    plain = re.sub(
        r"(?i)(https?://[^\s?#\"'<>]*)[?#][^\s\"'<>]*", r"\1?[left out]", plain
    )
    plain = re.sub(
        r"([^\s@<>\"'(),;:])[^\s@<>\"'(),;:]*@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)",
        r"\1…@\2",
        plain,
    )

    assert shorten_addresses(text) == plain
