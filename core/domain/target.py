"""Invoices as Twikey holds them, and what is known of them there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType
from uuid import UUID, uuid5

from core.domain.invoice import DepartmentId, Invoice, SourceId
from core.domain.money import Money
from core.domain.number import fold

TargetId = NewType("TargetId", str)
"""Twikey's id of an invoice; ours are made by :func:`own_target_id`."""

_OURS = UUID("6f0f6c2e-3b1d-5a64-9c0b-2f4a1f7f6d10")
_DIGITS = re.compile(r"\d+")
_STRUCTURED_DIGITS = 12


class TargetState(StrEnum):
    """Twikey's states, and one for a state that is new to us."""

    BOOKED = "BOOKED"
    PENDING = "PENDING"
    PAID = "PAID"
    EXPIRED = "EXPIRED"
    ARCHIVED = "ARCHIVED"
    OTHER = "OTHER"

    @property
    def is_open(self) -> bool:
        """Whether Twikey may still collect it."""
        return self in (TargetState.BOOKED, TargetState.PENDING, TargetState.EXPIRED)


@dataclass(frozen=True)
class TargetInvoice:
    """One invoice at Twikey; what an answer leaves out is ``None``."""

    id: TargetId
    number: str
    state: TargetState
    amount: Money | None = None
    invoiced_on: date | None = None
    due_on: date | None = None
    remittance: str | None = None
    title: str | None = None
    ref: str | None = None
    customer_number: str | None = None
    profile_id: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Namesake:
    """An invoice at Twikey with our number, and the source invoice tied to it."""

    invoice: TargetInvoice
    tied_to: SourceId | None = None
    tied_number: str | None = None
    tied_department: DepartmentId | None = None
    tied_customer: str | None = None


@dataclass(frozen=True)
class TargetSight:
    """What is known of an invoice at Twikey.

    ``own`` is the invoice under our own target id. ``own_gone`` says that it was there
    once and Twikey no longer has it. ``is_complete`` is false while a namesake may be
    unseen: the invoice feed was never read to its end, or could not be read now.
    """

    is_complete: bool
    own: TargetInvoice | None = None
    own_gone: bool = False
    namesakes: tuple[Namesake, ...] = ()


def own_target_id(account: str, source_id: SourceId, generation: int = 0) -> TargetId:
    """Return the id under which an invoice is created at Twikey, always the same.

    A person may delete the invoice at Twikey; bringing it back takes the next
    generation, so that a late answer to an old create is never mistaken for it.
    """
    suffix = f"#{generation}" if generation else ""
    return TargetId(str(uuid5(_OURS, f"{account}/{source_id}{suffix}")))


def is_same_invoice(source: Invoice, target: TargetInvoice) -> bool:
    """Whether Twikey's invoice under this number is the very same one.

    Number (without spaces and case), amount, invoice date and remittance must agree.
    """
    return (
        source.number is not None
        and fold(source.number) == fold(target.number)
        and target.amount is not None
        and target.amount.currency == source.total.currency
        and target.amount.rounded == source.total.rounded
        and target.invoiced_on == source.invoiced_on
        and _same_remittance(source, target)
    )


def _same_remittance(source: Invoice, target: TargetInvoice) -> bool:
    ours, theirs = source.payment_reference, target.remittance
    if not ours:
        # Twikey fills an absent remittance with the title, and that with the number.
        fillings = {fold(text) for text in (source.number, target.title) if text}
        return not theirs or fold(theirs) in fillings
    return theirs is not None and _reference(ours) == _reference(theirs)


def _reference(text: str) -> str:
    digits = "".join(_DIGITS.findall(text))
    return digits if len(digits) == _STRUCTURED_DIGITS else fold(text)
