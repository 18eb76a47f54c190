"""Running the migrations: one after the other, by one process at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, select

from storage.database import Database

_LOCK: Final = 7265_4931
"""Any number, as long as every replica takes the same."""


def upgrade(database: Database) -> None:
    """Bring the tables up to date; whoever comes second finds nothing left to do."""
    if is_current(database):
        return
    with database.migrator.begin() as connection:
        _wait_for_others(connection)
        command.upgrade(_config(connection), "head")


def is_current(database: Database) -> bool:
    """Whether the tables are those this program was written for."""
    with database.reader.begin() as connection:
        there = MigrationContext.configure(connection).get_current_revision()
    return there == ScriptDirectory.from_config(_config()).get_current_head()


def _wait_for_others(connection: Connection) -> None:
    # An exclusive transaction is the lock on SQLite.
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    here = str(Path(__file__).parent)
    config.set_main_option("script_location", here.replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
