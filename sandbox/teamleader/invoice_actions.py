"""The operations that change invoices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, cast

from sandbox.teamleader.answers import Operation, Operations, created, done
from sandbox.teamleader.asking import Ask, Given, refused
from sandbox.teamleader.books import Invoice, Line
from sandbox.teamleader.invoicing import InvoiceChanges, InvoiceDetails, lines_total
from sandbox.teamleader.settling import Settling
from sandbox.wire import Response

_DRAFT = ("invoicee", "department_id", "payment_term", "grouped_lines")
_CHANGES = (
    "invoicee", "payment_term", "project_id", "grouped_lines", "invoice_date", "date",
    "note", "discounts", "currency", "custom_fields", "custom_fields_update_strategy",
    "expected_payment_method", "purchase_order_number", "delivery_date",
)  # fmt: skip


class InvoiceActions:
    """Changes invoices as an integration may."""

    def __init__(self, desk: Settling) -> None:
        self._desk = desk

    def operations(self) -> Operations:
        """Return the operations by name."""
        verbs: dict[str, Operation] = {
            "draft": self.draft,
            "update": self.update,
            "updateBooked": self.update_booked,
            "book": self.book,
            "registerPayment": self.register_payment,
            "removePayments": self.remove_payments,
            "credit": self.credit,
            "creditPartially": self.credit_partially,
            "delete": self.delete,
        }
        return {f"invoices.{verb}": operation for verb, operation in verbs.items()}

    def draft(self, ask: Ask) -> Response:
        """Draft an invoice from its lines."""
        ask.expect("department_id", *_CHANGES)
        for key in _DRAFT:
            if not ask.has(key):
                raise refused(f"{key} is required", key)
        department_id = ask.given("department_id").id()
        if department_id not in self._desk.books.departments:
            raise refused("department not found", "department_id")
        edits = _edits(ask, {})
        invoice_id = self._desk.draft_invoice(
            lines_total(edits["lines"]),
            customer_id=_customer_id(ask),
            department_id=department_id,
            **edits,
        )
        return created("invoice", invoice_id)

    def update(self, ask: Ask) -> Response:
        """Change a draft."""
        ask.expect("id", *_CHANGES)
        invoice = self._desk.books.invoice(ask.id())
        if invoice.number is not None:
            raise refused("Only drafts can be updated", "id")
        return self._update(invoice, ask)

    def update_booked(self, ask: Ask) -> Response:
        """Change a booked invoice, if the account allows that."""
        ask.expect("id", *_CHANGES)
        invoice = self._desk.books.invoice(ask.id())
        if invoice.number is None or not self._desk.switches.booked_editable:
            raise refused("This invoice cannot be edited", "id")
        return self._update(invoice, ask)

    def _update(self, invoice: Invoice, ask: Ask) -> Response:
        changes = cast("InvoiceChanges", _edits(ask, invoice.custom_fields))
        if ask.has("invoicee"):
            changes["customer_id"] = _customer_id(ask)
        if "lines" in changes:
            changes["total"] = lines_total(changes["lines"])
        self._desk.update_invoice(invoice.id, **changes)
        return done()

    def book(self, ask: Ask) -> Response:
        """Book a draft."""
        ask.expect("id", "on")
        self._desk.book(ask.id(), on=ask.given("on").day())
        return done()

    def register_payment(self, ask: Ask) -> Response:
        """Register money received."""
        ask.expect("id", "payment", "paid_at", "payment_method_id")
        given = ask.given("payment")
        amount = given.amount()
        paid_at = ask.given("paid_at").moment()
        invoice = self._desk.books.invoice(ask.id())
        if given.object().get("currency") != invoice.currency:
            raise refused("The currency differs", "payment.currency")
        if ask.has("payment_method_id"):
            ask.given("payment_method_id").one_of(self._desk.payment_methods)
        self._desk.register_payment(invoice.id, amount, paid_at=paid_at)
        return done()

    def remove_payments(self, ask: Ask) -> Response:
        """Remove every payment."""
        ask.expect("id")
        self._desk.remove_payments(ask.id())
        return done()

    def credit(self, ask: Ask) -> Response:
        """Credit the whole invoice."""
        ask.expect("id", "credit_note_date")
        return self._credit(ask, None)

    def credit_partially(self, ask: Ask) -> Response:
        """Credit some lines."""
        ask.expect("id", "credit_note_date", "grouped_lines", "discounts")
        return self._credit(ask, lines_total(_lines(ask)))

    def _credit(self, ask: Ask, amount: Decimal | None) -> Response:
        day = ask.given("credit_note_date")
        on = day.day() if day.value is not None else None
        return created("creditNote", self._desk.credit(ask.id(), amount, on=on))

    def delete(self, ask: Ask) -> Response:
        """Delete a draft or the last booked invoice."""
        ask.expect("id")
        self._desk.delete_invoice(ask.id())
        return done()


def _customer_id(ask: Ask) -> str:
    customer = ask.given("invoicee").part("customer")
    customer.part("type").one_of(("contact", "company"))
    return customer.part("id").id()


def _lines(ask: Ask) -> list[Line]:
    lines: list[Line] = []
    for group in ask.given("grouped_lines").list():
        given = Given(group, "grouped_lines")
        _refuse_empty_title(given.object())
        within = given.part("line_items")
        lines += [_line(Given(each, within.field)) for each in within.list()]
    return lines


def _refuse_empty_title(group: dict[str, Any]) -> None:
    # An untitled group has no section at all; a null or empty title is refused.
    if "section" in group and not (group["section"] or {}).get("title"):
        raise refused("section.title must not be empty", "grouped_lines.section.title")


def _line(given: Given) -> Line:
    quantity = given.part("quantity").amount()
    price = given.part("unit_price").amount()
    return Line(given.part("description").text(), quantity, price)


_PLAIN = ("note", "project_id", "expected_payment_method")
_READ: Mapping[str, tuple[str, Callable[[Given], Any]]] = {
    "purchase_order_number": ("purchase_order_number", Given.text),
    "date": ("invoice_date", Given.day),
    "invoice_date": ("invoice_date", Given.day),
    "payment_term": ("payment_days", lambda given: given.object().get("days", 0)),
}


def _edits(ask: Ask, fields: Mapping[str, Any]) -> InvoiceDetails:
    edits: dict[str, Any] = {key: ask.body[key] for key in _PLAIN if key in ask.body}
    for key, (name, read) in _READ.items():
        if ask.has(key):
            edits[name] = read(ask.given(key))
    if ask.has("grouped_lines"):
        edits["lines"] = _lines(ask)
    if ask.has("custom_fields"):
        edits["custom_fields"] = _fields(ask, fields)
    # Every key above is one of InvoiceDetails.
    return cast("InvoiceDetails", edits)


def _fields(ask: Ask, before: Mapping[str, Any]) -> dict[str, Any]:
    # Without the partial strategy the collection replaces all that was there.
    partial = ask.body.get("custom_fields_update_strategy") == "partial"
    fields = dict(before) if partial else {}
    for each in ask.given("custom_fields").list():
        given = Given(each, "custom_fields")
        fields[given.part("id").id()] = given.object().get("value")
    return fields
