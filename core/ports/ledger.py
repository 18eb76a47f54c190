"""What is remembered, behind one asynchronous door.

A unit of work is a plain function of a :class:`LedgerTx`, without ``await``, network or
any effect outside the transaction, because it may run twice. One ``write`` is one
transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from core.domain.customer_changes import SentCustomer
from core.domain.history import AttemptState, Memory, SeenBy, TimelineEntry
from core.domain.invoice import (
    CreditNote,
    CustomerRef,
    DepartmentId,
    Invoice,
    SourceId,
)
from core.domain.outcome import Line, Run
from core.domain.policy import Decided
from core.domain.profile import Profile
from core.domain.reason import Facts, Reason, System
from core.domain.support import Act
from core.domain.target import Namesake, TargetId, TargetInvoice
from core.ports.decisions import DecisionBook
from core.ports.mandates import DepartmentBook, MandateBook
from core.ports.overview import OverviewBook
from core.ports.retention import Keep
from core.ports.retrieval import DocumentBook, InvitationBook
from core.ports.target import FeedPage
from core.ports.watch import (
    AlertBook,
    HintBook,
    MarkBook,
    OutboxBook,
    TickBook,
    WatchedInvoices,
)

T = TypeVar("T")


@dataclass(frozen=True)
class Claim:
    """The right to act on one invoice until the lease ends; ``fence`` proves it."""

    source_id: SourceId
    owner: str
    fence: int


@dataclass(frozen=True)
class OpenProblem:
    """An invoice that is still outside for a reason that concerns people.

    ``system`` is set, and ``reason`` is not, where a system could not be asked.
    """

    source_id: SourceId
    number: str | None
    reason: Reason | None
    created_at: datetime
    system: System | None = None


@dataclass(frozen=True)
class KnownInvoice:
    """What the ledger can tell of an invoice without asking anybody."""

    source_id: SourceId
    number: str | None
    department_id: DepartmentId | None
    customer_name: str | None
    customer_id: str | None = None


@dataclass(frozen=True)
class Judgement:
    """What a judging came to, as it is remembered."""

    source_id: SourceId
    reason: Reason | None
    facts: Facts = field(default_factory=dict)
    system: System | None = None
    tried: bool = True


@dataclass(frozen=True)
class Credential:
    """A stored secret and its generation, which grows with each change."""

    secret: str
    generation: int
    expires_at: datetime | None = None


class InvoiceBook(Protocol):
    """What is remembered of Teamleader's invoices."""

    def see(self, invoices: Sequence[Invoice], seen_by: SeenBy) -> None:
        """Remember a sight of each; a snapshot is kept where something differs."""
        ...

    def see_gone(self, source_id: SourceId) -> None:
        """Remember that Teamleader no longer has a known invoice.

        Its PDF is waited for no longer, until the invoice is seen again.
        """
        ...

    def see_profile_field(
        self, source_id: SourceId, value: str, seen_by: SeenBy
    ) -> None:
        """Remember what the custom field for the profile held; empty counts too."""
        ...

    def came_from(self, source_id: SourceId, subscriptions: Collection[str]) -> None:
        """Remember the subscriptions that an invoice came from, all of them."""
        ...

    def recall(self, ids: Sequence[SourceId]) -> Mapping[SourceId, Memory]:
        """Return what is known of each; an unseen one has an empty memory."""
        ...

    def search(self, folded: str, counter: int | None) -> tuple[KnownInvoice, ...]:
        """Return known invoices whose number folds to this or ends in this counter."""
        ...

    def known(self, source_id: SourceId) -> KnownInvoice | None:
        """Return what is known of one invoice, if it was ever seen."""
        ...

    def numbers(self, most: int) -> tuple[str, ...]:
        """Return the latest known numbers."""
        ...

    def by_target(self, target_id: TargetId) -> SourceId | None:
        """Return the source invoice that we created under a target id."""
        ...

    def judged(self, judgements: Sequence[Judgement]) -> None:
        """Remember what judging came to; the first cause is kept for ever."""
        ...

    def reasons_found(
        self, ids: Sequence[SourceId]
    ) -> Mapping[SourceId, frozenset[Reason]]:
        """Return every reason that judging came to, ever, of those that had one."""
        ...

    def open_problems(self, before: datetime | None) -> tuple[OpenProblem, ...]:
        """Return the invoices people must do something about, oldest first."""
        ...

    def timeline(self, source_id: SourceId) -> tuple[TimelineEntry, ...]:
        """Return everything that happened to an invoice, oldest first."""
        ...

    def claim(
        self, source_id: SourceId, owner: str, lease_seconds: float
    ) -> Claim | None:
        """Take the right to act on an invoice, unless somebody holds it."""
        ...

    def release(self, claim: Claim) -> None:
        """Give a claim back, if it is still ours."""
        ...

    def holds(self, claim: Claim) -> bool:
        """Whether a claim is still ours and its lease not over."""
        ...

    def begin_attempt(self, claim: Claim, attempt: AttemptStart) -> bool:
        """Write down a create call before it is made; false if the claim was lost."""
        ...

    def finish_attempt(self, claim: Claim, state: AttemptState, facts: Facts) -> bool:
        """Write down what came of the call; false if the claim was lost."""
        ...

    def settle_attempt(
        self, source_id: SourceId, target_id: TargetId, state: AttemptState
    ) -> None:
        """Settle an open attempt after Twikey was asked for its id."""
        ...

    def customer_tried(
        self, source_id: SourceId, otherwise: CustomerRef | None
    ) -> SentCustomer | None:
        """Return the customer that an open create went out with.

        Without fields, and as ``otherwise``, where nobody knows what was sent of it.
        """
        ...

    def profile_sent(self, source_id: SourceId) -> str | None:
        """Return the profile that was named when an invoice was last created."""
        ...


