"""A rate slot is for a call that goes out now."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from core.domain.reason import System
from tests.adapters.teamleader.conftest import World


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
    assert all(
        moment - slot < timedelta(seconds=5) for moment in left for slot in taken
    )


async def test_a_call_that_does_not_wait_takes_one_slot(world: World) -> None:
    async with world.open() as client:
        await client.departments()

    assert len(world.ledger.slots.taken[System.TEAMLEADER]) == 1
