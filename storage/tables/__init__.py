"""The tables, the same on SQLite and PostgreSQL.

Every moment is UTC, every amount exact text with its currency, facts are JSON text.
What is asked often has an index; the rest is found by its key.
"""

from storage.tables.base import metadata
from storage.tables.consents import consent
from storage.tables.decisions import chosen_profile, left_out
from storage.tables.invoices import (
    attempt,
    coverage,
    credit_note,
    customer_last_sent,
    customer_sent,
    event,
    invoice,
    invoice_subscription,
    snapshot,
)
from storage.tables.mandates import department, mandate
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
    "chosen_profile",
    "consent",
    "coverage",
    "credential",
    "credit_note",
    "customer_last_sent",
    "customer_sent",
    "department",
    "document",
    "done",
    "event",
    "feed",
    "hint",
    "invitation",
    "invoice",
    "invoice_subscription",
    "leader",
    "left_out",
    "mandate",
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
