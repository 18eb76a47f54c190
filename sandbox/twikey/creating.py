"""Creating an invoice: what is checked, what a repeated number does, what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from sandbox.twikey import customers, fields, invitations
from sandbox.twikey.model import Customer, Invoice, State
from sandbox.twikey.problems import ApiProblem
from sandbox.twikey.profiles import profile_id
from sandbox.twikey.world import World

Source = Literal["api", "bulk", "other-route"]


@dataclass(frozen=True)
class Order:
    """A create call: the body, the headers that matter, and where it came from."""

    body: fields.Body
    headers: Mapping[str, str] = field(default_factory=dict)
    source: Source = "api"

    @property
    def manual(self) -> bool:
        """Tell whether automatic collection is not wanted."""
        asked = self.body.get("manual"), self.headers.get("x-manual")
        return any(fields.truth(each) for each in asked)

    @property
    def forced(self) -> bool:
        """Tell whether a suspended mandate is to be used all the same."""
        return fields.truth(self.headers.get("x-force-transaction"))


def create(world: World, order: Order) -> Invoice:
    """Store a new invoice, or return the one already there under its number.

    Nothing is changed and nobody is invited when the number is known. Raises
    ``ApiProblem`` for what the API refuses.
    """
    invoice = _read(world, order)
    before = _already_there(world, invoice)
    if before is not None:
        return before
    customers.remember(world, invoice.customer)
    world.keep(invoice)
    invoice.state = _first_state(world, invoice, forced=order.forced)
    world.changed(invoice)
    invitations.at_creation(world, invoice)
    return invoice


def _read(world: World, order: Order) -> Invoice:
    body = order.body
    fields.needed(body, "number", "amount", "date", "duedate")
    number = fields.text(body, "number", 50)
    _check_rest(body)
    total = fields.amount(body, "amount")
    _check_lines(body, total)
    customer = customers.of_invoice(world, body)
    title = fields.text(body, "title", 140) or number
    return Invoice(
        id=fields.own_id(body) or world.new_id(),
        number=number,
        amount=total,
        date=fields.day(body, "date"),
        duedate=fields.day(body, "duedate"),
        customer=customer,
        ct=_profile(world, body, customer),
        state="BOOKED",
        created_at=world.now(),
        source=order.source,
        title=title,
        remittance=fields.text(body, "remittance", 140) or None,
        ref=fields.text(body, "ref", 255) or None,
        paidamount=fields.amount(body, "paidamount"),
        manual=order.manual,
        pdf=_document(body),
        email=fields.email(body.get("email"), "email"),
        cc=fields.addresses(body, "cc"),
        campaign=fields.text(body, "campaign", 255) or None,
        related_number=fields.text(body, "relatedInvoiceNumber", 50) or None,
        lines=list(body.get("lines") or []),
        sent=dict(body),
    )


def _check_rest(body: fields.Body) -> None:
    fields.language(fields.text(body, "locale", 5), "locale", fields.LOCALES)
    if body.get("pdf") is not None and body.get("pdfUrl") is not None:
        raise ApiProblem("err_invalid_params", "pdfUrl")


def _check_lines(body: fields.Body, total: Decimal) -> None:
    lines = body.get("lines")
    if not lines:
        return
    if not isinstance(lines, list) or not all(isinstance(e, dict) for e in lines):
        raise ApiProblem("err_invalid_params", "lines")
    try:
        adds_up_to = sum((_line_total(each) for each in lines), Decimal(0))
    except InvalidOperation as wrong:
        raise ApiProblem("err_invalid_params", "lines") from wrong
    if adds_up_to.quantize(fields.CENT) != total:
        raise ApiProblem("err_invalid_amount", f"{total:.2f} <> {adds_up_to:.2f}")


def _line_total(line: Mapping[str, Any]) -> Decimal:
    def number(name: str) -> Decimal:
        return Decimal(str(line.get(name) or 0))

    net = number("quantity") * number("unitprice") - number("discount")
    tax = number("vatsum") if "vatsum" in line else net * number("vatrate") / 100
    return net + tax


def _document(body: fields.Body) -> bytes | None:
    address = fields.text(body, "pdfUrl", 2000)
    if address:
        return b"%PDF-1.4\n% fetched from " + address.encode() + b"\n%%EOF\n"
    return fields.document(body)


def _profile(world: World, body: fields.Body, customer: Customer) -> int | None:
    if body.get("ct") is not None:
        return profile_id(world, body["ct"])
    return customer.ct or world.default_profile()


def _already_there(world: World, invoice: Invoice) -> Invoice | None:
    switches = world.switches
    same_number = world.by_number(invoice.number)
    if same_number is not None and switches.duplicate_number == "strict":
        raise ApiProblem("err_duplicate_ref", invoice.number)
    if same_number is not None:
        return same_number
    if not switches.number_free_after_delete and (
        world.deleted_by_number(invoice.number) or invoice.id in world.deleted
    ):
        raise ApiProblem("err_duplicate_ref", invoice.number)
    return _same_id(world, invoice)


def _same_id(world: World, invoice: Invoice) -> Invoice | None:
    before = world.invoices.get(invoice.id)
    if before is None or world.switches.same_id == "stored":
        return before
    if world.switches.same_id == "strict":
        raise ApiProblem("err_duplicate_ref", invoice.id)
    invoice.id = world.new_id()
    return None


def _first_state(world: World, invoice: Invoice, *, forced: bool) -> State:
    if invoice.amount < 0:
        return "BOOKED"
    if invoice.open_amount <= 0:
        return "PAID"
    mandate = world.mandate_for(invoice.customer, invoice.ct, even_withdrawn=forced)
    if mandate is not None and not invoice.manual:
        invoice.mandate = mandate.number
        return "PENDING"
    return "EXPIRED" if invoice.duedate < world.today() else "BOOKED"
