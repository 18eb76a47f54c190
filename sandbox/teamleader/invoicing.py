"""What the vendor's user does with invoices.

Each verb keeps Teamleader's rules, raises ``updated_at`` where the switches say so,
and announces itself to the webhooks. What the rules forbid raises RefusedError.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from sandbox.teamleader.asking import Json, refused
from sandbox.teamleader.books import Invoice, Line
from sandbox.teamleader.parties import Company, Contact, Ref
from sandbox.teamleader.relations import Relations
from sandbox.teamleader.sums import Amount, cents, with_tax, without_tax


class InvoiceDetails(TypedDict, total=False):
    """What may be said about an invoice beside its total and its parties."""

    currency: str
    name: str
    vat_number: str | None
    email: str | None
    attention_name: str | None
    attention_contact_id: str | None
    invoice_date: date | None
    due_on: date | None
    payment_days: int | None
    payment_reference: str | None
    purchase_order_number: str | None
    delivery_date: date | None
    note: str | None
    expected_payment_method: Json | None
    deal_id: str | None
    project_id: str | None
    subscription_ids: list[str]
    custom_fields: dict[str, Any]
    created_at: datetime
    lines: list[Line]


class InvoiceChanges(InvoiceDetails, total=False):
    """What may be changed later on."""

    total: Amount
    customer_id: str


class Invoicing(Relations):
    """Invoices: drafted, booked, edited, held, sent, deleted."""

    def draft_invoice(
        self,
        total: Amount = "121.00",
        *,
        customer_id: str | None = None,
        department_id: str | None = None,
        **details: Unpack[InvoiceDetails],
    ) -> str:
        """Draft an invoice over a total including 21 % tax and return its id."""
        customer = self.books.customer(customer_id or self.any_customer())
        created_at = details.pop("created_at", self.moment()).replace(microsecond=0)
        amount = cents(total)
        invoice = Invoice(
            id=self.mint.id(),
            department_id=department_id or self.any_department(),
            customer=Ref(customer.kind, customer.id),
            total=amount,
            lines=details.pop("lines", [_single_line(amount)]),
            created_at=created_at,
            updated_at=created_at,
            file_id=self.mint.id(),
            template_id=self.books.templates[0],
        )
        _take_over(invoice, customer)
        _change(invoice, details)
        self.books.invoices[invoice.id] = invoice
        self.announce("invoice.drafted", invoice.id)
        return invoice.id

    def book(self, invoice_id: str, *, on: date | None = None) -> str:
        """Book a draft, by default today, and return its number."""
        invoice = self.books.invoice(invoice_id)
        if invoice.number is not None:
            raise refused("The invoice is already booked")
        department = self.books.departments[invoice.department_id]
        invoice.prefix, invoice.counter = department.prefix, department.next_number
        department.next_number += 1
        invoice.invoice_date = on or self.today()
        invoice.booked_at = self.moment()
        if invoice.payment_reference is None:
            invoice.payment_reference = self.mint.payment_reference()
        if invoice.due_on is None:
            invoice.due_on = _due_on(invoice)
        self.touch(invoice)
        self.announce("invoice.booked", invoice.id)
        return f"{invoice.number}"

    def update_invoice(
        self, invoice_id: str, **changes: Unpack[InvoiceChanges]
    ) -> None:
        """Edit an invoice, booked or not; its PDF is rendered again."""
        invoice = self.books.invoice(invoice_id)
        if "customer_id" in changes:
            customer = self.books.customer(changes.pop("customer_id"))
            invoice.customer = Ref(customer.kind, customer.id)
            _take_over(invoice, customer)
        if "total" in changes:
            invoice.total = cents(changes.pop("total"))
            invoice.lines = changes.pop("lines", [_single_line(invoice.total)])
        _change(invoice, changes)
        if (
            "due_on" not in changes
            and {"invoice_date", "payment_days"} & changes.keys()
        ):
            invoice.due_on = _due_on(invoice)
        invoice.revision += 1
        self.touch(invoice)
        self.announce("invoice.updated", invoice.id)

    def set_on_hold(self, invoice_id: str, *, since: date | None = None) -> None:
        """Put an invoice on hold, by default from today."""
        self._hold(invoice_id, since or self.today())

    def release_hold(self, invoice_id: str) -> None:
        """Take an invoice off hold."""
        self._hold(invoice_id, None)

    def _hold(self, invoice_id: str, since: date | None) -> None:
        invoice = self.books.invoice(invoice_id)
        invoice.on_hold_since = since
        self.touch(invoice)
        self.announce("invoice.updated", invoice.id)

    def delete_invoice(self, invoice_id: str) -> None:
        """Delete a draft or the last booked invoice, whose number comes back."""
        invoice = self.books.invoice(invoice_id)
        if invoice.number is not None:
            self._give_number_back(invoice)
        del self.books.invoices[invoice.id]
        self.announce("invoice.deleted", invoice.id)

    def _give_number_back(self, invoice: Invoice) -> None:
        department = self.books.departments[invoice.department_id]
        last = (department.prefix, department.next_number - 1)
        if (invoice.prefix, invoice.counter) != last:
            raise refused("Only the last booked invoice can be deleted", "id")
        department.next_number -= 1

    def mark_sent(self, invoice_id: str) -> None:
        """Note that Teamleader has sent the invoice to the customer."""
        invoice = self._booked(invoice_id)
        invoice.sent = True
        self._touch_if(self.switches.sending_touches, invoice)
        self.announce("invoice.sent", invoice.id)

    def make_pdf_available(self, invoice_id: str) -> None:
        """Finish the PDF of an invoice now, whatever its plan was."""
        invoice = self.books.invoice(invoice_id)
        plan = invoice.pdf or self.switches.pdf
        invoice.pdf = replace(plan, ready_after=0.0, content="pdf")
        self._touch_if(self.switches.rendering_touches, invoice)

    def render_again(self, invoice_id: str) -> None:
        """Make other bytes of the PDF, as the stamp of a reminder does."""
        self.books.invoice(invoice_id).revision += 1

    def _booked(self, invoice_id: str) -> Invoice:
        invoice = self.books.invoice(invoice_id)
        if invoice.number is None:
            raise refused("The invoice is a draft", "id")
        return invoice

    def _touch_if(self, moves: object, invoice: Invoice) -> None:
        if moves:
            self.touch(invoice)


def lines_total(lines: list[Line]) -> Decimal:
    """Add lines up and put the tax on."""
    return with_tax(sum((line.exclusive for line in lines), Decimal(0)))


def _single_line(total: Decimal) -> Line:
    return Line("Geleverde diensten", Decimal(1), without_tax(total))


def _due_on(invoice: Invoice) -> date | None:
    if invoice.invoice_date is None or invoice.payment_days is None:
        return None
    return invoice.invoice_date + timedelta(invoice.payment_days)


def _take_over(invoice: Invoice, customer: Company | Contact) -> None:
    invoice.name = customer.shown_name
    invoice.vat_number = customer.vat_number
    invoice.email = customer.invoicing_email or customer.email
    invoice.payment_days = customer.payment_days
    invoice.national_identification_number = customer.national_identification_number


def _change(invoice: Invoice, details: Any) -> None:
    for name, value in details.items():
        if name not in InvoiceDetails.__annotations__:
            raise refused(f"an invoice has no {name}", name)
        setattr(invoice, name, value)
