"""Retrieving PDFs: fetched from Teamleader, attached at Twikey, tried again if missing.

The ledger says which document is due and who may fetch it, so nothing is retrieved
twice at a time, by whatever way it was asked for.
"""

from __future__ import annotations

import asyncio
import logging
import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.domain.document import DocumentProblem, Pdf, next_attempt
from core.domain.history import DocumentState, InvitationRecord, InvitationState
from core.domain.invitation import once_attached
from core.domain.invoice import SourceId
from core.domain.policy import Policy
from core.domain.reason import Facts
from core.domain.target import TargetInvoice
from core.errors import RemoteError
from core.ports import DocumentSource, LedgerTx
from core.ports.retrieval import DocumentClaim
from core.ports.watch import OutboxMessage
from core.systems import Systems

log = logging.getLogger(__name__)

LEASE_SECONDS = 420.0
"""Longer than a slow download and its upload can take."""

AT_ONCE = 3
"""Few files in memory at a time."""


@dataclass(frozen=True)
class Retrieval:
    """What became of one document: attached, or what was wrong with it."""

    source_id: SourceId
    size: int | None = None
    problem: DocumentProblem | None = None
    gave_up: bool = False
    changed: bool = False


@dataclass(frozen=True)
class _Failure:
    """What was wrong, with Twikey's own code and words where it gave any."""

    problem: DocumentProblem
    answer: Facts | None = None


class Documents:
    """Retrieves documents, due ones by itself and any by hand."""

    def __init__(
        self, systems: Systems, source: DocumentSource, first_wait: timedelta
    ) -> None:
        self._systems = systems
        self._source = source
        self._first_wait = first_wait
        self._chance = random.Random()  # noqa: S311 (spreads retries, guards nothing)

    async def retrieve_due(self) -> tuple[Retrieval, ...]:
        """Retrieve what is due, a few at a time, until nothing is left."""
        done: list[Retrieval] = []
        while claims := await self._systems.ledger.write(self._claim_due):
            came = await asyncio.gather(*(self._retrieve(one) for one in claims))
            done += [retrieval for retrieval in came if retrieval is not None]
        return tuple(done)

    async def retrieve(self, source_id: SourceId) -> Retrieval | None:
        """Retrieve one document now, because a person asked for it.

        ``None`` if it is not wanted, or if somebody else retrieves it at this moment.
        """
        owner = self._systems.owner
        claim = await self._systems.ledger.write(
            lambda tx: tx.documents.claim(source_id, owner, LEASE_SECONDS)
        )
        return await self._retrieve(claim) if claim else None

    async def missing(self) -> tuple[SourceId, ...]:
        """Return every invoice whose PDF is not at Twikey yet."""
        return await self._systems.ledger.read(lambda tx: tx.documents.missing())

    def _claim_due(self, tx: LedgerTx) -> tuple[DocumentClaim, ...]:
        return tx.documents.claim_due(self._systems.owner, LEASE_SECONDS, AT_ONCE)

    async def _retrieve(self, claim: DocumentClaim) -> Retrieval | None:
        found: Pdf | DocumentProblem | _Failure = await self._fetch(claim)
        # Whoever took it over may have attached a newer PDF by now.
        if not await self._systems.ledger.read(lambda tx: tx.documents.holds(claim)):
            return None
        if isinstance(found, Pdf) and found.digest() != claim.digest:
            failure = await self._attach(claim, found)
            found = failure or found
        if isinstance(found, DocumentProblem):
            found = _Failure(found)
        if isinstance(found, _Failure):
            return await self._failed(claim, found)
        policy = await self._systems.policy()
        await self._systems.ledger.write(lambda tx: _attached(tx, claim, found, policy))
        return Retrieval(claim.source_id, found.size, changed=claim.digest is not None)

    async def _fetch(self, claim: DocumentClaim) -> Pdf | DocumentProblem:
        try:
            return await self._source.pdf(claim.source_id)
        except RemoteError as error:
            log.warning("document-unfetched", extra={"operation": error.operation})
            return DocumentProblem.UNREACHABLE

    async def _attach(self, claim: DocumentClaim, pdf: Pdf) -> _Failure | None:
        invoice = await self._systems.ledger.read(
            lambda tx: tx.targets.get(claim.target_id)
        )
        if invoice is None:
            return _Failure(DocumentProblem.REFUSED_BY_TWIKEY)
        return await self._attach_to(invoice, pdf)

    async def _attach_to(self, invoice: TargetInvoice, pdf: Pdf) -> _Failure | None:
        try:
            refused = await self._systems.target.attach(invoice, pdf)
        except RemoteError as error:
            log.warning("document-unattached", extra={"operation": error.operation})
            return _Failure(DocumentProblem.UNREACHABLE)
        if refused is None:
            return None
        return _Failure(DocumentProblem.REFUSED_BY_TWIKEY, refused.facts())

    async def _failed(self, claim: DocumentClaim, failure: _Failure) -> Retrieval:
        next_at = next_attempt(
            wanted_at=claim.wanted_at,
            now=self._systems.clock.now(),
            attempts=claim.attempts + 1,
            first_wait=self._first_wait,
            chance=self._chance.random(),
        )
        await self._systems.ledger.write(
            lambda tx: _failed(tx, claim, failure, next_at)
        )
        gave_up = next_at is None
        return Retrieval(claim.source_id, problem=failure.problem, gave_up=gave_up)


def _failed(
    tx: LedgerTx,
    claim: DocumentClaim,
    failure: _Failure,
    next_at: datetime | None,
) -> None:
    """Keep the failed try; giving up is told once, however often people try after."""
    before = tx.documents.of([claim.source_id]).get(claim.source_id)
    known = before is not None and before.state is DocumentState.GAVE_UP
    kept = tx.documents.failed(claim, failure.problem, next_at, failure.answer)
    if kept and next_at is None and not known:
        facts = {"source_id": claim.source_id}
        tx.outbox.put(OutboxMessage("gave-up", f"gave-up:{claim.source_id}", facts))


def _attached(tx: LedgerTx, claim: DocumentClaim, pdf: Pdf, policy: Policy) -> None:
    """Keep the attachment and, with it, what follows for the invitation."""
    if not tx.documents.attached(claim, pdf.size, pdf.digest()):
        return
    record = tx.invitations.of([claim.source_id]).get(
        claim.source_id, InvitationRecord(InvitationState.NONE)
    )
    profile_id = tx.invoices.profile_sent(claim.source_id)
    follows = once_attached(record, policy.confirmed(profile_id))
    if follows != record:
        tx.invitations.put(claim.source_id, claim.target_id, follows)
