"""Ledgers for every test: in memory, on a file, on a real PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from storage.database import open_database
from storage.ledger import SqlLedger, open_ledger
from storage.migrations import upgrade
from tests.storage.postgres import Postgres, binaries

KEY = Fernet.generate_key().decode("ascii")


class LedgerClock:
    """The ledger's clock: it stands still until a test moves it."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, seconds: float) -> datetime:
        self.moment += timedelta(seconds=seconds)
        return self.moment


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--fail-on-skip", action="store_true", help="a skipped test fails the run"
    )
    parser.addoption(
        "--pictures", action="store_true", help="write the screenshots into docs/"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what mostly waits, so that the rest is run beside it."""
    items.sort(key=lambda item: "chaos" not in item.path.parts)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not session.config.getoption("--fail-on-skip"):
        return
    skipped = len(reporter.stats.get("skipped", []))
    if skipped and exitstatus == 0:
        reporter.write_line(f"{skipped} tests were skipped, and none may be.")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def ledger_clock() -> LedgerClock:
    return LedgerClock(datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC))


@pytest.fixture
async def sqlite_ledger(ledger_clock: LedgerClock) -> AsyncIterator[SqlLedger]:
    """A ledger in memory: the quickest."""
    async with open_ledger("sqlite://", [KEY], ledger_clock) as ledger:
        yield ledger


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    found = binaries()
    if found is None:
        pytest.skip("no PostgreSQL: install the test requirements")
    server = Postgres(found)
    yield server
    server.stop()


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The address of a PostgreSQL database with every table in place."""
    url = postgres.lend()
    yield url
    postgres.take_back(url)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with every table in place, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "ledger.db"
    database = open_database(f"sqlite:///{path}")
    upgrade(database)
    database.close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database of each kind."""
    if request.param == "sqlite":
        migrated: Path = request.getfixturevalue("migrated_file")
        return f"sqlite:///{shutil.copy(migrated, tmp_path / 'ledger.db')}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database of each kind, without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'ledger.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.empty()
    yield url
    server.drop(url)


@pytest.fixture
async def ledger(
    ledger_url: str, ledger_clock: LedgerClock
) -> AsyncIterator[SqlLedger]:
    """A ledger on each kind of database, with the clock of the test."""
    async with open_ledger(ledger_url, [KEY], ledger_clock) as opened:
        yield opened


@pytest.fixture
async def shared(
    postgres_url: str, ledger_clock: LedgerClock
) -> AsyncIterator[SqlLedger]:
    """A ledger whose writers really work at the same time."""
    async with open_ledger(postgres_url, [KEY], ledger_clock) as opened:
        yield opened
