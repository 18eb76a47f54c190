"""PDFs and invitations by hand: from a typed number to what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.documents import Documents, Retrieval
from core.domain.history import DocumentState, InvitationRecord, Memory
from core.domain.invitation import may_send_by_hand
from core.domain.invoice import SourceId
from core.domain.number import ids_in
from core.inviting import Invitation, Inviting
from core.ports.ledger import KnownInvoice
from core.resolving import remembered
from core.systems import Systems


class Hindrance(StrEnum):
    """Why there is nothing to do for a typed number."""

    NOT_KNOWN = "not-known"
    AMBIGUOUS = "ambiguous"
    NOT_IMPORTED = "not-imported"
    ATTACHED = "attached"
    BUSY = "busy"
    NOT_NEEDED = "not-needed"
    OVERTAKEN = "overtaken"


@dataclass(frozen=True)
class Nothing:
    """Nothing was done; ``matches`` are what an ambiguous number may mean."""

    why: Hindrance
    typed: str
    number: str | None = None
    matches: tuple[KnownInvoice, ...] = ()


@dataclass(frozen=True)
class Fetched:
    """A document was tried by hand."""

    number: str | None
    retrieval: Retrieval


@dataclass(frozen=True)
class Sent:
    """An invitation was tried by hand."""

    number: str | None
    invitation: Invitation


class Aftercare:
    """What people do for imported invoices."""

    def __init__(
        self, systems: Systems, documents: Documents, inviting: Inviting
    ) -> None:
        self._systems = systems
        self._documents = documents
        self._inviting = inviting

    async def fetch(self, typed: str, by: str | None = None) -> Fetched | Nothing:
        """Fetch the PDF of one invoice now and attach it; ``by`` asked for it."""
        found = await self._imported(typed)
        if isinstance(found, Nothing):
            return found
        known, memory = found
        if memory.document.state is DocumentState.ATTACHED:
            return Nothing(Hindrance.ATTACHED, typed, known.number)
        retrieval = await self._documents.retrieve(known.source_id)
        if retrieval is None:
            return Nothing(Hindrance.BUSY, typed, known.number)
        if by is not None:
            await self._noted(retrieval, by)
        await self._inviting.send_due()
        return Fetched(known.number, retrieval)

    async def fetch_missing(self) -> tuple[Retrieval, ...]:
        """Fetch every PDF that is not at Twikey yet, one after the other."""
        done = []
        for source_id in await self._documents.missing():
            retrieval = await self._documents.retrieve(source_id)
            if retrieval is not None:
                done.append(retrieval)
        await self._inviting.send_due()
        return tuple(done)

    async def invite(
        self, typed: str, by: str, seen: InvitationRecord | None = None
    ) -> Sent | Nothing:
        """Send the invitation of one invoice because a person decided it.

        Nothing is sent if it no longer stands where the person has ``seen`` it. Raises
        ``RemoteError`` where it is not known whether it went out.
        """
        found = await self._imported(typed)
        if isinstance(found, Nothing):
            return found
        known, _ = found
        invitation = await self._inviting.send_by_hand(known.source_id, by, seen)
        if invitation is None:
            why = await self._unsent(known.source_id)
            return Nothing(why, typed, known.number)
        return Sent(known.number, invitation)

    async def _noted(self, retrieval: Retrieval, by: str) -> None:
        """Keep who asked for a PDF, and what was wrong with it."""
        facts = {"problem": retrieval.problem} if retrieval.problem else {}
        await self._systems.ledger.write(
            lambda tx: tx.audit.add(by, "pdf-fetched", retrieval.source_id, facts)
        )

    async def _unsent(self, source_id: SourceId) -> Hindrance:
        memories = await self._systems.ledger.read(
            lambda tx: tx.invoices.recall([source_id])
        )
        may_send = may_send_by_hand(memories[source_id].invitation)
        return Hindrance.OVERTAKEN if may_send else Hindrance.NOT_NEEDED

    async def _imported(self, typed: str) -> tuple[KnownInvoice, Memory] | Nothing:
        known = await self._known(typed)
        if len(known) != 1:
            why = Hindrance.AMBIGUOUS if known else Hindrance.NOT_KNOWN
            return Nothing(why, typed, matches=known)
        one = known[0]
        memories = await self._systems.ledger.read(
            lambda tx: tx.invoices.recall([one.source_id])
        )
        memory = memories[one.source_id]
        if memory.imported_at is None:
            return Nothing(Hindrance.NOT_IMPORTED, typed, one.number)
        return one, memory

    async def _known(self, typed: str) -> tuple[KnownInvoice, ...]:
        ids = [SourceId(one) for one in ids_in(typed)]
        if not ids:
            return await remembered(self._systems, typed)
        found = await self._systems.ledger.read(
            lambda tx: [tx.invoices.known(one) for one in ids]
        )
        return tuple(one for one in found if one is not None)
