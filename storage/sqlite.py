"""Engines for SQLite, each for one kind of transaction.

A write transaction takes the write lock when it begins: one that read first and
upgrades later fails at once under contention, whatever the busy timeout is.
"""

from __future__ import annotations

import sqlite3
import time
from enum import Enum, auto
from functools import partial
from typing import Any, Final, cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection, StaticPool

DRIVER: Final = "sqlite+ledger"
_BUSY_SECONDS: Final = 30
_BUSY_PAUSE: Final = 0.02
_BEGIN: Final = "sqlite_begin"


class Begin(Enum):
    """What a transaction is for, which says how it begins."""

    WRITE = auto()
    JOT = auto()
    READ = auto()
    MIGRATE = auto()


_WORDS: Final = {
    Begin.WRITE: "BEGIN IMMEDIATE",
    Begin.JOT: "BEGIN IMMEDIATE",
    Begin.READ: "BEGIN",
    Begin.MIGRATE: "BEGIN EXCLUSIVE",
}


class Dialect(SQLiteDialect_pysqlite):
    """Begins each transaction in the way that its connection is meant for.

    A listener on the engine could do that too, but with one there every statement asks
    for listeners several times, which takes a fifth of all the time in the database.
    """

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: PoolProxiedConnection) -> None:
        """Begin a transaction; the driver is told to begin none by itself."""
        begin: Begin = dbapi_connection.info[_BEGIN]
        _raw(dbapi_connection).execute(_WORDS[begin]).close()


registry.register(DRIVER.replace("+", "."), __name__, Dialect.__name__)


def engine_for(begin: Begin, where: URL, **pool: Any) -> Engine:
    """Return an engine on whose connections all transactions are of one kind.

    Those to read refuse a change; those to migrate check no foreign keys, since a table
    is changed there by building it anew.
    """
    engine = create_engine(
        where.set(drivername=DRIVER),
        connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False},
        hide_parameters=True,
        **pool,
    )
    event.listen(engine, "connect", partial(_prepare, begin))
    return engine


def engines_in_memory(where: URL) -> tuple[Engine, Engine, Engine, Engine]:
    """Return an engine to write, jot, read and migrate, all on one connection."""
    engine = engine_for(Begin.WRITE, where, poolclass=StaticPool)
    event.listen(engine, "begin", _switch)
    write, jot, read, migrate = (
        engine.execution_options(**{_BEGIN: begin}) for begin in Begin
    )
    return write, jot, read, migrate


def _switch(connection: Connection) -> None:
    begin = connection.get_execution_options()[_BEGIN]
    _mean(_raw(connection.connection), begin)
    connection.info[_BEGIN] = begin


def _mean(connection: sqlite3.Connection, begin: Begin) -> None:
    for name, value in (
        ("query_only", int(begin is Begin.READ)),
        ("foreign_keys", int(begin is not Begin.MIGRATE)),
        # What is jotted reaches the disk with the next thing that is written.
        ("synchronous", "NORMAL" if begin is Begin.JOT else "FULL"),
    ):
        connection.execute(f"PRAGMA {name} = {value}").close()


def _raw(connection: PoolProxiedConnection) -> sqlite3.Connection:
    return cast(sqlite3.Connection, connection.driver_connection)


def _prepare(
    begin: Begin, connection: sqlite3.Connection, entry: ConnectionPoolEntry
) -> None:
    # The driver would begin transactions by itself, and only before it changes rows.
    connection.isolation_level = None
    deadline = time.monotonic() + _BUSY_SECONDS
    while not _switched(connection):
        if time.monotonic() > deadline:
            raise TimeoutError("somebody else keeps the database to themselves")
        time.sleep(_BUSY_PAUSE)
    _mean(connection, begin)
    entry.info[_BEGIN] = begin


def _switched(connection: sqlite3.Connection) -> bool:
    # Only one can switch a new file, and here SQLite does not wait by itself.
    try:
        connection.execute("PRAGMA journal_mode = WAL").close()
    except sqlite3.OperationalError as busy:
        if busy.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True
