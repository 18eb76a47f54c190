"""How values are written into columns, alike on SQLite and PostgreSQL."""

# ruff: noqa: ARG002  # the signatures are SQLAlchemy's

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, exact to the microsecond; a naive one raises ``ValueError``.

    SQLite keeps it as text of fixed width, so that order and equality hold there too.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Bring a moment to UTC before it is written."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Say that what was read is UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


class Amount(TypeDecorator[Decimal]):
    """An exact amount as text: SQLite would make a float of a number."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """Write all digits, never an exponent."""
        return None if value is None else format(value, "f")

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Read the very digits that were written."""
        return None if value is None else Decimal(value)


class Words(TypeDecorator[str]):
    """Text from outside, without what PostgreSQL or UTF-8 cannot hold."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Drop NUL and replace lone surrogates; all else stays as it is."""
        return None if value is None else storable(value)


class FactsText(TypeDecorator[Any]):
    """Facts as JSON text; what is read back has plain lists, texts and numbers."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Write facts; amounts become texts, days and moments ISO texts."""
        return None if value is None else json.dumps(value, default=_plain)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Read facts back."""
        return None if value is None else json.loads(value)


def storable(text: str) -> str:
    """Return the text as both databases can hold it."""
    if text.isascii() and "\x00" not in text:
        return text
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _plain(value: object) -> object:
    for kind, write in _PLAIN.items():
        if isinstance(value, kind):
            return write(value)
    raise TypeError(f"facts cannot hold a {type(value).__name__}")


_PLAIN: Mapping[type, Callable[[Any], object]] = {
    Decimal: lambda value: format(value, "f"),
    date: lambda value: value.isoformat(),
    Mapping: dict,
    frozenset: sorted,
    set: sorted,
}