@dataclass(frozen=True)
class AttemptStart:
    """A create call that is about to be made.

    A ``one_off`` profile was named for this invoice alone: that of its customer stays.
    ``customer`` is what the call tells of the payer, ``facts`` what else of it is kept.
    """

    target_id: TargetId
    generation: int
    fingerprint: str
    customer_number: str
    profile_id: str | None
    run_id: str | None = None
    one_off: bool = False
    customer: SentCustomer | None = None
    facts: Facts = field(default_factory=dict)


class TargetBook(Protocol):
    """What is remembered of Twikey's invoices: a mirror of its feed."""

    def position(self) -> int | None:
        """Return where to go on in the feed; ``None`` before the first reading."""
        ...

    def is_complete(self) -> bool:
        """Whether the feed was read from its start to its end once."""
        ...

    def store_page(self, page: FeedPage) -> None:
        """Keep a page and, in the same transaction, the position after it."""
        ...

    def complete(self) -> None:
        """Remember that the end of the feed was reached."""
        ...

    def put(self, invoice: TargetInvoice) -> None:
        """Keep one invoice that Twikey just told us of."""
        ...

    def drop(self, target_id: TargetId) -> None:
        """Forget an invoice that Twikey no longer has."""
        ...

    def get(self, target_id: TargetId) -> TargetInvoice | None:
        """Return an invoice by its id at Twikey."""
        ...

    def namesakes(self, numbers: Sequence[str]) -> Mapping[str, tuple[Namesake, ...]]:
        """Return the invoices under each folded number, with who is tied to them."""
        ...

    def knows_customer(self, number: str) -> bool:
        """Whether a customer number has invoices at Twikey, as far as is known."""
        ...

    def last_profile(self, customer_number: str) -> str | None:
        """Return the profile we last sent for a customer, if any."""
        ...


