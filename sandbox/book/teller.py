"""Who tells what happened, and how a chapter of the story looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sandbox.teamleader import TeamleaderStandIn
from sandbox.twikey import TwikeyStandIn


@dataclass
class Teller:
    """Everything the tellers of the single troubles need."""

    teamleader: TeamleaderStandIn
    twikey: TwikeyStandIn
    customers: dict[str, str]
    departments: tuple[str, ...]
    now: Callable[[], datetime]

    def booked(
        self, customer: str, total: str, department: int = 0, **more: object
    ) -> str:
        """Draft and book an invoice at the moment of the story; returns its id."""
        source_id = self.draft(customer, total, department, **more)
        self.teamleader.book(source_id)
        return source_id

    def draft(
        self, customer: str, total: str, department: int = 0, **more: object
    ) -> str:
        """Draft an invoice at the moment of the story; returns its id."""
        return self.teamleader.draft_invoice(
            total,
            customer_id=self.customers[customer],
            department_id=self.departments[department],
            **more,  # type: ignore[arg-type]
        )

    def at_twikey(self, source_id: str, **changes: object) -> None:
        """Let an invoice be at Twikey already, as another route would bring it."""
        invoice = self.teamleader.books.invoices[source_id]
        fields: dict[str, object] = {
            "number": invoice.number,
            "amount": str(invoice.total),
            "date": str(invoice.invoice_date),
            "duedate": str(invoice.due_on),
            "remittance": invoice.payment_reference,
            "customer": {
                "customerNumber": invoice.customer.id,
                "companyName": invoice.name,
            },
            **changes,
        }
        self.twikey.add_invoice(
            str(fields.pop("number")), str(fields.pop("amount")), **fields
        )


Chapter = Callable[[Teller], None]
