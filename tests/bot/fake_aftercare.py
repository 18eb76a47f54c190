"""PDFs and invitations of the made-up company, as people move them by hand."""

from __future__ import annotations

from dataclasses import replace

from core.aftercare import Fetched, Hindrance, Nothing, Sent
from core.documents import Retrieval
from core.domain.document import DocumentProblem
from core.domain.history import (
    DocumentRecord,
    DocumentState,
    InvitationRecord,
    InvitationState,
)
from core.domain.invoice import SourceId
from core.inviting import NOTHING_HAPPENED, Invitation
from core.ports.ledger import KnownInvoice
from tests.bot.fake_engine import NOW, FakeEngine, Kept

SIZE = 84_000
WAITING = DocumentRecord(DocumentState.WAITING, attempts=2, problem="not-yet")
GAVE_UP = DocumentRecord(DocumentState.GAVE_UP, attempts=40, problem="not-yet")


class FakeAftercare:
    """Attaches PDFs unless ``problem`` stands against it, and counts the mails.

    ``meanwhile`` is where an invitation stands once somebody else was quicker.
    """

    def __init__(self, engine: FakeEngine) -> None:
        self._engine = engine
        self.problem: DocumentProblem | None = None
        self.gives_up: set[SourceId] = set()
        self.mails: list[tuple[SourceId, str]] = []
        self.refusal: str | None = None
        self.broken: Exception | None = None
        self.meanwhile: InvitationRecord | None = None
        self.fetched_by: list[str | None] = []

    async def fetch(self, typed: str, by: str | None = None) -> Fetched | Nothing:
        self.fetched_by.append(by)
        found = self._imported(typed)
        if isinstance(found, Nothing):
            return found
        if found.document.state is DocumentState.ATTACHED:
            return Nothing(Hindrance.ATTACHED, typed, found.number)
        if found.document.state is DocumentState.NONE:
            return Nothing(Hindrance.BUSY, typed, found.number)
        return Fetched(found.number, self._retrieved(found))

    async def fetch_missing(self) -> tuple[Retrieval, ...]:
        done = (DocumentState.NONE, DocumentState.ATTACHED)
        kept = self._engine.invoices.values()
        return tuple(self._retrieved(k) for k in kept if k.document.state not in done)

    async def invite(
        self, typed: str, by: str, seen: InvitationRecord | None = None
    ) -> Sent | Nothing:
        found = self._imported(typed)
        if isinstance(found, Nothing):
            return found
        if found.invitation.state is InvitationState.NOT_NEEDED:
            return Nothing(Hindrance.NOT_NEEDED, typed, found.number)
        found.invitation = self.meanwhile or found.invitation
        if seen not in (None, found.invitation):
            return Nothing(Hindrance.OVERTAKEN, typed, found.number)
        if isinstance(self.broken, NOTHING_HAPPENED):
            raise self.broken
        found.invitation = InvitationRecord(InvitationState.UNKNOWN, NOW)
        if self.broken is not None:
            raise self.broken
        state = InvitationState.BY_HAND if self.refusal else InvitationState.SENT
        found.invitation = InvitationRecord(state, NOW)
        if state is InvitationState.SENT:
            self.mails.append((found.source_id, by))
        return Sent(found.number, Invitation(found.source_id, state, self.refusal))

    def _imported(self, typed: str) -> Kept | Nothing:
        found = self._engine.named(typed)
        if len(found) != 1:
            why = Hindrance.AMBIGUOUS if found else Hindrance.NOT_KNOWN
            return Nothing(why, typed, matches=tuple(_known(kept) for kept in found))
        if found[0].source_id not in self._engine.imported:
            return Nothing(Hindrance.NOT_IMPORTED, typed, found[0].number)
        return found[0]

    def _retrieved(self, kept: Kept) -> Retrieval:
        if self.problem is None:
            renewed = kept.document.state is DocumentState.CHANGED
            kept.document = DocumentRecord(
                DocumentState.ATTACHED, attached_at=NOW, size=SIZE
            )
            return Retrieval(kept.source_id, SIZE, changed=renewed)
        tried = kept.document.attempts + 1
        gave_up = kept.source_id in self.gives_up
        state = DocumentState.GAVE_UP if gave_up else DocumentState.WAITING
        kept.document = replace(WAITING, state=state, attempts=tried)
        return Retrieval(kept.source_id, problem=self.problem, gave_up=gave_up)


def _known(kept: Kept) -> KnownInvoice:
    return KnownInvoice(kept.source_id, kept.number, None, "De Vlinder BV")
