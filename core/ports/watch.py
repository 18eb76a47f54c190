"""What is remembered for watching: hints, periods, marks, alerts and messages."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

from core.domain.alert import AlertLine, AlertRecord, LateInvoice
from core.domain.invoice import SourceId
from core.domain.money import Money
from core.domain.outcome import RunTrigger
from core.domain.reason import Facts, Reason

HINT_REST: Final = timedelta(minutes=1)
"""How long new hints bring no look forward, after one that led nowhere.

Whoever found out the address could name any id, as often as they like.
"""


@dataclass(frozen=True)
class Hint:
    """Teamleader says that something happened to a subject; never trusted, always read.

    It carries no id and no time. ``subject`` is ``invoice``, ``creditNote``,
    ``company``, ``contact`` or ``subscription``.
    """

    subject: str
    id: str
    event: str


@dataclass(frozen=True)
class ClaimedHint:
    """A hint somebody works on; ``count`` tells whether another came meanwhile."""

    subject: str
    id: str
    events: tuple[str, ...]
    first_at: datetime
    tries: int
    count: int
    owner: str


class HintBook(Protocol):
    """The inbox of hints: durable before they are answered, then merged."""

    def add(self, hints: Sequence[Hint]) -> None:
        """Keep hints; one for the same subject that is not processed yet absorbs it.

        It is due now, or where the last look led nowhere ``HINT_REST`` after that one;
        never later than it was to be anyway.
        """
        ...

    def claim(
        self, owner: str, lease_seconds: float, most: int
    ) -> tuple[ClaimedHint, ...]:
        """Take some due hints that nobody works on, oldest first.

        Each id but those of known invoices only under one subject at a time, and none
        that rests under another.
        """
        ...

    def done(self, *claimed: ClaimedHint) -> None:
        """Forget processed hints, each unless another came during the processing."""
        ...

    def absent(self, *claimed: ClaimedHint) -> None:
        """Forget hints of what is not there; a new one waits for ``HINT_REST``."""
        ...

    def later(self, claimed: ClaimedHint, at: datetime) -> None:
        """Put a hint off and count the try; a new one waits ``HINT_REST`` at most."""
        ...

    def last_at(self) -> datetime | None:
        """Return when the latest hint came, processed or not."""
        ...

    def waiting(self) -> int:
        """Count the hints that are not processed."""
        ...


class TickBook(Protocol):
    """Each period of each job is run once, over all replicas."""

    def take(self, job: str, slot: int) -> bool:
        """Return true for the one that may run this period of a job."""
        ...

    def last(self, job: str) -> datetime | None:
        """Return when a job was last taken."""
        ...


class MarkBook(Protocol):
    """Moments up to which something was read, by name."""

    def get(self, name: str) -> datetime | None:
        """Return a mark."""
        ...

    def put(self, name: str, at: datetime) -> None:
        """Set a mark."""
        ...


class AlertBook(Protocol):
    """Open and closed alerts, one per cause at a time."""

    def open(self) -> tuple[AlertRecord, ...]:
        """Return the alerts that are not closed, with their lines."""
        ...

    def get(self, cause: str) -> AlertRecord | None:
        """Return the latest alert of a cause, open or closed, with its lines."""
        ...

    def put_lines(self, cause: str, lines: Sequence[AlertLine]) -> None:
        """Open an alert if need be, and add or change its lines by source id."""
        ...

    def close(self, cause: str) -> None:
        """Close the alert of a cause; a later one of the same cause is a new one."""
        ...

    def reopen(self, cause: str) -> None:
        """Let the latest alert of a cause go on as if it had not been closed."""
        ...

    def posted(self, cause: str, channel: str, ts: str) -> None:
        """Remember where the message of an alert stands."""
        ...

    def move(self, cause: str) -> None:
        """Let the open alert of a cause be told in a new message."""
        ...


@dataclass(frozen=True)
class OutboxMessage:
    """A message that has to reach Slack: a kind, its key and facts, never words.

    Rows of one ``key`` that are not sent yet are one message. ``channel`` ``None`` is
    the channel of the settings.
    """

    kind: str
    key: str
    facts: Facts = field(default_factory=dict)
    channel: str | None = None


@dataclass(frozen=True)
class ClaimedMessage:
    """A message somebody is sending; ``tries`` counts earlier ones."""

    id: int
    message: OutboxMessage
    tries: int
    fence: int
    owner: str


class OutboxBook(Protocol):
    """Messages to Slack, written in the transaction of the change that causes them."""

    def put(self, message: OutboxMessage) -> None:
        """Ask for a message to be sent; absorbed by an unsent one of the same key."""
        ...

    def claim(
        self, owner: str, lease_seconds: float, most: int
    ) -> tuple[ClaimedMessage, ...]:
        """Take some due messages, oldest first."""
        ...

    def sent(self, claimed: ClaimedMessage, channel: str, ts: str) -> None:
        """Remember that a message stands in a channel."""
        ...

    def later(self, claimed: ClaimedMessage, at: datetime, problem: str) -> None:
        """Put a message off, with Slack's word for what was wrong."""
        ...

    def drop(self, claimed: ClaimedMessage, problem: str) -> None:
        """Give a message up: it can never be sent."""
        ...

    def waiting(self) -> int:
        """Count the messages that are not sent."""
        ...

    def unsent(self, key: str) -> OutboxMessage | None:
        """Return the message that a new one of this key would take the place of."""
        ...

    def is_pending(self, key: str) -> bool:
        """Whether a message of this key is not sent yet, or is being sent now."""
        ...

    def reached(self, key: str) -> datetime | None:
        """Return when a message of this key last came to stand in a channel."""
        ...


