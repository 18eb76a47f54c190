"""The second stage of the evidence: what costs a call for each invoice."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.domain.evidence import Evidence, Missing, Unread
from core.domain.invoice import (
    Customer,
    CustomerRef,
    CustomFieldId,
    Invoice,
    InvoiceDetail,
)
from core.domain.policy import Policy
from core.domain.reason import System
from core.errors import RemoteError
from core.ports import FullInvoice
from core.profiling import Profiling
from core.reading_customers import read_customers, with_attention
from core.systems import Systems

log = logging.getLogger(__name__)

DETAILS_AT_ONCE = 6
_FIELD_MOST = 200

Customers = Mapping[CustomerRef, Customer] | Unread


class Completing:
    """Adds the full invoice, its customer and its profile, for one run."""

    def __init__(self, systems: Systems, policy: Policy) -> None:
        self._systems = systems
        self._policy = policy
        self._profiling = Profiling(systems, policy)
        self._places = asyncio.Semaphore(DETAILS_AT_ONCE)

    async def completed(self, evidences: Sequence[Evidence]) -> list[Evidence]:
        """Complete each; what could not be read is marked as such."""
        # The customers are read beside the full invoices, not before them.
        async with asyncio.TaskGroup() as group:
            customers = group.create_task(self._customers(evidences))
            done = [group.create_task(self._safely(e, customers)) for e in evidences]
        return [task.result() for task in done]

    async def detailed(self, evidence: Evidence) -> Evidence:
        """Add the full invoice alone, unless it is there; one call."""
        invoice = evidence.invoice
        if invoice is None or evidence.detail is not None:
            return evidence
        try:
            async with self._places:
                full = await self._systems.source.full(invoice.source_id)
        except RemoteError as error:
            return replace(evidence, detail=Unread(error.system, error.operation))
        if full is None:
            await self._systems.ledger.write(
                lambda tx: tx.invoices.see_gone(invoice.source_id)
            )
            return replace(evidence, source=Missing())
        return replace(evidence, source=_freshest(invoice, full), detail=full.detail)

    async def _record_field(self, evidence: Evidence) -> None:
        """Keep a snapshot where the field for the profile differs from the last one."""
        source_id, value = evidence.source_id, _field_of(evidence)
        seen = evidence.memory.snapshots
        known = seen[-1].profile_field if seen else None
        if source_id is None or value is None or value == known:
            return
        await self._systems.ledger.write(
            lambda tx: tx.invoices.see_profile_field(source_id, value, evidence.seen_by)
        )

    async def _customers(self, evidences: Sequence[Evidence]) -> Customers:
        refs = {e.invoice.customer for e in evidences if e.invoice}
        try:
            return await read_customers(
                self._systems, self._policy, {ref for ref in refs if ref}
            )
        except RemoteError as error:
            return Unread(error.system, error.operation)

    async def _safely(
        self, evidence: Evidence, customers: asyncio.Task[Customers]
    ) -> Evidence:
        try:
            return await self._completed(evidence, customers)
        except Exception:
            # One invoice that trips over a mistake of ours must not stop the rest.
            log.exception("completing-failed", extra={"invoice": evidence.source_id})
            return replace(evidence, detail=Unread(System.TEAMLEADER, "invoices.info"))

    async def _completed(
        self, evidence: Evidence, customers: asyncio.Task[Customers]
    ) -> Evidence:
        complete, _ = await asyncio.gather(
            self.detailed(evidence), self._profiling.warm_up(evidence)
        )
        await self._record_field(complete)
        complete = replace(complete, customer=_customer_of(complete, await customers))
        complete = await with_attention(self._systems, complete)
        return replace(complete, profile=await self._profiling.profile(complete))


def _field_of(evidence: Evidence) -> str | None:
    """Return what the custom field for the profile holds; ``None`` if it is not read.

    An empty field is an empty text: that is known too.
    """
    asked, detail = evidence.policy.invoice_profile_field, evidence.detail
    if not asked or not isinstance(detail, InvoiceDetail):
        return None
    value = detail.custom_fields.get(CustomFieldId(asked))
    return "" if value is None else str(value)[:_FIELD_MOST]


def _customer_of(
    evidence: Evidence, customers: Customers
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
