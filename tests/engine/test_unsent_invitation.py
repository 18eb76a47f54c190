"""An invitation that certainly did not go out stays to be sent; any other does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar, cast

import pytest

from core.domain.history import InvitationRecord, InvitationState
from core.domain.invitation import HeldFor
from core.domain.invoice import SourceId
from core.domain.policy import Policy
from core.domain.reason import Facts, System
from core.domain.target import TargetId
from core.errors import (
    ConnectionRevoked,
    NotSent,
    RateLimited,
    RemoteError,
    RemoteUnavailable,
    UnexpectedResponse,
)
from core.inviting import Inviting
from core.ports import InvoiceSource, InvoiceTarget, Ledger, LedgerTx
from core.ports.retrieval import BegunInvitation
from core.systems import Systems
from tests.adapters.doubles import JumpingClock
from tests.builders import a_policy

T = TypeVar("T")

SOURCE, TARGET = SourceId("source-1"), TargetId("target-1")
WAITING = InvitationRecord(InvitationState.WAITING, held_for=HeldFor.BATCH)
UNKNOWN = InvitationRecord(InvitationState.UNKNOWN)


@dataclass
class OneInvitation:
    """The book of a company with one invoice."""

    record: InvitationRecord = WAITING

    def begin(
        self, source_id: SourceId, *, by: str | None, seen: InvitationRecord | None
    ) -> BegunInvitation:
        before, self.record = self.record, UNKNOWN
        return BegunInvitation(source_id, TARGET, before)

    def of(self, ids: Sequence[SourceId]) -> Mapping[SourceId, InvitationRecord]:
        return dict.fromkeys(ids, self.record)

    def put(
        self, source_id: SourceId, target_id: TargetId, record: InvitationRecord
    ) -> None:
        self.record = record

    def finish(self, source_id: SourceId, state: InvitationState, facts: Facts) -> None:
        self.record = InvitationRecord(state)


@dataclass
class Books:
    """A ledger of nothing but that."""

    invitations: OneInvitation = field(default_factory=OneInvitation)

    async def write(self, unit: Callable[[LedgerTx], T]) -> T:
        return unit(cast("LedgerTx", self))


@dataclass
class Twikey:
    """A Twikey that is in trouble, or not."""

    trouble: RemoteError | None

    async def invite(self, target_id: TargetId) -> None:
        if self.trouble is not None:
            raise self.trouble


async def policy() -> Policy:
    return a_policy()


def inviting(books: Books, trouble: RemoteError | None) -> Inviting:
    systems = Systems(
        source=cast("InvoiceSource", None),
        target=cast("InvoiceTarget", Twikey(trouble)),
        ledger=cast("Ledger", books),
        clock=JumpingClock(),
        policy=policy,
        owner="worker-1",
    )
    return Inviting(systems)


@pytest.mark.parametrize(
    ("trouble", "stands"),
    [
        (NotSent(System.TWIKEY, "send invitation"), WAITING),
        (RateLimited(System.TWIKEY, "send invitation", 60), WAITING),
        (ConnectionRevoked(System.TWIKEY, "login"), WAITING),
        (RemoteUnavailable(System.TWIKEY, "send invitation"), UNKNOWN),
        (UnexpectedResponse(System.TWIKEY, "send invitation"), UNKNOWN),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, RemoteError) else "",
)
async def test_only_what_certainly_did_not_go_out_may_be_sent_again_by_itself(
    trouble: RemoteError, stands: InvitationRecord
) -> None:
    books = Books()

    with pytest.raises(type(trouble)):
        await inviting(books, trouble).send_by_hand(SOURCE, "U1")

    assert books.invitations.record == stands


async def test_without_trouble_it_is_sent() -> None:
    books = Books()

    await inviting(books, None).send_by_hand(SOURCE, "U1")

    assert books.invitations.record.state is InvitationState.SENT
