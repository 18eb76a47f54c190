"""What is remembered of an invoice: sights, attempts and decisions of people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from core.domain.invoice import InvoiceStatus
from core.domain.money import Money
from core.domain.reason import Facts, Reason
from core.domain.target import TargetId


class SeenBy(StrEnum):
    """On what occasion an invoice was looked at."""

    IMPORT = "import"
    WHY = "why"
    HINT = "hint"
    SWEEP = "sweep"
    CHECK = "check"


@dataclass(frozen=True)
class Snapshot:
    """One remembered sight of an invoice; a new one is kept when something differs."""

    seen_at: datetime
    seen_by: SeenBy
    status: InvoiceStatus
    total: Money
    due: Money
    paid: bool
    due_on: date | None = None
    customer_id: str | None = None
    profile_field: str | None = None


@dataclass(frozen=True)
class TimelineEntry:
    """One thing that happened to an invoice: a code and facts, words come later."""

    at: datetime
    event: str
    facts: Facts = field(default_factory=dict)


class AttemptState(StrEnum):
    """What came of a create call.

    ``STARTED`` and ``UNKNOWN`` both mean that Twikey may or may not have it.
    """

    STARTED = "started"
    CREATED = "created"
    REFUSED = "refused"
    ANSWERED_OTHER = "answered-other"
    UNKNOWN = "unknown"
    NOT_CREATED = "not-created"

    @property
    def is_open(self) -> bool:
        """Whether Twikey has to be asked before anything else is done."""
        return self in (AttemptState.STARTED, AttemptState.UNKNOWN)


@dataclass(frozen=True)
class Attempt:
    """One try to create an invoice at Twikey, written down before the call."""

    at: datetime
    target_id: TargetId
    fingerprint: str
    state: AttemptState
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True)
class LeftOut:
    """A person's decision to keep an invoice out of Twikey."""

    by: str
    at: datetime
    why: str = ""
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it still keeps the invoice out on a day; ``until`` is the last."""
        return self.until is None or day <= self.until

    def facts(self) -> Facts:
        """Return what is told of it."""
        return {
            "by": self.by,
            "why": self.why,
            "at": self.at.isoformat(),
            "until": self.until.isoformat() if self.until else None,
        }


@dataclass(frozen=True)
class ChosenProfile:
    """A person's decision to which payment profile one invoice goes."""

    id: str
    by: str
    at: datetime


PART_SENT: Final = "paid_part"
"""The fact of an attempt that tells which part Twikey was told to be settled."""

Decisions = tuple[LeftOut | None, ChosenProfile | None]


class DocumentState(StrEnum):
    """Where the PDF stands."""

    NONE = "none"
    WANTED = "wanted"
    WAITING = "waiting"
    ATTACHED = "attached"
    CHANGED = "changed"
    GAVE_UP = "gave-up"


class InvitationState(StrEnum):
    """Where Twikey's asking the customer to pay stands."""

    NONE = "none"
    BY_TWIKEY = "by-twikey"
    WAITING = "waiting"
    SENT = "sent"
    UNKNOWN = "unknown"
    BY_HAND = "by-hand"
    NOT_NEEDED = "not-needed"


@dataclass(frozen=True)
class DocumentRecord:
    """The PDF of an imported invoice: state, tries so far, what is next.

    ``size`` is in bytes; ``problem`` is a code of what went wrong last.
    """

    state: DocumentState
    attempts: int = 0
    next_at: datetime | None = None
    attached_at: datetime | None = None
    size: int | None = None
    problem: str | None = None


@dataclass(frozen=True)
class InvitationRecord:
    """The invitation of an imported invoice; ``held_for`` says what it waits for."""

    state: InvitationState
    at: datetime | None = None
    held_for: str | None = None


@dataclass(frozen=True)
class Memory:
    """Everything the ledger knows of one invoice; empty if it was never seen.

    ``judged_at`` is when it was found what is ``decisive``; ``None`` where it has to be
    judged again, because it may not hold any more.
    """

    number: str | None = None
    department_id: str | None = None
    first_seen_at: datetime | None = None
    first_booked_at: datetime | None = None
    booked_when_first_seen: bool = False
    booked_at_zero: bool = False
    gone_at: datetime | None = None
    target_id: TargetId | None = None
    generation: int = 0
    imported_at: datetime | None = None
    first_cause: Reason | None = None
    first_tried_at: datetime | None = None
    decisive: Reason | None = None
    decisive_facts: Facts = field(default_factory=dict)
    judged_at: datetime | None = None
    left_out: LeftOut | None = None
    chosen_profile: ChosenProfile | None = None
    attempts: tuple[Attempt, ...] = ()
    snapshots: tuple[Snapshot, ...] = ()
    document: DocumentRecord = field(
        default_factory=lambda: DocumentRecord(DocumentState.NONE)
    )
    invitation: InvitationRecord = field(
        default_factory=lambda: InvitationRecord(InvitationState.NONE)
    )

    @property
    def is_known(self) -> bool:
        """Whether the invoice was ever seen."""
        return self.first_seen_at is not None

    @property
    def decisions(self) -> Decisions:
        """What people have decided of it."""
        return self.left_out, self.chosen_profile

    def part_sent(self, target_id: TargetId) -> Money | None:
        """Return which part Twikey was told to be settled when this was created there.

        ``None`` where we did not create it, or nobody wrote it down.
        """
        made = (one for one in reversed(self.attempts) if one.target_id == target_id)
        told = next((one.facts.get(PART_SENT) for one in made), None)
        return None if told is None else Money.of(str(told))

    @property
    def last_attempt(self) -> Attempt | None:
        """The latest try, if any."""
        return self.attempts[-1] if self.attempts else None
