"""A ledger that cannot be written to for a while: what is said, and what is kept."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.chaos.judging import comes_to_rest, judge
from tests.chaos.town import Town, open_town, until
from tests.chaos.worker import Worker

MEANWHILE = 15
"""How many invoices are booked while the ledger cannot be written to."""

_PACE = 0.1
_MANY = 10_000


@dataclass
class Seen:
    """What the doors answered; ``reasons`` is what ``/readyz`` said was wrong."""

    hints: Counter[int | None] = field(default_factory=Counter)
    alive: Counter[int | None] = field(default_factory=Counter)
    reasons: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Ledgers:
    """How to take the ledger away and to bring it back; both may block."""

    take: Callable[[], object]
    bring: Callable[[], object]
    full_while: Path | None = None


async def is_away(ledgers: Ledgers, folder: Path, url: str) -> Seen:
    """Take the ledger away under load and bring it back; judge what came of it all."""
    seen = Seen()
    async with open_town(folder, url) as town:
        town.stand_ins.teamleader.limits.limit = _MANY
        worker = town.start(
            env={"TEAMLEADER_RATE_LIMIT": str(_MANY)}, full_while=ledgers.full_while
        )
        assert await town.is_up(worker), worker.told()
        await town.has_taken_stock(worker)
        load = asyncio.create_task(_load(town, worker, seen))
        await _acknowledged(town, worker, 5)
        await asyncio.to_thread(ledgers.take)
        await _said(town, worker, seen)
        await asyncio.to_thread(ledgers.bring)
        await _is_ready(worker)
        before = len(town.acknowledged)
        await _acknowledged(town, worker, before + 5)
        load.cancel()
        await asyncio.gather(load, return_exceptions=True)
        # First what was acknowledged, with nobody to tell of it again.
        everyone, town.booked = (
            town.booked,
            [one for one in town.booked if one.id in town.acknowledged],
        )
        await comes_to_rest(town)
        town.booked = everyone
        await town.hints(worker)
        await comes_to_rest(town)
        judge(town)
    return seen


async def _load(town: Town, worker: Worker, seen: Seen) -> None:
    """Book and tell of it, again and again."""
    async with httpx.AsyncClient(trust_env=False, timeout=20) as client:
        while True:
            invoice = town.books()
            seen.hints[await town.hint(client, worker, invoice.id)] += 1
            await asyncio.sleep(_PACE)


async def _acknowledged(town: Town, worker: Worker, most: int) -> None:
    async def enough() -> bool:
        return len(town.acknowledged) >= most

    await until(enough, "hints are acknowledged", worker)


async def _said(town: Town, worker: Worker, seen: Seen) -> None:
    """Look at the doors until enough hints were turned away."""
    async with httpx.AsyncClient(trust_env=False, timeout=20) as client:

        async def enough() -> bool:
            alive = await client.get(f"{worker.orders.url}/healthz")
            seen.alive[alive.status_code] += 1
            ready = await client.get(f"{worker.orders.url}/readyz")
            if ready.status_code == 503:
                seen.reasons |= {one["problem"] for one in ready.json()["problems"]}
            return seen.hints[503] >= MEANWHILE and bool(seen.reasons)

        await until(enough, "hints are turned away", worker)


async def _is_ready(worker: Worker) -> None:
    async with httpx.AsyncClient(trust_env=False, timeout=20) as client:

        async def ready() -> bool:
            answer = await client.get(f"{worker.orders.url}/readyz")
            return answer.status_code == 200

        await until(ready, "the bot is ready again", worker)
