"""Gathering the evidence, in two stages to spare calls."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.domain.customers import customer_number
from core.domain.evidence import Evidence, Missing, Unread
from core.domain.history import Memory, SeenBy
from core.domain.invoice import (
    Customer,
    CustomerRef,
    Invoice,
    SourceId,
)
from core.domain.policy import Policy, Window
from core.domain.profile import ProfileChoice, choose_profile
from core.domain.reason import Trigger
from core.domain.target import TargetSight
from core.errors import RemoteError
from core.ports import FullInvoice, LedgerTx
from core.readings import Readings
from core.remembering import Remembered, remember, settle, sight_of
from core.systems import Systems

DETAILS_AT_ONCE = 6


@dataclass(frozen=True)
class Question:
    """How invoices are being asked about.

    ``ask_target`` looks our own invoice up at Twikey instead of trusting the mirror,
    which never hears of deletions.
    """

    trigger: Trigger
    seen_by: SeenBy
    window: Window | None = None
    ask_target: bool = False


class Gatherer:
    """Collects what the rules look at, for one run or one diagnosis."""

    def __init__(self, systems: Systems, readings: Readings, policy: Policy) -> None:
        self._systems = systems
        self._readings = readings
        self._policy = policy
        self._details = asyncio.Semaphore(DETAILS_AT_ONCE)

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
        ids = [source_id] if source_id else []
        known = await self._systems.ledger.read(lambda tx: tx.invoices.recall(ids))
        memory = known[source_id] if source_id else Memory()
        own = await self._systems.ledger.read(
            lambda tx: tx.targets.get(memory.target_id) if memory.target_id else None
        )
        return Evidence(
            trigger=Trigger.AUTOMATIC,
            asked_as=asked_as,
            now=self._systems.clock.now(),
            policy=self._policy,
            source=source,
            memory=memory,
            target=TargetSight(self._readings.feed is None, own),
            account=self._readings.account,
        )

    async def second(self, evidences: Sequence[Evidence]) -> list[Evidence]:
        """Add the full invoice, its customer and its profile to each.

        What could not be read is marked as such; nothing is raised.
        """
        customers = await self._customers(evidences)
        return list(
            await asyncio.gather(
                *(self._second_of(evidence, customers) for evidence in evidences)
            )
        )

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
            now=self._systems.clock.now(),
            memory=known.memories[invoice.source_id],
            target=sight_of(invoice, known, self._readings),
        )

    def _recall(
        self, tx: LedgerTx, rows: Sequence[Invoice], seen_by: SeenBy
    ) -> Remembered:
        tx.invoices.see(rows, seen_by)
        return remember(tx, rows, self._readings.account)

    async def _evidence_of(
        self, row: Invoice, known: Remembered, question: Question
    ) -> Evidence:
        memory = known.memories[row.source_id]
        evidence = Evidence(
            trigger=question.trigger,
            asked_as=row.number or row.source_id,
            now=self._systems.clock.now(),
            policy=self._policy,
            source=row,
            memory=memory,
            target=sight_of(row, known, self._readings),
            credit_notes=self._readings.credit_notes
            or known.credit_notes.get(row.source_id, ()),
            window=question.window,
            account=self._readings.account,
        )
        if self._must_ask_twikey(evidence, question):
            evidence = await self._asked_twikey(evidence)
        return await self._with_payments(evidence)

    @staticmethod
    def _must_ask_twikey(evidence: Evidence, question: Question) -> bool:
        last = evidence.memory.last_attempt
        unanswered = last is not None and last.state.is_open
        ours = evidence.memory.target_id is not None
        return unanswered or (question.ask_target and ours)

    async def _asked_twikey(self, evidence: Evidence) -> Evidence:
        """Settle what Twikey has under our own id, by asking it."""
        target_id, source_id = evidence.memory.target_id, evidence.source_id
        if target_id is None or source_id is None:
            return evidence
        try:
            found = await self._systems.target.find(target_id)
        except RemoteError:
            sight = replace(evidence.target, is_complete=False, own_gone=False)
            return replace(evidence, target=sight)
        await self._systems.ledger.write(
            lambda tx: settle(tx, evidence.memory, source_id, found)
        )
        return await self.again(evidence)

    async def _with_payments(self, evidence: Evidence) -> Evidence:
        """Read the full invoice early where a credit note makes ``due`` ambiguous."""
        invoice = evidence.invoice
        if invoice is None or not evidence.credited.is_positive:
            return evidence
        if not invoice.due.is_positive or invoice.due == invoice.total:
            return evidence
        return await self._with_detail(evidence)

    async def _customers(
        self, evidences: Sequence[Evidence]
    ) -> Mapping[CustomerRef, Customer] | Unread:
        refs = {e.invoice.customer for e in evidences if e.invoice}
        try:
            return await self._systems.source.customers(
                sorted((ref for ref in refs if ref), key=lambda ref: (ref.kind, ref.id))
            )
        except RemoteError as error:
            return Unread(error.system, error.operation)

    async def _second_of(
        self, evidence: Evidence, customers: Mapping[CustomerRef, Customer] | Unread
    ) -> Evidence:
        complete = await self._with_detail(evidence)
        customer = _customer_of(complete, customers)
        profile = await self._profile(customer)
        return replace(complete, customer=customer, profile=profile)

    async def _with_detail(self, evidence: Evidence) -> Evidence:
        invoice = evidence.invoice
        if invoice is None or evidence.detail is not None:
            return evidence
        try:
            async with self._details:
                full = await self._systems.source.full(invoice.source_id)
        except RemoteError as error:
            return replace(evidence, detail=Unread(error.system, error.operation))
        if full is None:
            return replace(evidence, source=Missing())
        return replace(evidence, source=_freshest(invoice, full), detail=full.detail)

    async def _profile(
        self, customer: Customer | Missing | Unread | None
    ) -> ProfileChoice:
        if not isinstance(customer, Customer):
            return choose_profile(customer_known=False, last_sent=None, default=None)
        number = customer_number(customer, self._policy)

        def choose(tx: LedgerTx) -> ProfileChoice:
            return choose_profile(
                customer_known=number in tx.targets.customer_numbers(),
                last_sent=tx.targets.last_profile(number),
                default=self._policy.default_profile,
            )

        return await self._systems.ledger.read(choose)


def _customer_of(
    evidence: Evidence, customers: Mapping[CustomerRef, Customer] | Unread
) -> Customer | Missing | Unread | None:
    if isinstance(customers, Unread):
        return customers
    invoice = evidence.invoice
    if invoice is None:
        return None
    if invoice.customer is None:
        return Missing()
    return customers.get(invoice.customer, Missing())


def _freshest(row: Invoice, full: FullInvoice) -> Invoice:
    """Take the invoice as read now; two fields are told by the list alone."""
    return replace(
        full.invoice, web_url=row.web_url, subscription_id=row.subscription_id
    )
