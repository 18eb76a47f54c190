"""Money: collections and their outcome, transfers, payment links, due dates."""

from __future__ import annotations

import re
from datetime import UTC
from decimal import Decimal
from typing import Any

from sandbox.twikey.model import Invoice
from sandbox.twikey.problems import ApiProblem
from sandbox.twikey.world import World

PAYABLE = frozenset({"BOOKED", "EXPIRED", "PENDING"})
IBAN = "BE73735012345660"
# Test outcomes by amount: the vendor's test page lists these spans.
OUTCOMES = (
    (Decimal(1), Decimal(11), "AM04", "insufficient_funds"),
    (Decimal(11), Decimal(21), "MS02", "refused_by_customer"),
    (Decimal(21), Decimal(33), "MS03", "technical_failure"),
)


def structured(remittance: str) -> str | None:
    """Return a valid Belgian structured communication as ``+++n/n/n+++``, or None."""
    digits = re.sub(r"[+*/\s.]", "", remittance)
    if not re.fullmatch(r"[0-9]{12}", digits):
        return None
    if (int(digits[:10]) % 97 or 97) != int(digits[10:]):
        return None
    return f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++"


def reference(invoice: Invoice) -> str:
    """Return what a transfer has to mention: the remittance, else the title."""
    said = invoice.remittance or invoice.title
    return structured(said) or said


def transfer(world: World, said: str, amount: Decimal) -> Invoice | None:
    """Book a wire transfer; it needs the reference and the exact amount to match."""
    wanted = structured(said) or said
    for invoice in world.invoices.values():
        fits = reference(invoice) == wanted and invoice.open_amount == amount
        if fits and invoice.state in PAYABLE:
            _paid(world, invoice, "transfer", {"source": "credit_transfer"})
            world.webhooks.queue(type="payment")
            return invoice
    return None


def mark_paid(world: World, invoice: Invoice) -> None:
    """Let the money arrive by wire transfer; an already paid invoice stays as is."""
    if invoice.state != "PAID":
        _paid(world, invoice, "transfer", {"source": "credit_transfer"})
        world.webhooks.queue(type="payment")


def settle_by_hand(world: World, invoice: Invoice) -> None:
    """Mark as paid outside the system: no payment event, only the new state.

    The caller tells the invoice feed.
    """
    if invoice.state != "PAID":
        invoice.payments.append({"method": "manual", "action": "payment", **_on(world)})
        invoice.state = "PAID"


def pay_by_link(world: World, invoice: Invoice) -> None:
    """Let the customer pay on the payment page; does nothing if it cannot be paid."""
    if invoice.state not in PAYABLE or invoice.amount <= 0:
        return
    link = world.count()
    details = {"source": "payment_link", "linkId": link, "linkMethod": "bancontact"}
    _paid(world, invoice, "paylink", details)
    ref = invoice.ref or invoice.number
    world.webhooks.queue(type="payment", id=str(link), ref=ref, status="paid")


def reoffer(world: World, invoice: Invoice) -> None:
    """Offer an open invoice to the customer's mandate; refuses without one."""
    if invoice.state not in ("BOOKED", "EXPIRED"):
        raise ApiProblem("err_invalid_state", invoice.id)
    mandate = world.mandate_for(invoice.customer, invoice.ct)
    if mandate is None:
        raise ApiProblem("err_no_contract", invoice.id)
    invoice.mandate = mandate.number
    invoice.collections = 0
    _move(world, invoice, "PENDING")


def run_collections(world: World) -> list[Invoice]:
    """Let the bank answer once for everything being collected.

    The first answer is always PAID. The next run brings the real outcome, which for
    small amounts is a failure that takes the payment back.
    """
    touched = []
    for invoice in list(world.invoices.values()):
        if invoice.state == "PENDING" and invoice.mandate and not invoice.collections:
            invoice.collections = 1
            _paid(world, invoice, "sdd", _debit(world, invoice))
            touched.append(invoice)
        elif invoice.state == "PAID" and invoice.collections == 1:
            invoice.collections = 2
            touched += _reversed(world, invoice)
    if touched:
        world.webhooks.queue(type="payment")
    return touched


def expire_due(world: World) -> list[Invoice]:
    """Let booked invoices whose due date has passed expire."""
    today = world.today()
    late = [
        each
        for each in world.invoices.values()
        if each.state == "BOOKED" and each.duedate < today
    ]
    for invoice in late:
        _move(world, invoice, "EXPIRED")
    return late


def _reversed(world: World, invoice: Invoice) -> list[Invoice]:
    for low, high, bank_code, name in OUTCOMES:
        if low <= invoice.open_amount < high:
            _failed(world, invoice, bank_code, name)
            return [invoice]
    return []


def _failed(world: World, invoice: Invoice, bank_code: str, name: str) -> None:
    invoice.last_error = bank_code
    invoice.payments.append(
        {**_debit_line(world, invoice, bank_code), "action": "payment_fail"}
    )
    error = {"code": name, "description": name.replace("_", " "), "category": "cant"}
    event = _event(world, invoice, "payment_failure", _debit(world, invoice))
    world.tell("payment", {**event, "error": {**error, "externalCode": bank_code}})
    late = invoice.duedate < world.today()
    _move(world, invoice, "EXPIRED" if late else "BOOKED")


def _paid(world: World, invoice: Invoice, method: str, details: dict[str, Any]) -> None:
    line = {"method": method, "action": "payment", **_on(world)}
    if method == "sdd":
        line = _debit_line(world, invoice, "PAID")
    invoice.payments.append(line)
    world.tell("payment", _event(world, invoice, "payment", details))
    _move(world, invoice, "PAID")


def _move(world: World, invoice: Invoice, state: Any) -> None:
    invoice.state = state
    world.changed(invoice)


def _on(world: World) -> dict[str, str]:
    return {"date": world.today().isoformat()}


def _debit(world: World, invoice: Invoice) -> dict[str, Any]:
    e2e = world.new_id().replace("-", "").upper()
    known = {"paymentId": world.count(), "mndtId": invoice.mandate}
    return {"source": "direct_debit", "transactionE2e": e2e, **known}


def _debit_line(world: World, invoice: Invoice, bank_code: str) -> dict[str, Any]:
    return {
        "method": "sdd",
        "action": "payment",
        "id": world.count(),
        "e2e": world.new_id().replace("-", "").upper(),
        "pmtinf": f"BATCH-{world.today():%Y%m%d}",
        "mndtId": invoice.mandate,
        "iban": IBAN,
        "rc": bank_code,
        **_on(world),
    }


def _event(
    world: World, invoice: Invoice, kind: str, details: dict[str, Any]
) -> dict[str, Any]:
    amount = invoice.open_amount
    whole = amount == amount.to_integral_value()
    by_link = details["source"] == "payment_link"
    moment = world.now().astimezone(UTC).isoformat(timespec="milliseconds")
    return {
        "eventId": f"evt_{world.count()}",
        "eventType": kind,
        "occurredAt": moment.replace("+00:00", "Z"),
        "amount": int(amount) if whole else float(amount),
        "currency": "EUR",
        "origin": {
            "object": "invoice",
            "id": invoice.id,
            "number": invoice.number,
            "ref": invoice.ref or "",
        },
        "gateway": {
            "id": 318 if by_link else 311,
            "name": "Card processor" if by_link else "House bank",
            "type": "psp" if by_link else "bank",
            "iban": None if by_link else IBAN,
        },
        "details": details,
    }
