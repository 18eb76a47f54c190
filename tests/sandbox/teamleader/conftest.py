from __future__ import annotations

import pytest

from sandbox.teamleader import TeamleaderStandIn
from sandbox.wire import ManualClock
from tests.sandbox.teamleader.caller import START, Caller


class Inbox:
    """Receives webhooks; answers with ``status``."""

    def __init__(self) -> None:
        self.received: list[tuple[str, bytes]] = []
        self.status = 200

    async def deliver(self, url: str, body: bytes) -> int:
        self.received.append((url, body))
        return self.status


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def teamleader(clock: ManualClock, inbox: Inbox) -> TeamleaderStandIn:
    return TeamleaderStandIn(clock, deliver=inbox.deliver)


@pytest.fixture
def caller(teamleader: TeamleaderStandIn) -> Caller:
    return Caller(teamleader)


@pytest.fixture
def booked(teamleader: TeamleaderStandIn) -> str:
    """The id of an invoice over 302.50, booked on the first day."""
    invoice_id = teamleader.draft_invoice("302.50")
    teamleader.book(invoice_id)
    return invoice_id
