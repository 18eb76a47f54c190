"""The answer to *why is this invoice not in Twikey?*"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from core.domain.history import DocumentRecord, InvitationRecord, TimelineEntry
from core.domain.invoice import SourceId
from core.domain.mandate import Mandate
from core.domain.money import Money
from core.domain.profile import ProfileChoice
from core.domain.reason import Reason
from core.domain.verdict import Finding, Verdict, decisive_reason


@dataclass(frozen=True)
class Match:
    """One of several invoices that a typed number may mean."""

    source_id: SourceId
    number: str | None
    department: str | None
    customer_name: str | None


@dataclass(frozen=True)
class Ambiguous:
    """A typed number fits several invoices: the person has to choose."""

    asked: str
    matches: tuple[Match, ...]


@dataclass(frozen=True)
class Links:
    """Where to look at the invoice, if known."""

    teamleader: str | None = None
    twikey: str | None = None


@dataclass(frozen=True)
class Diagnosis:
    """All that is known of one invoice, judged.

    ``verdict`` is that of the automatic import; ``would_import_now`` that of an import
    by number, ``None`` where it cannot be known. ``first_cause`` is the decisive reason
    of the first recorded judgement or attempt. ``profile`` is where it goes or would
    go; ``mandates_beside`` are signed ones of the customer that will not collect it.
    ``profile_names`` are those of the profiles that are known, by id.
    """

    asked: str
    verdict: Verdict
    would_import_now: bool | None
    document: DocumentRecord
    invitation: InvitationRecord
    number: str | None = None
    source_id: SourceId | None = None
    department: str | None = None
    customer_name: str | None = None
    amount: Money | None = None
    due_on: date | None = None
    first_cause: Reason | None = None
    timeline: tuple[TimelineEntry, ...] = ()
    links: Links = field(default_factory=Links)
    profile: ProfileChoice | None = None
    mandates_beside: tuple[Mandate, ...] = ()
    profile_names: Mapping[str, str] = field(default_factory=dict)

    @property
    def decisive(self) -> Reason | None:
        """The reason that decides, if it is blocked."""
        return decisive_reason(self.verdict)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that holds, in the order of the table."""
        return self.verdict.findings
