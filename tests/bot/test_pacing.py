"""Turns at writing to a channel."""

from __future__ import annotations

import asyncio

from bot.pacing import Pace
from tests.bot.fake_engine import StillClock


async def test_the_first_turn_comes_at_once_and_the_next_a_second_later() -> None:
    clock = StillClock()
    pace = Pace(clock)
    began = clock.monotonic()
    await pace.turn("C1")
    assert clock.monotonic() == began

    await pace.turn("C1")
    assert clock.monotonic() == began + 1


async def test_channels_do_not_wait_for_each_other() -> None:
    clock = StillClock()
    pace = Pace(clock)
    began = clock.monotonic()
    for channel in ("C1", "C2", "C3"):
        await pace.turn(channel)

    assert clock.monotonic() == began


async def test_several_at_once_get_turns_one_after_the_other() -> None:
    clock = StillClock()
    pace = Pace(clock)
    began = clock.monotonic()
    await asyncio.gather(*(pace.turn("C1") for _ in range(4)))

    assert clock.monotonic() >= began + 3
