"""What the use cases need from the outside, cut to size."""

from core.ports.clock import Clock, Progress, Report
from core.ports.ledger import Ledger, LedgerTx
from core.ports.source import (
    ChangedCustomer,
    Department,
    DocumentSource,
    FullInvoice,
    HookRegistry,
    InvoiceFilter,
    InvoiceSource,
    Registration,
    Row,
    Subscription,
    UnreadableInvoice,
)
from core.ports.target import Created, FeedPage, InvoiceTarget, Refused

__all__ = [
    "ChangedCustomer",
    "Clock",
    "Created",
    "Department",
    "DocumentSource",
    "FeedPage",
    "FullInvoice",
    "HookRegistry",
    "InvoiceFilter",
    "InvoiceSource",
    "InvoiceTarget",
    "Ledger",
    "LedgerTx",
    "Progress",
    "Refused",
    "Registration",
    "Report",
    "Row",
    "Subscription",
    "UnreadableInvoice",
]
