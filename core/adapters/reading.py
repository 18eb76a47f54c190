"""Reading foreign JSON: every step either yields one of our types or says where not.

Two manners: what decides about money is read strictly, what is only shown is read
loosely, so that a new kind of telephone number never hides an invoice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from core.domain.money import Money

E = TypeVar("E", bound=StrEnum)

_TOO_MUCH = Decimal(10) ** 15
_CURRENCY_LENGTH = 3


class Misshapen(Exception):
    """A value is not of the documented shape; tells the place, never the value."""


@dataclass(frozen=True)
class Node:
    """A JSON value and where it stands; a missing one holds ``None``."""

    value: object
    path: str = ""

    def __getitem__(self, key: str) -> Node:
        inside = self.value.get(key) if isinstance(self.value, dict) else None
        return Node(inside, f"{self.path}.{key}" if self.path else key)

    @property
    def is_absent(self) -> bool:
        """Whether it is missing or null."""
        return self.value is None

    def items(self) -> Iterator[Node]:
        """Yield the elements of a list; a missing one has none."""
        if self.value is None:
            return
        if not isinstance(self.value, list):
            raise self.wrong("not a list")
        for place, each in enumerate(self.value):
            yield Node(each, f"{self.path}[{place}]")

    def loose_items(self) -> Iterator[Node]:
        """Yield the elements of a list; anything else has none."""
        if isinstance(self.value, list):
            yield from self.items()

    def text(self) -> str:
        """Read a text that is not blank."""
        found = self.maybe_text()
        if found is None:
            raise self.wrong("no text")
        return found

    def maybe_text(self) -> str | None:
        """Read a text; missing, null and blank are ``None``."""
        if self.value is not None and not isinstance(self.value, str):
            raise self.wrong("not a text")
        return self.loose_text()

    def loose_text(self) -> str | None:
        """Read a text; anything else is ``None``."""
        if not isinstance(self.value, str):
            return None
        cleaned = clean(self.value)
        return cleaned if cleaned.strip() else None

    def member(self, kind: type[E]) -> E:
        """Read a value of an enumeration; a new one is wrong."""
        try:
            return kind(self.text())
        except ValueError as error:
            raise self.wrong(f"not one of {', '.join(kind)}") from error

    def flag(self) -> bool:
        """Read a yes or no; missing means no."""
        if self.value is not None and not isinstance(self.value, bool):
            raise self.wrong("not a yes or no")
        return bool(self.value)

    def amount(self) -> Decimal:
        """Read a number of any sensible size, written as a number or as a text."""
        found = _number(self.value)
        if found is None or not found.is_finite() or abs(found) >= _TOO_MUCH:
            raise self.wrong("no amount")
        return found

    def money(self) -> Money:
        """Read an amount with its currency."""
        currency = self["currency"].text()
        if len(currency) != _CURRENCY_LENGTH:
            raise self["currency"].wrong("no currency")
        return Money(self["amount"].amount(), currency.upper())

    def moment(self) -> datetime:
        """Read a moment with its offset and return it in UTC."""
        try:
            found = datetime.fromisoformat(self.text())
            if found.tzinfo is not None:
                return found.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise self.wrong("no moment") from error
        raise self.wrong("a moment without offset")

    def loose_moment(self) -> datetime | None:
        """Read a moment; anything else is ``None``."""
        try:
            return self.moment()
        except Misshapen:
            return None

    def maybe_day(self) -> date | None:
        """Read a calendar day; missing and null are ``None``."""
        found = self.maybe_text()
        if found is None:
            return None
        try:
            return date.fromisoformat(found)
        except ValueError as error:
            raise self.wrong("no day") from error

    def wrong(self, what: str) -> Misshapen:
        """Make the error that this place is not as documented."""
        return Misshapen(f"{self.path or 'the answer'}: {what}")


def clean(text: str) -> str:
    """Drop what no database and no other system takes: NUL and half characters."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        return None
    try:
        return Decimal(value)
    except InvalidOperation:
        return None
