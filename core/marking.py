"""Marking an invoice as paid at Twikey, because a person saw that it is settled.

Both systems are asked again at this moment; what was known when the button was shown
counts for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from core.announcing import announce
from core.domain.alert import AlertChange, LineState
from core.domain.checks import settled_since
from core.domain.evidence import Evidence, Missing, Unread
from core.domain.history import SeenBy
from core.domain.invoice import Invoice, SourceId
from core.domain.reason import PARTLY, Facts, System, Trigger
from core.domain.target import TargetId, TargetInvoice, TargetState
from core.errors import RemoteUnavailable, UnexpectedResponse
from core.gathering import Gatherer, Question
from core.ports import InvoiceFilter, LedgerTx, Refused
from core.readings import Readings, read_account, read_credit_notes
from core.settling import CAUSE, note_over
from core.systems import Systems


class Hindrance(StrEnum):
    """Why an invoice is not marked as paid."""

    NOT_IMPORTED = "not-imported"
    GONE = "gone"
    NOT_OPEN = "not-open"
    COLLECTING = "collecting"
    NOT_SETTLED = "not-settled"


@dataclass(frozen=True)
class Marked:
    """Twikey now holds it as paid; ``how`` it was settled in Teamleader."""

    source_id: SourceId
    number: str | None
    how: str


@dataclass(frozen=True)
class Nothing:
    """Nothing was done."""

    why: Hindrance
    number: str | None = None


async def mark_paid(
    systems: Systems, source_id: SourceId, by: str
) -> Marked | Nothing | Refused:
    """Mark an imported invoice as paid at Twikey if Teamleader says it is settled.

    ``by`` is the person who decided it. Raises ``RemoteError``; ``RemoteUnavailable``
    means that it may be marked, and it is safe to ask again.
    """
    evidence = await _evidence(systems, source_id)
    number = await _number(systems, source_id)
    found = await _asked_twikey(systems, evidence)
    if isinstance(found, Hindrance):
        return Nothing(found, number)
    facts = settled_since(replace(evidence, target=replace(evidence.target, own=found)))
    if not isinstance(facts, dict) or PARTLY in facts:
        # As paid it would be given up for the part that is still open.
        return Nothing(Hindrance.NOT_SETTLED, number)
    marked = Marked(source_id, number, str(facts["how"]))
    return await _mark(systems, marked, found, by)


async def _evidence(systems: Systems, source_id: SourceId) -> Evidence:
    """Read the invoice and its credit notes now."""
    policy = await systems.policy()
    readings = Readings(await read_account(systems))
    row = await _row(systems, source_id)
    if row is None:
        gatherer = Gatherer(systems, readings, policy)
        return await gatherer.absent(source_id, source_id, Missing())
    unread = await read_credit_notes(systems, row.created_at)
    if isinstance(unread, Unread):
        raise RemoteUnavailable(unread.system, unread.operation, "not answered")
    question = Question(Trigger.NUMBER, SeenBy.WHY)
    (evidence,) = await Gatherer(systems, readings, policy).first([row], question)
    return evidence


async def _row(systems: Systems, source_id: SourceId) -> Invoice | None:
    async for page in systems.source.invoices(InvoiceFilter(ids=(source_id,))):
        for row in page:
            if isinstance(row, Invoice):
                return row
            raise UnexpectedResponse(System.TEAMLEADER, "invoices.list", row.outline)
    return None


async def _number(systems: Systems, source_id: SourceId) -> str | None:
    known = await systems.ledger.read(lambda tx: tx.invoices.known(source_id))
    return known.number if known else None


async def _asked_twikey(
    systems: Systems, evidence: Evidence
) -> TargetInvoice | Hindrance:
    """Ask Twikey for our own invoice; returns what keeps it from being marked."""
    own = evidence.target.own
    target_id = own.id if own else evidence.memory.target_id
    if target_id is None:
        return Hindrance.NOT_IMPORTED
    found = await systems.target.find(target_id)
    await systems.ledger.write(lambda tx: _keep(tx, target_id, found))
    if found is None:
        return Hindrance.GONE
    if found.state is TargetState.PENDING:
        return Hindrance.COLLECTING
    return found if found.state.is_open else Hindrance.NOT_OPEN


async def _mark(
    systems: Systems, marked: Marked, found: TargetInvoice, by: str
) -> Marked | Refused:
    facts: Facts = {"target_id": found.id, "how": marked.how}
    await systems.ledger.write(
        lambda tx: tx.audit.add(by, "mark-paid", marked.source_id, facts)
    )
    refused = await systems.target.mark_paid(found)
    if refused is not None:
        told = {**facts, **refused.facts()}
        await systems.ledger.write(
            lambda tx: tx.audit.add(by, "mark-paid-refused", marked.source_id, told)
        )
        return refused
    await systems.ledger.write(lambda tx: _marked(tx, marked.source_id, found, by))
    return marked


def _keep(tx: LedgerTx, target_id: TargetId, found: TargetInvoice | None) -> None:
    """Keep what Twikey just told; what is over there concerns nobody any more."""
    if found is None:
        tx.targets.drop(target_id)
    else:
        tx.targets.put(found)
    note_over(tx)


def _marked(tx: LedgerTx, source_id: SourceId, found: TargetInvoice, by: str) -> None:
    """Keep the new state; the alert says who saw to it, if it told of the invoice."""
    tx.targets.put(replace(found, state=TargetState.PAID))
    record = tx.alerts.get(CAUSE)
    told = record.open_lines if record and record.closed_at is None else ()
    solved = [
        replace(
            line,
            state=LineState.SOLVED,
            changed_at=tx.now,
            facts={**line.facts, "how": "marked", "by": by},
        )
        for line in told
        if line.source_id == source_id
    ]
    if solved:
        closes = len(told) == len(solved)
        announce(tx, AlertChange(CAUSE, tuple(solved), closes))
