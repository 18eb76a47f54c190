"""Shared rate slots."""

from __future__ import annotations

import pytest

from core.domain.reason import System
from storage.ledger import SqlLedger
from tests.conftest import LedgerClock

WINDOW = 60.0


async def take(
    ledger: SqlLedger, limit: int = 3, system: System = System.TEAMLEADER
) -> float:
    return await ledger.write(lambda tx: tx.slots.take(system, limit, WINDOW))


async def take_all(ledger: SqlLedger, limit: int = 3) -> None:
    for _ in range(limit):
        assert await take(ledger, limit) == 0


async def test_no_more_calls_than_the_limit_fit_into_a_window(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    assert await take(ledger) == 0
    ledger_clock.advance(10)
    assert await take(ledger) == 0
    assert await take(ledger) == 0

    assert await take(ledger) == 50


async def test_a_slot_is_free_exactly_a_window_after_it_was_taken(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await take_all(ledger)
    ledger_clock.advance(59.999999)
    assert await take(ledger) > 0
    ledger_clock.advance(0.000001)

    assert await take(ledger) == 0


async def test_the_window_slides_call_by_call(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    for _ in range(3):
        await take(ledger)
        ledger_clock.advance(10)
    waits = []
    for _ in range(3):
        waits.append(await take(ledger))
        ledger_clock.advance(waits[-1])
        assert await take(ledger) == 0

    assert waits == [30, 10, 10]


async def test_each_system_has_slots_of_its_own(ledger: SqlLedger) -> None:
    await take_all(ledger)

    assert await take(ledger, system=System.TWIKEY) == 0


async def test_a_smaller_limit_leaves_slots_for_people(ledger: SqlLedger) -> None:
    await take_all(ledger, 2)
    assert await take(ledger, 2) > 0

    assert await take(ledger, 3) == 0
    assert await take(ledger, 3) > 0


async def test_what_people_used_is_counted_for_everybody(ledger: SqlLedger) -> None:
    await take(ledger, 3)
    await take(ledger, 2)

    assert await take(ledger, 2) > 0
    assert await take(ledger, 3) == 0


async def test_a_parked_system_is_called_by_nobody(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await ledger.write(lambda tx: tx.slots.park(System.TEAMLEADER, 20))

    assert await take(ledger) == 20
    assert await take(ledger, system=System.TWIKEY) == 0
    ledger_clock.advance(20)
    assert await take(ledger) == 0


async def test_a_shorter_wait_does_not_end_a_longer_one(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await take(ledger)
    for seconds in (20, 5):
        await park(ledger, seconds)
    assert await take(ledger) == pytest.approx(20)
    ledger_clock.advance(10)
    await park(ledger, 30)

    assert await take(ledger) == pytest.approx(30)


async def park(ledger: SqlLedger, seconds: float) -> None:
    await ledger.write(lambda tx: tx.slots.park(System.TEAMLEADER, seconds))
