"""Bringing the tables up to date."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from core.domain.history import AttemptState, DocumentState, InvitationState
from core.domain.invoice import SourceId
from core.domain.target import TargetId
from core.ports.watch import Hint
from storage.database import Database, open_database
from storage.ledger import open_ledger
from storage.migrations import is_current, upgrade
from storage.migrations.upgrading import _config
from storage.tables import metadata
from tests.conftest import KEY


@pytest.fixture
def empty(empty_url: str) -> Iterator[Database]:
    database = open_database(empty_url)
    yield database
    database.close()


def tables(database: Database) -> set[str]:
    return set(inspect(database.writer).get_table_names())


def test_the_migrated_tables_are_those_the_program_knows(empty: Database) -> None:
    upgrade(empty)

    with empty.writer.begin() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []
    assert tables(empty) == {*metadata.tables, "alembic_version"}


def test_a_migrated_database_is_current_and_stays_as_it_is(empty: Database) -> None:
    assert not is_current(empty)
    upgrade(empty)
    assert is_current(empty)
    with empty.writer.begin() as connection:
        connection.execute(text("INSERT INTO parked VALUES ('twikey', '2026-01-01')"))
    upgrade(empty)

    with empty.reader.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM parked")).scalar() == 1


def test_a_migration_that_fails_leaves_nothing_behind(empty: Database) -> None:
    with empty.writer.begin() as connection:
        connection.execute(text("CREATE TABLE target_invoice (id INTEGER)"))
    with pytest.raises(Exception, match="already exists"):
        upgrade(empty)

    assert tables(empty) == {"target_invoice"}


def test_a_new_file_that_somebody_else_is_making_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guards against "database is locked" when two start on a file not yet there."""
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    other.execute("CREATE TABLE theirs (id INTEGER)")
    other.execute("BEGIN IMMEDIATE")
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        other.close()

    monkeypatch.setattr(time, "sleep", pause)
    database = open_database(f"sqlite:///{tmp_path}/a.db")
    upgrade(database)

    assert len(pauses) == 1
    assert is_current(database)
    database.close()


def test_foreign_keys_are_checked_again_after_a_migration(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/a.db")
    upgrade(database)
    with database.writer.begin() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    database.close()


async def test_without_migrating_the_tables_stay_as_they_are(empty: Database) -> None:
    url = empty.writer.url.render_as_string(hide_password=False)
    async with open_ledger(url, [KEY], migrate=False):
        pass

    assert tables(empty) == set()


async def test_a_filled_database_of_the_first_version_is_brought_up_to_date(
    empty: Database,
) -> None:
    with empty.migrator.begin() as connection:
        command.upgrade(_config(connection), "0001")
        connection.execute(text(AN_IMPORTED_INVOICE))
        connection.execute(text(ITS_ATTEMPT))
    upgrade(empty)
    upgrade(empty)

    url = empty.writer.url.render_as_string(hide_password=False)
    async with open_ledger(url, [KEY]) as ledger:
        memory = (await ledger.read(lambda tx: tx.invoices.recall([OLD])))[OLD]
        await ledger.write(lambda tx: tx.documents.want(OLD, TargetId("t"), "basis"))
        begun = await ledger.write(lambda tx: tx.invitations.begin(OLD, by="U1"))
        timeline = await ledger.read(lambda tx: tx.invoices.timeline(OLD))
    assert memory.number == "2026 / 7"
    assert memory.attempts[0].state is AttemptState.CREATED
    assert memory.document.state is DocumentState.NONE
    assert memory.invitation.state is InvitationState.NONE
    assert begun is not None
    assert {"imported", "document-wanted"} <= {entry.event for entry in timeline}


async def test_hints_of_before_are_kept_and_due(empty: Database) -> None:
    with empty.migrator.begin() as connection:
        command.upgrade(_config(connection), "0006")
        for name, next_at in (("waits", "'2026-01-01'"), ("done", "NULL")):
            connection.execute(text(A_HINT.format(name, next_at)))
    upgrade(empty)

    url = empty.writer.url.render_as_string(hide_password=False)
    async with open_ledger(url, [KEY]) as ledger:
        waiting = await ledger.write(lambda tx: tx.hints.claim("worker", 60, 9))
        again = Hint("invoice", "done", "invoice.booked")
        await ledger.write(lambda tx: tx.hints.add([again]))
        hinted = await ledger.write(lambda tx: tx.hints.claim("worker", 60, 9))
    assert [(one.id, one.tries) for one in waiting] == [("waits", 2)]
    assert [(one.id, one.count) for one in hinted] == [("done", 4)]


OLD = SourceId("old")
A_HINT = """
    INSERT INTO hint (
        subject, subject_id, events, times, first_at, last_at, tries, next_at
    ) VALUES (
        'invoice', '{}', '["invoice.updated"]', 3,
        '2026-01-01 08:00:00.000000', '2026-01-01 08:00:00.000000', 2, {}
    )
"""
AN_IMPORTED_INVOICE = """
    INSERT INTO invoice (
        source_id, number, folded_number, counter, status, department_id,
        total_amount, total_currency, due_amount, due_currency, paid,
        created_at, updated_at, first_seen_at, booked_when_first_seen, booked_at_zero,
        target_id, generation, imported_at, fence
    ) VALUES (
        'old', '2026 / 7', '2026/7', 7, 'outstanding', 'gent',
        '10.00', 'EUR', '10.00', 'EUR', false,
        '2026-01-01 08:00:00.000000', '2026-01-01 08:00:00.000000',
        '2026-01-01 09:00:00.000000', true, false,
        't', 0, '2026-01-01 09:00:01.000000', 1
    )
"""
ITS_ATTEMPT = """
    INSERT INTO attempt (
        id, source_id, target_id, generation, fingerprint, customer_number, fence,
        started_at, ended_at, state, facts
    ) VALUES (
        1, 'old', 't', 0, 'print', 'c-1', 1,
        '2026-01-01 09:00:00.000000', '2026-01-01 09:00:01.000000', 'created', '{}'
    )
"""
