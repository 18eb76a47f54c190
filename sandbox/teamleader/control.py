"""The addresses below /_control: another process plays the vendor's user.

All bodies are JSON objects, all answers too. ``id`` is an invoice's id or its number.
A refusal is a 4xx with ``{"error": "..."}``.

====== ================ ======================================================
GET    invoices         ``{"invoices": [{id, number, status, paid, total, due,
                        currency, customer, customer_id, department, created_at,
                        sent, on_hold_since, pdf}]}``; amounts are texts, pdf is
                        "ready", "waiting" or "never"
GET    customers        ``{"customers": [{id, kind, name, email}]}``
GET    switches         all knobs
POST   draft            total; customer_id, department_id, currency, email, note,
                        purchase_order_number, created_at, book (true) if wanted;
                        answers ``{"id", "number"}``
POST   book             id, on (date)
POST   pay              id, amount (default: all that is open)
POST   unpay            id
POST   credit           id, amount (default: all that is left)
POST   delete           id
POST   set_amount       id, amount
POST   hold             id, since (date; null releases; default today)
POST   sent             id
POST   pdf              id; nothing more makes it available now, or any knob of
                        :class:`PdfPlan` for this invoice
POST   update_customer  id of the customer, and what changes
POST   switches         any knob; ``hooks`` and ``pdf`` are objects of knobs
POST   faults           operation, kind, times, after, detail; or clear (true)
POST   advance          seconds; only on a clock that can be set
POST   deliver          every webhook that waits, now
====== ================ ======================================================
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from sandbox.teamleader.asking import Given, Json, RefusedError, refused
from sandbox.teamleader.books import Invoice
from sandbox.teamleader.documents import plan_of, state_of
from sandbox.teamleader.faults import Faults
from sandbox.teamleader.invoicing import InvoiceDetails
from sandbox.teamleader.parties import Company, Contact
from sandbox.teamleader.settling import Settling
from sandbox.teamleader.switches import set_knobs
from sandbox.wire import Request, Response

_DRAFT_TEXTS = ("currency", "email", "note", "purchase_order_number")


class Control:
    """Carries out what the person at the page wants."""

    def __init__(self, desk: Settling, faults: Faults) -> None:
        self._desk = desk
        self._faults = faults
        self._shows: Mapping[str, Callable[[], Json]] = {
            "invoices": self._invoices,
            "customers": self._customers,
            "switches": lambda: asdict(desk.switches),
        }
        self._does: Mapping[str, Callable[[Json], Json]] = {
            "draft": self._draft,
            "book": self._book,
            "pay": self._pay,
            "unpay": self._unpay,
            "credit": self._credit,
            "delete": self._delete,
            "set_amount": self._set_amount,
            "hold": self._hold,
            "sent": self._sent,
            "pdf": self._pdf,
            "update_customer": self._update_customer,
            "switches": self._switch,
            "faults": self._order_fault,
            "advance": self._advance,
        }

    async def answer(self, request: Request) -> Response:
        """Answer a control call."""
        name = request.path.removeprefix("/_control/")
        try:
            if request.method == "GET" and name in self._shows:
                return Response.of_json(self._shows[name]())
            if request.method == "POST" and name == "deliver":
                tried = await self._desk.hooks.deliver_all()
                return Response.of_json({"delivered": tried})
            if request.method == "POST" and name in self._does:
                wanted = Given(request.json(), "body").object()
                return Response.of_json(self._does[name](wanted))
        except RefusedError as no:
            return Response.of_json({"error": str(no)}, no.status)
        except (json.JSONDecodeError, TypeError) as wrong:
            return Response.of_json({"error": str(wrong)}, 400)
        return Response.of_json({"error": "no such control"}, 404)

    def _invoices(self) -> Json:
        shown = [self._invoice(each) for each in self._desk.books.invoices.values()]
        return {"invoices": shown}

    def _invoice(self, invoice: Invoice) -> Json:
        now = self._desk.standing(invoice)
        department = self._desk.books.departments[invoice.department_id]
        held = invoice.on_hold_since
        return {
            "id": invoice.id,
            "number": invoice.number,
            "status": now.status,
            "paid": now.paid,
            "total": str(invoice.total),
            "due": str(now.due),
            "currency": invoice.currency,
            "customer": invoice.name,
            "customer_id": invoice.customer.id,
            "department": department.name,
            "created_at": invoice.created_at.isoformat(),
            "sent": invoice.sent,
            "on_hold_since": held.isoformat() if held else None,
            "pdf": state_of(self._desk, invoice),
        }

    def _customers(self) -> Json:
        books = self._desk.books
        customers: list[Company | Contact] = [
            *books.companies.values(),
            *books.contacts.values(),
        ]
        shown = [
            {"id": c.id, "kind": c.kind, "name": c.shown_name, "email": c.email}
            for c in customers
        ]
        return {"customers": shown}

    def _find(self, wanted: Json) -> Invoice:
        given = str(wanted.get("id", ""))
        numbered = self._desk.books.numbered(given)
        return numbered[0] if numbered else self._desk.books.invoice(given)

    def _told(self, invoice: Invoice) -> Json:
        return {"id": invoice.id, "number": invoice.number}

    def _draft(self, wanted: Json) -> Json:
        details: InvoiceDetails = {}
        for name in _DRAFT_TEXTS:
            if name in wanted:
                details[name] = wanted[name]  # type: ignore[literal-required]
        if "created_at" in wanted:
            details["created_at"] = Given(wanted["created_at"], "created_at").moment()
        invoice_id = self._desk.draft_invoice(
            Given(wanted.get("total"), "total").amount(),
            customer_id=wanted.get("customer_id"),
            department_id=wanted.get("department_id"),
            **details,
        )
        if wanted.get("book"):
            self._desk.book(invoice_id)
        return self._told(self._desk.books.invoice(invoice_id))

    def _book(self, wanted: Json) -> Json:
        invoice = self._find(wanted)
        on = Given(wanted["on"], "on").day() if wanted.get("on") else None
        self._desk.book(invoice.id, on=on)
        return self._told(invoice)

    def _pay(self, wanted: Json) -> Json:
        invoice = self._find(wanted)
        self._desk.register_payment(invoice.id, _amount(wanted))
        return self._told(invoice)

    def _unpay(self, wanted: Json) -> Json:
        invoice = self._find(wanted)
        self._desk.remove_payments(invoice.id)
        return self._told(invoice)

    def _credit(self, wanted: Json) -> Json:
        invoice = self._find(wanted)
        return {"id": self._desk.credit(invoice.id, _amount(wanted))}

    def _delete(self, wanted: Json) -> Json:
        invoice = self._find(wanted)
        self._desk.delete_invoice(invoice.id)
        return self._told(invoice)

    def _set_amount(self, wanted: Json) -> Json:
        invoice = self._find(wanted)
        total = Given(wanted.get("amount"), "amount").amount()
        self._desk.update_invoice(invoice.id, total=total)
        return self._told(invoice)

    def _hold(self, wanted: Json) -> Json:
        invoice = self._find(wanted)
        if "since" in wanted and wanted["since"] is None:
            self._desk.release_hold(invoice.id)
        else:
            since = Given(wanted["since"], "since").day() if "since" in wanted else None
            self._desk.set_on_hold(invoice.id, since=since)
        return self._told(invoice)

    def _sent(self, wanted: Json) -> Json:
        invoice = self._find(wanted)
        self._desk.mark_sent(invoice.id)
        return self._told(invoice)

    def _pdf(self, wanted: Json) -> Json:
        invoice = self._find(wanted)
        knobs = {name: value for name, value in wanted.items() if name != "id"}
        if knobs:
            plan = replace(plan_of(self._desk, invoice))
            set_knobs(plan, knobs)
            invoice.pdf = plan
        else:
            self._desk.make_pdf_available(invoice.id)
        return {**self._told(invoice), "pdf": state_of(self._desk, invoice)}

    def _update_customer(self, wanted: Json) -> Json:
        changes = {name: value for name, value in wanted.items() if name != "id"}
        self._desk.update_customer(str(wanted.get("id")), **changes)
        return {"id": wanted["id"]}

    def _switch(self, wanted: Json) -> Json:
        set_knobs(self._desk.switches, wanted)
        return asdict(self._desk.switches)

    def _order_fault(self, wanted: Json) -> Json:
        if wanted.get("clear"):
            self._faults.clear()
        else:
            self._faults.add(**wanted)
        return {"orders": [asdict(order) for order in self._faults.orders]}

    def _advance(self, wanted: Json) -> Json:
        move = getattr(self._desk.clock, "set", None)
        if move is None:
            raise refused("this clock cannot be set", status=409)
        seconds = float(Given(wanted.get("seconds"), "seconds").amount())
        move(self._desk.clock.now() + timedelta(seconds=seconds))
        return {"now": self._desk.clock.now().isoformat()}


def _amount(wanted: Json) -> Any:
    given = Given(wanted.get("amount"), "amount")
    return None if given.value is None else given.amount()
