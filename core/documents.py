"""Retrieving PDFs: fetched from Teamleader, attached at Twikey, tried again if missing.

The ledger says which document is due and who may fetch it, so nothing is retrieved
twice at a time, by whatever way it was asked for.
"""

from __future__ import annotations

import asyncio
import logging
import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.creating import MAY_HAVE_HAPPENED
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

OLD_AFTER_SECONDS = LEASE_SECONDS / 2
"""Longer than a slow download can take: whoever took longer stood still.

What was fetched is old by then, so it is fetched again and not sent.
"""

MOST_FETCHES = 3
"""Of a PDF that got old, or whose invoice changed, on its way; then it is put off."""

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
    """What was wrong, with Twikey's own code and words where it gave any.

    ``may_be_there`` tells that Twikey may have taken the PDF all the same.
    """

    problem: DocumentProblem
    answer: Facts | None = None
    may_be_there: bool = False


@dataclass(frozen=True)
class _Present:
    """How things stand just before a PDF is sent: what it is of, and where to."""

    basis: str
    invoice: TargetInvoice | None


@dataclass(frozen=True)
class _Wait:
    """How long until the next try; the ledger says from when on."""

    first: timedelta
    chance: float

    def over_at(self, now: datetime, claim: DocumentClaim) -> datetime | None:
        return next_attempt(
            wanted_at=claim.wanted_at,
            now=now,
            attempts=claim.attempts + 1,
            first_wait=self.first,
            chance=self.chance,
        )


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
        for _ in range(MOST_FETCHES):
            began_at = self._systems.clock.monotonic()
            found = await self._fetch(claim)
            present = await self._present(claim)
            if present is None:
                # Whoever took it over may have attached a newer PDF by now.
                return None
            stood_still = self._systems.clock.monotonic() - began_at > OLD_AFTER_SECONDS
            if not stood_still and present.basis == claim.basis:
                return await self._conclude(claim, found, present.invoice)
            claim = replace(claim, basis=present.basis)
        return await self._failed(claim, _Failure(DocumentProblem.UNREACHABLE))

    async def _present(self, claim: DocumentClaim) -> _Present | None:
        return await self._systems.ledger.read(lambda tx: _present(tx, claim))

    async def _conclude(
        self,
        claim: DocumentClaim,
        found: Pdf | DocumentProblem,
        invoice: TargetInvoice | None,
    ) -> Retrieval | None:
        if isinstance(found, DocumentProblem):
            return await self._failed(claim, _Failure(found))
        if found.digest() != claim.digest:
            failure = await self._attach(invoice, found)
            if failure is not None:
                return await self._failed(claim, failure)
        policy = await self._systems.policy()
        kept = await self._systems.ledger.write(
            lambda tx: _attached(tx, claim, found, policy)
        )
        changed = claim.digest is not None
        return Retrieval(claim.source_id, found.size, changed=changed) if kept else None

    async def _fetch(self, claim: DocumentClaim) -> Pdf | DocumentProblem:
        try:
            return await self._source.pdf(claim.source_id)
        except RemoteError as error:
            log.warning("document-unfetched", extra={"operation": error.operation})
            return DocumentProblem.UNREACHABLE

    async def _attach(self, invoice: TargetInvoice | None, pdf: Pdf) -> _Failure | None:
        if invoice is None:
            return _Failure(DocumentProblem.REFUSED_BY_TWIKEY)
        try:
            refused = await self._systems.target.attach(invoice, pdf)
        except RemoteError as error:
            log.warning("document-unattached", extra={"operation": error.operation})
            may_be_there = isinstance(error, MAY_HAVE_HAPPENED)
            return _Failure(DocumentProblem.UNREACHABLE, may_be_there=may_be_there)
        if refused is None:
            return None
        return _Failure(DocumentProblem.REFUSED_BY_TWIKEY, refused.facts())

    async def _failed(
        self, claim: DocumentClaim, failure: _Failure
    ) -> Retrieval | None:
        wait = _Wait(self._first_wait, self._chance.random())
        return await self._systems.ledger.write(
            lambda tx: _failed(tx, claim, failure, wait)
        )


def _failed(
    tx: LedgerTx, claim: DocumentClaim, failure: _Failure, wait: _Wait
) -> Retrieval | None:
    """Keep the failed try; giving up is told once, however often people try after.

    Where the invoice is gone there is nothing to wait for, and people know already.
    """
    source_id = claim.source_id
    if tx.invoices.recall([source_id])[source_id].gone_at is not None:
        gone = DocumentProblem.INVOICE_GONE
        kept = tx.documents.failed(claim, gone, None)
        return Retrieval(source_id, problem=gone, gave_up=True) if kept else None
    next_at = wait.over_at(tx.now, claim)
    before = tx.documents.of([source_id]).get(source_id)
    known = before is not None and before.state is DocumentState.GAVE_UP
    kept = tx.documents.failed(claim, failure.problem, next_at, failure.answer)
    if not kept:
        if failure.may_be_there:
            tx.documents.doubt(claim)
        return None
    if next_at is None and not known:
        facts = {"source_id": source_id}
        tx.outbox.put(OutboxMessage("gave-up", f"gave-up:{source_id}", facts))
    return Retrieval(source_id, problem=failure.problem, gave_up=next_at is None)


def _present(tx: LedgerTx, claim: DocumentClaim) -> _Present | None:
    basis = tx.documents.basis_now(claim)
    if basis is None:
        return None
    return _Present(basis, tx.targets.get(claim.target_id))


def _attached(tx: LedgerTx, claim: DocumentClaim, pdf: Pdf, policy: Policy) -> bool:
    """Keep the attachment and, with it, what follows for the invitation.

    Returns false if the claim was lost. Then this PDF, which may be the older one, has
    taken the place of whatever somebody else attached.
    """
    if not tx.documents.attached(claim, pdf.size, pdf.digest()):
        if pdf.digest() != claim.digest:
            tx.documents.doubt(claim)
        return False
    record = tx.invitations.of([claim.source_id]).get(
        claim.source_id, InvitationRecord(InvitationState.NONE)
    )
    profile_id = tx.invoices.profile_sent(claim.source_id)
    follows = once_attached(record, policy.confirmed(profile_id))
    if follows != record:
        tx.invitations.put(claim.source_id, claim.target_id, follows)
    return True
