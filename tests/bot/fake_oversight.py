"""What keeps an eye on the made-up company."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import cast

from core.domain.invoice import SourceId
from core.domain.policy import Policy
from core.domain.proof import Proof
from core.domain.reason import System
from core.marking import Marked, Nothing
from core.ports import Clock, InvoiceSource, InvoiceTarget, Ledger, Refused
from core.proving import month
from core.reporting import Connection, Queues, Status
from core.systems import Systems
from tests.builders import a_policy

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


class FakeReports:
    """Tells what a test says."""

    def __init__(self) -> None:
        self.found = Status(
            at=AT,
            automatic_import=True,
            automatic_since=datetime(2026, 11, 2, 8, 0, tzinfo=UTC),
            connections=(
                Connection(System.TEAMLEADER, datetime(2026, 11, 22, 10, tzinfo=UTC)),
                Connection(System.TWIKEY, datetime(2026, 11, 23, 8, tzinfo=UTC)),
            ),
            last_hint=None,
            last_sweep=None,
            queues=Queues(0, 0, 0),
            late=0,
        )
        self.proven = Proof(date(2026, 11, 1), date(2026, 11, 22), ())

    async def status(self) -> Status:
        return self.found

    async def proof(self, typed: str) -> Proof:
        first, last = month(typed, AT.date())
        return Proof(first, last, self.proven.invoices)


class FakeMarking:
    """Marks every invoice as paid, unless told otherwise."""

    def __init__(self) -> None:
        self.answer: Nothing | Refused | None = None
        self.marked: list[tuple[SourceId, str]] = []

    async def __call__(
        self, source_id: SourceId, by: str
    ) -> Marked | Nothing | Refused:
        if self.answer is not None:
            return self.answer
        self.marked.append((source_id, by))
        return Marked(source_id, None, "paid")


def lonely_systems(
    ledger: Ledger, clock: Clock, policy: Policy | None = None
) -> Systems:
    """The ledger with nobody outside: whoever asks a system gets an error."""

    async def in_force() -> Policy:
        return policy or a_policy()

    return Systems(
        source=cast(InvoiceSource, None),
        target=cast(InvoiceTarget, None),
        ledger=ledger,
        clock=clock,
        policy=in_force,
        owner="worker-1",
    )
