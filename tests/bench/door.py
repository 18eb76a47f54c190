"""How fast hints are acknowledged, each only after it is stored."""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import aiohttp

from storage.ledger import open_ledger
from tests.bench.world import Figure, percentile
from tests.bot.hook_world import SECRET, serving
from tests.bot.malformed import GOOD
from tests.conftest import KEY

CONNECTIONS, POSTS = 50, 4_000
WARM_UP = 500
BOUND_MS = 50.0


@dataclass(frozen=True)
class Posted:
    """What a crowd of posters saw; times in seconds."""

    statuses: Counter[int]
    took: list[float]
    seconds: float


async def measure() -> list[Figure]:
    """Post from another process over kept connections, every hint a new subject."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'ledger.db'}"
        async with open_ledger(url, [KEY]) as ledger, serving(ledger) as served:
            address = f"{served.client.base_url}/teamleader/webhooks/{SECRET}"
            posted = await _from_another_process(address)
            writes = served.ledger.writes
            waiting = await ledger.read(lambda tx: tx.hints.waiting())
    if posted.statuses != Counter({200: POSTS}) or waiting != WARM_UP + POSTS:
        raise RuntimeError(f"{posted.statuses} were answered, {waiting} are stored")
    late = percentile(posted.took, 0.99) * 1000
    return [
        Figure("acknowledged per second", f"{POSTS / posted.seconds:.0f}"),
        Figure("p50", f"{percentile(posted.took, 0.5) * 1000:.1f} ms"),
        Figure("p99", f"{late:.1f} ms", f"at most {BOUND_MS:.0f} ms", late <= BOUND_MS),
        Figure("transactions for all of them", str(writes)),
    ]


async def _from_another_process(address: str) -> Posted:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(pool, post_all, address)


def post_all(address: str) -> Posted:
    """Post everything; runs in a process of its own."""
    return asyncio.run(_post_all(address))


async def _post_all(address: str) -> Posted:
    connector = aiohttp.TCPConnector(limit=CONNECTIONS)
    async with aiohttp.ClientSession(connector=connector) as session:
        await _posted(session, address, range(WARM_UP))
        return await _posted(session, address, range(WARM_UP, WARM_UP + POSTS))


async def _posted(
    session: aiohttp.ClientSession, address: str, range_: Iterable[int]
) -> Posted:
    statuses: Counter[int] = Counter()
    took: list[float] = []
    numbers = iter(range_)

    async def one_connection() -> None:
        for number in numbers:
            subject = {"type": "invoice", "id": str(UUID(int=number))}
            began = time.perf_counter()
            async with session.post(address, json=GOOD | {"subject": subject}) as got:
                statuses[got.status] += 1
            took.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(one_connection() for _ in range(CONNECTIONS)))
    return Posted(statuses, took, time.perf_counter() - began)
