"""A rate slot is for a call that goes out now."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import pytest

from core.adapters.limiter import SLOT_KEEPS_SECONDS
from core.adapters.teamleader.calling import MOST_SLOTS
from core.domain.reason import System
from core.errors import RateLimited
from core.ports import LedgerTx
from tests.adapters.doubles import JumpingClock, MemoryLedger
from tests.adapters.teamleader.conftest import World

T = TypeVar("T")


async def test_a_call_that_waited_for_a_refresh_takes_another_slot(
    world: World,
) -> None:
    """Slots of before the wait would let more calls out than a minute admits."""
    dead = ("somebody who died", world.clock.now() + timedelta(seconds=80))
    world.ledger.credentials.leases["teamleader"] = dead

    async with world.open() as client:
        await asyncio.gather(*(client.departments() for _ in range(3)))

    left = [
        call.moment for call in world.standin.calls if "oauth" not in call.operation
    ]
    taken = world.ledger.slots.taken[System.TEAMLEADER]
    assert len(left) == 3
    keeps = timedelta(seconds=SLOT_KEEPS_SECONDS)
    assert all(any(moment - slot < keeps for slot in taken) for moment in left)


async def test_a_call_that_does_not_wait_takes_one_slot(world: World) -> None:
    async with world.open() as client:
        await client.departments()

    assert len(world.ledger.slots.taken[System.TEAMLEADER]) == 1


class SlowLedger(MemoryLedger):
    """A database that takes two seconds to show a token; ``reads`` counts them."""

    def __init__(self, clock: JumpingClock, slow_reads: float = math.inf) -> None:
        super().__init__(clock)
        self.reads = 0
        self._clock = clock
        self._slow_reads = slow_reads

    async def read(self, query: Callable[[LedgerTx], T]) -> T:
        found = await super().read(query)
        self.reads += 1
        if self.reads <= self._slow_reads:
            self._clock.advance(2)
        return found


async def connected(world: World, ledger: MemoryLedger) -> None:
    """Let another ledger know the connection."""
    async with world.open() as client:
        await client.departments()
    ledger.credentials.stored = world.ledger.credentials.stored
    world.ledger = ledger


async def test_a_call_whose_slots_all_get_too_old_is_put_off(world: World) -> None:
    """Guards against taking slot after slot for ever, so that nobody else gets one."""
    await connected(world, SlowLedger(world.clock))
    before = len(world.standin.calls)

    async with world.open() as client:
        with pytest.raises(RateLimited) as limited:
            await client.departments()

    assert limited.value.retry_after > 0
    assert len(world.ledger.slots.taken[System.TEAMLEADER]) == MOST_SLOTS
    assert len(world.standin.calls) == before


async def test_a_call_goes_out_as_soon_as_its_slot_is_fresh(world: World) -> None:
    await connected(world, SlowLedger(world.clock, MOST_SLOTS - 1))

    async with world.open() as client:
        await client.departments()

    assert len(world.ledger.slots.taken[System.TEAMLEADER]) == MOST_SLOTS
