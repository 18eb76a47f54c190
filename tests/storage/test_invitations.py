"""Where invitations stand, and that none begins twice by itself."""

from __future__ import annotations

import pytest

from core.domain.history import AttemptState, InvitationRecord, InvitationState
from core.domain.invitation import HeldFor
from core.domain.invoice import SourceId
from core.domain.reason import Facts
from core.domain.target import TargetId
from core.ports.retrieval import BegunInvitation, DueInvitation
from storage.ledger import SqlLedger
from tests.builders import SOURCE_ID, an_invoice
from tests.conftest import LedgerClock
from tests.storage.test_sights import HOUR, memory, see
from tests.storage.test_timeline import attempt

TARGET = TargetId("target-1")
BATCH = InvitationRecord(InvitationState.WAITING, held_for=HeldFor.BATCH)
FOR_DOCUMENT = InvitationRecord(InvitationState.WAITING, held_for=HeldFor.DOCUMENT)


async def put(
    ledger: SqlLedger, record: InvitationRecord, source_id: SourceId = SOURCE_ID
) -> None:
    await ledger.write(lambda tx: tx.invitations.put(source_id, TARGET, record))


async def begin(ledger: SqlLedger, by: str | None = None) -> BegunInvitation | None:
    return await ledger.write(lambda tx: tx.invitations.begin(SOURCE_ID, by=by))


async def begun(ledger: SqlLedger, by: str | None = None) -> BegunInvitation:
    got = await begin(ledger, by)
    assert got is not None
    return got


async def finish(
    ledger: SqlLedger, state: InvitationState, facts: Facts | None = None
) -> None:
    await ledger.write(lambda tx: tx.invitations.finish(SOURCE_ID, state, facts or {}))


async def record(ledger: SqlLedger) -> InvitationRecord:
    return (await ledger.read(lambda tx: tx.invitations.of([SOURCE_ID])))[SOURCE_ID]


async def due(ledger: SqlLedger, most: int = 9) -> tuple[DueInvitation, ...]:
    return await ledger.read(lambda tx: tx.invitations.due(most))


@pytest.fixture
async def seen(ledger: SqlLedger) -> SqlLedger:
    await see(ledger, an_invoice())
    return ledger


@pytest.fixture
async def batched(seen: SqlLedger) -> SqlLedger:
    await put(seen, BATCH)
    return seen


@pytest.mark.parametrize("state", InvitationState)
async def test_where_it_stands_is_kept_as_it_is(
    seen: SqlLedger, ledger_clock: LedgerClock, state: InvitationState
) -> None:
    stands = InvitationRecord(state, ledger_clock.moment, "document")
    await put(seen, FOR_DOCUMENT)
    await put(seen, stands)

    assert await record(seen) == stands
    assert (await memory(seen)).invitation == stands


async def test_an_invoice_without_an_invitation_is_left_out(seen: SqlLedger) -> None:
    assert await seen.read(lambda tx: tx.invitations.of([SOURCE_ID])) == {}
    assert (await memory(seen)).invitation.state is InvitationState.NONE


async def test_only_what_waits_for_the_batch_alone_is_due_oldest_first(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    ids = [SourceId(f"id-{n}") for n in (2, 1, 3, 4)]
    await see(ledger, *(an_invoice(source_id=one) for one in ids))
    for one in ids:
        await put(ledger, FOR_DOCUMENT if one == "id-3" else BATCH, one)
        ledger_clock.advance(1)

    assert await due(ledger, 2) == (
        DueInvitation(SourceId("id-2"), TARGET),
        DueInvitation(SourceId("id-1"), TARGET),
    )
    assert [one.source_id for one in await due(ledger)] == ["id-2", "id-1", "id-4"]


async def test_a_begun_invitation_counts_as_unknown(
    batched: SqlLedger, ledger_clock: LedgerClock
) -> None:
    begun_at = ledger_clock.advance(60)

    assert await begin(batched) == BegunInvitation(SOURCE_ID, TARGET, BATCH)
    unknown = InvitationRecord(InvitationState.UNKNOWN, begun_at)
    assert await record(batched) == unknown
    assert await due(batched) == ()
    ledger_clock.advance(1000 * HOUR)
    assert await record(batched) == unknown


async def test_an_invitation_begins_by_itself_only_once(
    batched: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await begun(batched)
    ledger_clock.advance(1000 * HOUR)

    assert await begin(batched) is None


@pytest.mark.parametrize(
    "stands",
    [
        FOR_DOCUMENT,
        InvitationRecord(InvitationState.WAITING, held_for=HeldFor.PROFILE),
        InvitationRecord(InvitationState.SENT),
        InvitationRecord(InvitationState.BY_TWIKEY),
        InvitationRecord(InvitationState.BY_HAND),
        InvitationRecord(InvitationState.UNKNOWN),
        InvitationRecord(InvitationState.NOT_NEEDED),
        # A state other than waiting decides, whatever it was held for.
        InvitationRecord(InvitationState.SENT, held_for=HeldFor.BATCH),
    ],
    ids=lambda stands: f"{stands.state}-{stands.held_for}",
)
async def test_nothing_but_a_due_one_begins_by_itself(
    seen: SqlLedger, stands: InvitationRecord
) -> None:
    await put(seen, stands)

    assert await begin(seen) is None
    assert await record(seen) == stands


@pytest.mark.parametrize(
    "state", [s for s in InvitationState if s is not InvitationState.NOT_NEEDED]
)
async def test_a_person_may_send_any_that_makes_sense(
    seen: SqlLedger, state: InvitationState
) -> None:
    await put(seen, InvitationRecord(state))

    assert (await begun(seen, by="U1")).before.state is state


async def test_not_even_a_person_sends_one_that_is_not_needed(seen: SqlLedger) -> None:
    await put(seen, InvitationRecord(InvitationState.NOT_NEEDED))

    assert await begin(seen, by="U1") is None


async def test_a_person_may_invite_for_any_imported_invoice(seen: SqlLedger) -> None:
    assert await begin(seen, by="U1") is None
    await attempt(seen, AttemptState.CREATED)

    assert await begin(seen) is None
    assert await begun(seen, by="U1") == BegunInvitation(
        SOURCE_ID, TARGET, InvitationRecord(InvitationState.NONE)
    )
    assert (await record(seen)).state is InvitationState.UNKNOWN


async def test_an_unseen_invoice_has_nothing_to_send(ledger: SqlLedger) -> None:
    assert await begin(ledger, by="U1") is None
    await finish(ledger, InvitationState.SENT)

    assert await ledger.read(lambda tx: tx.invitations.of([SOURCE_ID])) == {}


async def test_what_came_of_the_call_is_kept_with_its_time(
    batched: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await begun(batched)
    sent_at = ledger_clock.advance(2)
    await finish(batched, InvitationState.SENT)

    assert await record(batched) == InvitationRecord(InvitationState.SENT, sent_at)


async def test_what_was_sent_stays_sent(
    batched: SqlLedger, ledger_clock: LedgerClock
) -> None:
    """Guards against an automatic step that comes after a person's mail."""
    await begun(batched, by="U1")
    await finish(batched, InvitationState.SENT, {"by": "U1"})
    await finish(batched, InvitationState.NOT_NEEDED)

    assert (await record(batched)).state is InvitationState.SENT
