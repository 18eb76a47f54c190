"""How things look in JSON, field by field.

A list row and the details of one invoice differ on purpose: ``web_url`` and
``subscription`` are in the row only; lines, payments, the e-mail address and custom
fields are in the details only.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sandbox.teamleader.asking import Json
from sandbox.teamleader.books import CreditNote, Definition, Invoice, Line
from sandbox.teamleader.documents import is_ready
from sandbox.teamleader.settling import Settling
from sandbox.teamleader.sums import NOTHING, money, totals, with_tax

_EMPTY: dict[str, Any] = {"multi_select": [], "boolean": False}


def ref(kind: str, thing_id: str | None) -> Json | None:
    """Write a reference, or null."""
    return None if thing_id is None else {"type": kind, "id": thing_id}


def iso(moment: date | datetime | None) -> str | None:
    """Write a date or a moment, or null."""
    return None if moment is None else moment.isoformat()


def invoice_row(desk: Settling, invoice: Invoice, includes: frozenset[str]) -> Json:
    """Write an invoice as ``invoices.list`` does."""
    first = next(iter(invoice.subscription_ids), None)
    return {
        **_shared(desk, invoice, includes),
        "web_url": f"{desk.public_url}/invoice_detail.php?id={invoice.id}",
        "subscription": ref("subscription", first),
    }


def _shared(desk: Settling, invoice: Invoice, includes: frozenset[str]) -> Json:
    now = desk.standing(invoice)
    return {
        "id": invoice.id,
        "department": ref("department", invoice.department_id),
        "invoice_number": invoice.number,
        "invoice_date": iso(invoice.invoice_date) if invoice.number else None,
        "status": now.status,
        "due_on": iso(invoice.due_on) if invoice.number else None,
        "paid": now.paid,
        "paid_at": iso(now.paid_at),
        "sent": invoice.sent,
        "purchase_order_number": invoice.purchase_order_number,
        "payment_reference": invoice.payment_reference,
        "invoicee": _invoicee(desk, invoice),
        "total": _invoice_totals(desk, invoice, includes),
        "currency_exchange_rate": _exchange_rate(desk, invoice),
        "created_at": iso(invoice.created_at),
        "updated_at": iso(invoice.updated_at),
        "file": ref("file", invoice.file_id) if _has_file(desk, invoice) else None,
        "deal": ref("deal", invoice.deal_id),
        "project": ref("project", invoice.project_id),
        "delivery_date": iso(invoice.delivery_date),
    }


def _has_file(desk: Settling, invoice: Invoice) -> bool:
    return invoice.number is not None and is_ready(desk, invoice)


def _invoicee(desk: Settling, invoice: Invoice) -> Json:
    name, contact = invoice.attention_name, invoice.attention_contact_id
    attention = {"name": name, "contact": ref("contact", contact)}
    nobody = name is None and contact is None
    shown = not nobody or desk.switches.empty_attention == "object"
    return {
        "name": invoice.name,
        "vat_number": invoice.vat_number,
        "customer": invoice.customer.json(),
        "for_attention_of": attention if shown else None,
    }


def _exchange_rate(desk: Settling, invoice: Invoice) -> Json | None:
    if desk.switches.exchange_rate_null and invoice.currency == "EUR":
        return None
    rate = 1 if invoice.currency == "EUR" else 1.1
    return {"from": "EUR", "to": invoice.currency, "rate": rate}


def _invoice_totals(desk: Settling, invoice: Invoice, includes: frozenset[str]) -> Json:
    currency, due = invoice.currency, desk.standing(invoice).due
    shown = {**totals(invoice.total, currency), "due": money(due, currency)}
    if "late_fees" in includes:
        shown["due_incasso_inclusive"] = money(due, currency)
        shown["fixed_late_fee"] = money(NOTHING, currency)
        shown["interest"] = money(NOTHING, currency)
    return shown


def invoice_details(desk: Settling, invoice: Invoice, includes: frozenset[str]) -> Json:
    """Write an invoice as ``invoices.info`` does."""
    shared = _shared(desk, invoice, includes)
    shared["invoicee"] |= {
        "email": invoice.email,
        "national_identification_number": invoice.national_identification_number,
    }
    shared["total"] |= _before_discount(shared["total"]) | {"withheld_taxes": []}
    return shared | {
        "discounts": [],
        "grouped_lines": grouped_lines(desk, invoice.lines, invoice.currency),
        "payment_term": payment_term(invoice.payment_days),
        "payments": _payments(invoice),
        "note": invoice.note,
        "invoice_content": None,
        "currency": invoice.currency,
        "expected_payment_method": invoice.expected_payment_method,
        "on_hold_since": iso(invoice.on_hold_since),
        "custom_fields": custom_fields(desk, "invoice", invoice.custom_fields),
        "document_template": ref("documentTemplate", invoice.template_id),
        "peppol_status": invoice.peppol_status,
    }


def _payments(invoice: Invoice) -> list[Json]:
    return [
        {
            "paid_at": iso(payment.paid_at),
            "payment": money(payment.amount, invoice.currency),
        }
        for payment in invoice.payments
    ]


def _before_discount(total: Json) -> Json:
    return {
        "tax_exclusive_before_discount": total["tax_exclusive"],
        "tax_inclusive_before_discount": total["tax_inclusive"],
    }


def payment_term(days: int | None) -> Json | None:
    """Write a payment term; none at all is null, zero days is cash."""
    if days is None:
        return None
    if days == 0:
        return {"type": "cash"}
    return {"type": "after_invoice_date", "days": days}


def grouped_lines(desk: Settling, lines: list[Line], currency: str) -> list[Json]:
    """Write lines as one group without a title."""
    shown = [_line(desk, line, currency) for line in lines]
    return [{"section": {"title": None}, "line_items": shown}]


def _line(desk: Settling, line: Line, currency: str) -> Json:
    total = {
        "tax_exclusive": money(line.exclusive, currency),
        "tax_inclusive": money(with_tax(line.exclusive), currency),
    }
    return {
        "product": None,
        "product_category": None,
        "quantity": float(line.quantity),
        "description": line.description,
        "extended_description": None,
        "unit": None,
        "unit_price": {"amount": float(line.unit_price), "tax": "excluding"},
        "tax": ref("taxRate", desk.tax_rate_id),
        "discount": None,
        "total": total | _before_discount(total),
        "withheld_tax": None,
    }


def custom_fields(
    desk: Settling, context: str, values: Mapping[str, Any]
) -> list[Json]:
    """Write the custom fields of something; selects show texts, not option ids."""
    shown = []
    for definition in desk.books.definitions.values():
        if definition.context != context:
            continue
        value = values.get(definition.id)
        if value is None and desk.switches.unset_fields == "missing":
            continue
        shown.append(_field(definition, value))
    return shown


def _field(definition: Definition, value: Any) -> Json:
    unset = _EMPTY.get(definition.type)
    return {
        "definition": ref("customFieldDefinition", definition.id),
        "value": unset if value is None else value,
    }


def credit_note_row(desk: Settling, note: CreditNote, _: frozenset[str]) -> Json:
    """Write a credit note as ``creditNotes.list`` does; it has no ``due``."""
    sign = -1 if desk.switches.credit_amounts_negative else 1
    return {
        "id": note.id,
        "department": ref("department", note.department_id),
        "credit_note_number": note.number,
        "credit_note_date": iso(note.booked_on),
        "status": "booked",
        "invoice": ref("invoice", note.invoice_id),
        "paid": False,
        "paid_at": None,
        "invoicee": {
            "name": note.name,
            "vat_number": note.vat_number,
            "customer": note.customer.json(),
        },
        "total": totals(sign * note.total, note.currency),
        "created_at": iso(note.created_at),
        "updated_at": iso(note.updated_at),
    }
