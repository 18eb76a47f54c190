"""What an import came to: one line per invoice, and sums that add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.domain.diagnosis import Match
from core.domain.history import InvitationState
from core.domain.invoice import SourceId
from core.domain.money import EURO, Money
from core.domain.policy import Window
from core.domain.reason import Facts, Reason, System
from core.domain.rules import alerts
from core.domain.verdict import Finding


class Outcome(StrEnum):
    """What happened to one invoice in a run."""

    IMPORTED = "imported"
    ALREADY_IMPORTED = "already_imported"
    NOT_IMPORTED = "not_imported"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class RunTrigger(StrEnum):
    """What set a run going."""

    MANUAL = "manual"
    AUTOMATIC = "automatic"
    SWEEP = "sweep"


@dataclass(frozen=True)
class Line:
    """One invoice of a run; the decisive finding stands first.

    ``system`` is set where the outcome is unknown. ``amount`` is the invoice's total,
    ``department`` the name of the entity that bills. ``invitation`` and ``held_for``
    tell where the invitation of an invoice stands that was imported in this run.
    ``matches`` are the invoices that a typed number fits; only the run itself tells
    them, the ledger does not keep them.
    """

    outcome: Outcome
    source_id: SourceId | None = None
    number: str | None = None
    department: str | None = None
    amount: Money | None = None
    findings: tuple[Finding, ...] = ()
    system: System | None = None
    customer_name: str | None = None
    invitation: InvitationState | None = None
    held_for: str | None = None
    matches: tuple[Match, ...] = ()

    @property
    def is_ambiguous(self) -> bool:
        """Whether what was typed fits several invoices, so that none was looked at."""
        unnamed = self.source_id is None and self.system is None
        return self.outcome is Outcome.UNKNOWN and unnamed

    @property
    def reason(self) -> Reason | None:
        """The decisive reason, if it was not imported."""
        if self.outcome in (Outcome.IMPORTED, Outcome.UNKNOWN) or not self.findings:
            return None
        return self.findings[0].reason

    @property
    def facts(self) -> Facts:
        """The facts of the decisive reason."""
        return self.findings[0].facts if self.reason else {}

    @property
    def needs_people(self) -> bool:
        """Whether somebody has to do something for this invoice."""
        if self.outcome in (Outcome.REFUSED, Outcome.UNKNOWN):
            return True
        return self.reason is not None and alerts(self.reason, self.facts)


@dataclass(frozen=True)
class Run:
    """One pass over invoices. ``failed`` names the system that ended it early."""

    id: str
    trigger: RunTrigger
    started_at: datetime
    window: Window | None = None
    preview: bool = False
    asked_by: str | None = None
    lines: tuple[Line, ...] = ()
    finished_at: datetime | None = None
    failed: System | None = None
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """Count the lines per outcome; they always add up to ``seen``."""
        counted = Counter(line.outcome for line in self.lines)
        return {"seen": len(self.lines), **{o.value: counted[o] for o in Outcome}}

    @property
    def imported_amount(self) -> Money:
        """The euros that were brought in."""
        total = Money.zero()
        for line in self.of(Outcome.IMPORTED):
            if line.amount is not None and line.amount.currency == EURO:
                total += line.amount
        return total

    def of(self, *outcomes: Outcome) -> tuple[Line, ...]:
        """Return the lines with one of these outcomes."""
        return tuple(line for line in self.lines if line.outcome in outcomes)

    def by_reason(self) -> dict[Reason, tuple[Line, ...]]:
        """Group the lines that were not imported by their decisive reason."""
        groups: dict[Reason, list[Line]] = {}
        for line in self.lines:
            if line.reason is not None:
                groups.setdefault(line.reason, []).append(line)
        return {reason: tuple(lines) for reason, lines in groups.items()}
