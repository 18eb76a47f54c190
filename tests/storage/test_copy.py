"""Moving a ledger to another database."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, text

import storage.copy
from core.domain.history import InvitationRecord, InvitationState, SeenBy
from core.domain.outcome import Line, Outcome, Run, RunTrigger
from core.domain.reason import Reason
from core.domain.target import TargetId
from core.errors import ConfigurationError
from core.ports.ledger import Judgement, LedgerTx
from core.ports.watch import Hint, OutboxMessage
from storage.copy import CopiedTable, copy_ledger
from storage.database import open_database
from storage.ledger import open_ledger
from storage.tables import metadata
from tests.builders import NOW, SOURCE_ID, an_invoice, euro
from tests.conftest import KEY, LedgerClock
from tests.storage.test_alerts import BARE, LINE

TARGET = TargetId("target-1")


def fill(tx: LedgerTx) -> None:
    """Write something of each kind: amounts, moments, texts, facts, secrets."""
    line = Line(Outcome.REFUSED, SOURCE_ID, "2026 / 118", "Gent", euro("302.50"))
    tx.invoices.see([an_invoice(customer_name="Zoë & 'Sœur'\n\\ BV")], SeenBy.SWEEP)
    tx.invoices.judged([Judgement(SOURCE_ID, Reason.REFUSED, {"code": "é", "n": 1.5})])
    tx.runs.start(Run("run-1", RunTrigger.MANUAL, NOW))
    tx.runs.finish(Run("run-1", RunTrigger.MANUAL, NOW, lines=(line,), finished_at=NOW))
    tx.credentials.put("teamleader", "very-secret", None)
    tx.settings.put("AUTO_IMPORT", "false", "U1")
    tx.audit.add("U1", "import", "2026 / 118", {"outcome": "refused"})
    tx.done.first_time("slack-click", "1")
    tx.documents.want(SOURCE_ID, TARGET, "basis")
    tx.invitations.put(SOURCE_ID, TARGET, InvitationRecord(InvitationState.BY_TWIKEY))
    tx.hints.add([Hint("invoice", "é", "invoice.booked")])
    tx.ticks.take("sweep", 1)
    tx.marks.put("sweep", NOW)
    tx.alerts.put_lines("refused", [LINE])
    tx.outbox.put(OutboxMessage("alert", "alert:refused", {"open": 1}))


@pytest.fixture
async def filled(tmp_path: Path, ledger_clock: LedgerClock) -> str:
    url = f"sqlite:///{tmp_path / 'from.db'}"
    async with open_ledger(url, [KEY], ledger_clock) as ledger:
        await ledger.write(fill)
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'to.db'}"
    return str(request.getfixturevalue("postgres_url"))


def rows_of(url: str) -> int:
    database = open_database(url)
    with database.reader.begin() as connection:
        found = sum(
            connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one()  # noqa: S608
            for table in metadata.tables
        )
    database.close()
    return int(found)


async def test_everything_arrives_and_is_counted(
    filled: str, empty: str, ledger_clock: LedgerClock
) -> None:
    copied = copy_ledger(filled, empty)

    assert {table.name for table in copied} == set(metadata.tables)
    assert sum(table.rows for table in copied) == rows_of(filled) == rows_of(empty)
    async with open_ledger(empty, [KEY], ledger_clock) as ledger:
        memory = await ledger.read(lambda tx: tx.invoices.recall([SOURCE_ID]))
        secret = await ledger.read(lambda tx: tx.credentials.get("teamleader"))
        run = await ledger.read(lambda tx: tx.runs.get("run-1"))
    assert memory[SOURCE_ID].decisive is Reason.REFUSED
    assert memory[SOURCE_ID].snapshots[0].total == euro("302.50")
    assert secret is not None
    assert secret.secret == "very-secret"
    assert run is not None
    assert run.lines[0].amount == euro("302.50")


async def test_work_goes_on_in_the_copy(
    filled: str, empty: str, ledger_clock: LedgerClock
) -> None:
    """On PostgreSQL the counters of ids do not know of copied rows by themselves."""
    copy_ledger(filled, empty)
    before = rows_of(empty)
    ledger_clock.advance(1)
    changed = an_invoice(due=euro("100.00"))

    async with open_ledger(empty, [KEY], ledger_clock) as ledger:
        await ledger.write(lambda tx: tx.invoices.see([changed], SeenBy.SWEEP))
        await ledger.write(lambda tx: tx.audit.add("U1", "why", "42", {}))
        await ledger.write(lambda tx: tx.alerts.put_lines("on-hold", [LINE, BARE]))
        await ledger.write(lambda tx: tx.outbox.put(OutboxMessage("alert", "other")))

    assert rows_of(empty) == before + 6


def test_copying_again_finds_the_same_copy(filled: str, empty: str) -> None:
    assert copy_ledger(filled, empty) == copy_ledger(filled, empty)


async def test_a_database_that_holds_something_else_is_left_alone(
    filled: str, empty: str, ledger_clock: LedgerClock
) -> None:
    async with open_ledger(empty, [KEY], ledger_clock) as ledger:
        await ledger.write(lambda tx: tx.settings.put("AUTO_IMPORT", "true", "U2"))

    with pytest.raises(ConfigurationError, match="not empty"):
        copy_ledger(filled, empty)

    assert rows_of(empty) == 1


def test_an_interrupted_copy_leaves_nothing_and_can_be_started_again(
    filled: str, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = storage.copy._copy_rows

    def interrupted(reading: Connection, writing: Connection, table: object) -> None:
        if table is metadata.tables["run"]:
            raise KeyboardInterrupt
        whole(reading, writing, table)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(storage.copy, "_copy_rows", interrupted)
        with pytest.raises(KeyboardInterrupt):
            copy_ledger(filled, empty)

    assert rows_of(empty) == 0
    assert CopiedTable("run", 1) in copy_ledger(filled, empty)


def test_rows_that_arrive_changed_are_not_kept(
    filled: str, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = storage.copy._copy_rows

    def careless(reading: Connection, writing: Connection, table: object) -> None:
        whole(reading, writing, table)  # type: ignore[arg-type]
        if table is metadata.tables["audit"]:
            writing.execute(text("UPDATE audit SET who = 'somebody else'"))

    monkeypatch.setattr(storage.copy, "_copy_rows", careless)
    with pytest.raises(RuntimeError, match="audit"):
        copy_ledger(filled, empty)

    assert rows_of(empty) == 0


def test_a_database_is_not_copied_onto_itself(filled: str) -> None:
    with pytest.raises(ConfigurationError):
        copy_ledger(filled, filled)


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path, empty: str) -> None:
    missing = tmp_path / "missing.db"

    with pytest.raises(ConfigurationError):
        copy_ledger(f"sqlite:///{missing}", empty)

    assert not missing.exists()
