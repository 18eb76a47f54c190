"""Acting in Twikey."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from core.domain.document import Pdf
from core.domain.invitation import Invited
from core.domain.target import TargetId, TargetInvoice
from core.domain.verdict import Eligible
from core.ports.mandates import MandatePage


@dataclass(frozen=True)
class Created:
    """Twikey answered a create: perhaps with another invoice that has the number."""

    invoice: TargetInvoice


@dataclass(frozen=True)
class Refused:
    """Twikey said no, in its own code and words."""

    code: str
    message: str
    extra: str = ""

    def facts(self) -> dict[str, object]:
        """Return what is kept of the refusal."""
        return {"code": self.code, "message": self.message, "extra": self.extra}


@dataclass(frozen=True)
class FeedPage:
    """One page of Twikey's invoice feed; ``position`` is where to go on after it."""

    invoices: tuple[TargetInvoice, ...]
    position: int | None

    @property
    def is_empty(self) -> bool:
        """Whether the end of the feed is reached."""
        return not self.invoices


@dataclass(frozen=True)
class KeptCustomer:
    """What Twikey keeps on a customer number; ``None`` is what it does not tell."""

    is_known: bool | None = None
    profile_id: str | None = None


class InvoiceTarget(Protocol):
    """Acting in Twikey. Every method raises ``RemoteError``s of Twikey."""

    async def create(self, eligible: Eligible) -> Created | Refused:
        """Create an invoice once; ``RemoteUnavailable`` means it may have happened."""
        ...

    async def find(self, target_id: TargetId) -> TargetInvoice | None:
        """Look an invoice up by its id; ``None`` if Twikey has no such id."""
        ...

    def feed(self, after: int) -> AsyncIterator[FeedPage]:
        """Yield what changed after a position, page by page, until nothing is left."""
        ...

    def mandates(self, after: int) -> AsyncIterator[MandatePage]:
        """Yield what changed of mandates after a position, until nothing is left."""
        ...

    async def attach(self, invoice: TargetInvoice, pdf: Pdf) -> Refused | None:
        """Attach a PDF, replacing the one that is there; safe to repeat."""
        ...

    async def invite(self, target_id: TargetId) -> Refused | None:
        """Ask the customer to pay, on the preferred channel.

        Every call may mail again: ``RemoteUnavailable`` means that one may be out.
        """
        ...

    async def was_invited(self, target_id: TargetId) -> Invited:
        """Ask whether Twikey has invited the customer; it may not tell."""
        ...

    async def mark_paid(self, invoice: TargetInvoice) -> Refused | None:
        """Mark an invoice as paid outside Twikey; safe to repeat.

        Not for one whose collection is in progress: ask for its state first.
        """
        ...

    async def update_customer(
        self, number: str, changes: Mapping[str, str]
    ) -> Refused | None:
        """Change the given fields of a customer; safe to repeat.

        They go by their names in ``Payer``; the customer number is none of them.
        """
        ...

    async def kept_customer(self, number: str) -> KeptCustomer:
        """Return what Twikey keeps on a customer, as far as it tells.

        Remembered for some minutes. Raises ``ConnectionRevoked`` only: whatever else
        stands in the way, nothing is known then.
        """
        ...

    async def knows_profile(self, profile_id: str) -> bool:
        """Whether Twikey has an active profile; remembered for some minutes."""
        ...

    async def profile_names(self) -> Mapping[str, str]:
        """Return the names of the active profiles by id, as far as Twikey tells them.

        Remembered for some minutes.
        """
        ...

    async def merchant(self) -> str:
        """Log in if needed and return the creditor's number."""
        ...
