"""The operations on subscriptions; they have no ``updated_at`` to ask for."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from sandbox.teamleader.answers import Operations, data, payload
from sandbox.teamleader.asking import Ask, Given, Json
from sandbox.teamleader.books import Line, Subscription, found
from sandbox.teamleader.filters import among_ids, of_customer, same_id, statuses
from sandbox.teamleader.lists import Listing
from sandbox.teamleader.settling import Settling
from sandbox.teamleader.shapes import custom_fields, grouped_lines, iso, ref
from sandbox.teamleader.sums import totals, without_tax
from sandbox.wire import Response


class Subscriptions:
    """Reads subscriptions."""

    def __init__(self, desk: Settling) -> None:
        self._desk = desk
        self._listing = self._make_listing()

    def operations(self) -> Operations:
        """Return the operations by name."""
        return {"subscriptions.list": self.list, "subscriptions.info": self.info}

    def list(self, ask: Ask) -> Response:
        """List subscriptions."""
        return payload(self._listing.answer(ask, self._desk.switches))

    def info(self, ask: Ask) -> Response:
        """Show one in full, with its custom fields."""
        ask.expect("id")
        found_one = found(self._desk.books.subscriptions, ask.id(), "Subscription")
        return data(self._details(found_one))

    def _make_listing(self) -> Listing[Subscription]:
        return Listing(
            rows=lambda: self._desk.books.subscriptions.values(),
            show=lambda each, _: self._row(each),
            filters={
                "ids": among_ids(lambda each: each.id),
                "invoice_id": self._by_invoice,
                "deal_id": same_id(lambda _: None),
                "department_id": same_id(lambda each: each.department_id),
                "customer": of_customer(lambda each: each.customer),
                "status": statuses(lambda e: e.status, ("active", "deactivated")),
            },
            sorts={
                "title": lambda each: each.title,
                "created_at": lambda each: each.created_at,
                "status": lambda each: each.status,
            },
        )

    def _by_invoice(self, given: Given) -> Callable[[Subscription], bool]:
        invoice = self._desk.books.invoices.get(given.id())
        made_it = set(invoice.subscription_ids) if invoice is not None else set()
        return lambda each: each.id in made_it

    def _row(self, each: Subscription) -> Json:
        cycle = {"periodicity": {"unit": "month", "period": 1}, "days_in_advance": 0}
        total = totals(each.total, each.currency)
        del total["payable"]
        return {
            "id": each.id,
            "title": each.title,
            "note": None,
            "status": each.status,
            "department": ref("department", each.department_id),
            "invoicee": {"customer": each.customer.json(), "for_attention_of": None},
            "project": None,
            "starts_on": iso(each.starts_on),
            "ends_on": None,
            "next_renewal_date": iso(each.next_renewal_date),
            "billing_cycle": cycle,
            "total": total,
            "web_url": f"{self._desk.public_url}/subscription_detail.php?id={each.id}",
            "purchase_order_number": None,
            "delivery_information": None,
            "created_at": iso(each.created_at),
        }

    def _details(self, each: Subscription) -> Json:
        fields = custom_fields(self._desk, "subscription", each.custom_fields)
        template_id = self._desk.books.templates[0]
        return self._row(each) | {
            "payment_term": {"type": "after_invoice_date", "days": 30},
            "grouped_lines": grouped_lines(self._desk, [_line(each)], each.currency),
            "invoice_generation": {"action": "book", "payment_method": "direct_debit"},
            "custom_fields": fields,
            "document_template": ref("documentTemplate", template_id),
            "currency": each.currency,
            "invoice_content": None,
        }


def _line(each: Subscription) -> Line:
    return Line(each.title, Decimal(1), without_tax(each.total))
