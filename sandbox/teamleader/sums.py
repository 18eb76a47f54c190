"""Amounts: how they are written, split into tax, and what is still open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import ROUND_HALF_UP, Decimal

from sandbox.teamleader.asking import Json
from sandbox.teamleader.books import CreditNote, Invoice
from sandbox.teamleader.switches import Switches

Amount = Decimal | str | int
RATE = Decimal("0.21")
NOTHING = Decimal("0.00")


def cents(amount: Amount) -> Decimal:
    """Round to two decimals, as accountants do."""
    return Decimal(amount).quantize(Decimal("0.01"), ROUND_HALF_UP)


def money(amount: Decimal, currency: str) -> Json:
    """Write an amount as the API does: a JSON number, not a string."""
    return {"amount": float(amount), "currency": currency}


def without_tax(inclusive: Decimal) -> Decimal:
    """Take the tax off."""
    return cents(inclusive / (1 + RATE))


def with_tax(exclusive: Decimal) -> Decimal:
    """Put the tax on."""
    return cents(exclusive * (1 + RATE))


def totals(inclusive: Decimal, currency: str) -> Json:
    """Write the totals that lists and details have in common."""
    exclusive = without_tax(inclusive)
    tax = {
        "rate": float(RATE),
        "taxable": money(exclusive, currency),
        "tax": money(inclusive - exclusive, currency),
    }
    return {
        "tax_exclusive": money(exclusive, currency),
        "tax_inclusive": money(inclusive, currency),
        "payable": money(inclusive, currency),
        "taxes": [tax],
    }


@dataclass(frozen=True)
class Standing:
    """How far an invoice is settled, as the API shows it."""

    status: str
    paid: bool
    paid_at: datetime | None
    due: Decimal


def standing(
    invoice: Invoice, notes: Sequence[CreditNote], switches: Switches
) -> Standing:
    """Derive the standing from payments, credit notes and the account's ways."""
    if invoice.number is None:
        return Standing("draft", paid=False, paid_at=None, due=invoice.total)
    if invoice.total == 0:
        return _standing_of_nothing(invoice, switches)
    left = still_open(invoice, notes, switches)
    if (left > 0) == (invoice.total > 0) and left != 0:
        return Standing("outstanding", paid=False, paid_at=None, due=left)
    due = left if switches.overpaid_due_negative else NOTHING
    if invoice.payments:
        paid_at = max(payment.paid_at for payment in invoice.payments)
        return Standing("matched", paid=True, paid_at=paid_at, due=due)
    return _standing_of_credited(notes, due, switches)


def still_open(
    invoice: Invoice, notes: Sequence[CreditNote], switches: Switches
) -> Decimal:
    """Return what is left of the total; below zero if too much was paid."""
    received = sum((payment.amount for payment in invoice.payments), NOTHING)
    credited = sum((note.total for note in notes), NOTHING)
    return invoice.total - received - (credited * switches.credit_lowers_due)


def _standing_of_nothing(invoice: Invoice, switches: Switches) -> Standing:
    matched = switches.zero_shows == "matched"
    at = invoice.booked_at if matched else None
    return Standing(switches.zero_shows, paid=matched, paid_at=at, due=NOTHING)


def _standing_of_credited(
    notes: Sequence[CreditNote], due: Decimal, switches: Switches
) -> Standing:
    if switches.credited_shows == "outstanding":
        return Standing("outstanding", paid=False, paid_at=None, due=due)
    if switches.credited_shows == "matched":
        return Standing("matched", paid=False, paid_at=None, due=due)
    last = max(note.booked_on for note in notes)
    paid_at = datetime.combine(last, time(), UTC)
    return Standing("matched", paid=True, paid_at=paid_at, due=due)
