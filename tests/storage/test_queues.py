"""Several workers on one queue: each row goes to one, and nobody waits."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

import pytest

from core.domain.invoice import SourceId
from core.domain.target import TargetId
from core.ports.ledger import LedgerTx
from core.ports.retrieval import DocumentClaim
from core.ports.watch import Hint, OutboxMessage
from storage.ledger import SqlLedger
from tests.builders import an_invoice
from tests.storage.test_sights import see

IDS = [SourceId(f"id-{n}") for n in range(12)]
OWNERS = [f"worker-{n}" for n in range(6)]
T = TypeVar("T")


async def pass_by(
    ledger: SqlLedger, first: Callable[[LedgerTx], T], second: Callable[[LedgerTx], T]
) -> tuple[T, T]:
    """Let the second do all its work before the first commits, without waiting."""
    worked, go_on = threading.Event(), threading.Event()

    def slow(tx: LedgerTx) -> T:
        result = first(tx)
        worked.set()
        assert go_on.wait(30)
        return result

    running = asyncio.create_task(ledger.write(slow))
    await asyncio.to_thread(worked.wait, 30)
    later = await ledger.write(second)
    go_on.set()
    return await running, later


def want_all(tx: LedgerTx) -> None:
    for one in IDS:
        tx.documents.want(one, TargetId(f"target-{one}"), "basis")


def hint_all(tx: LedgerTx) -> None:
    tx.hints.add([Hint("invoice", one, "invoice.booked") for one in IDS])


def message_all(tx: LedgerTx) -> None:
    for one in IDS:
        tx.outbox.put(OutboxMessage("summary", one))


def claim_documents(owner: str) -> Callable[[LedgerTx], list[str]]:
    return lambda tx: [c.source_id for c in tx.documents.claim_due(owner, 60, 3)]


def claim_hints(owner: str) -> Callable[[LedgerTx], list[str]]:
    return lambda tx: [c.id for c in tx.hints.claim(owner, 60, 3)]


def claim_messages(owner: str) -> Callable[[LedgerTx], list[str]]:
    return lambda tx: [c.message.key for c in tx.outbox.claim(owner, 60, 3)]


QUEUES = pytest.mark.parametrize(
    ("fill", "claim"),
    [
        (want_all, claim_documents),
        (hint_all, claim_hints),
        (message_all, claim_messages),
    ],
    ids=["documents", "hints", "messages"],
)
Claiming = Callable[[str], Callable[[LedgerTx], list[str]]]


@QUEUES
async def test_every_row_is_claimed_by_one_of_many(
    ledger: SqlLedger, fill: Callable[[LedgerTx], None], claim: Claiming
) -> None:
    await see(ledger, *(an_invoice(source_id=one) for one in IDS))
    await ledger.write(fill)
    claimed = await asyncio.gather(*(ledger.write(claim(one)) for one in OWNERS))

    assert sorted(one for mine in claimed for one in mine) == sorted(IDS)


@QUEUES
async def test_nobody_waits_for_somebody_elses_rows(
    shared: SqlLedger, fill: Callable[[LedgerTx], None], claim: Claiming
) -> None:
    await see(shared, *(an_invoice(source_id=one) for one in IDS))
    await shared.write(fill)
    first, second = await pass_by(shared, claim("first"), claim("second"))

    assert (len(first), len(second)) == (3, 3)
    assert not set(first) & set(second)


async def test_a_document_by_hand_and_by_itself_is_fetched_once(
    shared: SqlLedger,
) -> None:
    await see(shared, *(an_invoice(source_id=one) for one in IDS))
    await shared.write(want_all)

    def by_hand(tx: LedgerTx) -> tuple[DocumentClaim, ...]:
        claim = tx.documents.claim(IDS[0], "person", 60)
        return (claim,) if claim else ()

    def by_itself(tx: LedgerTx) -> tuple[DocumentClaim, ...]:
        return tx.documents.claim_due("worker", 60, 99)

    mine, theirs = await pass_by(shared, by_hand, by_itself)
    assert [claim.source_id for claim in mine] == IDS[:1]
    assert IDS[0] not in {claim.source_id for claim in theirs}
    assert len(theirs) == len(IDS) - 1
