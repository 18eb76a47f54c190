"""Countries and languages as people write them, into the codes of ISO.

The names come from the Unicode locale data, in the languages of the customers here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache

from babel import Locale

_READERS = ("nl", "fr", "de", "en", "es", "it", "pt", "pl", "ro", "tr")
"""In whose words a name is written most often, the likeliest first."""

_OTHERS = ("bg", "cs", "da", "el", "fi", "ga", "hr", "hu", "lb", "nb", "sv")
"""In whose words a name may be written as well."""

_ALIASES = {
    "holland": "NL",
    "england": "GB",
    "engeland": "GB",
    "angleterre": "GB",
    "scotland": "GB",
    "great britain": "GB",
    "groot brittannie": "GB",
    "grande bretagne": "GB",
    "uk": "GB",
    "el": "GR",
    "bel": "BE",
    "nld": "NL",
    "fra": "FR",
    "deu": "DE",
    "lux": "LU",
    "gbr": "GB",
}
_ARTICLE = re.compile(r"^(?:the|de|het|la|le|les|l|die) ")
_CODE = re.compile(r"[A-Za-z]{2}")
_TAG = re.compile(r"([A-Za-z]{2})(?:[-_][A-Za-z]{2,4})?")


def country_code(text: str | None) -> str | None:
    """Return the two letters of a country, whether they or its name were written.

    ``None`` for what is the name of no country.
    """
    asked = _folded(text or "")
    if not asked:
        return None
    if asked in _ALIASES:
        return _ALIASES[asked]
    if _CODE.fullmatch(asked):
        return asked.upper() if asked.upper() in _countries() else None
    return _first(_ARTICLE.sub("", asked), _countries_in)


def language_code(text: str | None) -> str | None:
    """Return the two letters of a language, whether they or its name were written."""
    written = (text or "").strip()
    tag = _TAG.fullmatch(written)
    if tag is not None:
        return tag[1].lower()
    return _first(_folded(written), _languages_in)


@cache
def _countries() -> frozenset[str]:
    codes = (str(code) for code in Locale("en").territories)
    return frozenset(code for code in codes if _CODE.fullmatch(code)) - {"EU", "ZZ"}


@cache
def _countries_in(reader: str) -> Mapping[str, str]:
    """Return the countries by their names in one language; read when needed first."""
    names = Locale(reader).territories.items()
    return {_folded(name): str(code) for code, name in names if code in _countries()}


@cache
def _languages_in(reader: str) -> Mapping[str, str]:
    names = Locale(reader).languages
    known = (code for code in (*_READERS, *_OTHERS) if code in names)
    return {_folded(names[code]): code for code in known}


def _first(asked: str, names_in: Callable[[str], Mapping[str, str]]) -> str | None:
    found = (names_in(reader).get(asked) for reader in (*_READERS, *_OTHERS))
    return next(filter(None, found), None)


def _folded(text: str) -> str:
    """Write a name without accents, signs and case."""
    plain = unicodedata.normalize("NFKD", text)
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(re.findall(r"\w+", letters.casefold()))
