"""What is remembered of Teamleader's invoices."""

from __future__ import annotations

from storage.attempts import AttemptBook
from storage.judgements import JudgementBook
from storage.recall import RecallBook
from storage.sights import SightBook
from storage.timeline import TimelineBook


class SqlInvoices(SightBook, RecallBook, JudgementBook, TimelineBook, AttemptBook):
    """Implements ``core.ports.ledger.InvoiceBook``: its parts, one file each."""
