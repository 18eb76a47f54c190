"""Sending invitations: exactly once by themselves, and whenever a person says so.

The call is written down before it is made. After an answer that never came it is not
repeated: the customer may have the mail already, and only a person can decide that a
second one does no harm.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.history import InvitationRecord, InvitationState
from core.domain.invitation import Invited
from core.domain.invoice import Invoice, SourceId
from core.errors import (
    ConnectionRevoked,
    NotSent,
    RateLimited,
    RemoteError,
    RemoteRefused,
)
from core.ports import InvoiceFilter, Refused
from core.ports.retrieval import BegunInvitation, DueInvitation
from core.systems import Systems

log = logging.getLogger(__name__)

BATCH = 100
"""As many as one list of Teamleader shows."""

NOTHING_HAPPENED = (NotSent, RateLimited, ConnectionRevoked, RemoteRefused)
"""Never arrived, or turned away at the door: no mail is out."""


@dataclass(frozen=True)
class Invitation:
    """What became of one invitation; ``refusal`` is Twikey's own code."""

    source_id: SourceId
    state: InvitationState
    refusal: str | None = None


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
        return tuple([await self._decide(one, rows.get(one.source_id)) for one in due])

    async def send_by_hand(self, source_id: SourceId, by: str) -> Invitation | None:
        """Send one because a person decided it; ``None`` if there is nothing to send.

        Raises ``RemoteError`` where it is not known what became of it.
        """
        return await self._send(source_id, by)

    async def _rows(self, due: Sequence[DueInvitation]) -> dict[SourceId, Invoice]:
        wanted = InvoiceFilter(ids=tuple(one.source_id for one in due))
        rows: dict[SourceId, Invoice] = {}
        async for page in self._systems.source.invoices(wanted):
            rows |= {r.source_id: r for r in page if isinstance(r, Invoice)}
        return rows

    async def _decide(self, due: DueInvitation, row: Invoice | None) -> Invitation:
        if row is None or row.is_settled:
            return await self._keep(due, InvitationState.NOT_NEEDED)
        try:
            told = await self._systems.target.was_invited(due.target_id)
            if told is Invited.YES:
                return await self._keep(due, InvitationState.BY_TWIKEY)
            sent = await self._send(due.source_id, None)
        except RemoteError as error:
            log.warning("invitation-unsent", extra={"operation": error.operation})
            sent = None
        return sent or await self._present(due.source_id)

    async def _send(self, source_id: SourceId, by: str | None) -> Invitation | None:
        begun = await self._systems.ledger.write(
            lambda tx: tx.invitations.begin(source_id, by=by)
        )
        if begun is None:
            return None
        try:
            refused = await self._systems.target.invite(begun.target_id)
        except NOTHING_HAPPENED:
            await self._put_back(begun)
            raise
        return await self._conclude(begun, refused, by)

    async def _conclude(
        self, begun: BegunInvitation, refused: Refused | None, by: str | None
    ) -> Invitation:
        state = InvitationState.SENT if refused is None else InvitationState.BY_HAND
        facts: dict[str, object] = {"by": by, **(refused.facts() if refused else {})}
        await self._systems.ledger.write(
            lambda tx: tx.invitations.finish(begun.source_id, state, facts)
        )
        return Invitation(begun.source_id, state, refused.code if refused else None)

    async def _put_back(self, begun: BegunInvitation) -> None:
        await self._systems.ledger.write(
            lambda tx: tx.invitations.put(
                begun.source_id, begun.target_id, begun.before
            )
        )

    async def _keep(self, due: DueInvitation, state: InvitationState) -> Invitation:
        await self._systems.ledger.write(
            lambda tx: tx.invitations.finish(due.source_id, state, {})
        )
        return Invitation(due.source_id, state)

    async def _present(self, source_id: SourceId) -> Invitation:
        records = await self._systems.ledger.read(
            lambda tx: tx.invitations.of([source_id])
        )
        record = records.get(source_id, InvitationRecord(InvitationState.NONE))
        return Invitation(source_id, record.state)
