"""What is remembered of PDFs and invitations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.domain.alert import LateInvoice
from core.domain.document import DocumentProblem
from core.domain.history import (
    DocumentRecord,
    InvitationRecord,
    InvitationState,
)
from core.domain.invoice import SourceId
from core.domain.reason import Facts
from core.domain.target import TargetId


@dataclass(frozen=True)
class DocumentClaim:
    """The right to retrieve one PDF until the lease ends; ``fence`` proves it.

    ``digest`` is that of the PDF attached before, if any; ``attempts`` counts those
    made since the document was last wanted, at ``wanted_at``.
    """

    source_id: SourceId
    target_id: TargetId
    owner: str
    fence: int
    attempts: int
    wanted_at: datetime
    basis: str
    digest: str | None = None


@dataclass(frozen=True)
class DueInvitation:
    """An invitation that nothing holds back any more."""

    source_id: SourceId
    target_id: TargetId


@dataclass(frozen=True)
class BegunInvitation:
    """An invitation that may go out now; ``before`` is where it stood until then."""

    source_id: SourceId
    target_id: TargetId
    before: InvitationRecord


class DocumentBook(Protocol):
    """Which PDFs are wanted, tried, attached, changed since, or given up."""

    def want(self, source_id: SourceId, target_id: TargetId, basis: str) -> None:
        """Want the PDF of an invoice that was just created; due at once."""
        ...

    def look_again(self, bases: Mapping[SourceId, str]) -> None:
        """Make attached PDFs due whose basis is another one now (state changed)."""
        ...

    def claim_due(
        self, owner: str, lease_seconds: float, most: int
    ) -> tuple[DocumentClaim, ...]:
        """Take some due documents that nobody holds, the longest due first."""
        ...

    def claim(
        self, source_id: SourceId, owner: str, lease_seconds: float
    ) -> DocumentClaim | None:
        """Take one document by hand, due or not, given up or not.

        ``None`` if it is not wanted at all, or if somebody is at it right now.
        """
        ...

    def basis_now(self, claim: DocumentClaim) -> str | None:
        """Return what the PDF has to rest on now; ``None`` if the claim was lost."""
        ...

    def doubt(self, claim: DocumentClaim) -> None:
        """Fetch a PDF once more over which a lost claim may have attached another."""
        ...

    def attached(self, claim: DocumentClaim, size: int, digest: str) -> bool:
        """Write down that the PDF is at Twikey; false if the claim was lost."""
        ...

    def failed(
        self,
        claim: DocumentClaim,
        problem: DocumentProblem,
        next_at: datetime | None,
        answer: Facts | None = None,
    ) -> bool:
        """Write down a try that failed; ``next_at`` ``None`` gives up.

        ``answer`` is what Twikey said, in its own code and words.
        """
        ...

    def of(self, ids: Sequence[SourceId]) -> Mapping[SourceId, DocumentRecord]:
        """Return where each stands; invoices never wanted are left out."""
        ...

    def missing(self) -> tuple[SourceId, ...]:
        """Return every invoice whose PDF is wanted and not at Twikey, oldest first.

        Not those of invoices that are gone: their PDFs will never come.
        """
        ...


class InvitationBook(Protocol):
    """Where the invitation of each imported invoice stands."""

    def put(
        self, source_id: SourceId, target_id: TargetId, record: InvitationRecord
    ) -> None:
        """Write down where it stands, whatever it was before."""
        ...

    def of(self, ids: Sequence[SourceId]) -> Mapping[SourceId, InvitationRecord]:
        """Return where each stands; invoices without one are left out."""
        ...

    def due(self, most: int) -> tuple[DueInvitation, ...]:
        """Return some invitations that wait for the next batch only."""
        ...

    def uncertain(self, since: datetime) -> tuple[LateInvoice, ...]:
        """Return those that may or may not have gone out, since a moment or longer.

        Only what Twikey may still collect; the longest uncertain come first.
        """
        ...

    def begin(
        self,
        source_id: SourceId,
        *,
        by: str | None,
        seen: InvitationRecord | None = None,
    ) -> BegunInvitation | None:
        """Write down, before the call, that an invitation may go out now.

        Until :meth:`finish` it counts as unknown. By itself (``by`` is ``None``) only a
        due one begins; a person may begin any that makes sense, as long as it still
        stands where it was ``seen`` to stand, if that is given. ``None`` otherwise.
        """
        ...

    def finish(self, source_id: SourceId, state: InvitationState, facts: Facts) -> None:
        """Write down what came of the call."""
        ...
