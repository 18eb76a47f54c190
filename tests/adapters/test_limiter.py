"""The gate: never too fast, never unfair, and honest about long waits."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.adapters.limiter import (
    SLOT_KEEPS_SECONDS,
    WINDOW_SECONDS,
    RateGate,
    is_somebody_waiting,
    somebody_waits,
)
from core.domain.reason import System
from core.errors import RateLimited
from tests.adapters.doubles import JumpingClock, MemoryLedger

WINDOW = timedelta(seconds=60)


def gate_of(
    clock: JumpingClock, ledger: MemoryLedger | None = None, limit: int = 20
) -> RateGate:
    return RateGate(ledger or MemoryLedger(clock), clock, System.TEAMLEADER, limit)


def fullest(moments: list[datetime]) -> int:
    """Return the most calls in any sliding minute."""
    return max(sum(at <= each < at + WINDOW for each in moments) for at in moments)


async def test_background_calls_leave_a_tenth_and_a_margin() -> None:
    clock = JumpingClock()
    gate = gate_of(clock)
    moments = []
    for _ in range(60):
        await gate.pass_()
        moments.append(clock.now())

    assert fullest(moments) == 17


async def test_a_person_who_waits_gets_the_kept_slots_at_once() -> None:
    clock = JumpingClock()
    gate = gate_of(clock)
    for _ in range(17):
        await gate.pass_()

    for _ in range(2):
        await gate.pass_(interactive=True)
    assert clock.waits == []

    await gate.pass_(interactive=True)
    assert sum(clock.waits) == pytest.approx(WINDOW_SECONDS)


async def test_a_person_does_not_stand_in_line_behind_the_background() -> None:
    clock = JumpingClock()
    gate = gate_of(clock)
    order: list[str] = []
    for _ in range(17):
        await gate.pass_()

    async def go(name: str, *, interactive: bool) -> None:
        await gate.pass_(interactive=interactive)
        order.append(name)

    await asyncio.gather(
        go("first", interactive=False),
        go("second", interactive=False),
        go("person", interactive=True),
    )

    assert order[0] == "person"
    assert order[1:] == ["first", "second"]


async def test_replicas_share_the_slots() -> None:
    clock = JumpingClock()
    ledger = MemoryLedger(clock)
    moments: list[datetime] = []

    async def work(gate: RateGate) -> None:
        for _ in range(20):
            await gate.pass_(interactive=True)
            moments.append(clock.now())

    await asyncio.gather(*(work(gate_of(clock, ledger)) for _ in range(3)))

    assert len(moments) == 60
    assert fullest(moments) <= 19


async def test_after_a_429_nobody_passes_for_a_while() -> None:
    clock = JumpingClock()
    ledger = MemoryLedger(clock)
    await gate_of(clock, ledger).park(30)

    await gate_of(clock, ledger).pass_(interactive=True)

    assert sum(clock.waits) == pytest.approx(30)


async def test_a_very_long_wait_is_told_instead_of_waited() -> None:
    clock = JumpingClock()
    gate = gate_of(clock)
    await gate.park(1000)

    with pytest.raises(RateLimited) as limited:
        await gate.pass_()

    assert limited.value.retry_after == 1000
    assert clock.waits == []


async def test_a_tiny_limit_still_lets_calls_through() -> None:
    clock = JumpingClock()
    gate = gate_of(clock, limit=1)

    await gate.pass_()
    await gate.pass_()

    assert sum(clock.waits) == pytest.approx(WINDOW_SECONDS)


def test_work_for_a_person_is_marked_in_its_own_task_only() -> None:
    with somebody_waits():
        assert is_somebody_waiting()
    assert not is_somebody_waiting()


async def test_a_call_that_used_its_slot_late_is_a_minute_before_the_next_one() -> None:
    """Teamleader counts arrivals; a slot is stamped a moment before its call leaves."""
    clock = JumpingClock()
    gate = gate_of(clock, limit=1)
    await gate.pass_()
    clock.advance(SLOT_KEEPS_SECONDS)
    arrived = clock.now()

    await gate.pass_()

    assert clock.now() - arrived >= WINDOW


@given(
    st.lists(
        st.tuples(st.booleans(), st.floats(0, 40), st.floats(0, SLOT_KEEPS_SECONDS)),
        min_size=2,
        max_size=40,
    ),
    st.integers(1, 3),
)
def test_no_minute_ever_sees_more_calls_leave_than_the_limit(
    calls: list[tuple[bool, float, float]], limit: int
) -> None:
    """However long each call keeps its slot before it leaves."""
    clock = JumpingClock()
    gate = gate_of(clock, limit=limit)
    moments: list[datetime] = []

    async def work() -> None:
        for interactive, pause, delay in calls:
            clock.advance(pause)
            await gate.pass_(interactive=interactive)
            moments.append(clock.now() + timedelta(seconds=delay))

    asyncio.run(work())

    assert fullest(moments) <= limit


@given(
    st.lists(st.tuples(st.booleans(), st.floats(0, 40)), min_size=1, max_size=80),
    st.integers(1, 30),
)
def test_no_minute_ever_holds_more_than_the_limit(
    calls: list[tuple[bool, float]], limit: int
) -> None:
    clock = JumpingClock()
    gate = gate_of(clock, limit=limit)
    moments: list[datetime] = []

    async def work() -> None:
        for interactive, pause in calls:
            clock.advance(pause)
            await gate.pass_(interactive=interactive)
            moments.append(clock.now())

    asyncio.run(work())

    assert fullest(moments) <= limit
