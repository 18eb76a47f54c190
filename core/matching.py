"""The invoices that a typed number may mean, told so that a person can choose."""

from __future__ import annotations

from core.domain.diagnosis import Match
from core.domain.invoice import Invoice
from core.ports.ledger import KnownInvoice
from core.readings import Readings
from core.resolving import Resolved


def matches_of(resolved: Resolved, readings: Readings) -> tuple[Match, ...]:
    """Return every invoice that can be chosen: those of which there is an id."""

    def match(known: Invoice | KnownInvoice) -> Match:
        return Match(
            known.source_id,
            known.number,
            readings.department_name(known.department_id),
            known.customer_name,
        )

    known: tuple[Invoice | KnownInvoice, ...] = (*resolved.rows, *resolved.gone)
    readable = [match(one) for one in known]
    broken = [
        Match(row.source_id, row.number, None, None)
        for row in resolved.unreadable
        if row.source_id is not None
    ]
    return (*readable, *broken)