class CustomerBook(Protocol):
    """What Twikey was last told of the customers that came with our invoices."""

    def get(self, number: str) -> Mapping[str, str] | None:
        """Return the fields as they were last sent; ``None`` if none ever were."""
        ...

    def put(
        self, number: str, customer_ref: CustomerRef, fields: Mapping[str, str]
    ) -> None:
        """Remember what was sent under a customer number, in place of what was."""
        ...

    def known_among(self, refs: Collection[CustomerRef]) -> tuple[CustomerRef, ...]:
        """Return those of the customers that were ever sent."""
        ...

    def of_ref(self, ref: CustomerRef) -> str | None:
        """Return the number a customer was last sent under, if it ever was."""
        ...

    def forget(self, number: str) -> None:
        """Forget a number that Twikey does not know any more."""
        ...


class CreditNoteBook(Protocol):
    """What is remembered of credit notes: a list with its own mark."""

    def covered(self) -> tuple[datetime, datetime] | None:
        """Return the span of ``updated_at`` that was read without a gap."""
        ...

    def store(
        self, notes: Sequence[CreditNote], since: datetime, until: datetime
    ) -> None:
        """Keep notes and widen the covered span."""
        ...

    def of(self, ids: Sequence[SourceId]) -> Mapping[SourceId, tuple[CreditNote, ...]]:
        """Return the notes of each invoice."""
        ...


class RunBook(Protocol):
    """What is remembered of import runs."""

    def start(self, run: Run) -> None:
        """Write down that a run began."""
        ...

    def finish(self, run: Run) -> None:
        """Write down what came of it, with its lines."""
        ...

    def get(self, run_id: str) -> Run | None:
        """Return a run with its lines."""
        ...

    def last(self) -> Run | None:
        """Return the latest finished run that was not a preview."""
        ...

    def lines(self, run_id: str) -> tuple[Line, ...]:
        """Return the lines of a run."""
        ...


class CredentialBook(Protocol):
    """Encrypted secrets, with a generation and a lease for whoever renews them."""

    def get(self, name: str) -> Credential | None:
        """Return a secret, decrypted."""
        ...

    def put(self, name: str, secret: str, expires_at: datetime | None) -> Credential:
        """Store a secret under the next generation."""
        ...

    def lease(self, name: str, owner: str, seconds: float) -> bool:
        """Take the right to renew a secret; false while somebody else has it."""
        ...

    def unlease(self, name: str, owner: str) -> None:
        """Give that right back."""
        ...


class ConsentBook(Protocol):
    """Links at which a person may connect Teamleader; only digests are kept."""

    def expect(self, digest: str, by: str, seconds: float) -> None:
        """Remember a link that was given out, by the digest of its state."""
        ...

    def take(self, digest: str) -> str | None:
        """Use a link up: return who asked for it, and ``None`` at every later time."""
        ...

    def is_open(self, digest: str) -> bool:
        """Whether a link was not used yet and holds still."""
        ...


class SlotBook(Protocol):
    """Shared rate slots: an exact sliding window over all replicas."""

    def take(self, system: System, limit: int, window: float) -> float:
        """Take a slot and return 0, or the seconds until one is free."""
        ...

    def park(self, system: System, seconds: float) -> None:
        """Let nobody call a system for that long."""
        ...


class SettingBook(Protocol):
    """Settings that people changed in Slack, each as text."""

    def all(self) -> Mapping[str, str]:
        """Return what was changed."""
        ...

    def put(self, name: str, value: str, by: str) -> None:
        """Change a setting, remembering who and when."""
        ...

    def decided(self) -> Mapping[str, Decided]:
        """Return who changed each setting last, and when, by its name."""
        ...

    def put_once(self, name: str, value: str) -> str:
        """Store a value unless one is there; return the one that is there."""
        ...

    def confirm_profile(self, confirmed: Profile, by: str) -> None:
        """Remember that an admin vouches for a profile's two switches."""
        ...

    def confirmed_profiles(self) -> tuple[Profile, ...]:
        """Return the profiles an admin confirmed."""
        ...


