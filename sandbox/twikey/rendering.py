"""How an invoice looks in answers and feeds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.twikey import customers
from sandbox.twikey.model import Invoice
from sandbox.twikey.world import World

UNPAYABLE = frozenset({"PAID", "ARCHIVED"})
ALWAYS = ("id", "number", "state")


def shown(
    world: World, invoice: Invoice, includes: set[str], *, minimal: bool
) -> dict[str, Any]:
    """Return an invoice as JSON; unknown ``includes`` are ignored."""
    full = _basics(world, invoice) | _extras(invoice)
    if minimal:
        full = {name: full[name] for name in ALWAYS}
    if "customer" in includes:
        full["customer"] = customers.shown(invoice.customer)
    if "meta" in includes:
        full["meta"] = _meta(invoice)
    if "lastpayment" in includes:
        full["lastpayment"] = list(reversed(invoice.payments))
    return full


def money(world: World, value: Decimal) -> float | str:
    """Return an amount as a number or a string, as the switch says."""
    as_text = world.switches.amounts_as == "string"
    return f"{value:.2f}" if as_text else float(value)


def _basics(world: World, invoice: Invoice) -> dict[str, Any]:
    return {
        "id": invoice.id,
        "number": invoice.number,
        "title": invoice.title,
        "remittance": invoice.remittance,
        "ref": invoice.ref,
        "ct": invoice.ct,
        "amount": money(world, invoice.amount),
        "date": invoice.date.isoformat(),
        "duedate": invoice.duedate.isoformat(),
        "state": invoice.state,
        **_link(world, invoice),
    }


def _link(world: World, invoice: Invoice) -> dict[str, str]:
    if invoice.state in UNPAYABLE or invoice.amount < 0:
        return {}
    return {"url": f"{world.base_url}/invoice.html?{invoice.id}"}


def _extras(invoice: Invoice) -> dict[str, Any]:
    found = {
        "lines": invoice.lines,
        "campaign": invoice.campaign,
        "manual": invoice.manual,
    }
    return {name: value for name, value in found.items() if value}


def _meta(invoice: Invoice) -> dict[str, Any]:
    meta: dict[str, Any] = {"reminderLevel": invoice.reminder_level}
    if invoice.last_error:
        meta["lastError"] = invoice.last_error
    if 0 < invoice.paidamount < invoice.amount:
        meta["partial"] = float(invoice.paidamount)
    return meta
