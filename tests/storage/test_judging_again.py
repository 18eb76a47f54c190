"""When an invoice that stays out is judged again."""

from __future__ import annotations

import pytest

from core.domain.invoice import SourceId
from core.domain.reason import Reason, System
from core.ports.ledger import Judgement, LedgerTx
from storage.ledger import SqlLedger
from tests.builders import SOURCE_ID, an_invoice
from tests.conftest import LedgerClock
from tests.storage.test_sights import HOUR, see
from tests.storage.test_timeline import judge

MINUTE = 60.0
DAY = 24 * HOUR
UNKNOWN = Judgement(SOURCE_ID, None, system=System.TWIKEY)
BLOCKED = Judgement(SOURCE_ID, Reason.ON_HOLD)
ELIGIBLE = Judgement(SOURCE_ID, None)


async def due(ledger: SqlLedger, most: int = 9) -> tuple[SourceId, ...]:
    return await ledger.read(lambda tx: tx.watched.due_again(most))


async def assert_due_after(
    ledger: SqlLedger, clock: LedgerClock, seconds: float
) -> None:
    clock.advance(seconds - 0.001)
    assert await due(ledger) == ()
    clock.advance(0.001)
    assert await due(ledger) == (SOURCE_ID,)


async def judge_all_again(ledger: SqlLedger) -> int:
    return await ledger.write(lambda tx: tx.watched.judge_all_again())


@pytest.fixture
async def seen(ledger: SqlLedger) -> SqlLedger:
    await see(ledger, an_invoice())
    return ledger


async def test_what_could_not_be_judged_is_judged_again_soon_then_every_hour(
    seen: SqlLedger, ledger_clock: LedgerClock
) -> None:
    for minutes in (1, 5, 15, 60, 60, 60):
        await judge(seen, UNKNOWN)
        await assert_due_after(seen, ledger_clock, minutes * MINUTE)


async def test_what_is_blocked_is_judged_again_every_day(
    seen: SqlLedger, ledger_clock: LedgerClock
) -> None:
    for _ in range(3):
        await judge(seen, BLOCKED)
        await assert_due_after(seen, ledger_clock, DAY)


async def test_after_an_answer_the_short_waits_begin_anew(
    seen: SqlLedger, ledger_clock: LedgerClock
) -> None:
    for judgement in (UNKNOWN, UNKNOWN, BLOCKED, UNKNOWN):
        await judge(seen, judgement)

    await assert_due_after(seen, ledger_clock, MINUTE)


async def test_what_may_go_and_does_not_is_looked_at_within_the_hour(
    seen: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await judge(seen, ELIGIBLE)

    await assert_due_after(seen, ledger_clock, HOUR)


async def test_what_was_seen_and_never_judged_is_not_forgotten(
    seen: SqlLedger, ledger_clock: LedgerClock
) -> None:
    """Guards against a crash between seeing an invoice and judging it."""
    await assert_due_after(seen, ledger_clock, 15 * MINUTE)


async def test_the_longest_due_come_first(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    unjudged, blocked, unknown = (SourceId(f"id-{n}") for n in (3, 1, 2))
    ids = (blocked, unknown, unjudged)
    await see(ledger, *(an_invoice(source_id=one) for one in ids))
    await judge(ledger, Judgement(blocked, Reason.ON_HOLD))
    await judge(ledger, Judgement(unknown, None, system=System.TWIKEY))
    ledger_clock.advance(DAY)

    assert await due(ledger) == (unjudged, unknown, blocked)
    assert await due(ledger, 1) == (unjudged,)


async def test_all_can_be_made_due_at_once(
    seen: SqlLedger, ledger_clock: LedgerClock
) -> None:
    other = SourceId("other")
    await see(seen, an_invoice(source_id=other))
    await judge(seen, UNKNOWN, UNKNOWN, Judgement(other, Reason.ON_HOLD))

    assert await judge_all_again(seen) == 2
    assert await due(seen) == (SOURCE_ID, other)
    await judge(seen, UNKNOWN, Judgement(other, Reason.ON_HOLD))
    await assert_due_after(seen, ledger_clock, MINUTE)


async def test_only_those_out_for_some_reasons_become_due(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    other = SourceId("other")
    await see(ledger, an_invoice(), an_invoice(source_id=other, number="2026 / 119"))
    await judge(ledger, Judgement(SOURCE_ID, Reason.PROFILE_UNKNOWN))
    await judge(ledger, Judgement(other, Reason.ON_HOLD))
    ledger_clock.advance(HOUR)

    def unit(tx: LedgerTx) -> int:
        return tx.watched.judge_again_for([Reason.PROFILE_UNKNOWN, Reason.REFUSED])

    assert await ledger.write(unit) == 1
    assert await due(ledger) == (SOURCE_ID,)
    assert await ledger.write(lambda tx: tx.watched.judge_again_for([])) == 0
