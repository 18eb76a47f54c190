"""What the ledger knows of a batch of invoices, and what follows for Twikey's side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from core.domain.document import basis_of
from core.domain.evidence import Evidence
from core.domain.history import AttemptState, Memory
from core.domain.invoice import CreditNote, Invoice, SourceId
from core.domain.number import fold
from core.domain.target import Namesake, TargetInvoice, TargetSight, own_target_id
from core.following import CUSTOMERS_SEEN, follows_found
from core.ports import LedgerTx
from core.readings import Readings

CLOCKS_APART: Final = timedelta(minutes=10)
"""How far Teamleader's times may lag behind ours."""


@dataclass(frozen=True)
class Remembered:
    """What was read of some invoices in one transaction, at its moment."""

    at: datetime
    memories: Mapping[SourceId, Memory]
    credit_notes: Mapping[SourceId, tuple[CreditNote, ...]]
    namesakes: Mapping[str, tuple[Namesake, ...]]
    own: Mapping[SourceId, TargetInvoice]
    is_complete: bool


def remember(tx: LedgerTx, rows: Sequence[Invoice], account: str) -> Remembered:
    """Read what is known of some invoices."""
    ids = [row.source_id for row in rows]
    numbers = [fold(row.number) for row in rows if row.number]
    memories = tx.invoices.recall(ids)
    return Remembered(
        at=tx.now,
        memories=memories,
        credit_notes=tx.credit_notes.of(ids),
        namesakes=tx.targets.namesakes(numbers),
        own=_own(tx, memories, account),
        is_complete=tx.targets.is_complete(),
    )


def sight_of(row: Invoice, known: Remembered, readings: Readings) -> TargetSight:
    """Tell what Twikey holds of an invoice.

    An invoice there that names ours as its reference is our own, whatever id it has:
    that recognises our own hand even where the ledger was lost.
    """
    namesakes = known.namesakes.get(fold(row.number), ()) if row.number else ()
    tied = (n.invoice for n in namesakes if n.tied_to == row.source_id)
    own = known.own.get(row.source_id) or next(tied, None)
    imported = known.memories[row.source_id].imported_at is not None
    return TargetSight(
        is_complete=known.is_complete and readings.feed is None,
        own=own,
        own_gone=own is None and imported,
        namesakes=namesakes,
    )


def settle(
    tx: LedgerTx, evidence: Evidence, invoice: Invoice, found: TargetInvoice | None
) -> None:
    """Keep what Twikey said when it was asked for our own id.

    ``evidence`` is what was known before Twikey was asked. If something happened since,
    the answer is about a moment that has passed, and is left alone. What Twikey had
    before and has no more was created, and a person deleted it.
    """
    memory, source_id = evidence.memory, invoice.source_id
    fresh = tx.invoices.recall([source_id])[source_id]
    if memory.target_id is None or _differ(fresh, memory):
        return
    was_seen = _was_seen(evidence)
    if found is None:
        if not was_seen and tx.targets.get(memory.target_id) is not None:
            return
        tx.targets.drop(memory.target_id)
    else:
        tx.targets.put(found)
    last = memory.last_attempt
    if last is not None and last.state.is_open:
        is_made = found is not None or was_seen
        state = AttemptState.CREATED if is_made else AttemptState.NOT_CREATED
        customer = tx.invoices.customer_tried(source_id, invoice.customer)
        tx.invoices.settle_attempt(source_id, memory.target_id, state)
        if found is not None:
            profile = tx.invoices.profile_sent(source_id)
            basis, policy = basis_of(invoice), evidence.policy
            follows_found(profile, basis, policy, customer).write(tx, source_id, found)
            _look_at_customers_since(tx, last.at)


def _was_seen(evidence: Evidence) -> bool:
    """Whether Twikey had shown our own id before it was asked for it."""
    own = evidence.target.own
    return own is not None and own.id == evidence.memory.target_id


def _look_at_customers_since(tx: LedgerTx, created_at: datetime) -> None:
    """Go back for changes of a customer that nobody knew was ours yet."""
    seen = tx.marks.get(CUSTOMERS_SEEN)
    since = created_at - CLOCKS_APART
    if seen is not None and seen > since:
        tx.marks.put(CUSTOMERS_SEEN, since)


def _differ(fresh: Memory, before: Memory) -> bool:
    return (
        fresh.target_id != before.target_id
        or fresh.imported_at != before.imported_at
        or fresh.last_attempt != before.last_attempt
    )


def _own(
    tx: LedgerTx, memories: Mapping[SourceId, Memory], account: str
) -> dict[SourceId, TargetInvoice]:
    own = {}
    for source_id, memory in memories.items():
        found = tx.targets.get(memory.target_id or own_target_id(account, source_id))
        if found is not None:
            own[source_id] = found
    return own
