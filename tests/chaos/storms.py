"""Storms: workers die at random, again and again, while invoices come in."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.judging import comes_to_rest, judge
from tests.chaos.town import Town, open_town, until
from tests.chaos.worker import Worker

FOREIGN_EVERY = 7
"""Every so many invoices one that people have to hear of."""

_MANY = 10_000
QUIET = {"SWEEP_SECONDS": "2", "TEAMLEADER_RATE_LIMIT": str(_MANY)}


@dataclass(frozen=True)
class Storm:
    """How many workers are at work and how many are killed before it calms down."""

    kills: int
    workers: int
    seed: int = 0


async def blow(storm: Storm, folder: Path, ledger_url: str) -> Town:
    """Kill workers at random moments, let others start, and judge in the end."""
    chance = random.Random(storm.seed)
    async with open_town(folder, ledger_url) as town:
        town.stand_ins.teamleader.limits.limit = _MANY
        working = [town.start(env=QUIET) for _ in range(storm.workers)]
        if await town.is_up(working[0]):
            await town.has_taken_stock(working[0])
        for kill in range(storm.kills):
            (town.books_in_dollars if kill % FOREIGN_EVERY == 0 else town.books)()
            victim = await _someone_at_work(town, working, chance)
            await town.hints(*(one for one in working if one.is_alive))
            await asyncio.sleep(chance.uniform(0.0, 1.2))
            victim.kill()
            assert victim.was_killed, victim.told()
            working[working.index(victim)] = town.start(env=QUIET)
        await town.is_up(working[0])
        await comes_to_rest(town)
        judge(town)
        assert town.refused_refreshes == 0, "a token was used twice"
        return town


async def _someone_at_work(
    town: Town, working: list[Worker], chance: random.Random
) -> Worker:
    """Wait until somebody serves, and choose who is to die next."""

    async def anybody_is_up() -> bool:
        return any([await town.answers(one) for one in working])

    await until(anybody_is_up, "a worker serves", *working)
    return chance.choice(working)
