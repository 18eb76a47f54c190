"""A stand-in for Teamleader Focus: its API, its consent page, its PDF links.

It behaves as the vendor's API description says, and where that is silent or where
people have seen something else, a switch says which. Time comes from the clock only,
so hours pass at once in a test.
"""

from sandbox.teamleader.asking import RefusedError
from sandbox.teamleader.books import (
    Books,
    CreditNote,
    Definition,
    Invoice,
    Line,
    Payment,
    Subscription,
)
from sandbox.teamleader.faults import Fault, Faults
from sandbox.teamleader.hooks import Announcement, Delivery
from sandbox.teamleader.parties import Company, Contact, Department
from sandbox.teamleader.server import Call, TeamleaderStandIn
from sandbox.teamleader.switches import HookKnobs, PdfPlan, Switches

__all__ = [
    "Announcement",
    "Books",
    "Call",
    "Company",
    "Contact",
    "CreditNote",
    "Definition",
    "Delivery",
    "Department",
    "Fault",
    "Faults",
    "HookKnobs",
    "Invoice",
    "Line",
    "Payment",
    "PdfPlan",
    "RefusedError",
    "Subscription",
    "Switches",
    "TeamleaderStandIn",
]
