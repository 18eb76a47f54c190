"""Moving the whole ledger to another database, such as from SQLite to PostgreSQL.

Everything goes over in one transaction: a copy that is interrupted leaves nothing
behind, and can simply be started again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Integer, Select, Table, func, insert, select, text
from sqlalchemy.exc import DBAPIError

from core.errors import ConfigurationError, Problem
from storage.database import Database, open_database, sqlite_path
from storage.migrations import upgrade
from storage.tables import metadata

_CHUNK: Final = 1000
_MODULUS: Final = 1 << 256
TARGET: Final = "--to"


@dataclass(frozen=True)
class CopiedTable:
    """A table that both databases hold with the same rows."""

    name: str
    rows: int


@dataclass(frozen=True)
class _Content:
    rows: int
    digest: int


def copy_ledger(source_url: str, target_url: str) -> tuple[CopiedTable, ...]:
    """Copy every row, compare counts and digests, and only then commit.

    The target has to be empty; a target that is the same copy already is left alone.
    Nothing must write to the source meanwhile: later changes would stay behind. Raises
    ``ConfigurationError`` where the target holds something else, ``TargetUnusable``
    where it cannot be opened.
    """
    if source_url == target_url:
        raise _wrong("is the database that is to be copied", "name another one")
    _demand_a_file(source_url)
    with (
        _opened(source_url) as source,
        _opened_target(target_url) as target,
        source.reader.begin() as reading,
        target.writer.begin() as writing,
    ):
        return tuple(_copied(reading, writing))


def _demand_a_file(source_url: str) -> None:
    # SQLite would make a new, empty file, and copying nothing would look like success.
    path = sqlite_path(source_url)
    if path is not None and not Path(path).exists():
        problem = Problem(
            "DATABASE_URL", "names a file that is not there", "correct it"
        )
        raise ConfigurationError([problem])


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    database = open_database(url)
    try:
        upgrade(database)
        yield database
    finally:
        database.close()


class TargetUnusable(Exception):
    """The database to copy into cannot be opened; the cause is the driver's."""


@contextmanager
def _opened_target(url: str) -> Iterator[Database]:
    with ExitStack() as stack:
        try:
            target = stack.enter_context(_opened(url))
        except ConfigurationError as error:
            # Whoever opens a database takes it for the one of the settings.
            problems = [replace(each, name=TARGET) for each in error.problems]
            raise ConfigurationError(problems) from error
        except DBAPIError as error:
            raise TargetUnusable from error
        yield target


def _copied(reading: Connection, writing: Connection) -> Iterator[CopiedTable]:
    for connection in (reading, writing):
        _take_time(connection)
    tables: Sequence[Table[Any]] = metadata.sorted_tables
    contents = {table.name: _content(reading, table) for table in tables}
    found = {table.name: _content(writing, table) for table in tables}
    if found != contents:
        if any(content.rows for content in found.values()):
            raise _wrong("is not empty", "name a new, empty database")
        for table in tables:
            _copy_rows(reading, writing, table)
            _move_counter(writing, table)
    for table in tables:
        yield _compared(table.name, contents[table.name], _content(writing, table))


def _take_time(connection: Connection) -> None:
    """Let one database wait for the other, however long that takes."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))


def _copy_rows(reading: Connection, writing: Connection, table: Table[Any]) -> None:
    rows = reading.execute(_all_of(table))
    mappings = (dict(row) for row in rows.mappings())
    while chunk := list(islice(mappings, _CHUNK)):
        writing.execute(insert(table), chunk)


def _move_counter(writing: Connection, table: Table[Any]) -> None:
    """Let the ids that PostgreSQL gives itself go on after the copied ones."""
    column = table.autoincrement_column
    if writing.dialect.name != "postgresql" or column is None:
        return
    if not isinstance(column.type, Integer):
        return
    highest = writing.execute(select(func.max(column))).scalar()
    if highest is not None:
        writing.execute(
            text("SELECT setval(pg_get_serial_sequence(:table, :column), :highest)"),
            {"table": table.name, "column": column.name, "highest": highest},
        )


def _compared(name: str, wanted: _Content, found: _Content) -> CopiedTable:
    if wanted != found:
        raise RuntimeError(
            f"{name}: {found.rows} of {wanted.rows} rows arrived as they were"
        )
    return CopiedTable(name, found.rows)


def _content(connection: Connection, table: Table[Any]) -> _Content:
    # The digests of the rows are added up, because the databases sort texts
    # differently and no order is common to both.
    rows, digest = 0, 0
    for row in connection.execute(_all_of(table)):
        written = json.dumps(list(row), default=_written, sort_keys=True)
        digest += int.from_bytes(sha256(written.encode()).digest(), "big")
        rows += 1
    return _Content(rows, digest % _MODULUS)


def _all_of(table: Table[Any]) -> Select[Any]:
    return select(table).execution_options(yield_per=_CHUNK)


def _written(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"a column holds a {type(value).__name__}")


def _wrong(problem: str, mend: str) -> ConfigurationError:
    return ConfigurationError([Problem(TARGET, problem, mend)])