class DoneBook(Protocol):
    """What was done already, so that a repeated request does it once."""

    def first_time(self, source: str, key: str) -> bool:
        """Return true exactly once per key, over all replicas and restarts."""
        ...

    def take_back(self, source: str, key: str) -> None:
        """Let something count as not done: it was begun, and nothing came of it."""
        ...

    def forget(self, source: str, before: datetime) -> int:
        """Forget what was done before a moment; return how much."""
        ...


class AuditBook(Protocol):
    """Who did what."""

    def add(self, who: str, what: str, subject: str, facts: Facts) -> None:
        """Write down an act of a person."""
        ...

    def about(self, source_id: SourceId, number: str | None) -> tuple[Act, ...]:
        """Return what people did about an invoice, by its id or number, oldest first.

        What somebody pressed counts too, if the button names the invoice.
        """
        ...


class LeaderBook(Protocol):
    """Roles that only one worker may have at a time."""

    def lead(self, role: str, owner: str, seconds: float) -> bool:
        """Take or keep a role; false while somebody else has it."""
        ...

    def resign(self, role: str, owner: str) -> None:
        """Give a role back."""
        ...


class LedgerTx(Protocol):
    """One transaction. ``now`` is the database's clock, in UTC."""

    @property
    def now(self) -> datetime: ...  # noqa: D102
    @property
    def invoices(self) -> InvoiceBook: ...  # noqa: D102
    @property
    def targets(self) -> TargetBook: ...  # noqa: D102
    @property
    def customers(self) -> CustomerBook: ...  # noqa: D102
    @property
    def credit_notes(self) -> CreditNoteBook: ...  # noqa: D102
    @property
    def runs(self) -> RunBook: ...  # noqa: D102
    @property
    def credentials(self) -> CredentialBook: ...  # noqa: D102
    @property
    def consents(self) -> ConsentBook: ...  # noqa: D102
    @property
    def slots(self) -> SlotBook: ...  # noqa: D102
    @property
    def settings(self) -> SettingBook: ...  # noqa: D102
    @property
    def done(self) -> DoneBook: ...  # noqa: D102
    @property
    def audit(self) -> AuditBook: ...  # noqa: D102
    @property
    def leaders(self) -> LeaderBook: ...  # noqa: D102
    @property
    def mandates(self) -> MandateBook: ...  # noqa: D102
    @property
    def departments(self) -> DepartmentBook: ...  # noqa: D102
    @property
    def documents(self) -> DocumentBook: ...  # noqa: D102
    @property
    def invitations(self) -> InvitationBook: ...  # noqa: D102
    @property
    def hints(self) -> HintBook: ...  # noqa: D102
    @property
    def ticks(self) -> TickBook: ...  # noqa: D102
    @property
    def marks(self) -> MarkBook: ...  # noqa: D102
    @property
    def alerts(self) -> AlertBook: ...  # noqa: D102
    @property
    def outbox(self) -> OutboxBook: ...  # noqa: D102
    @property
    def decisions(self) -> DecisionBook: ...  # noqa: D102
    @property
    def watched(self) -> WatchedInvoices: ...  # noqa: D102
    @property
    def overview(self) -> OverviewBook: ...  # noqa: D102

    def forget(self, keep: Keep) -> Mapping[str, int]:
        """Forget what was over and done with long enough ago; count by table."""
        ...

    def relock(self) -> int:
        """Encrypt with the newest key what an older one locked; return how many."""
        ...


class Ledger(Protocol):
    """The one asynchronous door to what is remembered."""

    async def write(self, unit: Callable[[LedgerTx], T]) -> T:
        """Run a unit of work in one transaction; returns after the commit.

        Cancelling the caller does not cancel the unit.
        """
        ...

    async def jot(self, unit: Callable[[LedgerTx], T]) -> T:
        """Write down what counts only while this machine runs.

        Like ``write``, but a power cut may undo it; the end of the process does not.
        For rate slots and leases, whose holders a power cut ends as well.
        """
        ...

    async def read(self, query: Callable[[LedgerTx], T]) -> T:
        """Run a query that changes nothing."""
        ...
