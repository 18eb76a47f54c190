"""Finding invoice numbers in what people write to each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from core.domain.number import fold, ids_in

MOST: Final = 10
READ_MOST: Final = 20_000
"""As many signs as are looked at; nobody writes longer by hand."""

_ID = re.compile(
    r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE | re.ASCII
)
# What looks like a number and is none: dates, times, amounts, accounts, addresses.
_NO_NUMBER = re.compile(
    r"""
    \b\d{4}-\d{1,2}-\d{1,2}\b | \b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b
    | \b\d{4}/\d{1,2}/\d{1,2}\b | \b\d{1,2}:\d{2}\b
    | (?:€|\$|£|\b(?:EUR|USD|GBP|CHF))\s?[\d.,]{1,20}
    | \b\d[\d.,]{0,20}\s?(?:€|\$|£|%|(?:EUR|USD|GBP|CHF|euro)\b)
    | \b\d{1,9}[.,]\d{1,3}\b
    | \b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){2,7}(?:\s?[A-Z0-9]{1,4})?\b
    | \b[A-Z]{2}\s?\d{4}[.\s]?\d{3}[.\s]?\d{3}\b
    | \+\d[\d\s/.-]{6,20}
    | https?://\S+ | \S+@\S+
    """,
    re.VERBOSE | re.ASCII,
)
_WITH_SLASH = re.compile(r"(?<![\w/])\w[\w.-]{0,19}\s?/\s?\d{1,9}(?![\w/])", re.ASCII)
_WITH_YEAR = re.compile(r"(?<![\w-])(?:19|20)\d{2}-\d{1,9}(?![\w-])", re.ASCII)
_WITH_LETTERS = re.compile(
    r"(?<![\w-])[A-Z][A-Z0-9]{0,9}(?:[-_ ]\d{4})?[-_ ]?\d{1,12}(?![\w-])", re.ASCII
)
_CALLED = re.compile(
    r"(?:\binvoices?|\bfactu(?:ur|ren|re|res)|\brechnung(?:en)?|#|\bnr\.?|n°)"
    r"\s{0,3}(\d{1,9})(?![\w/])",
    re.IGNORECASE,
)
_ALONE = re.compile(r"(?<![\w/.,-])\d{1,9}(?![\w/-])", re.ASCII)
_DAY_AND_MONTH = re.compile(r"\d{1,2}\s?/\s?\d{1,2}")
_NO_PREFIX = frozenset(
    {"AM", "BTW", "CET", "CEST", "CHF", "EUR", "GBP", "IBAN", "MWST", "PDF", "PM"}
    | {"TVA", "USD", "UTC", "VAT"}
)
_LETTERS = re.compile(r"[A-Z]+")


def numbers_in(text: str) -> tuple[str, ...]:
    """Return the invoice numbers and ids in a text as they are written there.

    At most ten, each once, in their order. A number that stands alone counts only
    where the text holds none that is more like one.
    """
    text = text[:READ_MOST]
    ids = ids_in(" ".join(_ID.findall(text)))
    rest = _NO_NUMBER.sub(" | ", _ID.sub(" | ", text))
    found = [*_placed(rest)] or [(m.start(), m[0]) for m in _ALONE.finditer(rest)]
    numbers = [" ".join(number.split()) for _, number in sorted(found)]
    every = {fold(number): number for number in reversed([*ids, *numbers])}
    return tuple(reversed(every.values()))[:MOST]


def _placed(text: str) -> Iterator[tuple[int, str]]:
    """Yield each number with its place; what was read once is not read again."""
    for pattern in (_WITH_SLASH, _WITH_YEAR, _WITH_LETTERS, _CALLED):
        for found in pattern.finditer(text):
            number = found[found.lastindex or 0]
            if not _is_something_else(number):
                yield found.start(), number
        text = pattern.sub(lambda found: "|" * len(found[0]), text)


def _is_something_else(number: str) -> bool:
    letters = _LETTERS.match(number)
    known = letters is not None and letters[0] in _NO_PREFIX
    return known or _DAY_AND_MONTH.fullmatch(number) is not None
