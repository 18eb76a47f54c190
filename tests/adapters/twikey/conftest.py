"""A client of Twikey wired to the stand-in, without sockets and without waiting."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any

import pytest

from core.adapters.twikey import Access, TwikeyClient, open_twikey
from core.domain.document import Pdf
from core.domain.submission import compose
from core.domain.target import TargetId
from core.domain.verdict import Eligible
from sandbox.twikey import TwikeyStandIn
from sandbox.wire import Request, Response, StandInTransport
from tests import builders
from tests.adapters.doubles import JumpingClock, MemoryLedger

PDF = Pdf(b"%PDF-1.4\n%%EOF\n")
UNKNOWN = TargetId("00000000-0000-5000-8000-000000000000")
KEY = "7C0DE4F1A2B39586D7E8F90123456789ABCDEF01"


def eligible(**changes: object) -> Eligible:
    """An invoice that may be created, changed as ``builders.evidence`` allows."""
    submission = compose(builders.evidence(**changes))
    assert submission is not None
    return Eligible(submission)


@dataclass
class World:
    """Everything a test may look at or change."""

    clock: JumpingClock
    ledger: MemoryLedger
    standin: TwikeyStandIn
    access: Access = field(default=Access("https://api.twikey.example/creditor", KEY))
    doctor: Callable[[Request, Response], Response] = lambda request, answer: answer

    async def handle(self, request: Request) -> Response:
        """Carry a request to the stand-in; a test may spoil the answer."""
        return self.doctor(request, await self.standin.handle(request))

    def open(
        self, access: Access | None = None
    ) -> AbstractAsyncContextManager[TwikeyClient]:
        """Open another replica."""
        transport = StandInTransport(self.handle)
        return open_twikey(
            access or self.access, self.ledger, self.clock, transport=transport
        )

    def count(self, operation: str) -> int:
        """Return how often the stand-in was asked something."""
        return len(self.standin.calls_of(operation))

    def sent(self) -> dict[str, Any]:
        """Return the body of the last create call."""
        body = json.loads(self.standin.calls_of("invoice.create")[-1].request.body)
        assert isinstance(body, dict)
        return body


@pytest.fixture
def world() -> World:
    clock = JumpingClock()
    standin = TwikeyStandIn(clock, api_key=KEY)
    standin.add_profile(4021, "Standaard", send_on_booking=False, include_pdf=False)
    return World(clock, MemoryLedger(clock), standin)


@pytest.fixture
async def client(world: World) -> AsyncIterator[TwikeyClient]:
    async with world.open() as opened:
        yield opened
