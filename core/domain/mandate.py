"""Mandates: the permission to debit a customer, given within one payment profile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Mandate:
    """A mandate as Twikey last told it.

    ``customer_number`` and ``profile_id`` are ``None`` where Twikey did not tell them.
    ``is_signed`` ends with a cancellation. ``at`` is the moment of the last event.
    """

    number: str
    customer_number: str | None = None
    profile_id: str | None = None
    is_signed: bool = True
    at: datetime | None = None


def beside(mandates: Iterable[Mandate], profile_id: str | None) -> tuple[Mandate, ...]:
    """Return a customer's signed mandates where none of them collects this profile.

    Twikey collects with a mandate of the same customer number and profile alone. While
    it is not known which profile an invoice is in, nothing is said.
    """
    signed = [one for one in mandates if one.is_signed and one.profile_id]
    if profile_id is None or any(one.profile_id == profile_id for one in signed):
        return ()
    return tuple(signed)
