"""What is wrong with a database that cannot be used, and what mends it.

Both drivers tell it by codes; what they say in words may hold addresses and values.
The drivers themselves are the storage's business: an error is known by what it carries.
"""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import dataclass
from typing import Final

_PRIMARY: Final = 0xFF
"""SQLite's extended codes hold the plain one in their last byte."""


@dataclass(frozen=True)
class DatabaseTrouble:
    """A short sentence without a full stop, and another one that says what to do."""

    problem: str
    mend: str


_FULL: Final = DatabaseTrouble(
    "the disk of the database is full",
    "Make room on it; the bot goes on by itself, and nothing it accepted is lost.",
)
_READ_ONLY: Final = DatabaseTrouble(
    "the database can be read, but not written to",
    "Let the user that runs the bot write to it, and to its folder.",
)
_DISK: Final = DatabaseTrouble(
    "the disk of the database reports errors",
    "Stop the bot, look at the disk, and bring the file to a sound one.",
)
_CLOSED: Final = DatabaseTrouble(
    "the file of the database cannot be opened",
    "Look whether its folder is there and the bot may write to it.",
)
_DAMAGED: Final = DatabaseTrouble(
    "the file of the database is damaged or holds something else",
    "Put the last backup in its place, or correct DATABASE_URL.",
)
_KEPT: Final = DatabaseTrouble(
    "another program keeps the database to itself",
    "End that program; the bot goes on by itself.",
)
_AWAY: Final = DatabaseTrouble(
    "the database cannot be reached",
    "Start it, make it if it is not there, or correct DATABASE_URL; a running bot goes "
    "on by itself.",
)
_SHUT: Final = DatabaseTrouble(
    "the database does not let the bot in",
    "Correct the user and the password in DATABASE_URL.",
)
_MISSING: Final = DatabaseTrouble(
    "the database server has no such database",
    "Make it there, or correct its name in DATABASE_URL.",
)
_CROWDED: Final = DatabaseTrouble(
    "the database takes no more connections",
    "Let it take more: each replica needs up to nine.",
)
_OTHER: Final = DatabaseTrouble(
    "the database could not be used",
    "Look at DATABASE_URL; LOG_LEVEL=DEBUG shows the details.",
)

_OF_SQLITE: Final = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_IOERR: _DISK,
    sqlite3.SQLITE_CANTOPEN: _CLOSED,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_BUSY: _KEPT,
    sqlite3.SQLITE_LOCKED: _KEPT,
}
_OF_POSTGRESQL: Final = {
    "25006": _READ_ONLY,
    "28000": _SHUT,
    "28P01": _SHUT,
    "3D000": _MISSING,
    "53100": _FULL,
    "53300": _CROWDED,
    "55P03": _KEPT,
    "58030": _DISK,
}


def database_trouble(error: BaseException) -> DatabaseTrouble | None:
    """Return what is wrong with the database; ``None`` if it is something else."""
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", None) or 0
        return _OF_SQLITE.get(code & _PRIMARY, _OTHER)
    if hasattr(cause, "sqlstate"):
        return _of_postgresql(cause)
    return _OTHER if type(error).__module__.startswith("sqlalchemy") else None


def log_failure(
    log: logging.Logger, event: str, error: BaseException, **extra: object
) -> None:
    """Log what failed: one line where it was the database, else where it came from.

    While a database is away everything fails every few seconds.
    """
    trouble = database_trouble(error)
    if trouble is None:
        log.error(event, extra=extra, exc_info=error)
    else:
        log.warning(event, extra={**extra, "problem": trouble.problem})


def _of_postgresql(error: BaseException) -> DatabaseTrouble:
    state = getattr(error, "sqlstate", None)
    known = _OF_POSTGRESQL.get(state or "")
    if known is not None:
        return known
    # One that goes away says 57P01 to 57P03, or nothing more at all.
    away = state is None or state.startswith(("57P", "08"))
    kinds = {kind.__name__ for kind in type(error).__mro__}
    return _AWAY if away and "OperationalError" in kinds else _OTHER
