"""Opening a database so that both kinds behave alike.

A write transaction on SQLite takes the write lock when it begins: one that read first
and upgrades later fails at once under contention, whatever the busy timeout is.
"""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass
from typing import Final

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from core.errors import ConfigurationError, Problem

READERS: Final = 4
_WRITERS_ON_POSTGRESQL: Final = 4
_BUSY_SECONDS: Final = 30
_BUSY_PAUSE: Final = 0.02
_ABANDONED_SECONDS: Final = 60.0
_SIGNS_OF_LIFE: Final = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""Without these, a server that vanished would be waited for by the quarter of an hour.

All in seconds but the last, which is in milliseconds.
"""

_BEGIN: Final = "sqlite_begin"
_READ: Final = "BEGIN"
_WRITE: Final = "BEGIN IMMEDIATE"
_MIGRATE: Final = "BEGIN EXCLUSIVE"


@dataclass(frozen=True)
class Database:
    """An engine for writing, one for reading, and how many threads use each.

    Without readers of its own (``readers`` is 0), reading shares the one connection of
    an in-memory database and so its one thread.
    """

    writer: Engine
    reader: Engine
    writers: int
    readers: int

    @property
    def migrator(self) -> Engine:
        """An engine for migrations.

        On SQLite its transactions keep every other writer out and check no foreign
        keys, since a table is changed there by building it anew.
        """
        return self.writer.execution_options(**{_BEGIN: _MIGRATE})

    def close(self) -> None:
        """Close every connection."""
        self.writer.dispose()


def open_database(url: str) -> Database:
    """Open ``sqlite:///path``, ``sqlite://`` (in memory) or ``postgresql://...``.

    Connects to nothing yet; raises ``ConfigurationError`` for any other address.
    """
    where = _understood(url)
    if where.get_backend_name() == "postgresql":
        return _postgresql(where)
    return _sqlite(where)


def is_sqlite(url: str) -> bool:
    """Whether an address names an SQLite database."""
    return _understood(url).get_backend_name() == "sqlite"


def sqlite_path(url: str) -> str | None:
    """Return the file of an SQLite address; ``None`` in memory or on PostgreSQL."""
    where = _understood(url)
    if where.get_backend_name() != "sqlite" or _in_memory(where):
        return None
    return where.database


def _understood(url: str) -> URL:
    try:
        where = make_url(url)
    except ArgumentError:
        where = None
    if where is None or where.drivername not in _DRIVERS:
        # The address may hold a password: it is not repeated.
        raise ConfigurationError([_UNKNOWN_ADDRESS])
    return where.set(drivername=_DRIVERS[where.drivername])


_DRIVERS: Final = {
    "sqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}
_UNKNOWN_ADDRESS: Final = Problem(
    "DATABASE_URL",
    "is neither an SQLite nor a PostgreSQL address",
    "write sqlite:///file.db or postgresql://user:password@host/database",
)


def _in_memory(where: URL) -> bool:
    return where.database in (None, "", ":memory:")


def _postgresql(where: URL) -> Database:
    engine = create_engine(
        where,
        pool_size=_WRITERS_ON_POSTGRESQL + READERS,
        max_overflow=1,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={k: v for k, v in _SIGNS_OF_LIFE.items() if k not in where.query},
    )
    event.listen(engine, "connect", _let_go)
    # One view of the data for all statements of a query, as SQLite gives it.
    reader = engine.execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    )
    return Database(engine, reader, _WRITERS_ON_POSTGRESQL, READERS)


def _let_go(connection: psycopg.Connection, _entry: ConnectionPoolEntry) -> None:
    # A process that stands still in a transaction would keep its rows from all others.
    connection.autocommit = True
    limit = f"{_ABANDONED_SECONDS:.0f}s"
    connection.execute(
        "SELECT set_config('idle_in_transaction_session_timeout', %s, false)", [limit]
    )
    connection.autocommit = False


def _sqlite(where: URL) -> Database:
    if _in_memory(where):
        engine = create_engine(
            where,
            poolclass=StaticPool,
            connect_args={"check_same_thread": False},
            hide_parameters=True,
        )
    else:
        engine = create_engine(
            where,
            pool_size=1 + READERS,
            connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False},
            hide_parameters=True,
        )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    reader = engine.execution_options(**{_BEGIN: _READ})
    return Database(engine, reader, 1, 0 if _in_memory(where) else READERS)


def _prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    # The driver would begin transactions by itself, and only before it changes rows.
    connection.isolation_level = None
    connection.execute("PRAGMA synchronous = FULL").close()
    deadline = time.monotonic() + _BUSY_SECONDS
    while not _switched(connection):
        if time.monotonic() > deadline:
            raise TimeoutError("somebody else keeps the database to themselves")
        time.sleep(_BUSY_PAUSE)


def _switched(connection: sqlite3.Connection) -> bool:
    # Only one can switch a new file, and here SQLite does not wait by itself.
    try:
        connection.execute("PRAGMA journal_mode = WAL").close()
    except sqlite3.OperationalError as busy:
        if busy.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def _begin(connection: Connection) -> None:
    begin = connection.get_execution_options().get(_BEGIN, _WRITE)
    connection.exec_driver_sql(f"PRAGMA query_only = {int(begin == _READ)}")
    connection.exec_driver_sql(f"PRAGMA foreign_keys = {int(begin != _MIGRATE)}")
    connection.exec_driver_sql(begin)
