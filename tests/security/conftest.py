"""A workspace, and ledgers that are made quickly: hundreds are needed here."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from storage.database import open_database
from storage.encryption import Vault
from storage.ledger import SqlLedger
from storage.tables import metadata
from tests.bot.conftest import world
from tests.conftest import KEY, LedgerClock

__all__ = ["world"]


@pytest.fixture
async def sqlite_ledger(ledger_clock: LedgerClock) -> AsyncIterator[SqlLedger]:
    """A ledger in memory; its tables without migrating, which takes longer."""
    database = open_database("sqlite://")
    metadata.create_all(database.writer)
    async with SqlLedger(database, Vault([KEY]), ledger_clock) as ledger:
        yield ledger
