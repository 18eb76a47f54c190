"""Which PDFs are wanted, tried, attached, changed since, or given up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, bindparam, select, update

from core.domain.document import DocumentProblem
from core.domain.history import DocumentRecord, DocumentState
from core.domain.invoice import SourceId
from core.domain.reason import Facts
from core.domain.target import TargetId
from core.ports.retrieval import DocumentClaim
from storage.awaiting import doubt, is_awaited
from storage.events import tell, tell_of_each
from storage.leases import UNHELD, Lease, Leased, is_held
from storage.tables import document
from storage.types import storable
from storage.work import IDS, Book, Inserting, chunks

_ATTACHED: Final = DocumentState.ATTACHED.value
_CHANGED: Final = DocumentState.CHANGED.value
_GAVE_UP: Final = DocumentState.GAVE_UP.value
_DUE: Final = Leased(document, document.c.next_at)
_BY_HAND: Final = Leased(
    document,
    document.c.next_at,
    and_(document.c.source_id == bindparam("one"), document.c.state != _ATTACHED),
)


class SqlDocuments(Book):
    """Implements ``core.ports.retrieval.DocumentBook``.

    A document without a next time is attached or given up.
    """

    def want(self, source_id: SourceId, target_id: TargetId, basis: str) -> None:
        """Want the PDF of an invoice that was just created; due at once.

        Wanting it again changes nothing, unless the invoice was created anew.
        """
        row = {
            "source_id": source_id,
            "target_id": target_id,
            "state": DocumentState.WANTED.value,
            "basis": basis,
            "wanted_at": self._work.now,
            "next_at": self._work.now,
            "attempts": 0,
            "fence": 0,
        }
        fresh = self._connection.execute(_want(self._work.insert), row)
        if fresh.first() is not None:
            tell(self._work, source_id, "document-wanted", {})

    def look_again(self, bases: Mapping[SourceId, str]) -> None:
        """Make attached PDFs due whose basis is another one now (state changed).

        A document that is on its way anyhow takes the new basis on without a word.
        """
        for chunk in chunks(sorted(bases.items())):
            self._look_again({storable(key): basis for key, basis in chunk})

    def claim_due(
        self, owner: str, lease_seconds: float, most: int
    ) -> tuple[DocumentClaim, ...]:
        """Take some due documents that nobody holds, the longest due first."""
        rows = _DUE.take_due(self._work, Lease(owner, lease_seconds, most))
        return tuple(map(_claim, rows))

    def claim(
        self, source_id: SourceId, owner: str, lease_seconds: float
    ) -> DocumentClaim | None:
        """Take one document by hand, due or not, given up or not.

        ``None`` if it is not wanted, or attached already, or somebody is at it now.
        """
        rows = _BY_HAND.take(self._work, Lease(owner, lease_seconds), one=source_id)
        return _claim(rows[0]) if rows else None

    def basis_now(self, claim: DocumentClaim) -> str | None:
        """Return what the PDF has to rest on now; ``None`` if the claim was lost."""
        held = select(document.c.basis).where(*_ours(claim))
        return self._connection.execute(held).scalar_one_or_none()

    def doubt(self, claim: DocumentClaim) -> None:
        """Fetch a PDF once more over which a lost claim may have attached another."""
        doubt(self._work, claim)

    def attached(self, claim: DocumentClaim, size: int, digest: str) -> bool:
        """Write down that the PDF is at Twikey; false if the claim was lost.

        If the basis changed while the PDF was fetched, it is due again: the file may
        still show what was there before.
        """
        row = self._held(claim)
        if row is None:
            return False
        done = {"size": size, "digest": digest, "attached_at": self._work.now}
        self._end(claim, {**done, "state": _ATTACHED, "problem": None, "next_at": None})
        tell(self._work, claim.source_id, "document-attached", {"size": size})
        if row.basis != claim.basis:
            self._make_due([row.source_id])
        return True

    def failed(
        self,
        claim: DocumentClaim,
        problem: DocumentProblem,
        next_at: datetime | None,
        answer: Facts | None = None,
    ) -> bool:
        """Write down a try that failed; ``next_at`` ``None`` gives up.

        Until then a changed document stays a changed one: an older PDF is at Twikey.
        """
        row = self._held(claim)
        if row is None:
            return False
        state = _after_failure(row.state, next_at)
        self._end(claim, {"state": state, "problem": problem.value, "next_at": next_at})
        facts = {"problem": problem.value, **(answer or {})}
        if row.problem != problem.value:
            tell(self._work, claim.source_id, "document-failed", facts)
        if state == _GAVE_UP != row.state:
            tell(self._work, claim.source_id, "document-given-up", facts)
        return True

    def of(self, ids: Sequence[SourceId]) -> Mapping[SourceId, DocumentRecord]:
        """Return where each stands; invoices never wanted are left out."""
        records: dict[SourceId, DocumentRecord] = {}
        for chunk in chunks(dict.fromkeys(ids)):
            for row in self._connection.execute(_OF, {"ids": chunk}):
                records[SourceId(row.source_id)] = _record(row)
        return records

    def missing(self) -> tuple[SourceId, ...]:
        """Return every invoice whose PDF is wanted and not at Twikey, oldest first.

        An older PDF does not count: a changed one is missing too. That of an invoice
        that is gone will never come, so nobody misses it.
        """
        stored = (
            select(document.c.source_id)
            .where(is_awaited())
            .order_by(document.c.wanted_at, document.c.source_id)
        )
        return tuple(map(SourceId, self._connection.scalars(stored)))

    def _look_again(self, bases: Mapping[str, str]) -> None:
        rows = self._connection.execute(_LOCK, {"ids": list(bases)}).all()
        other = [row for row in rows if row.basis != bases[row.source_id]]
        if not other:
            return
        told = [{"one": r.source_id, "told": bases[r.source_id]} for r in other]
        self._connection.execute(_REBASE, told)
        self._make_due([row.source_id for row in other if row.state == _ATTACHED])

    def _make_due(self, ids: Sequence[str]) -> None:
        if not ids:
            return
        self._connection.execute(_MAKE_DUE, {"ids": ids, "now": self._work.now})
        tell_of_each(self._work, ids, "document-changed")

    def _held(self, claim: DocumentClaim) -> Row[Any] | None:
        held = select(document).where(*_ours(claim)).with_for_update()
        return self._connection.execute(held).one_or_none()

    def _end(self, claim: DocumentClaim, told: Mapping[str, object]) -> None:
        self._connection.execute(
            update(document)
            .where(*_ours(claim))
            .values(attempts=document.c.attempts + 1, **told, **UNHELD)
        )


_OF: Final = select(document).where(document.c.source_id.in_(IDS))
_LOCK: Final = _OF.order_by(document.c.source_id).with_for_update()
_MAKE_DUE: Final = (
    update(document)
    .where(document.c.source_id.in_(IDS))
    .values(
        state=_CHANGED,
        attempts=0,
        wanted_at=bindparam("now"),
        next_at=bindparam("now"),
    )
)
_REBASE: Final = (
    update(document)
    .where(document.c.source_id == bindparam("one"))
    .values(basis=bindparam("told"))
)


@cache
def _want(inserting: Inserting) -> Any:
    put = inserting(document)
    new = {column.name: put.excluded[column.name] for column in document.c}
    # Whoever still fetches for the invoice that is gone has lost his claim.
    anew: dict[str, Any] = {**new, "fence": document.c.fence + 1}
    return put.on_conflict_do_update(
        index_elements=[document.c.source_id],
        set_=anew,
        where=document.c.target_id != put.excluded.target_id,
    ).returning(document.c.source_id)


def _ours(claim: DocumentClaim) -> list[ColumnElement[bool]]:
    ours = document.c.source_id == claim.source_id
    return [ours, is_held(document, claim.owner, claim.fence)]


def _after_failure(state: str, next_at: datetime | None) -> str:
    if next_at is None:
        return _GAVE_UP
    return state if state == _CHANGED else DocumentState.WAITING.value


def _claim(row: Row[Any]) -> DocumentClaim:
    return DocumentClaim(
        source_id=SourceId(row.source_id),
        target_id=TargetId(row.target_id),
        owner=row.owner,
        fence=row.fence,
        attempts=row.attempts,
        wanted_at=row.wanted_at,
        basis=row.basis,
        digest=row.digest,
    )


def _record(row: Row[Any]) -> DocumentRecord:
    return DocumentRecord(
        state=DocumentState(row.state),
        attempts=row.attempts,
        next_at=row.next_at,
        attached_at=row.attached_at,
        size=row.size,
        problem=row.problem,
    )
