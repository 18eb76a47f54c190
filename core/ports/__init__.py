"""What the use cases need from the outside, cut to size."""

from core.ports.clock import Clock, Progress, Report
from core.ports.ledger import Ledger, LedgerTx
from core.ports.source import (
    Department,
    FullInvoice,
    InvoiceFilter,
    InvoiceSource,
    Row,
    UnreadableInvoice,
)
from core.ports.target import Created, FeedPage, InvoiceTarget, Refused

__all__ = [
    "Clock",
    "Created",
    "Department",
    "FeedPage",
    "FullInvoice",
    "InvoiceFilter",
    "InvoiceSource",
    "InvoiceTarget",
    "Ledger",
    "LedgerTx",
    "Progress",
    "Refused",
    "Report",
    "Row",
    "UnreadableInvoice",
]
