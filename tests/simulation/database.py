"""One database for all workers of a company, used at moments that chance chooses.

Units of work run one after the other in the loop's own thread. Each has a moment at
which it is committed; a process that is killed before it never wrote, one that is
killed after it did.
"""

from __future__ import annotations

import asyncio
from functools import cache
from typing import Any

from sqlalchemy import make_url
from sqlalchemy.pool import StaticPool

from storage.database import Database
from storage.encryption import Vault
from storage.sqlite import Begin, engine_for
from storage.tables import metadata
from tests.simulation.life import Life, Strike, present
from tests.simulation.virtual import Unit, VirtualLoop
from tests.simulation.weather import CRITICAL_UNITS, UNIT_ODDS, Weather, odds_of

KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="


@cache
def vault() -> Vault:
    """Return the keys, the same for everybody."""
    return Vault([KEY])


@cache
def _kept() -> tuple[Database, bytes]:
    # Statements are compiled once per engine, which costs more than running them.
    # Reading begins like writing: switching takes longer than what is read.
    engine = engine_for(Begin.WRITE, make_url("sqlite://"), poolclass=StaticPool)
    database = Database(engine, engine, engine, engine, 1, 0)
    metadata.create_all(engine)
    return database, _driver(database).serialize()


def empty_database() -> Database:
    """Return the one database of this process, emptied."""
    database, empty = _kept()
    _driver(database).deserialize(empty)
    return database


def is_idle(database: Database, job: str) -> bool:
    """Whether there is certainly nothing for a job: waking it would change nothing."""
    question = _WORK.get(job)
    return (
        question is not None and _driver(database).execute(question).fetchone() is None
    )


_WORK = {
    "documents": "SELECT 1 FROM document WHERE next_at IS NOT NULL",
    "hints": "SELECT 1 FROM hint WHERE next_at IS NOT NULL",
    "invitations": "SELECT 1 FROM invitation WHERE held_for = 'batch'",
    "outbox": "SELECT 1 FROM outbox WHERE next_at IS NOT NULL",
    "connections": "SELECT 1 FROM setting WHERE name LIKE '%_connection'",
}


def _driver(database: Database) -> Any:
    with database.writer.connect() as connection:
        return connection.connection.driver_connection


class Lanes:
    """When units of work are committed: in order for each process, at odd moments."""

    def __init__(
        self, loop: VirtualLoop, database: Database, weather: Weather, strike: Strike
    ) -> None:
        self._loop = loop
        self._driver = _driver(database)
        self._weather = weather
        self._strike = strike
        self.writing: dict[Life, float] = {}
        loop.executing = self.execute

    def execute(self, unit: Unit) -> asyncio.Future[Any]:
        """Let a unit of work be done at some moment."""
        life = present()
        if life is None:
            return self._loop._at_once(unit)
        if not life.is_alive:
            raise asyncio.CancelledError
        done: asyncio.Future[Any] = self._loop.create_future()
        name = _name(unit)
        odds = odds_of(name, CRITICAL_UNITS, UNIT_ODDS) / 4
        self._strike(life, f"before commit of {name}", odds)
        starts = max(self._loop.time(), life.database_free_at)
        life.database_free_at = starts + self._weather.unit_seconds()
        clash = self.clash(life, unit)
        self._loop.call_at(life.database_free_at, self._commit, life, unit, done, clash)
        return done

    def clash(self, life: Life, unit: Unit) -> Exception | None:
        """Return what a unit meets that runs beside others: nothing, they wait."""
        return None

    def _commit(
        self,
        life: Life,
        unit: Unit,
        done: asyncio.Future[Any],
        clash: Exception | None,
    ) -> None:
        if not life.is_alive or done.cancelled():
            return
        if life.is_frozen:
            later = life.thaws_at
            self._loop.call_at(later, self._commit, life, unit, done, clash)
            return
        changes = self._driver.total_changes
        try:
            if clash is not None:
                raise clash
            value = unit()
        except Exception as error:  # noqa: BLE001 (it belongs to whoever waits)
            done.set_exception(error)
            return
        if self._driver.total_changes != changes:
            name = _name(unit)
            odds = odds_of(name, CRITICAL_UNITS, UNIT_ODDS)
            self._strike(life, f"after commit of {name}", odds)
        if life.is_alive:
            # A process that froze just now hears of its commit when it thaws.
            heard = max(self._loop.time(), life.thaws_at)
            self._loop.call_at(heard, _tell, done, value)


def _tell(done: asyncio.Future[Any], value: object) -> None:
    if not done.done():
        done.set_result(value)


def _name(unit: Unit) -> str:
    """Return what a unit of work is called: the innermost function of ours."""
    inner: Any = unit
    while hasattr(inner, "func"):
        given = [each for each in inner.args if callable(each)]
        inner = given[-1] if given else inner.func
    return getattr(inner, "__qualname__", type(inner).__qualname__)
