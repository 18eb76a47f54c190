"""Everything the rules look at, gathered once, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from core.domain.history import Memory, SeenBy
from core.domain.invoice import (
    CreditNote,
    Customer,
    DepartmentId,
    Invoice,
    InvoiceDetail,
    SourceId,
    open_amount,
)
from core.domain.money import Money
from core.domain.policy import Policy, Window
from core.domain.profile import ProfileChoice
from core.domain.reason import System, Trigger
from core.domain.target import TargetSight


@dataclass(frozen=True)
class Unread:
    """A system was asked and did not answer: neither yes nor no."""

    system: System
    operation: str


@dataclass(frozen=True)
class Missing:
    """Teamleader was asked and has no such invoice; ``nearest`` are numbers it has."""

    nearest: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """What is known of one invoice at the moment of judging.

    The first stage knows what the list row and the ledger tell. ``detail``,
    ``customer`` and ``profile`` belong to the second stage; they are ``None`` until it
    was gathered. ``customer`` is ``Missing`` where Teamleader no longer has it.
    ``departments`` are the names of those that are known, by id.
    """

    trigger: Trigger
    asked_as: str
    now: datetime
    policy: Policy
    source: Invoice | Missing | Unread
    memory: Memory
    target: TargetSight
    credit_notes: tuple[CreditNote, ...] | Unread = ()
    window: Window | None = None
    detail: InvoiceDetail | Unread | None = None
    customer: Customer | Missing | Unread | None = None
    profile: ProfileChoice | Unread | None = None
    account: str = ""
    seen_by: SeenBy = SeenBy.CHECK
    departments: Mapping[DepartmentId, str] = field(default_factory=dict)

    @property
    def invoice(self) -> Invoice | None:
        """The invoice, if Teamleader showed it."""
        return self.source if isinstance(self.source, Invoice) else None

    @property
    def source_id(self) -> SourceId | None:
        """Teamleader's id, if Teamleader showed the invoice."""
        return self.invoice.source_id if self.invoice else None

    @property
    def today(self) -> date:
        """The business day of the judgement."""
        return self.policy.day_of(self.now)

    @property
    def credited(self) -> Money:
        """The sum of credit notes; nothing where they could not be read."""
        currency = self.invoice.total.currency if self.invoice else "EUR"
        total = Money.zero(currency)
        if not isinstance(self.credit_notes, Unread):
            for note in self.credit_notes:
                if note.total.currency == currency:
                    total += note.total
        return total

    @property
    def paid_so_far(self) -> Money | None:
        """The registered payments, if the full invoice was read."""
        if self.invoice and isinstance(self.detail, InvoiceDetail):
            return self.detail.paid_so_far(self.invoice.total.currency)
        return None

    @property
    def payments_matter(self) -> bool:
        """Whether only the payments tell if a credit note leaves something open.

        Teamleader may or may not lower ``due`` by a credit note: where ``due`` is
        neither nothing nor the total, both readings are possible.
        """
        invoice = self.invoice
        if invoice is None or not self.credited.is_positive:
            return False
        return invoice.due.is_positive and invoice.due < invoice.total

    @property
    def open(self) -> Money | None:
        """What is still to be paid."""
        if self.invoice is None:
            return None
        return open_amount(
            self.invoice.total, self.invoice.due, self.credited, self.paid_so_far
        )

    def asked_by(self, trigger: Trigger) -> Evidence:
        """Return the same evidence, asked for by somebody else."""
        return replace(self, trigger=trigger)
