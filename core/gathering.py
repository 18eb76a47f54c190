"""Gathering the evidence, in two stages to spare calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.completing import Completing
from core.domain.document import basis_of
from core.domain.evidence import Evidence, Missing, Unread
from core.domain.history import Memory, SeenBy
from core.domain.invoice import (
    Invoice,
    SourceId,
)
from core.domain.policy import Policy, Window
from core.domain.reason import System, Trigger
from core.domain.target import TargetInvoice, TargetSight
from core.errors import RemoteError
from core.ports import LedgerTx
from core.readings import Readings
from core.remembering import Remembered, remember, settle, sight_of
from core.resolving import Resolved
from core.systems import Systems


@dataclass(frozen=True)
class Question:
    """How invoices are being asked about.

    ``ask_target`` looks our own invoice up at Twikey instead of trusting the mirror,
    which never hears of deletions. ``spare_calls`` makes no call for a single invoice,
    whatever that leaves open.
    """

    trigger: Trigger
    seen_by: SeenBy
    window: Window | None = None
    ask_target: bool = False
    spare_calls: bool = False


class Gatherer:
    """Collects what the rules look at, for one run or one diagnosis."""

    def __init__(self, systems: Systems, readings: Readings, policy: Policy) -> None:
        self._systems = systems
        self._readings = readings
        self._policy = policy
        self._completing = Completing(systems, policy)

    async def first(
        self, rows: Sequence[Invoice], question: Question
    ) -> list[Evidence]:
        """Remember the rows and tell what they and the ledger know.

        Costs no call per invoice, except where an earlier create was left unanswered
        or the question asks Twikey itself.
        """
        known = await self._systems.ledger.write(
            lambda tx: self._recall(tx, rows, question.seen_by)
        )
        return [await self._evidence_of(row, known, question) for row in rows]

    async def absent(
        self, asked_as: str, source_id: SourceId | None, source: Missing | Unread
    ) -> Evidence:
        """Return the evidence for an invoice that Teamleader did not show."""
        memory, own, now = await self._systems.ledger.read(
            lambda tx: _known_of(tx, source_id)
        )
        return Evidence(
            trigger=Trigger.AUTOMATIC,
            asked_as=asked_as,
            now=now,
            policy=self._policy,
            source=source,
            memory=memory,
            target=TargetSight(self._readings.feed is None, own),
            account=self._readings.account,
            departments=self._readings.departments,
        )

    async def unresolved(self, resolved: Resolved) -> Evidence:
        """Return the evidence for a typed number that Teamleader shows no invoice for.

        ``resolved`` names at most one invoice, gone or not to be understood.
        """
        for row in resolved.unreadable:
            broken = Unread(System.TEAMLEADER, f"invoices.list: {row.outline}")
            return await self.absent(resolved.typed, row.source_id, broken)
        for known in resolved.gone:
            await self._seen_gone(known.source_id)
            return await self.absent(resolved.typed, known.source_id, Missing())
        return await self.absent(resolved.typed, None, Missing(resolved.nearest))

    async def second(self, evidences: Sequence[Evidence]) -> list[Evidence]:
        """Add the full invoice, its customer and its profile to each.

        What could not be read is marked as such; nothing is raised.
        """
        return await self._completing.completed(evidences)

    async def again(self, evidence: Evidence) -> Evidence:
        """Look at the ledger once more, after something changed at Twikey."""
        invoice = evidence.invoice
        if invoice is None:
            return evidence
        account = self._readings.account
        known = await self._systems.ledger.read(
            lambda tx: remember(tx, [invoice], account)
        )
        return replace(
            evidence,
            now=known.at,
            memory=known.memories[invoice.source_id],
            target=sight_of(invoice, known, self._readings),
        )

    async def settled(self, evidence: Evidence) -> Evidence:
        """Look again, and ask Twikey where a create was left unanswered."""
        fresh = await self.again(evidence)
        return await self._asked_twikey(fresh) if _is_unanswered(fresh) else fresh

    def _recall(
        self, tx: LedgerTx, rows: Sequence[Invoice], seen_by: SeenBy
    ) -> Remembered:
        tx.invoices.see(rows, seen_by)
        tx.documents.look_again({row.source_id: basis_of(row) for row in rows})
        return remember(tx, rows, self._readings.account)

    async def _evidence_of(
        self, row: Invoice, known: Remembered, question: Question
    ) -> Evidence:
        memory = known.memories[row.source_id]
        evidence = Evidence(
            trigger=question.trigger,
            asked_as=row.number or row.source_id,
            now=known.at,
            policy=self._policy,
            source=row,
            memory=memory,
            target=sight_of(row, known, self._readings),
            credit_notes=self._readings.credit_notes
            or known.credit_notes.get(row.source_id, ()),
            window=question.window,
            account=self._readings.account,
            seen_by=question.seen_by,
            departments=self._readings.departments,
        )
        if question.spare_calls:
            return evidence
        if self._must_ask_twikey(evidence, question):
            evidence = await self._asked_twikey(evidence)
        return await self._with_payments(evidence)

    @staticmethod
    def _must_ask_twikey(evidence: Evidence, question: Question) -> bool:
        ours = evidence.memory.target_id is not None
        return _is_unanswered(evidence) or (question.ask_target and ours)

    async def _asked_twikey(self, evidence: Evidence) -> Evidence:
        """Settle what Twikey has under our own id, by asking it."""
        target_id, invoice = evidence.memory.target_id, evidence.invoice
        if target_id is None or invoice is None:
            return evidence
        try:
            found = await self._systems.target.find(target_id)
        except RemoteError:
            found = _shown_by_feed(evidence)
            if found is None:
                sight = replace(evidence.target, is_complete=False, own_gone=False)
                return replace(evidence, target=sight)
        await self._systems.ledger.write(
            lambda tx: settle(tx, evidence, invoice, found)
        )
        return await self.again(evidence)

    async def _with_payments(self, evidence: Evidence) -> Evidence:
        """Read the full invoice early where a credit note makes ``due`` ambiguous."""
        if not evidence.payments_matter:
            return evidence
        return await self._completing.detailed(evidence)

    async def _seen_gone(self, source_id: SourceId) -> None:
        await self._systems.ledger.write(lambda tx: tx.invoices.see_gone(source_id))


def _known_of(
    tx: LedgerTx, source_id: SourceId | None
) -> tuple[Memory, TargetInvoice | None, datetime]:
    memory = tx.invoices.recall([source_id])[source_id] if source_id else Memory()
    own = tx.targets.get(memory.target_id) if memory.target_id else None
    return memory, own, tx.now


def _shown_by_feed(evidence: Evidence) -> TargetInvoice | None:
    """Return what the feed told of a create whose answer never came."""
    own = evidence.target.own
    ours = own is not None and own.id == evidence.memory.target_id
    return own if ours and _is_unanswered(evidence) else None


def _is_unanswered(evidence: Evidence) -> bool:
    last = evidence.memory.last_attempt
    return last is not None and last.state.is_open
