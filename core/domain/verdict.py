"""What judging an invoice comes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from core.domain.reason import Facts, Reason, System
from core.domain.submission import Submission


class Effect(StrEnum):
    """Whether a reason stops the import or only tells something."""

    BLOCKS = "blocks"
    NOTES = "notes"


@dataclass(frozen=True)
class Finding:
    """A reason that holds, with its facts."""

    reason: Reason
    effect: Effect
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True)
class Eligible:
    """May be created at Twikey; only ``judge`` makes one."""

    submission: Submission
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Passed:
    """Nothing known from the list and the ledger stands against it; look closer."""

    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Blocked:
    """Is not imported; the first blocking finding is the decisive one."""

    findings: tuple[Finding, ...]

    @property
    def decisive(self) -> Finding:
        """The first finding that blocks."""
        return next(f for f in self.findings if f.effect is Effect.BLOCKS)


@dataclass(frozen=True)
class Undecided:
    """A system did not answer a question that decides: neither yes nor no."""

    system: System
    operation: str
    findings: tuple[Finding, ...] = ()


Verdict = Eligible | Blocked | Undecided
Screening = Passed | Blocked | Undecided


def decisive_reason(verdict: Verdict | Screening) -> Reason | None:
    """Return the reason that decided, if the verdict is that it is blocked."""
    return verdict.decisive.reason if isinstance(verdict, Blocked) else None
