"""The proof that everything is in: every booked invoice has its place in the sum."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.domain.evidence import Evidence
from core.domain.judging import foresee
from core.domain.money import EURO, Money
from core.domain.reason import Reason
from core.domain.rules import RULE_OF, Stage, alerts
from core.domain.verdict import Blocked, Finding, Undecided

DELETED = "deleted"
"""The state of an invoice of ours that a person took out of Twikey."""


class Place(StrEnum):
    """Where one booked invoice belongs."""

    IMPORTED = "imported"
    EXCLUDED = "excluded"
    PROBLEM = "problem"
    ON_ITS_WAY = "on-its-way"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True)
class ProvenInvoice:
    """One booked invoice with its place; ``reason`` is why it is not in Twikey."""

    number: str
    department: str | None
    amount: Money
    place: Place
    reason: Reason | None = None


@dataclass(frozen=True)
class Share:
    """The invoices of one place and reason, counted and added up in euro."""

    place: Place
    reason: Reason | None
    count: int
    amount: Money


@dataclass(frozen=True)
class Proof:
    """Booked = imported + excluded + problems + on their way + unexplained."""

    first: date
    last: date
    invoices: tuple[ProvenInvoice, ...]

    @property
    def shares(self) -> tuple[Share, ...]:
        """Add up per place and reason, in the order of the places."""
        keys = {(one.place, one.reason) for one in self.invoices}
        ordered = sorted(keys, key=lambda k: (list(Place).index(k[0]), k[1] or ""))
        return tuple(self._share(place, reason) for place, reason in ordered)

    @property
    def unexplained(self) -> tuple[ProvenInvoice, ...]:
        """The invoices nobody can account for."""
        return tuple(one for one in self.invoices if one.place is Place.UNEXPLAINED)

    def total(self, place: Place | None = None) -> tuple[int, Money]:
        """Return count and euros of one place, or of everything booked."""
        chosen = [o for o in self.invoices if place is None or o.place is place]
        return len(chosen), _sum(chosen)

    def _share(self, place: Place, reason: Reason | None) -> Share:
        chosen = [o for o in self.invoices if (o.place, o.reason) == (place, reason)]
        return Share(place, reason, len(chosen), _sum(chosen))


def place_of(
    evidence: Evidence, *, is_unknown: bool = False
) -> tuple[Place, Reason | None]:
    """Find the place of one booked invoice from what the list and the ledger know.

    What only the full invoice tells was recorded when it was judged. ``is_unknown``
    tells that a system did not answer when that was tried last.
    """
    verdict = foresee(evidence)
    if isinstance(verdict, Undecided):
        return Place.PROBLEM, None
    if isinstance(verdict, Blocked):
        return _stopped(verdict.decisive)
    decisive = evidence.memory.decisive
    if decisive is not None and RULE_OF[decisive].stage is Stage.FULL:
        return Place.PROBLEM, decisive
    if any(f.reason is Reason.JUST_BOOKED for f in verdict.findings):
        return Place.ON_ITS_WAY, None
    return (Place.PROBLEM if is_unknown else Place.UNEXPLAINED), None


def _stopped(decisive: Finding) -> tuple[Place, Reason | None]:
    reason, facts = decisive.reason, decisive.facts
    if reason is Reason.ALREADY_IMPORTED:
        if facts.get("state") == DELETED:
            return Place.EXCLUDED, reason
        return Place.IMPORTED, None
    return (Place.PROBLEM if alerts(reason, facts) else Place.EXCLUDED), reason


def _sum(invoices: Iterable[ProvenInvoice]) -> Money:
    total = Money.zero()
    for invoice in invoices:
        if invoice.amount.currency == EURO:
            total += invoice.amount
    return total
