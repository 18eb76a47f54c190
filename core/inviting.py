"""Sending invitations: exactly once by themselves, and whenever a person says so.

The call is written down before it is made. After an answer that never came it is not
repeated: the customer may have the mail already, and only a person can decide that a
second one does no harm.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.domain.history import InvitationRecord, InvitationState
from core.domain.invitation import Invited, instead_of_sending
from core.domain.invoice import Invoice, SourceId, open_amount
from core.domain.money import Money
from core.domain.policy import Policy
from core.domain.target import TargetId, TargetState
from core.errors import (
    ConnectionRevoked,
    NotSent,
    RateLimited,
    RemoteError,
    RemoteRefused,
)
from core.ports import InvoiceFilter, LedgerTx, Refused, Row
from core.ports.retrieval import DueInvitation
from core.systems import Systems

log = logging.getLogger(__name__)

BATCH = 100
"""As many as one list of Teamleader shows."""

NOTHING_HAPPENED = (NotSent, RateLimited, ConnectionRevoked, RemoteRefused)
"""Never arrived, or turned away at the door: no mail is out."""

CLOSED = (TargetState.PAID, TargetState.ARCHIVED)


@dataclass(frozen=True)
class Invitation:
    """What became of one invitation; ``refusal`` is Twikey's own code."""

    source_id: SourceId
    state: InvitationState
    refusal: str | None = None


@dataclass(frozen=True)
class _Begun:
    """A call that is written down; ``noted`` is how it stands until it is over."""

    source_id: SourceId
    target_id: TargetId
    before: InvitationRecord
    noted: InvitationRecord
    by: str | None


class Inviting:
    """Sends invitations."""

    def __init__(self, systems: Systems) -> None:
        self._systems = systems

    async def send_due(self) -> tuple[Invitation, ...]:
        """Send what nothing holds back any more.

        The invoices are read again first, in one list: what was settled meanwhile is
        not invited. If they cannot be read, nothing is sent this time.
        """
        due = await self._systems.ledger.read(lambda tx: tx.invitations.due(BATCH))
        if not due:
            return ()
        try:
            rows = await self._rows(due)
        except RemoteError as error:
            log.warning("invitations-wait", extra={"operation": error.operation})
            return ()
        policy = await self._systems.policy()
        return tuple([await self._decide(one, rows, policy) for one in due])

    async def send_by_hand(
        self, source_id: SourceId, by: str, seen: InvitationRecord | None = None
    ) -> Invitation | None:
        """Send one because a person decided it; ``None`` if there is nothing to send.

        There is nothing to send either if it no longer stands where the person has
        ``seen`` it: somebody else was quicker. Raises ``RemoteError`` where it is not
        known what became of it.
        """
        begun = await self._systems.ledger.write(
            lambda tx: _begin(tx, source_id, by, seen)
        )
        return await self._send(begun) if begun else None

    async def _rows(self, due: Sequence[DueInvitation]) -> dict[SourceId | None, Row]:
        wanted = InvoiceFilter(ids=tuple(one.source_id for one in due))
        rows: dict[SourceId | None, Row] = {}
        async for page in self._systems.source.invoices(wanted):
            rows |= {row.source_id: row for row in page}
        return rows

    async def _decide(
        self, due: DueInvitation, rows: Mapping[SourceId | None, Row], policy: Policy
    ) -> Invitation:
        # One that shows no id may be any of those that seem to be gone.
        row = rows.get(due.source_id, rows.get(None))
        if row is not None and not isinstance(row, Invoice):
            return await self._present(due.source_id)
        stopped = await self._systems.ledger.write(
            lambda tx: _stopped(tx, due, row, policy)
        )
        if not stopped:
            await self._send_unless_invited(due)
        return await self._present(due.source_id)

    async def _send_unless_invited(self, due: DueInvitation) -> None:
        try:
            told = await self._systems.target.was_invited(due.target_id)
            if told is Invited.YES:
                by_twikey = InvitationRecord(InvitationState.BY_TWIKEY)
                await self._systems.ledger.write(lambda tx: _settle(tx, due, by_twikey))
                return
            begun = await self._systems.ledger.write(
                lambda tx: _begin(tx, due.source_id, None, None)
            )
            if begun is not None:
                await self._send(begun)
        except RemoteError as error:
            log.warning("invitation-unsent", extra={"operation": error.operation})

    async def _send(self, begun: _Begun) -> Invitation:
        try:
            refused = await self._systems.target.invite(begun.target_id)
        except NOTHING_HAPPENED:
            await self._systems.ledger.write(lambda tx: _put_back(tx, begun))
            raise
        return await self._conclude(begun, refused)

    async def _conclude(self, begun: _Begun, refused: Refused | None) -> Invitation:
        state = InvitationState.SENT if refused is None else InvitationState.BY_HAND
        facts: dict[str, object] = {
            "by": begun.by,
            **(refused.facts() if refused else {}),
        }
        await self._systems.ledger.write(
            lambda tx: tx.invitations.finish(begun.source_id, state, facts)
        )
        return Invitation(begun.source_id, state, refused.code if refused else None)

    async def _present(self, source_id: SourceId) -> Invitation:
        record = await self._systems.ledger.read(lambda tx: _record(tx, source_id))
        return Invitation(source_id, record.state)


def _begin(
    tx: LedgerTx, source_id: SourceId, by: str | None, seen: InvitationRecord | None
) -> _Begun | None:
    begun = tx.invitations.begin(source_id, by=by, seen=seen)
    if begun is None:
        return None
    noted = _record(tx, source_id)
    return _Begun(source_id, begun.target_id, begun.before, noted, by)


def _put_back(tx: LedgerTx, begun: _Begun) -> None:
    """Let it stand where it stood, unless somebody else began one meanwhile."""
    if _record(tx, begun.source_id) == begun.noted:
        tx.invitations.put(begun.source_id, begun.target_id, begun.before)


def _stopped(
    tx: LedgerTx, due: DueInvitation, row: Invoice | None, policy: Policy
) -> bool:
    """Write down why an invitation is not sent, if it is not."""
    profile = policy.confirmed(tx.invoices.profile_sent(due.source_id))
    instead = instead_of_sending(profile, is_open=_is_open(tx, due, row))
    if instead is not None:
        _settle(tx, due, instead)
    return instead is not None


def _settle(tx: LedgerTx, due: DueInvitation, instead: InvitationRecord) -> None:
    """Let one that is still due stand elsewhere; one that began is left alone."""
    begun = tx.invitations.begin(due.source_id, by=None)
    if begun is None:
        return
    if instead.state is InvitationState.WAITING:
        tx.invitations.put(due.source_id, begun.target_id, instead)
    else:
        tx.invitations.finish(due.source_id, instead.state, {})


def _is_open(tx: LedgerTx, due: DueInvitation, row: Invoice | None) -> bool:
    """Whether the customer owes something, by what either system says."""
    at_twikey = tx.targets.get(due.target_id)
    if at_twikey is not None and at_twikey.state in CLOSED:
        return False
    if row is None or row.is_settled:
        return False
    notes = tx.credit_notes.of([row.source_id]).get(row.source_id, ())
    credited = Money.zero(row.total.currency)
    for note in notes:
        if note.total.currency == row.total.currency:
            credited += note.total
    return open_amount(row.total, row.due, credited).is_positive


def _record(tx: LedgerTx, source_id: SourceId) -> InvitationRecord:
    none = InvitationRecord(InvitationState.NONE)
    return tx.invitations.of([source_id]).get(source_id, none)
