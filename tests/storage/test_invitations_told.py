"""What the time line tells of an invitation."""

from __future__ import annotations

import pytest

from core.domain.history import InvitationRecord, InvitationState
from storage.ledger import SqlLedger
from tests.builders import an_invoice
from tests.conftest import LedgerClock
from tests.storage.test_invitations import (
    BATCH,
    FOR_DOCUMENT,
    begun,
    due,
    finish,
    put,
    record,
)
from tests.storage.test_sights import HOUR, see
from tests.storage.test_timeline import told


async def invitation_events(ledger: SqlLedger) -> list[tuple[str, dict[str, object]]]:
    return [one for one in await told(ledger) if one[0].startswith("invitation-")]


@pytest.fixture
async def seen(ledger: SqlLedger) -> SqlLedger:
    await see(ledger, an_invoice())
    return ledger


@pytest.fixture
async def batched(seen: SqlLedger) -> SqlLedger:
    await put(seen, BATCH)
    return seen


async def test_a_call_that_never_left_leaves_no_trace(
    batched: SqlLedger, ledger_clock: LedgerClock
) -> None:
    for _ in range(3):
        ledger_clock.advance(60)
        before = (await begun(batched)).before
        await put(batched, before)

    assert await record(batched) == BATCH
    assert len(await due(batched)) == 1
    assert await invitation_events(batched) == [
        ("invitation-waiting", {"held_for": "batch"})
    ]


async def test_the_time_line_tells_what_was_found_out(
    seen: SqlLedger, ledger_clock: LedgerClock
) -> None:
    for stands in (FOR_DOCUMENT, FOR_DOCUMENT, BATCH):
        await put(seen, stands)
        ledger_clock.advance(1)
    await begun(seen)
    ledger_clock.advance(1)
    await finish(seen, InvitationState.SENT, {"by": None})
    ledger_clock.advance(1)
    await put(seen, InvitationRecord(InvitationState.BY_TWIKEY))
    ledger_clock.advance(1)
    await finish(seen, InvitationState.NOT_NEEDED)

    assert await invitation_events(seen) == [
        ("invitation-waiting", {"held_for": "document"}),
        ("invitation-waiting", {"held_for": "batch"}),
        ("invitation-sent", {"by": None}),
        ("invitation-by-twikey", {}),
        ("invitation-not-needed", {}),
    ]


async def test_an_unanswered_call_is_told_for_ever(
    batched: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await begun(batched)
    ledger_clock.advance(HOUR)
    before = (await begun(batched, by="U1")).before
    await put(batched, before)
    unsure = await invitation_events(batched)
    ledger_clock.advance(HOUR)
    await begun(batched, by="U1")
    await finish(batched, InvitationState.SENT, {"by": "U1"})

    names = [name for name, _ in await invitation_events(batched)]
    assert [name for name, _ in unsure] == names[:2]
    assert names == ["invitation-waiting", "invitation-unknown", "invitation-sent"]


async def test_a_second_mail_is_told_too(
    batched: SqlLedger, ledger_clock: LedgerClock
) -> None:
    for _ in range(2):
        ledger_clock.advance(HOUR)
        await begun(batched, by="U1")
        await finish(batched, InvitationState.SENT, {"by": "U1"})

    sent = ("invitation-sent", {"by": "U1"})
    assert (await invitation_events(batched))[1:] == [sent, sent]
