"""Secrets at rest."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, update

from core.errors import ConfigurationError
from core.ports.ledger import Credential
from storage.database import open_database
from storage.ledger import SqlLedger, open_ledger
from storage.tables import credential
from tests.builders import NOW
from tests.conftest import KEY, LedgerClock

SECRET = "a-refresh-token-nobody-may-read"


async def put(ledger: SqlLedger, secret: str, name: str = "teamleader") -> Credential:
    until = NOW + timedelta(hours=1)
    return await ledger.write(lambda tx: tx.credentials.put(name, secret, until))


async def get(ledger: SqlLedger, name: str = "teamleader") -> Credential | None:
    return await ledger.read(lambda tx: tx.credentials.get(name))


async def lease(ledger: SqlLedger, owner: str) -> bool:
    return await ledger.write(lambda tx: tx.credentials.lease("teamleader", owner, 30))


async def test_an_unknown_secret_is_none(ledger: SqlLedger) -> None:
    assert await get(ledger) is None


async def test_each_change_of_a_secret_is_a_new_generation(ledger: SqlLedger) -> None:
    first = await put(ledger, "one")
    second = await put(ledger, "two")

    assert (first.generation, second.generation) == (1, 2)
    assert await get(ledger) == second
    assert second == Credential("two", 2, NOW + timedelta(hours=1))


async def test_one_process_at_a_time_may_renew_a_secret(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    assert await lease(ledger, "first")
    assert not await lease(ledger, "second")
    assert await lease(ledger, "first")
    ledger_clock.advance(30)

    assert await lease(ledger, "second")


async def test_a_lease_before_the_first_secret_makes_no_secret(
    ledger: SqlLedger,
) -> None:
    await lease(ledger, "first")

    assert await get(ledger) is None
    assert (await put(ledger, "one")).generation == 1


async def test_a_lease_that_was_given_back_is_free(ledger: SqlLedger) -> None:
    await lease(ledger, "first")
    await ledger.write(lambda tx: tx.credentials.unlease("teamleader", "second"))
    assert not await lease(ledger, "second")
    await ledger.write(lambda tx: tx.credentials.unlease("teamleader", "first"))

    assert await lease(ledger, "second")


async def test_renewing_keeps_the_lease(ledger: SqlLedger) -> None:
    await lease(ledger, "first")
    await put(ledger, "one")

    assert not await lease(ledger, "second")


async def test_no_secret_stands_in_the_files_in_clear(tmp_path: Path) -> None:
    async with open_ledger(f"sqlite:///{tmp_path}/a.db", [KEY]) as ledger:
        await put(ledger, SECRET)
        raw = content(tmp_path)

    # The name is there, so the row is: only the secret cannot be read.
    assert b"teamleader" in raw
    assert SECRET.encode() not in raw
    assert KEY.encode() not in raw


async def test_no_secret_stands_in_the_row_in_clear(
    ledger: SqlLedger, ledger_url: str
) -> None:
    await put(ledger, SECRET)
    database = open_database(ledger_url)
    with database.reader.begin() as connection:
        stored = connection.scalars(select(credential.c.secret)).one()
    database.close()

    assert stored is not None
    assert SECRET not in stored


async def test_a_wrong_key_says_which_setting_to_mend(ledger_url: str) -> None:
    async with open_ledger(ledger_url, [KEY]) as ledger:
        await put(ledger, SECRET)
    async with open_ledger(ledger_url, [new_key()]) as ledger:
        with pytest.raises(ConfigurationError) as wrong:
            await get(ledger)

    (problem,) = wrong.value.problems
    assert problem.name == "ENCRYPTION_KEYS"
    assert "'teamleader'" in problem.problem
    assert SECRET not in str(wrong.value)


async def test_an_earlier_key_still_opens_and_the_newest_closes(
    ledger_url: str,
) -> None:
    newer = new_key()
    async with open_ledger(ledger_url, [KEY]) as ledger:
        await put(ledger, "old", "teamleader")
    async with open_ledger(ledger_url, [newer, KEY]) as ledger:
        opened = await get(ledger, "teamleader")
        await put(ledger, "new", "twikey")
    async with open_ledger(ledger_url, [newer]) as ledger:
        with_newest = await get(ledger, "twikey")

    assert opened is not None
    assert opened.secret == "old"
    assert with_newest is not None
    assert with_newest.secret == "new"


async def test_a_secret_moved_to_another_name_is_refused(
    ledger: SqlLedger, ledger_url: str
) -> None:
    await put(ledger, SECRET, "teamleader")
    await put(ledger, "other", "twikey")
    database = open_database(ledger_url)
    with database.writer.begin() as connection:
        stolen = connection.scalars(
            select(credential.c.secret).where(credential.c.name == "teamleader")
        ).one()
        connection.execute(
            update(credential)
            .where(credential.c.name == "twikey")
            .values(secret=stolen)
        )
    database.close()

    with pytest.raises(ConfigurationError, match="'twikey'"):
        await get(ledger, "twikey")


@pytest.mark.parametrize("keys", [[], ["not a key"]], ids=["none", "not a key"])
def test_keys_that_are_none_are_refused_at_once(keys: list[str]) -> None:
    with pytest.raises(ConfigurationError, match="ENCRYPTION_KEYS"):
        open_ledger("sqlite://", keys)


def content(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))


def new_key() -> str:
    return Fernet.generate_key().decode()
