"""The overview of invoices: what one line tells, and which lines belong together."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from core.domain.history import (
    DocumentRecord,
    DocumentState,
    InvitationRecord,
    InvitationState,
)
from core.domain.invoice import InvoiceStatus, SourceId
from core.domain.money import Money
from core.domain.reason import Facts, Reason, System
from core.domain.rules import RULES, Mover, alerts
from core.domain.target import TargetState

PROBLEMS: Final = frozenset(
    rule.reason for rule in RULES if rule.blocks_for and alerts(rule.reason, {})
)
"""The reasons for which people are told of an invoice that is not in Twikey."""

PATIENT: Final = frozenset(
    rule.reason
    for rule in RULES
    if rule.blocks_for
    and rule.mover is not Mover.NOBODY
    and rule.reason not in PROBLEMS
    and rule.reason is not Reason.PAID
)
"""The reasons with which an invoice waits without being a problem."""

UNFETCHED: Final = frozenset(
    {DocumentState.WANTED, DocumentState.WAITING, DocumentState.CHANGED}
)
"""The states of a PDF that is still to come."""


class Shown(StrEnum):
    """Which invoices an overview shows; one of each also belongs to ``ALL``."""

    ALL = "all"
    WAITING = "waiting"
    PROBLEMS = "problems"
    IMPORTED = "imported"


class Standing(StrEnum):
    """Where an invoice stands, in one word; the facts beside it say more."""

    GONE = "gone"
    IMPORTED = "imported"
    UNKNOWN = "unknown"
    OUT = "out"
    SETTLED = "settled"
    BEFORE_START = "before-start"
    ON_ITS_WAY = "on-its-way"
    DRAFT = "draft"


@dataclass(frozen=True)
class Entry:
    """One invoice of the overview, from what is remembered alone.

    ``alerted`` is the cause of the open alert that tells of it, ``at_twikey`` how
    Twikey shows it, ``system`` the one that could not be asked about it. ``department``
    names the entity that bills where there are several.
    """

    source_id: SourceId
    number: str | None
    customer_name: str | None
    amount: Money
    due: Money
    due_on: date | None
    created_at: datetime
    status: InvoiceStatus
    document: DocumentRecord
    invitation: InvitationRecord
    paid: bool = False
    is_gone: bool = False
    imported_at: datetime | None = None
    at_twikey: TargetState | None = None
    reason: Reason | None = None
    facts: Facts = field(default_factory=dict)
    system: System | None = None
    alerted: str | None = None
    department: str | None = None

    @property
    def is_imported(self) -> bool:
        """Whether this bot brought it into Twikey."""
        return self.imported_at is not None

    @property
    def is_outside(self) -> bool:
        """Whether it is booked, has something to pay, and is not in Twikey."""
        nothing_due = self.amount.is_positive and not self.due.is_positive
        outstanding = self.status is InvoiceStatus.OUTSTANDING
        settled = self.paid or self.is_gone or nothing_due
        return outstanding and not settled and not self.is_imported

    @property
    def is_problem(self) -> bool:
        """Whether it waits for people to put something right."""
        if self.alerted is not None:
            return True
        if self.is_outside:
            return self.system is not None or self.reason in PROBLEMS
        gave_up = self.document.state is DocumentState.GAVE_UP and not self.is_gone
        uncertain = self.invitation.state is InvitationState.UNKNOWN
        return self.is_imported and (gave_up or uncertain)

    @property
    def waits(self) -> bool:
        """Whether something is still to come: the import, the PDF, the invitation."""
        if self.is_outside:
            unjudged = self.system is None and self.reason is None
            return unjudged or (self.system is None and self.reason in PATIENT)
        held = self.invitation.state is InvitationState.WAITING
        return self.is_imported and (held or self.document.state in UNFETCHED)

    @property
    def standing(self) -> Standing:
        """Where it stands."""
        if self.is_imported:
            return Standing.IMPORTED
        if self.is_gone:
            return Standing.GONE
        if self.status is InvoiceStatus.DRAFT:
            return Standing.DRAFT
        if self.system is not None:
            return Standing.UNKNOWN
        if self.is_outside and self.reason is Reason.BEFORE_START:
            return Standing.BEFORE_START
        if self.reason is not None and self.reason is not Reason.DRAFT:
            return Standing.OUT
        return Standing.ON_ITS_WAY if self.is_outside else Standing.SETTLED

    def belongs_to(self, shown: Shown) -> bool:
        """Whether a part of the overview shows it; drafts are in none."""
        if self.status is InvoiceStatus.DRAFT:
            return False
        match shown:
            case Shown.WAITING:
                return self.waits
            case Shown.PROBLEMS:
                return self.is_problem
            case Shown.IMPORTED:
                return self.is_imported
            case Shown.ALL:
                return True


@dataclass(frozen=True)
class Place:
    """Where a page of the overview begins or ends: the newest come first."""

    created_at: datetime
    source_id: SourceId


class Turn(StrEnum):
    """Which way to leaf from a place."""

    OLDER = "older"
    NEWER = "newer"


@dataclass(frozen=True)
class Wish:
    """Which page somebody wants to see; without a place the first one."""

    shown: Shown = Shown.ALL
    place: Place | None = None
    turn: Turn = Turn.OLDER


@dataclass(frozen=True)
class Page:
    """A page of the overview; ``older`` and ``newer`` are set where there is more.

    ``at`` is when it was read, ``teamleader`` and ``twikey`` when each was last looked
    through, and ``counts`` how many invoices each part has.
    """

    wish: Wish
    entries: tuple[Entry, ...]
    at: datetime
    older: Place | None = None
    newer: Place | None = None
    counts: dict[Shown, int] = field(default_factory=dict)
    teamleader: datetime | None = None
    twikey: datetime | None = None


def place_of(entry: Entry) -> Place:
    """Return where an entry stands in the overview."""
    return Place(entry.created_at, entry.source_id)
