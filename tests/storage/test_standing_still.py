"""A process that stands still in a transaction does not hold the others up for ever."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

import storage.database
from storage.database import open_database
from storage.ledger import open_ledger
from tests.conftest import KEY

MOMENT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


async def test_what_a_frozen_writer_keeps_is_free_after_a_while(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage.database, "_ABANDONED_SECONDS", 1.0)
    frozen = open_database(postgres_url)
    async with open_ledger(postgres_url, [KEY]) as ledger:
        await ledger.write(lambda tx: tx.marks.put("sweep", MOMENT))
        with frozen.writer.connect() as connection:
            connection.execute(text("UPDATE mark SET name = name"))

            await ledger.write(lambda tx: tx.marks.put("sweep", MOMENT))

            with pytest.raises(DBAPIError):
                connection.execute(text("SELECT 1"))
            connection.invalidate()
    frozen.close()


def test_a_server_that_vanished_is_not_waited_for_long(postgres_url: str) -> None:
    database = open_database(f"{postgres_url}&connect_timeout=3")
    with database.writer.connect() as connection:
        told = connection.connection.dbapi_connection.info.get_parameters()  # type: ignore[union-attr]
    database.close()

    assert told["connect_timeout"] == "3"
    assert told["tcp_user_timeout"] == "30000"
