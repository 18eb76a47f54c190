"""The tables, the same on SQLite and PostgreSQL.

Every moment is UTC, every amount exact text with its currency, facts are JSON text.
What is asked often has an index; the rest is found by its key.
"""

from storage.tables.base import metadata
from storage.tables.invoices import (
    attempt,
    coverage,
    credit_note,
    customer_last_sent,
    customer_sent,
    event,
    invoice,
    snapshot,
)
from storage.tables.operation import (
    audit,
    credential,
    done,
    leader,
    parked,
    profile,
    rate_slot,
    setting,
)
from storage.tables.retrieval import document, invitation
from storage.tables.runs import run, run_line
from storage.tables.targets import feed, target_invoice
from storage.tables.watch import alert, alert_line, hint, mark, outbox, tick

__all__ = [
    "alert",
    "alert_line",
    "attempt",
    "audit",
    "coverage",
    "credential",
    "credit_note",
    "customer_last_sent",
    "customer_sent",
    "document",
    "done",
    "event",
    "feed",
    "hint",
    "invitation",
    "invoice",
    "leader",
    "mark",
    "metadata",
    "outbox",
    "parked",
    "profile",
    "rate_slot",
    "run",
    "run_line",
    "setting",
    "snapshot",
    "target_invoice",
    "tick",
]
