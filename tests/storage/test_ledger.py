"""The door itself: transactions, cancelling, reading, closing."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from core.domain.invoice import SourceId
from core.errors import ConfigurationError
from core.ports.ledger import Ledger, LedgerTx
from storage.ledger import SqlLedger, open_ledger
from storage.transaction import SqlTx
from tests.conftest import KEY, LedgerClock


async def done(ledger: SqlLedger, key: str) -> bool:
    """Whether a request is already written down."""
    return not await ledger.write(lambda tx: tx.done.first_time("test", key))


def marking(key: str) -> Callable[[LedgerTx], bool]:
    return lambda tx: tx.done.first_time("test", key)


def test_it_is_the_ledger_of_the_use_cases(sqlite_ledger: SqlLedger) -> None:
    port: Ledger = sqlite_ledger

    assert port is sqlite_ledger


async def test_a_unit_that_fails_leaves_nothing_behind(ledger: SqlLedger) -> None:
    def unit(tx: LedgerTx) -> None:
        tx.done.first_time("test", "a")
        raise KeyError("a")

    with pytest.raises(KeyError):
        await ledger.write(unit)

    assert not await done(ledger, "a")


@pytest.mark.parametrize("url", ["sqlite://", None], ids=["in memory", "stored"])
async def test_a_query_cannot_change_anything(ledger_url: str, url: str | None) -> None:
    async with open_ledger(url or ledger_url, [KEY]) as ledger:
        with pytest.raises(DBAPIError, match=r"read-?only"):
            await ledger.read(marking("a"))

        assert not await done(ledger, "a")


@pytest.mark.parametrize("url", ["sqlite://", None], ids=["in memory", "stored"])
async def test_reading_and_writing_take_turns(ledger_url: str, url: str | None) -> None:
    async with open_ledger(url or ledger_url, [KEY]) as ledger:
        for key in ("a", "b"):
            assert await ledger.write(marking(key))
            with pytest.raises(DBAPIError, match=r"read-?only"):
                await ledger.read(marking("c"))

        assert await ledger.write(marking("c"))


@pytest.mark.parametrize("url", ["sqlite://", None], ids=["in memory", "stored"])
async def test_nothing_is_kept_of_an_invoice_that_is_not_there(
    ledger_url: str, url: str | None
) -> None:
    nobody = SourceId("nobody")
    async with open_ledger(url or ledger_url, [KEY]) as ledger:
        with pytest.raises(IntegrityError):
            await ledger.write(lambda tx: tx.invoices.came_from(nobody, ["1"]))


async def test_a_query_sees_one_state_of_everything(ledger: SqlLedger) -> None:
    if ledger._reading is ledger._writing:
        pytest.fail("the ledger of this test needs readers of its own")
    looked, written = threading.Event(), threading.Event()

    def query(tx: LedgerTx) -> tuple[datetime | None, datetime | None]:
        before = tx.marks.get("a")
        looked.set()
        assert written.wait(30)
        return before, tx.marks.get("a")

    reading = asyncio.create_task(ledger.read(query))
    await asyncio.to_thread(looked.wait, 30)
    await ledger.write(lambda tx: tx.marks.put("a", tx.now))
    written.set()

    before, after = await reading
    assert before is after is None


async def test_cancelling_the_caller_does_not_cancel_its_unit(
    ledger: SqlLedger,
) -> None:
    entered, go_on = threading.Event(), threading.Event()

    def slow(tx: LedgerTx) -> None:
        entered.set()
        assert go_on.wait(30)
        tx.done.first_time("test", "running")

    running = asyncio.create_task(ledger.write(slow))
    await asyncio.to_thread(entered.wait, 30)
    waiting = asyncio.create_task(ledger.write(marking("waiting")))
    await asyncio.sleep(0)
    for task in (running, waiting):
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    go_on.set()

    # PostgreSQL has several writers: the slow one need not be through yet.
    await ledger.aclose()
    async with open_ledger(url_of(ledger), [KEY]) as again:
        assert await done(again, "running")
        assert await done(again, "waiting")


async def test_closing_waits_for_what_was_handed_in(ledger: SqlLedger) -> None:
    tasks = [asyncio.create_task(ledger.write(marking(str(n)))) for n in range(20)]
    await asyncio.sleep(0)
    await ledger.aclose()

    assert await asyncio.gather(*tasks) == [True] * 20


async def test_a_closed_ledger_takes_nothing_more(ledger: SqlLedger) -> None:
    await ledger.aclose()

    with pytest.raises(RuntimeError):
        await ledger.write(marking("a"))


async def test_the_moment_is_the_same_in_all_of_a_unit(ledger: SqlLedger) -> None:
    def unit(tx: LedgerTx) -> tuple[datetime, datetime]:
        return tx.now, tx.now

    first, second = await ledger.write(unit)
    assert first == second
    assert first.utcoffset() == timedelta(0)


async def test_without_a_clock_the_database_tells_the_time(
    ledger_url: str, tmp_path: Path
) -> None:
    witness = tmp_path / "witness"
    witness.touch()
    known = datetime.fromtimestamp(witness.stat().st_mtime, UTC)
    async with open_ledger(ledger_url, [KEY]) as ledger:
        moments = [await ledger.write(lambda tx: tx.now) for _ in range(3)]

    assert moments == sorted(moments)
    assert abs(moments[0] - known) < timedelta(minutes=1)
    assert moments[0].utcoffset() == timedelta(0)


async def test_moments_keep_their_microseconds(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    until = ledger_clock.moment + timedelta(microseconds=1)
    await ledger.write(lambda tx: tx.credentials.put("a", "b", until))
    stored = await ledger.read(lambda tx: tx.credentials.get("a"))

    assert stored is not None
    assert stored.expires_at == until


async def test_a_moment_without_a_zone_is_refused(ledger: SqlLedger) -> None:
    naive = datetime(2026, 3, 2, 9, 0)  # noqa: DTZ001

    with pytest.raises(Exception, match="no time zone"):
        await ledger.write(lambda tx: tx.credentials.put("a", "b", naive))


async def test_units_that_lock_each_other_out_are_run_again(
    postgres_url: str,
) -> None:
    async with open_ledger(postgres_url, [KEY]) as ledger:
        for name in "ab":
            await ledger.write(lambda tx, name=name: tx.settings.put(name, "0", "U1"))  # type: ignore[misc]
        both = threading.Barrier(2)
        runs: list[str] = []

        def crossing(first: str, second: str) -> Callable[[LedgerTx], None]:
            def unit(tx: LedgerTx) -> None:
                again = first in runs
                runs.append(first)
                tx.settings.put(first, first, "U1")
                if not again:
                    both.wait(30)
                tx.settings.put(second, first, "U1")

            return unit

        await asyncio.gather(
            ledger.write(crossing("a", "b")), ledger.write(crossing("b", "a"))
        )

        stored = await ledger.read(lambda tx: dict(tx.settings.all()))
    assert len(runs) > 2
    assert stored["a"] == stored["b"]


@pytest.mark.parametrize(
    ("code", "tries"), [("40001", 5), ("23505", 1)], ids=["clash", "anything else"]
)
async def test_a_unit_is_not_run_again_for_ever(
    postgres_url: str, code: str, tries: int
) -> None:
    runs: list[int] = []

    def unit(tx: LedgerTx) -> None:
        assert isinstance(tx, SqlTx)
        runs.append(1)
        failing = f"DO $$ BEGIN RAISE SQLSTATE '{code}'; END $$"
        tx._work.connection.execute(text(failing))

    async with open_ledger(postgres_url, [KEY]) as ledger:
        with pytest.raises(DBAPIError):
            await ledger.write(unit)

    assert len(runs) == tries


async def test_every_sqlite_write_reaches_the_disk(tmp_path: Path) -> None:
    def modes(tx: LedgerTx) -> list[object]:
        assert isinstance(tx, SqlTx)
        connection = tx._work.connection
        names = ("journal_mode", "synchronous", "foreign_keys")
        return [connection.execute(text(f"PRAGMA {n}")).scalar() for n in names]

    async with open_ledger(f"sqlite:///{tmp_path}/a.db", [KEY]) as ledger:
        full = 2
        assert await ledger.write(modes) == ["wal", full, 1]


async def test_what_is_jotted_reaches_the_disk_with_the_next_write(
    tmp_path: Path,
) -> None:
    """It is seen at once, by other processes too: only a power cut may undo it."""

    def synchronous(tx: LedgerTx) -> object:
        assert isinstance(tx, SqlTx)
        tx.marks.put("jotted", tx.now)
        return tx._work.connection.execute(text("PRAGMA synchronous")).scalar()

    url = f"sqlite:///{tmp_path}/a.db"
    async with open_ledger(url, [KEY]) as ledger, open_ledger(url, [KEY]) as other:
        normal = 1
        assert await ledger.jot(synchronous) == normal
        assert await other.read(lambda tx: tx.marks.get("jotted")) is not None


async def test_on_postgresql_jotting_is_writing(postgres_url: str) -> None:
    """Its machine may fail while those live that hold what was jotted."""

    def commits(tx: LedgerTx) -> object:
        assert isinstance(tx, SqlTx)
        return tx._work.connection.execute(text("SHOW synchronous_commit")).scalar()

    async with open_ledger(postgres_url, [KEY]) as ledger:
        assert await ledger.jot(commits) == await ledger.write(commits)


@pytest.mark.parametrize("url", ["mysql://host/db", "ledger.db", ""])
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match="DATABASE_URL"):
        open_ledger(url, [KEY])


def test_a_refused_address_does_not_repeat_its_password() -> None:
    with pytest.raises(ConfigurationError) as refused:
        open_ledger("mysql://user:hunter2@host/db", [KEY])

    assert "hunter2" not in str(refused.value)


def url_of(ledger: SqlLedger) -> str:
    url = ledger._database.writer.url
    return url.render_as_string(hide_password=False)
