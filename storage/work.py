"""What every book works with: the connection of one transaction and its moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache, cached_property
from itertools import islice
from typing import Any, Final, TypeAlias, TypeVar

from sqlalchemy import BindParameter, Column, Connection, Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite

from storage.encryption import Vault

T = TypeVar("T")
Insert: TypeAlias = postgresql.Insert | sqlite.Insert
Inserting: TypeAlias = Callable[[Table[Any]], Insert]

CHUNK: Final = 500
"""How many ids go into one statement."""

IDS: Final[BindParameter[Any]] = bindparam("ids", expanding=True)
"""The ids that a statement asks for; they are given when it is run."""

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

    @property
    def insert(self) -> Inserting:
        """What begins an insert that can say what happens to a row that is there.

        It is the same for all transactions on one kind of database, so that what is
        built with it can be kept for it (``functools.cache``).
        """
        return postgresql.insert if self._is_postgresql else sqlite.insert

    def put(self, table: Table[Any], row: Mapping[str, object]) -> None:
        """Insert a row; where one of its primary key is, change what is told here."""
        self.connection.execute(upsert(self.insert, table, tuple(row)), row)

    @property
    def _is_postgresql(self) -> bool:
        return self.connection.dialect.name == "postgresql"


class Book:
    """A part of what is remembered, within one transaction."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._connection = work.connection


@cache
def upsert(inserting: Inserting, table: Table[Any], names: tuple[str, ...]) -> Insert:
    """Return what inserts rows of these columns, or changes the rows that are there.

    Which row is meant is told by the primary key.
    """
    put = inserting(table)
    keys = table.primary_key.columns
    told = {name: put.excluded[name] for name in names if name not in keys}
    return put.on_conflict_do_update(index_elements=list(keys), set_=told)


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
