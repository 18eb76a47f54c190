"""The one asynchronous door to what is remembered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import Final, Self, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from core.ports.ledger import LedgerTx
from storage.database import Database, open_database
from storage.encryption import Vault
from storage.migrations import upgrade
from storage.transaction import SqlTx
from storage.work import Work

T = TypeVar("T")
Moment = Callable[[], datetime]

_TRIES: Final = 5
_RUN_AGAIN: Final = frozenset({"40001", "40P01"})
"""PostgreSQL's codes of a serialization failure and of a deadlock."""


class SqlLedger:
    """The ledger on SQLite or PostgreSQL; made by :func:`open_ledger`.

    SQLite has one writer, so one thread writes and nobody waits in its busy handler;
    queries run on connections of their own. Close it with ``aclose`` or ``async with``.
    """

    def __init__(
        self, database: Database, vault: Vault, clock: Moment | None = None
    ) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._writing = ThreadPoolExecutor(database.writers, "ledger-write")
        self._reading = self._writing
        if database.readers:
            self._reading = ThreadPoolExecutor(database.readers, "ledger-read")

    async def write(self, unit: Callable[[LedgerTx], T]) -> T:
        """Run a unit of work in one transaction; returns after the commit.

        Cancelling the caller does not cancel the unit. On PostgreSQL a unit that met
        another one is run again, a few times.
        """
        return await _outlive(self._writing, partial(self._write, unit))

    async def jot(self, unit: Callable[[LedgerTx], T]) -> T:
        """Write down what counts only while this machine runs: a rate slot, a lease.

        On SQLite it does not wait for the disk, which is most of what a small
        transaction takes. On PostgreSQL it is an ordinary ``write``.
        """
        return await _outlive(self._writing, partial(self._write, unit, lasting=False))

    async def read(self, query: Callable[[LedgerTx], T]) -> T:
        """Run a query that changes nothing; the database refuses a change."""
        call = partial(self._transact, self._database.reader, query)
        return await _outlive(self._reading, call)

    async def aclose(self) -> None:
        """Finish what was handed in, then close every connection."""
        await asyncio.to_thread(self._close)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    def _write(self, unit: Callable[[LedgerTx], T], *, lasting: bool = True) -> T:
        engine = self._database.writer if lasting else self._database.jotter
        for _ in range(_TRIES - 1):
            try:
                return self._transact(engine, unit)
            except DBAPIError as clash:
                if getattr(clash.orig, "sqlstate", None) not in _RUN_AGAIN:
                    raise
        return self._transact(engine, unit)

    def _transact(self, engine: Engine, unit: Callable[[LedgerTx], T]) -> T:
        with engine.begin() as connection:
            return unit(SqlTx(Work(connection, self._vault, self._clock)))

    def _close(self) -> None:
        self._writing.shutdown()
        self._reading.shutdown()
        self._database.close()


def open_ledger(
    url: str,
    keys: Sequence[str],
    clock: Moment | None = None,
    *,
    migrate: bool = True,
) -> SqlLedger:
    """Open the ledger at an address, bringing its tables up to date first.

    ``keys`` are Fernet keys, newest first; ``clock`` replaces the database's clock.
    Raises ``ConfigurationError`` for an address or a key that cannot be used.
    """
    vault = Vault(keys)
    database = open_database(url)
    with ExitStack() as undo:
        undo.callback(database.close)
        if migrate:
            upgrade(database)
        undo.pop_all()
    return SqlLedger(database, vault, clock)


async def _outlive(threads: ThreadPoolExecutor, call: Callable[[], T]) -> T:
    # Without the shield a cancelled caller would take its waiting unit along.
    loop = asyncio.get_running_loop()
    return await asyncio.shield(loop.run_in_executor(threads, call))
