"""Opening a database so that both kinds behave alike."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from core.errors import ConfigurationError, Problem
from storage.sqlite import DRIVER, Begin, engine_for, engines_in_memory

READERS: Final = 4
_WRITERS_ON_POSTGRESQL: Final = 4
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


@dataclass(frozen=True)
class Database:
    """Engines for each kind of transaction, and how many threads write and read.

    Without readers of its own (``readers`` is 0), reading shares the one connection of
    an in-memory database and so its one thread. Migrations on SQLite keep every other
    writer out, and jotting there does not wait for the disk. PostgreSQL may run on a
    machine that fails alone, so jotting there is writing.
    """

    writer: Engine
    jotter: Engine
    reader: Engine
    migrator: Engine
    writers: int
    readers: int

    def close(self) -> None:
        """Close every connection."""
        for engine in (self.writer, self.jotter, self.reader, self.migrator):
            engine.dispose()


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
    except ValueError:
        raise ConfigurationError([_NO_PORT]) from None
    if where is None or where.drivername not in _DRIVERS:
        # The address may hold a password: it is not repeated.
        raise ConfigurationError([_UNKNOWN_ADDRESS])
    return where.set(drivername=_DRIVERS[where.drivername])


_DRIVERS: Final = {
    "sqlite": DRIVER,
    DRIVER: DRIVER,
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}
_UNKNOWN_ADDRESS: Final = Problem(
    "DATABASE_URL",
    "is neither an SQLite nor a PostgreSQL address",
    "write sqlite:///file.db or postgresql://user:password@host/database",
)


_NO_PORT: Final = Problem(
    "DATABASE_URL",
    "names a port that is not a number",
    "write postgresql://user:password@host:5432/database",
)


def demand_place(path: str) -> None:
    """Raise ``ConfigurationError`` where no SQLite file could be at a path."""
    if path.startswith("file:"):  # an address in SQLite's own way of writing
        return
    if not Path(path).absolute().parent.is_dir():
        raise ConfigurationError([_NO_FOLDER])
    if Path(path).is_dir():
        raise ConfigurationError([_A_FOLDER])


_NO_FOLDER: Final = Problem(
    "DATABASE_URL",
    "names a file in a folder that is not there",
    "make the folder, or correct the address",
)
_A_FOLDER: Final = Problem(
    "DATABASE_URL",
    "names a folder",
    "name a file in it, such as sqlite:////var/lib/twikey-bot/twikey-bot.db",
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
    return Database(engine, engine, reader, engine, _WRITERS_ON_POSTGRESQL, READERS)


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
        return Database(*engines_in_memory(where), writers=1, readers=0)
    demand_place(str(where.database))
    return Database(
        engine_for(Begin.WRITE, where, pool_size=1),
        engine_for(Begin.JOT, where, pool_size=1),
        engine_for(Begin.READ, where, pool_size=READERS),
        engine_for(Begin.MIGRATE, where, poolclass=NullPool),
        writers=1,
        readers=READERS,
    )
