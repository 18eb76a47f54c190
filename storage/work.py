"""What every book works with: the connection of one transaction and its moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import cached_property
from itertools import islice
from typing import Any, Final, TypeVar

from sqlalchemy import Column, Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from storage.encryption import Vault

T = TypeVar("T")

CHUNK: Final = 500
"""How many ids go into one statement."""

_SQLITE_NOW: Final = "SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')"
_POSTGRESQL_NOW: Final = "SELECT clock_timestamp()"


class Work:
    """One transaction: its connection, its moment and the keys of secrets."""

    def __init__(
        self,
        connection: Connection,
        vault: Vault,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self.connection = connection
        self.vault = vault
        self._clock = clock

    @cached_property
    def now(self) -> datetime:
        """The database's moment, the same in all of the transaction."""
        if self._clock is not None:
            return self._clock().astimezone(UTC)
        if self._is_postgresql:
            told = self.connection.exec_driver_sql(_POSTGRESQL_NOW).scalar_one()
            return _utc(told)
        return _utc(self.connection.exec_driver_sql(_SQLITE_NOW).scalar_one())

    def insert(self, table: Table[Any]) -> postgresql.Insert | sqlite.Insert:
        """Begin an insert that can say what happens to a row that is there."""
        if self._is_postgresql:
            return postgresql.insert(table)
        return sqlite.insert(table)

    @property
    def _is_postgresql(self) -> bool:
        return self.connection.dialect.name == "postgresql"


class Book:
    """A part of what is remembered, within one transaction."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._connection = work.connection


def columns(table: Table[Any], names: Iterable[str]) -> list[Column[Any]]:
    """Return some columns of a table by their names."""
    return [table.c[name] for name in names]


def chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Yield the values in lists of at most ``size``."""
    rest = iter(values)
    while chunk := list(islice(rest, size)):
        yield chunk


def _utc(told: datetime | str) -> datetime:
    if isinstance(told, str):
        return datetime.fromisoformat(told).replace(tzinfo=UTC)
    return told.astimezone(UTC)
