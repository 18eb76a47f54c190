"""The reading operations on invoices: list, info, download."""

from __future__ import annotations

from collections.abc import Iterable

from sandbox.teamleader.answers import Operations, data, payload
from sandbox.teamleader.asking import Ask
from sandbox.teamleader.books import Invoice
from sandbox.teamleader.documents import FORMATS, Documents
from sandbox.teamleader.filters import (
    among_ids,
    from_day,
    has_id,
    mentions,
    of_customer,
    same_id,
    same_text,
    since,
    statuses,
    until_day,
)
from sandbox.teamleader.lists import Listing
from sandbox.teamleader.settling import Settling
from sandbox.teamleader.shapes import invoice_details, invoice_row
from sandbox.wire import Response

STATUSES = ("draft", "outstanding", "matched")


class InvoiceCalls:
    """Reads invoices."""

    def __init__(self, desk: Settling, documents: Documents) -> None:
        self._desk = desk
        self._documents = documents
        self._listing = _listing(desk)

    def operations(self) -> Operations:
        """Return the operations by name."""
        return {
            "invoices.list": self.list,
            "invoices.info": self.info,
            "invoices.download": self.download,
        }

    def list(self, ask: Ask) -> Response:
        """List invoices."""
        return payload(self._listing.answer(ask, self._desk.switches))

    def info(self, ask: Ask) -> Response:
        """Show one invoice in full."""
        ask.expect("id", "includes")
        invoice = self._desk.books.invoice(ask.id())
        wanted = str(ask.body.get("includes") or "")
        return data(invoice_details(self._desk, invoice, frozenset(wanted.split(","))))

    def download(self, ask: Ask) -> Response:
        """Make a temporary link to the document."""
        ask.expect("id", "format")
        form = ask.given("format").one_of(FORMATS)
        invoice = self._desk.books.invoice(ask.id())
        return self._documents.download(invoice, form, "expires")


def _listing(desk: Settling) -> Listing[Invoice]:
    def status(invoice: Invoice) -> str:
        return desk.standing(invoice).status

    return Listing(
        rows=lambda: desk.books.invoices.values(),
        show=lambda invoice, includes: invoice_row(desk, invoice, includes),
        filters={
            "ids": among_ids(lambda invoice: invoice.id),
            "term": mentions(_texts),
            "invoice_number": same_text(lambda invoice: invoice.number),
            "department_id": same_id(lambda invoice: invoice.department_id),
            "deal_id": same_id(lambda invoice: invoice.deal_id),
            "project_id": same_id(lambda invoice: invoice.project_id),
            "subscription_id": has_id(lambda invoice: invoice.subscription_ids),
            "status": statuses(status, STATUSES),
            "updated_since": since(lambda invoice: invoice.updated_at),
            "purchase_order_number": same_text(lambda i: i.purchase_order_number),
            "payment_reference": same_text(lambda invoice: invoice.payment_reference),
            "invoice_date_after": from_day(lambda invoice: invoice.invoice_date),
            "invoice_date_before": until_day(lambda invoice: invoice.invoice_date),
            "customer": of_customer(lambda invoice: invoice.customer),
        },
        sorts={"invoice_number": _by_number, "invoice_date": _by_date},
        includes=frozenset({"late_fees"}),
    )


def _texts(invoice: Invoice) -> Iterable[str | None]:
    return (
        invoice.number,
        invoice.purchase_order_number,
        invoice.payment_reference,
        invoice.name,
    )


def _by_number(invoice: Invoice) -> tuple[bool, str, int]:
    return (invoice.counter is not None, invoice.prefix or "", invoice.counter or 0)


def _by_date(invoice: Invoice) -> tuple[str, tuple[bool, str, int]]:
    return (str(invoice.invoice_date or ""), _by_number(invoice))
