"""A database that cannot be used is told in words, each trouble with its mend."""

from __future__ import annotations

import logging
import sqlite3

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from bot.database_trouble import database_trouble, log_failure
from bot.readiness import DatabaseReadiness, problem_of
from core.domain.reason import System
from core.standing import lose
from storage.ledger import SqlLedger
from tests.builders import NOW
from tests.engine.doors import CompanyClock


def of_sqlite(code: int) -> OperationalError:
    error = sqlite3.OperationalError("said in words")
    error.sqlite_errorcode = code
    return OperationalError("SELECT 1", {}, error)


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (sqlite3.SQLITE_FULL, "the disk of the database is full"),
        (sqlite3.SQLITE_READONLY, "can be read, but not written"),
        (sqlite3.SQLITE_READONLY_DBMOVED, "can be read, but not written"),
        (sqlite3.SQLITE_IOERR_WRITE, "reports errors"),
        (sqlite3.SQLITE_CANTOPEN, "cannot be opened"),
        (sqlite3.SQLITE_NOTADB, "damaged or holds something else"),
        (sqlite3.SQLITE_BUSY, "another program keeps"),
        (sqlite3.SQLITE_MISUSE, "could not be used"),
    ],
)
def test_sqlite_is_told_by_its_codes(code: int, problem: str) -> None:
    trouble = database_trouble(of_sqlite(code))

    assert trouble is not None
    assert problem in trouble.problem
    assert trouble.mend.endswith(".")


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (psycopg.OperationalError("no such socket"), "cannot be reached"),
        (psycopg.errors.AdminShutdown(), "cannot be reached"),
        (psycopg.errors.CannotConnectNow(), "cannot be reached"),
        (psycopg.errors.DiskFull(), "disk of the database is full"),
        (psycopg.errors.TooManyConnections(), "no more connections"),
        (psycopg.errors.InvalidPassword(), "does not let the bot in"),
        (psycopg.errors.InvalidCatalogName(), "no such database"),
        (psycopg.errors.ReadOnlySqlTransaction(), "not written to"),
        (psycopg.errors.UniqueViolation(), "could not be used"),
    ],
)
def test_postgresql_is_told_by_its_codes(error: psycopg.Error, problem: str) -> None:
    assert problem in problem_of(OperationalError("SELECT 1", {}, error))


def test_what_is_no_trouble_of_the_database_is_left_to_others() -> None:
    assert database_trouble(ValueError("else")) is None


def test_a_database_that_is_away_does_not_fill_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log = logging.getLogger("a-job")
    log_failure(log, "job-failed", of_sqlite(sqlite3.SQLITE_FULL), job="sweep")
    log_failure(log, "job-failed", ValueError("a mistake"), job="sweep")

    away, mistake = caplog.records
    assert away.exc_info is None
    assert mistake.exc_info is not None


async def test_being_ready_means_that_writing_works(sqlite_ledger: SqlLedger) -> None:
    clock = CompanyClock(NOW)
    readiness = DatabaseReadiness(sqlite_ledger, clock)
    assert await readiness.lost() == {}
    first = await sqlite_ledger.read(lambda tx: tx.marks.get("ready"))

    await sqlite_ledger.write(lambda tx: lose(tx, System.TWIKEY))
    assert System.TWIKEY in await readiness.lost()
    assert first is not None