@dataclass(frozen=True)
class SweptInvoice:
    """An invoice that a sweep imported; ``hinted_at`` is when its last hint came.

    ``updated_at`` is its last change by Teamleader's clock, be it after the import.
    """

    source_id: SourceId
    updated_at: datetime
    imported_at: datetime
    hinted_at: datetime | None


class WatchedInvoices(Protocol):
    """What the watch asks of the remembered invoices, beside the invoice book."""

    def unchanged(self, updated: Mapping[SourceId, datetime]) -> frozenset[SourceId]:
        """Return those last seen with exactly this ``updated_at``."""
        ...

    def late(
        self, booked_before: datetime, settled_by: Collection[Reason] = ()
    ) -> tuple[LateInvoice, ...]:
        """Return outstanding invoices first seen booked before a moment and not in
        Twikey, with the reason of their last judgement, if they were judged.

        Of those that are settled or gone only the ones with a reason of
        ``settled_by``, and those that were paid after something else kept them out.
        """
        ...

    def news(
        self, since: datetime, until: datetime, patience: timedelta
    ) -> tuple[LateInvoice, ...]:
        """Return what became late, or late for another reason, in a span of time.

        Settled and deleted ones too, ``since`` excluded and ``until`` included; an
        invoice is late when ``patience`` is over since it was first seen booked.
        """
        ...

    def due_again(self, most: int) -> tuple[SourceId, ...]:
        """Return outstanding invoices not in Twikey that are to be judged again now.

        One that could not be judged is due after 1, 5, 15 and 60 minutes, then every
        hour; one that is blocked after a day.
        """
        ...

    def judge_all_again(self) -> int:
        """Make every outstanding invoice that is not in Twikey due now; count them.

        For a change of settings, or a system that answers again.
        """
        ...

    def judge_again_for(self, reasons: Collection[Reason]) -> int:
        """Make those due now that are out for some decisive reasons; count them."""
        ...

    def of_customer(self, customer_id: str) -> tuple[SourceId, ...]:
        """Return a customer's outstanding invoices that are not in Twikey."""
        ...

    def of_customers(self, ids: Collection[str]) -> tuple[SourceId, ...]:
        """Return the outstanding invoices of customers that are not in Twikey."""
        ...

    def of_subscription(self, subscription_id: str) -> tuple[SourceId, ...]:
        """Return a subscription's outstanding invoices that are not in Twikey."""
        ...

    def brought_by(self, ids: Collection[SourceId]) -> Mapping[SourceId, RunTrigger]:
        """Return what kind of run imported each, where a run did."""
        ...

    def addresses(self, ids: Collection[SourceId]) -> Mapping[SourceId, str]:
        """Return where Teamleader shows each, where that is known."""
        ...

    def open_at_twikey(self, most: int, after: SourceId | None) -> tuple[SourceId, ...]:
        """Return imported invoices that Twikey may still collect, by id, in pages."""
        ...

    def swept_since(self, moment: datetime) -> tuple[SweptInvoice, ...]:
        """Return what a sweep imported after a moment, by id."""
        ...

    def imported_late(self, since: datetime, after: timedelta) -> int:
        """Count what was imported after a moment, long after its last change."""
        ...

    def imported_between(self, since: datetime, until: datetime) -> tuple[Money, ...]:
        """Return the total of each invoice imported after a moment, up to another."""
        ...
