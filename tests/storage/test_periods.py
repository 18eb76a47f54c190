"""Each period of a job is run once; marks tell how far something was read."""

from __future__ import annotations

from datetime import timedelta

from storage.ledger import SqlLedger
from tests.conftest import LedgerClock


async def take(ledger: SqlLedger, job: str, slot: int) -> bool:
    return await ledger.write(lambda tx: tx.ticks.take(job, slot))


async def test_a_period_of_a_job_is_run_once(ledger: SqlLedger) -> None:
    assert await take(ledger, "sweep", 1)
    assert not await take(ledger, "sweep", 1)
    assert await take(ledger, "sweep", 5_000_000_000)
    assert await take(ledger, "digest", 1)


async def test_when_a_job_last_ran_is_known(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await take(ledger, "sweep", 2)
    ran_at = ledger_clock.advance(300)
    await take(ledger, "sweep", 3)
    ledger_clock.advance(300)
    await take(ledger, "sweep", 3)
    await take(ledger, "digest", 1)

    assert await ledger.read(lambda tx: tx.ticks.last("sweep")) == ran_at
    assert await ledger.read(lambda tx: tx.ticks.last("proof")) is None


async def test_a_mark_is_where_it_was_last_put(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    read_to = ledger_clock.moment
    assert await ledger.read(lambda tx: tx.marks.get("sweep")) is None
    for days in (2, 1):
        at = read_to - timedelta(days=days)
        await ledger.write(lambda tx, at=at: tx.marks.put("sweep", at))  # type: ignore[misc]

    marked = await ledger.read(lambda tx: tx.marks.get("sweep"))
    assert marked == read_to - timedelta(days=1)
    assert await ledger.read(lambda tx: tx.marks.get("credit-notes")) is None
