"""Where the invitation of each imported invoice stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, bindparam, delete, select

from core.domain.alert import LateInvoice
from core.domain.history import InvitationRecord, InvitationState
from core.domain.invitation import HeldFor, may_send_by_hand
from core.domain.invoice import SourceId
from core.domain.money import Money
from core.domain.reason import Facts, Reason
from core.domain.target import TargetId, TargetState
from core.ports.retrieval import BegunInvitation, DueInvitation
from storage.events import tell
from storage.tables import event, invitation, invoice, target_invoice
from storage.work import IDS, Book, chunks

_NONE: Final = InvitationRecord(InvitationState.NONE)
_TOLD: Final = "invitation-"
_COLLECTABLE: Final = [state.value for state in TargetState if state.is_open]


class SqlInvitations(Book):
    """Implements ``core.ports.retrieval.InvitationBook``.

    The time line tells what was found out. A call that was begun is told as unknown,
    and no longer once it is known what became of it.
    """

    def put(
        self, source_id: SourceId, target_id: TargetId, record: InvitationRecord
    ) -> None:
        """Write down where it stands, whatever it was before."""
        self._locked(source_id)
        self._settle_begun(source_id)
        self._put(source_id, target_id, record)
        if record.state is not InvitationState.NONE:
            self._tell_if_new(source_id, record)

    def of(self, ids: Sequence[SourceId]) -> Mapping[SourceId, InvitationRecord]:
        """Return where each stands; invoices without one are left out."""
        records: dict[SourceId, InvitationRecord] = {}
        for chunk in chunks(dict.fromkeys(ids)):
            for row in self._connection.execute(_OF, {"ids": chunk}):
                records[SourceId(row.source_id)] = _record(row)
        return records

    def due(self, most: int) -> tuple[DueInvitation, ...]:
        """Return some invitations that wait for the next batch only, oldest first."""
        stored = (
            select(invitation.c.source_id, invitation.c.target_id)
            .where(
                invitation.c.held_for == HeldFor.BATCH,
                invitation.c.state == InvitationState.WAITING,
            )
            .order_by(invitation.c.since, invitation.c.source_id)
            .limit(most)
        )
        return tuple(
            DueInvitation(SourceId(row.source_id), TargetId(row.target_id))
            for row in self._connection.execute(stored)
        )

    def uncertain(self, since: datetime) -> tuple[LateInvoice, ...]:
        """Return those that may or may not have gone out, since a moment or longer.

        Only what Twikey may still collect; the longest uncertain come first.
        """
        rows = self._connection.execute(_UNCERTAIN, {"since": since})
        return tuple(map(_uncertain, rows))

    def begin(
        self,
        source_id: SourceId,
        *,
        by: str | None,
        seen: InvitationRecord | None = None,
    ) -> BegunInvitation | None:
        """Write down, before the call, that an invitation may go out now.

        By itself (``by`` is ``None``) only a due one begins; a person may begin any
        that makes sense, also that of an imported invoice which never had one.
        Where ``seen`` is given, it must still stand there, to the moment.
        """
        found = self._locked(source_id)
        if found is None or not _may_begin(found.before, by):
            return None
        if seen not in (None, found.before):
            return None
        unknown = InvitationRecord(InvitationState.UNKNOWN, at=self._work.now)
        facts = {} if by is None else {"by": by}
        begun = tell(self._work, source_id, "invitation-unknown", facts)
        self._put(source_id, found.target_id, unknown, begun)
        return found

    def finish(self, source_id: SourceId, state: InvitationState, facts: Facts) -> None:
        """Write down what came of the call; one that was sent stays sent."""
        found = self._locked(source_id)
        if found is None or found.before.state is InvitationState.SENT:
            return
        self._settle_begun(source_id)
        record = InvitationRecord(state, at=self._work.now)
        self._put(source_id, found.target_id, record)
        tell(self._work, source_id, _event(state), facts)

    def _locked(self, source_id: SourceId) -> BegunInvitation | None:
        """Return where it stands, for nobody else to change it meanwhile."""
        # The invoice is the lock: an invitation may not be there yet.
        one = {"one": source_id}
        imported = self._connection.execute(_LOCK, one).one_or_none()
        if imported is None:
            return None
        row = self._connection.execute(_ONE, one).one_or_none()
        if row is not None:
            return BegunInvitation(source_id, TargetId(row.target_id), _record(row))
        if imported.imported_at is None or imported.target_id is None:
            return None
        return BegunInvitation(source_id, TargetId(imported.target_id), _NONE)

    def _put(
        self,
        source_id: SourceId,
        target_id: TargetId,
        record: InvitationRecord,
        begun: int | None = None,
    ) -> None:
        row = {
            "source_id": source_id,
            "target_id": target_id,
            "state": record.state.value,
            "at": record.at,
            "held_for": record.held_for,
            "since": self._work.now,
            "begun": begun,
        }
        self._work.put(invitation, row)

    def _settle_begun(self, source_id: SourceId) -> None:
        self._connection.execute(_SETTLE, {"one": source_id})

    def _tell_if_new(self, source_id: SourceId, record: InvitationRecord) -> None:
        what = _event(record.state)
        facts = {} if record.held_for is None else {"held_for": record.held_for}
        last = self._connection.execute(_LAST_TOLD, {"one": source_id}).one_or_none()
        if last is None or (last.event, last.facts) != (what, facts):
            tell(self._work, source_id, what, facts)


_OF: Final = select(invitation).where(invitation.c.source_id.in_(IDS))
_ONE: Final = select(invitation).where(invitation.c.source_id == bindparam("one"))
_LOCK: Final = (
    select(invoice.c.target_id, invoice.c.imported_at)
    .where(invoice.c.source_id == bindparam("one"))
    .with_for_update()
)
_SETTLE: Final = delete(event).where(
    event.c.id == _ONE.with_only_columns(invitation.c.begun).scalar_subquery()
)
_LAST_TOLD: Final = (
    select(event.c.event, event.c.facts)
    .where(event.c.source_id == bindparam("one"), event.c.event.startswith(_TOLD))
    .order_by(event.c.id.desc())
    .limit(1)
)
_UNCERTAIN: Final = (
    select(invoice, invitation.c.at.label("tried_at"))
    .join(invitation, invitation.c.source_id == invoice.c.source_id)
    .join(target_invoice, target_invoice.c.id == invitation.c.target_id)
    .where(
        invitation.c.state == InvitationState.UNKNOWN,
        invitation.c.at <= bindparam("since"),
        target_invoice.c.state.in_(_COLLECTABLE),
        invoice.c.gone_at.is_(None),
        ~invoice.c.paid,
    )
    .order_by(invitation.c.at, invoice.c.source_id)
)


def _event(state: InvitationState) -> str:
    return f"{_TOLD}{state.value}"


def _may_begin(record: InvitationRecord, by: str | None) -> bool:
    if by is not None:
        return may_send_by_hand(record)
    is_waiting = record.state is InvitationState.WAITING
    return is_waiting and record.held_for == HeldFor.BATCH


def _record(row: Row[Any]) -> InvitationRecord:
    return InvitationRecord(InvitationState(row.state), row.at, row.held_for)


def _uncertain(row: Row[Any]) -> LateInvoice:
    return LateInvoice(
        source_id=SourceId(row.source_id),
        number=row.number,
        department_id=row.department_id,
        customer_name=row.customer_name,
        amount=Money(row.total_amount, row.total_currency),
        due_on=row.due_on,
        created_at=row.created_at,
        booked_at=row.first_booked_at or row.first_seen_at,
        reason=Reason.INVITATION_UNKNOWN,
        system=None,
        facts={"at": row.tried_at.isoformat()},
    )
