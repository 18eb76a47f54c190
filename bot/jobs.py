"""The schedule: which job runs how often, as a table.

APScheduler is the clock only (memory job store, one scheduler per replica: its manual
forbids sharing one). It wakes; the ledger decides who works: each period of each job is
taken by one replica.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.database_trouble import log_failure
from core.domain.reason import System
from core.errors import RemoteError
from core.ports import Clock, Ledger, LedgerTx
from core.standing import lost_since

log = logging.getLogger(__name__)

STOP_SECONDS: Final = 5.0
"""How long jobs may take to put their things down when the bot stops."""


@dataclass(frozen=True)
class Job:
    """Something done once per period over all replicas; ``every`` is in seconds.

    While the connection to a system that it ``needs`` is lost, it rests.
    """

    name: str
    every: float
    work: Callable[[], Awaitable[object]]
    needs: frozenset[System] = frozenset()


async def wake(job: Job, ledger: Ledger) -> bool:
    """Run a job if its present period is still free and it can work; whether it ran.

    What goes wrong is logged: the next period tries again. Being cancelled is not
    wrong: the bot is being stopped, and whoever starts next goes on.
    """
    mine = False
    try:
        mine = await ledger.write(lambda tx: _take(tx, job))
        if mine:
            await job.work()
    except asyncio.CancelledError:
        # The scheduler would log it with a traceback, at every stop.
        log.info("job-ended-early", extra={"job": job.name})
    except RemoteError as error:
        log.warning(
            "job-stopped",
            extra={
                "job": job.name,
                "system": error.system,
                "operation": error.operation,
            },
        )
    except Exception as error:  # noqa: BLE001 (logged; the schedule goes on)
        # A mistake of ours in one job must not silence it for good.
        log_failure(log, "job-failed", error, job=job.name)
    return mine


@asynccontextmanager
async def running(
    jobs: Sequence[Job], ledger: Ledger, clock: Clock
) -> AsyncIterator[None]:
    """Keep the jobs going while inside, beginning now.

    A wake-up that comes late is made up for once. At the end every job is over before
    what it works with can be closed.
    """
    at_work: set[asyncio.Task[object]] = set()
    scheduler = AsyncIOScheduler(
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    for job in jobs:
        scheduler.add_job(
            _waken,
            "interval",
            [job, ledger, at_work],
            seconds=job.every,
            id=job.name,
            next_run_time=clock.now(),
        )
    scheduler.start()
    try:
        yield
    finally:
        await _stop(scheduler, at_work)


async def _waken(job: Job, ledger: Ledger, at_work: set[asyncio.Task[object]]) -> None:
    task = asyncio.current_task()
    if task is None:  # never so in a coroutine that a loop runs
        return
    at_work.add(task)
    task.add_done_callback(at_work.discard)
    await wake(job, ledger)


async def _stop(
    scheduler: AsyncIOScheduler, at_work: Collection[asyncio.Task[object]]
) -> None:
    scheduler.pause()
    # The scheduler would log those with a traceback that are cancelled before they
    # begin: what it handed over just now begins first.
    await asyncio.sleep(0)
    scheduler.shutdown(wait=False)
    if at_work:
        await asyncio.wait(set(at_work), timeout=STOP_SECONDS)


def _take(tx: LedgerTx, job: Job) -> bool:
    if job.needs & lost_since(tx).keys():
        return False
    return tx.ticks.take(job.name, int(tx.now.timestamp() // job.every))
