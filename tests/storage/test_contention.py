"""Several processes on one ledger."""

from __future__ import annotations

import asyncio
import multiprocessing
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier

import pytest
from sqlalchemy import text

from core.domain.history import SeenBy
from core.domain.invoice import SourceId
from core.domain.reason import System
from core.ports.ledger import LedgerTx
from storage.database import open_database
from storage.ledger import SqlLedger, open_ledger
from storage.migrations import is_current, upgrade
from storage.transaction import SqlTx
from tests.builders import a_draft, an_invoice
from tests.conftest import KEY
from tests.storage.test_sights import memory, see

PROCESSES = 3
IDS = [SourceId(f"id-{n:02}") for n in range(40)]
MOMENT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

Work = Callable[[str, str], list[str]]


class Replicas:
    """Processes that do the same at the same moment, each a replica of the bot."""

    def __init__(self) -> None:
        spawn = multiprocessing.get_context("spawn")
        start = (spawn.Barrier(PROCESSES),)
        self._pool = ProcessPoolExecutor(PROCESSES, spawn, remember_start, start)

    async def all(self, work: Work, url: str) -> list[list[str]]:
        loop = asyncio.get_running_loop()
        calls = [(work, url, f"replica-{n}") for n in range(PROCESSES)]
        running = [loop.run_in_executor(self._pool, together, *one) for one in calls]
        return await asyncio.gather(*running)

    def stop(self) -> None:
        self._pool.shutdown()


@pytest.fixture(scope="module")
def replicas() -> Iterator[Replicas]:
    started = Replicas()
    yield started
    started.stop()


async def test_every_invoice_is_claimed_by_one_replica_only(
    ledger: SqlLedger, ledger_url: str, replicas: Replicas
) -> None:
    await see(ledger, *(an_invoice(source_id=one) for one in IDS))
    claimed = await replicas.all(claim_all, ledger_url)

    assert Counter(one for mine in claimed for one in mine) == Counter(IDS)


async def test_all_replicas_together_stay_within_the_limit(
    ledger: SqlLedger, ledger_url: str, replicas: Replicas
) -> None:
    taken = await replicas.all(take_slots, ledger_url)

    assert sum(map(len, taken)) == 30
    assert await ledger.write(lambda tx: tx.slots.take(System.TWIKEY, 30, 1e6)) > 0


async def test_replicas_that_see_the_same_keep_one_snapshot_each(
    ledger: SqlLedger, ledger_url: str, replicas: Replicas
) -> None:
    await replicas.all(see_all, ledger_url)

    memories = await ledger.read(lambda tx: tx.invoices.recall(IDS))
    assert [len(memory.snapshots) for memory in memories.values()] == [1] * len(IDS)


async def test_each_request_is_new_to_one_replica_only(
    ledger: SqlLedger, ledger_url: str, replicas: Replicas
) -> None:
    first = await replicas.all(mark_all, ledger_url)

    assert Counter(one for mine in first for one in mine) == Counter(IDS)


async def test_replicas_that_start_together_migrate_once(
    empty_url: str, replicas: Replicas
) -> None:
    await replicas.all(migrate, empty_url)

    database = open_database(empty_url)
    assert is_current(database)
    database.close()


@pytest.mark.parametrize("known", [True, False], ids=["known", "new"])
async def test_two_sights_at_once_count_one_after_the_other(
    postgres_url: str, known: bool
) -> None:
    """Guards against both taking the same earlier state for the last one."""
    async with open_ledger(postgres_url, [KEY], lambda: MOMENT) as ledger:
        if known:
            await see(ledger, a_draft())
        started = threading.Event()

        def first(tx: LedgerTx) -> None:
            tx.invoices.see([an_invoice()], SeenBy.SWEEP)
            started.set()
            wait_until_somebody_waits(tx)

        seeing = asyncio.create_task(ledger.write(first))
        await asyncio.to_thread(started.wait, 30)
        await see(ledger, an_invoice(), an_invoice(paid=True), by=SeenBy.HINT)
        await seeing

        snapshots = (await memory(ledger)).snapshots[known:]
    assert [(s.seen_by, s.paid) for s in snapshots] == [
        (SeenBy.SWEEP, False),
        (SeenBy.HINT, True),
    ]


def wait_until_somebody_waits(tx: LedgerTx) -> None:
    """Keep the transaction open until another one is held up by it."""
    assert isinstance(tx, SqlTx)
    for _ in range(3000):
        waiting = text(
            "SELECT pg_sleep(0.01), count(*) FROM pg_locks WHERE NOT granted"
        )
        if tx._work.connection.execute(waiting).one()[1]:
            return
    raise AssertionError("nobody came")


async def test_one_of_many_tasks_gets_the_claim(ledger: SqlLedger) -> None:
    await see(ledger, *(an_invoice(source_id=one) for one in IDS[:5]))
    for one in IDS[:5]:
        workers = [claiming(one, f"worker-{n}") for n in range(8)]
        claimed = await asyncio.gather(*map(ledger.write, workers))

        assert sum(claimed) == 1


def claiming(source_id: SourceId, owner: str) -> Callable[[LedgerTx], bool]:
    return lambda tx: tx.invoices.claim(source_id, owner, 60) is not None


# What follows runs in the replicas.

_start: list[Barrier] = []


def remember_start(start: Barrier) -> None:
    _start.append(start)


def together(work: Work, url: str, owner: str) -> list[str]:
    """Work once every replica is there."""
    _start[0].wait(60)
    return work(url, owner)


def claim_all(url: str, owner: str) -> list[str]:
    return act_on_all(url, lambda tx, one: claiming(one, owner)(tx))


def take_slots(url: str, owner: str) -> list[str]:
    return act_on_all(url, lambda tx, _: tx.slots.take(System.TWIKEY, 30, 1e6) == 0)


def mark_all(url: str, owner: str) -> list[str]:
    return act_on_all(url, lambda tx, one: tx.done.first_time("test", one))


def see_all(url: str, owner: str) -> list[str]:
    invoices = [an_invoice(source_id=one) for one in IDS]

    def see_them(tx: LedgerTx, _: SourceId) -> bool:
        tx.invoices.see(invoices, SeenBy.SWEEP)
        return True

    return act_on_all(url, see_them)


def migrate(url: str, owner: str) -> list[str]:
    database = open_database(url)
    upgrade(database)
    database.close()
    return []


def act_on_all(url: str, act: Callable[[LedgerTx, SourceId], bool]) -> list[str]:
    """Act on every id, each in a unit of its own; return those it worked for."""

    def unit(one: SourceId) -> Callable[[LedgerTx], bool]:
        return lambda tx: act(tx, one)

    async def work() -> list[str]:
        async with open_ledger(url, [KEY], lambda: MOMENT) as ledger:
            return [one for one in IDS if await ledger.write(unit(one))]

    return asyncio.run(work())
