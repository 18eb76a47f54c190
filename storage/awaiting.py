"""Which PDFs may still come, and which ones have to be fetched once more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, or_, update

from core.domain.document import DocumentProblem
from core.domain.history import DocumentState
from core.domain.invoice import SourceId
from core.ports.retrieval import DocumentClaim
from storage.events import tell, tell_of_each
from storage.leases import UNHELD
from storage.tables import document
from storage.work import Work

_GONE: Final = DocumentProblem.INVOICE_GONE.value
_GAVE_UP: Final = DocumentState.GAVE_UP.value
_CHANGED: Final = DocumentState.CHANGED.value


def is_awaited() -> ColumnElement[bool]:
    """Whether a PDF that is not at Twikey may still come."""
    return and_(document.c.state != DocumentState.ATTACHED.value, _is_not_gone())


def stop_waiting(work: Work, source_id: SourceId) -> None:
    """Give up the PDF of an invoice that is gone; whoever fetches it loses his claim.

    One that is attached stays as it is.
    """
    ended = work.connection.execute(
        update(document)
        .where(document.c.source_id == source_id, is_awaited())
        .values(
            state=_GAVE_UP,
            problem=_GONE,
            next_at=None,
            fence=document.c.fence + 1,
            **UNHELD,
        )
    )
    if ended.rowcount:
        tell(work, source_id, "document-given-up", {"problem": _GONE})


def wait_again(work: Work, ids: Sequence[str]) -> None:
    """Want the PDFs of invoices that are back after all; due at once."""
    wanted: dict[str, Any] = {
        "state": case(
            (document.c.digest.is_(None), DocumentState.WANTED.value),
            else_=_CHANGED,
        ),
        **_anew(work),
    }
    again = work.connection.scalars(
        update(document)
        .where(document.c.source_id.in_(ids), document.c.problem == _GONE)
        .values(wanted)
        .returning(document.c.source_id)
    )
    tell_of_each(work, sorted(again), "document-wanted")


def doubt(work: Work, claim: DocumentClaim) -> None:
    """Fetch a PDF once more over which an older one may have been attached.

    Whoever is at it now loses his claim: his may be the one that was overwritten.
    """
    doubted = work.connection.execute(
        update(document)
        .where(
            document.c.source_id == claim.source_id,
            document.c.target_id == claim.target_id,
            _is_not_gone(),
        )
        .values(
            state=_CHANGED,
            digest=None,
            fence=document.c.fence + 1,
            **_anew(work),
            **UNHELD,
        )
    )
    if doubted.rowcount:
        tell(work, claim.source_id, "document-in-doubt", {})


def _is_not_gone() -> ColumnElement[bool]:
    problem = document.c.problem
    return or_(problem.is_(None), problem != _GONE)


def _anew(work: Work) -> dict[str, Any]:
    now = work.now
    return {"problem": None, "attempts": 0, "wanted_at": now, "next_at": now}
