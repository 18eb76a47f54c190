"""What is stored encrypted: proven on the raw bytes of the database and its log."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from bot.bootstrap import upgrade_database
from core.domain.invoice import CustomerId, CustomerKind, CustomerRef
from core.errors import ConfigurationError
from core.ports.ledger import LedgerTx
from storage.ledger import SqlLedger, open_ledger
from tests.bot.test_settings import settings_with
from tests.conftest import KEY

ACCESS, REFRESH = "acc-7f3a9c1e5b", "def50200-refresh-2d8b4f6a"
PRIVATE = {
    "email": "marie.peeters@vlinder.example",
    "lastname": "Peeters-Vandenbroucke",
    "address": "Kouter 17 bus 4",
    "mobile": "+32470123456",
}
NUMBER = "K-2044"
REF = CustomerRef(CustomerKind.CONTACT, CustomerId("contact-1"))
NEWER = Fernet.generate_key().decode("ascii")


def fill(tx: LedgerTx) -> None:
    """Store secrets and what a customer was last told, several times over."""
    for turn in range(20):
        pair = json.dumps({"access": ACCESS, "refresh": f"{REFRESH}{turn}"})
        tx.credentials.put("teamleader", pair, None)
        tx.customers.put(NUMBER, REF, {**PRIVATE, "city": f"Gent {turn}"})
    tx.consents.expect("digest", "U1", 600)


def of_all_that_is_private() -> list[bytes]:
    return [each.encode() for each in (ACCESS, REFRESH, *PRIVATE.values())]


def bytes_of(folder: Path) -> bytes:
    """Everything in the folder of a database: file, log and shared index."""
    return b"".join(each.read_bytes() for each in sorted(folder.iterdir()))


@pytest.fixture
def folder(tmp_path: Path, migrated_file: Path) -> Path:
    folder = tmp_path / "ledger"
    folder.mkdir()
    (folder / "bot.db").write_bytes(migrated_file.read_bytes())
    return folder


async def test_neither_the_file_nor_its_log_holds_a_secret(folder: Path) -> None:
    async with open_ledger(f"sqlite:///{folder}/bot.db", [KEY]) as ledger:
        await ledger.write(fill)
        while_open = bytes_of(folder)
        assert (folder / "bot.db-wal").stat().st_size > 0
        assert await ledger.read(lambda tx: tx.customers.get(NUMBER)) == {
            **PRIVATE,
            "city": "Gent 19",
        }
    afterwards = bytes_of(folder)

    assert NUMBER.encode() in while_open
    for secret in of_all_that_is_private():
        assert secret not in while_open
        assert secret not in afterwards


async def test_no_column_of_postgresql_holds_a_secret(postgres_url: str) -> None:
    async with open_ledger(postgres_url, [KEY]) as ledger:
        await ledger.write(fill)
    dump = []
    with closing(psycopg.connect(postgres_url)) as connection:
        names = connection.execute(
            "SELECT table_name FROM information_schema.tables "
            "WHERE table_schema = 'public'"
        ).fetchall()
        for (name,) in names:
            rows = connection.execute(
                psycopg.sql.SQL("SELECT t::text FROM {} t").format(
                    psycopg.sql.Identifier(name)
                )
            )
            dump += [row[0].encode() for row in rows]
    stored = b"\n".join(dump)

    assert NUMBER.encode() in stored
    for secret in of_all_that_is_private():
        assert secret not in stored


async def test_the_search_finds_what_is_not_encrypted(folder: Path) -> None:
    """Otherwise the tests above would prove nothing."""
    async with open_ledger(f"sqlite:///{folder}/bot.db", [KEY]) as ledger:
        await ledger.write(lambda tx: tx.settings.put("A", ACCESS, "U1"))

        assert ACCESS.encode() in bytes_of(folder)


async def open_with(url: str, *keys: str) -> SqlLedger:
    return open_ledger(url, keys)


async def test_a_new_key_in_front_reads_what_the_old_one_locked(
    ledger_url: str,
) -> None:
    async with await open_with(ledger_url, KEY) as ledger:
        await ledger.write(fill)
    async with await open_with(ledger_url, NEWER, KEY) as ledger:
        credential = await ledger.read(lambda tx: tx.credentials.get("teamleader"))
        customer = await ledger.read(lambda tx: tx.customers.get(NUMBER))

    assert credential is not None
    assert ACCESS in credential.secret
    assert customer is not None
    assert customer["email"] == PRIVATE["email"]


async def test_once_everything_is_locked_anew_the_old_key_can_go(
    ledger_url: str,
) -> None:
    async with await open_with(ledger_url, KEY) as ledger:
        await ledger.write(fill)
    async with await open_with(ledger_url, NEWER, KEY) as ledger:
        assert await ledger.write(lambda tx: tx.relock()) == 2
        assert await ledger.write(lambda tx: tx.relock()) == 0
    async with await open_with(ledger_url, NEWER) as ledger:
        credential = await ledger.read(lambda tx: tx.credentials.get("teamleader"))
        customer = await ledger.read(lambda tx: tx.customers.get(NUMBER))

    assert credential is not None
    assert credential.generation == 20
    assert customer is not None


async def test_bringing_the_database_up_to_date_locks_everything_anew(
    ledger_url: str,
) -> None:
    async with await open_with(ledger_url, KEY) as ledger:
        await ledger.write(fill)
    settings = settings_with(DATABASE_URL=ledger_url, ENCRYPTION_KEYS=f"{NEWER},{KEY}")
    await upgrade_database(settings)

    async with await open_with(ledger_url, NEWER) as ledger:
        assert await ledger.read(lambda tx: tx.credentials.get("teamleader"))


async def test_with_a_wrong_key_nothing_is_opened_and_nothing_is_lost(
    ledger_url: str,
) -> None:
    async with await open_with(ledger_url, KEY) as ledger:
        await ledger.write(fill)
    async with await open_with(ledger_url, NEWER) as ledger:
        with pytest.raises(ConfigurationError):
            await ledger.read(lambda tx: tx.credentials.get("teamleader"))
        # What a customer was told is not known then, which is no reason to stop.
        assert await ledger.read(lambda tx: tx.customers.get(NUMBER)) is None
        assert await ledger.write(lambda tx: tx.relock()) == 0
    async with await open_with(ledger_url, KEY) as ledger:
        assert await ledger.read(lambda tx: tx.credentials.get("teamleader"))


async def test_what_is_stored_of_one_customer_cannot_be_passed_off_as_anothers(
    ledger_url: str,
) -> None:
    async with await open_with(ledger_url, KEY) as ledger:
        await ledger.write(fill)
        await ledger.write(
            lambda tx: tx._work.connection.execute(  # type: ignore[attr-defined]
                text("UPDATE customer_last_sent SET customer_number = 'K-1'")
            )
        )

        assert await ledger.read(lambda tx: tx.customers.get("K-1")) is None


async def test_what_an_earlier_version_left_open_is_read_and_then_locked(
    ledger_url: str,
) -> None:
    async with await open_with(ledger_url, KEY) as ledger:
        await ledger.write(fill)
        await ledger.write(
            lambda tx: tx._work.connection.execute(  # type: ignore[attr-defined]
                text("UPDATE customer_last_sent SET fields = :plain"),
                {"plain": json.dumps(PRIVATE)},
            )
        )
        assert await ledger.read(lambda tx: tx.customers.get(NUMBER)) == PRIVATE
        assert await ledger.write(lambda tx: tx.relock()) == 1
        stored = await ledger.read(
            lambda tx: tx._work.connection.execute(  # type: ignore[attr-defined]
                text("SELECT fields FROM customer_last_sent")
            ).scalar_one()
        )

        assert PRIVATE["email"] not in stored
        assert await ledger.read(lambda tx: tx.customers.get(NUMBER)) == PRIVATE
