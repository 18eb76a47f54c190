"""Invoice numbers in every spelling people use.

Teamleader writes ``prefix / counter``; the prefix is free text, so a typed number is
split at the last sign that can separate the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

_UUID = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE
)
_SEPARATED = re.compile(r"^(?P<prefix>.*?)[\s/\-_.#]+(?P<counter>\d{1,18})$")
_JOINED = re.compile(r"^(?P<prefix>.*\D)(?P<counter>\d{1,18})$")
_BARE = re.compile(r"^\d{1,18}$")
_LOOSE = re.compile(r"[^0-9a-z]+")


@dataclass(frozen=True)
class NumberQuery:
    """A number as somebody typed it; without a prefix only a counter was typed."""

    typed: str
    prefix: str | None
    counter: int | None

    def matches(self, number: str | None) -> bool:
        """Whether an invoice number is the one that was meant."""
        if number is None:
            return False
        if fold(number) == fold(self.typed):
            return True
        other = parse_number(number)
        if self.counter is None or other.counter != self.counter:
            return False
        return self.prefix is None or _loose(self.prefix) == _loose(other.prefix or "")

    def spelled(self, known: Iterable[str] = ()) -> tuple[str, ...]:
        """Return the full forms in which Teamleader may hold this number.

        ``known`` are numbers that tell how prefixes are written there; a counter alone
        may stand behind any of them.
        """
        forms = [self.typed.strip()]
        if self.counter is None:
            return tuple(forms)
        prefixes = [self.prefix, self.prefix.upper()] if self.prefix else []
        for number in known:
            prefix = parse_number(number).prefix or ""
            if self.prefix is None or _loose(prefix) == _loose(self.prefix):
                prefixes.append(prefix)
        forms += [f"{prefix} / {self.counter}" for prefix in prefixes]
        return tuple(dict.fromkeys(forms))


def parse_number(typed: str) -> NumberQuery:
    """Read a number in any spelling: ``INV-42``, ``2026/42``, ``2026 / 42``, ``42``."""
    text = " ".join(typed.split())
    if _BARE.match(text):
        return NumberQuery(typed, None, int(text))
    found = _SEPARATED.match(text) or _JOINED.match(text)
    if found is None:
        return NumberQuery(typed, text or None, None)
    prefix = found["prefix"].strip(" /-_.#")
    return NumberQuery(typed, prefix or None, int(found["counter"]))


def ids_in(text: str) -> tuple[str, ...]:
    """Return the ids inside a link to Teamleader or Twikey, or a bare id."""
    return tuple(str(UUID(found)) for found in _UUID.findall(text))


def fold(number: str) -> str:
    """Return a number without spaces and case: how two numbers are compared."""
    return "".join(number.split()).casefold()


def nearest(
    query: NumberQuery, known: tuple[str, ...], most: int = 3
) -> tuple[str, ...]:
    """Offer the known numbers closest to one that was not found."""

    def distance(number: str) -> tuple[bool, int, str]:
        other = parse_number(number)
        same_prefix = query.prefix is None or (
            _loose(query.prefix) == _loose(other.prefix or "")
        )
        away = abs((other.counter or 0) - (query.counter or 0))
        return (not same_prefix, away, number)

    return tuple(sorted(known, key=distance)[:most])


def _loose(text: str) -> str:
    return _LOOSE.sub("", text.casefold())
