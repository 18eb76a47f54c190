"""Proving that everything is in, from Teamleader's list and the ledger."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace
from datetime import date, timedelta

from core.domain.evidence import Evidence
from core.domain.history import SeenBy
from core.domain.invoice import Invoice, SourceId
from core.domain.money import Money
from core.domain.proof import Place, Proof, ProvenInvoice, place_of
from core.domain.reason import Trigger
from core.gathering import Gatherer, Question
from core.ports import InvoiceFilter, LedgerTx, UnreadableInvoice
from core.readings import (
    CreditNoteReading,
    Readings,
    follow_feed,
    read_account,
    read_departments,
)
from core.systems import Systems


async def prove(systems: Systems, first: date, last: date) -> Proof:
    """Account for every invoice dated in a span of days, both inclusive.

    Raises ``RemoteError``: half a proof is none.
    """
    policy = await systems.policy()
    readings = Readings(
        await read_account(systems),
        await read_departments(systems),
        await follow_feed(systems),
    )
    unknown = await systems.ledger.read(_unknown)
    credit_notes = CreditNoteReading(systems)
    proven: list[ProvenInvoice] = []
    async for page in systems.source.invoices(InvoiceFilter(invoiced=(first, last))):
        rows = [row for row in page if isinstance(row, Invoice) and row.is_booked]
        proven += [_unreadable(row) for row in page if not isinstance(row, Invoice)]
        if not rows:
            continue
        unread = await credit_notes.since(min(row.created_at for row in rows))
        gatherer = Gatherer(systems, replace(readings, credit_notes=unread), policy)
        question = Question(Trigger.AUTOMATIC, SeenBy.CHECK, spare_calls=True)
        evidences = await gatherer.first(rows, question)
        proven += _proven(evidences, readings, unknown)
    return Proof(first, last, tuple(proven))


def month(text: str, today: date) -> tuple[date, date]:
    """Read ``YYYY-MM``, by default this month; raises ``ValueError``."""
    start = date.fromisoformat(f"{text}-01") if text else today.replace(day=1)
    following = (start + timedelta(days=32)).replace(day=1)
    return start, min(following - timedelta(days=1), max(today, start))


def _unknown(tx: LedgerTx) -> frozenset[SourceId]:
    """Return the invoices for which a system did not answer when last asked."""
    problems = tx.invoices.open_problems(None)
    return frozenset(one.source_id for one in problems if one.system is not None)


def _proven(
    evidences: Sequence[Evidence], readings: Readings, unknown: Container[SourceId]
) -> list[ProvenInvoice]:
    return [
        ProvenInvoice(
            invoice.number or invoice.source_id,
            readings.department_name(invoice.department_id),
            invoice.total,
            *place_of(evidence, is_unknown=invoice.source_id in unknown),
        )
        for evidence in evidences
        if (invoice := evidence.invoice) is not None
    ]


def _unreadable(row: UnreadableInvoice) -> ProvenInvoice:
    name = row.number or row.source_id or "?"
    return ProvenInvoice(name, None, Money.zero(), Place.PROBLEM)
