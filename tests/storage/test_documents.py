"""Which PDFs are wanted, who fetches them, and what came of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from core.domain.document import DocumentProblem
from core.domain.history import DocumentRecord, DocumentState
from core.domain.invoice import SourceId
from core.domain.target import TargetId
from core.ports.retrieval import DocumentClaim
from storage.ledger import SqlLedger
from tests.builders import SOURCE_ID, an_invoice
from tests.conftest import LedgerClock
from tests.storage.test_sights import HOUR, memory, see

TARGET = TargetId("target-1")
OTHER = SourceId("other")


async def want(
    ledger: SqlLedger,
    source_id: SourceId = SOURCE_ID,
    target_id: TargetId = TARGET,
    basis: str = "first",
) -> None:
    await ledger.write(lambda tx: tx.documents.want(source_id, target_id, basis))


async def due(
    ledger: SqlLedger, owner: str = "worker", most: int = 9
) -> tuple[DocumentClaim, ...]:
    return await ledger.write(lambda tx: tx.documents.claim_due(owner, 60, most))


async def taken(ledger: SqlLedger, owner: str = "worker") -> DocumentClaim:
    (claim,) = await due(ledger, owner)
    return claim


async def by_hand(ledger: SqlLedger, owner: str = "person") -> DocumentClaim | None:
    return await ledger.write(lambda tx: tx.documents.claim(SOURCE_ID, owner, 60))


async def attach(ledger: SqlLedger, claim: DocumentClaim, digest: str = "d1") -> bool:
    return await ledger.write(lambda tx: tx.documents.attached(claim, 4096, digest))


async def fail(
    ledger: SqlLedger,
    claim: DocumentClaim,
    next_at: datetime | None,
    problem: DocumentProblem = DocumentProblem.NOT_YET,
) -> bool:
    return await ledger.write(lambda tx: tx.documents.failed(claim, problem, next_at))


async def record(ledger: SqlLedger) -> DocumentRecord:
    return (await ledger.read(lambda tx: tx.documents.of([SOURCE_ID])))[SOURCE_ID]


async def missing(ledger: SqlLedger) -> tuple[SourceId, ...]:
    return await ledger.read(lambda tx: tx.documents.missing())


@pytest.fixture
async def wanted(ledger: SqlLedger) -> SqlLedger:
    await see(ledger, an_invoice(), an_invoice(source_id=OTHER))
    await want(ledger)
    return ledger


@pytest.fixture
async def attached(wanted: SqlLedger) -> SqlLedger:
    assert await attach(wanted, await taken(wanted))
    return wanted


async def test_a_wanted_document_is_due_at_once(
    wanted: SqlLedger, ledger_clock: LedgerClock
) -> None:
    now = ledger_clock.moment

    expected = DocumentRecord(DocumentState.WANTED, next_at=now)
    assert await record(wanted) == (await memory(wanted)).document == expected
    assert await taken(wanted) == DocumentClaim(
        SOURCE_ID, TARGET, "worker", 1, attempts=0, wanted_at=now, basis="first"
    )


async def test_an_invoice_whose_document_was_never_wanted_has_none(
    wanted: SqlLedger,
) -> None:
    assert await wanted.read(lambda tx: tx.documents.of([OTHER])) == {}
    none = DocumentRecord(DocumentState.NONE)
    assert (await memory(wanted, OTHER)).document == none
    assert await wanted.write(lambda tx: tx.documents.claim(OTHER, "me", 60)) is None


async def test_wanting_the_same_document_again_changes_nothing(
    attached: SqlLedger, ledger_clock: LedgerClock
) -> None:
    before = await record(attached)
    ledger_clock.advance(HOUR)
    await want(attached)

    assert await record(attached) == before
    assert await due(attached) == ()


async def test_an_invoice_created_anew_needs_its_document_anew(
    attached: SqlLedger, ledger_clock: LedgerClock
) -> None:
    again_at = ledger_clock.advance(HOUR)
    await want(attached, target_id=TargetId("target-2"))

    assert await record(attached) == DocumentRecord(
        DocumentState.WANTED, next_at=again_at
    )
    claim = await taken(attached)
    assert (claim.target_id, claim.digest) == ("target-2", None)


async def test_what_was_fetched_for_the_earlier_one_does_not_count(
    wanted: SqlLedger,
) -> None:
    late = await taken(wanted)
    await want(wanted, target_id=TargetId("target-2"))

    assert not await attach(wanted, late)
    assert (await record(wanted)).state is DocumentState.WANTED
    assert (await taken(wanted)).target_id == "target-2"


async def test_only_one_worker_fetches_a_document_at_a_time(wanted: SqlLedger) -> None:
    await taken(wanted, "first")

    assert await due(wanted, "second") == ()
    assert await by_hand(wanted) is None


async def test_the_longest_due_are_taken_first(
    wanted: SqlLedger, ledger_clock: LedgerClock
) -> None:
    ids = [SourceId(f"id-{n}") for n in (3, 1, 2)]
    await see(wanted, *(an_invoice(source_id=one) for one in ids))
    for one in ids:
        ledger_clock.advance(1)
        await want(wanted, one)

    first = await due(wanted, most=2)
    assert [claim.source_id for claim in first] == [SOURCE_ID, "id-3"]
    assert [claim.source_id for claim in await due(wanted)] == ["id-1", "id-2"]


async def test_a_worker_that_died_leaves_its_document_to_the_next(
    wanted: SqlLedger, ledger_clock: LedgerClock
) -> None:
    dead = await taken(wanted, "dead")
    ledger_clock.advance(59.999)
    assert await due(wanted, "next") == ()
    ledger_clock.advance(0.001)
    claim = await taken(wanted, "next")

    assert claim.fence == dead.fence + 1
    assert not await attach(wanted, dead, "theirs")
    assert not await fail(wanted, dead, None)
    assert await attach(wanted, claim, "ours")
    assert (await record(wanted)).state is DocumentState.ATTACHED


async def test_a_worker_that_was_slow_still_counts_while_nobody_else_came(
    wanted: SqlLedger, ledger_clock: LedgerClock
) -> None:
    slow = await taken(wanted)
    ledger_clock.advance(HOUR)

    assert await attach(wanted, slow)


async def test_an_answer_given_twice_counts_once(wanted: SqlLedger) -> None:
    claim = await taken(wanted)

    assert await attach(wanted, claim)
    assert not await attach(wanted, claim)
    assert not await fail(wanted, claim, None)
    assert (await record(wanted)).attempts == 1


async def test_an_attached_document_is_done(
    attached: SqlLedger, ledger_clock: LedgerClock
) -> None:
    assert await record(attached) == DocumentRecord(
        DocumentState.ATTACHED, 1, None, ledger_clock.moment, 4096
    )
    ledger_clock.advance(24 * HOUR)
    assert await due(attached) == ()
    assert await by_hand(attached) is None


async def test_a_try_that_failed_is_made_again_at_its_time(
    wanted: SqlLedger, ledger_clock: LedgerClock
) -> None:
    next_at = ledger_clock.moment + timedelta(minutes=5)

    assert await fail(wanted, await taken(wanted), next_at)
    assert await record(wanted) == DocumentRecord(
        DocumentState.WAITING, 1, next_at, problem="not-yet"
    )
    ledger_clock.advance(299)
    assert await due(wanted) == ()
    ledger_clock.advance(1)
    assert (await taken(wanted)).attempts == 1


async def test_a_person_need_not_wait_for_the_next_try(
    wanted: SqlLedger, ledger_clock: LedgerClock
) -> None:
    next_at = ledger_clock.moment + timedelta(hours=6)
    await fail(wanted, await taken(wanted), next_at)
    claim = await by_hand(wanted)

    assert claim is not None
    assert await attach(wanted, claim)


async def test_what_was_given_up_is_only_fetched_by_hand(
    wanted: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await fail(wanted, await taken(wanted), None)
    ledger_clock.advance(24 * HOUR)

    assert (await record(wanted)).state is DocumentState.GAVE_UP
    assert await due(wanted) == ()
    claim = await by_hand(wanted)
    assert claim is not None
    assert await attach(wanted, claim)
    assert (await record(wanted)).problem is None


async def test_every_document_that_is_not_at_twikey_is_missing_oldest_first(
    attached: SqlLedger, ledger_clock: LedgerClock
) -> None:
    assert await missing(attached) == ()
    await want(attached, OTHER)
    ledger_clock.advance(1)
    await attached.write(lambda tx: tx.documents.look_again({SOURCE_ID: "second"}))

    assert await missing(attached) == (OTHER, SOURCE_ID)
