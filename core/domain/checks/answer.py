"""What a check answers, and the few things all checks share."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.invoice import Invoice
from core.domain.money import Money
from core.domain.reason import Facts, System
from core.domain.target import Namesake, is_same_invoice


@dataclass(frozen=True)
class Unknown:
    """The question could not be answered because of a system."""

    system: System
    operation: str


Answer = Facts | None | Unknown


def is_twin(invoice: Invoice, namesake: Namesake) -> bool:
    """Whether Twikey's invoice under our number is the very same, and nobody else's."""
    mine = namesake.tied_to in (None, invoice.source_id)
    return mine and is_same_invoice(invoice, namesake.invoice)


def amount_fact(name: str, money: Money) -> dict[str, object]:
    """Return an amount and its currency as facts."""
    return {name: money.plain(), "currency": money.currency}


def iso(moment: object) -> str | None:
    """Return a moment or day as text; ``None`` stays nothing."""
    return moment.isoformat() if hasattr(moment, "isoformat") else None
