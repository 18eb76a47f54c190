"""A client of Teamleader wired to the stand-in, without sockets and without waiting."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from core.adapters.teamleader import (
    Access,
    TeamleaderClient,
    TeamleaderDocuments,
    open_documents,
    open_teamleader,
)
from core.domain.invoice import SourceId
from core.ports import InvoiceFilter, InvoiceSource, Row
from sandbox.teamleader import PdfPlan, TeamleaderStandIn
from sandbox.wire import Request, Response, StandInTransport
from tests.adapters.doubles import JumpingClock, MemoryLedger

EVERYTHING = InvoiceFilter()
UNKNOWN = SourceId("00000000-0000-0000-0000-00000000000a")


@dataclass
class World:
    """Everything a test may look at or change."""

    clock: JumpingClock
    ledger: MemoryLedger
    standin: TeamleaderStandIn
    access: Access
    overhear: Callable[[Request], Request] = lambda request: request
    doctor: Callable[[Request, Any], None] = lambda request, payload: None

    async def handle(self, request: Request) -> Response:
        """Carry a request to the stand-in; a test may spoil either way."""
        answer = await self.standin.handle(self.overhear(request))
        if answer.status != 200 or answer.headers.get("Content-Type") == "text/html":
            return answer
        try:
            payload = json.loads(answer.body)
        except ValueError:
            return answer
        self.doctor(request, payload)
        return replace(answer, body=json.dumps(payload).encode())

    def open(
        self, *, seed: str | None = "own", rate_limit: int = 200
    ) -> AbstractAsyncContextManager[TeamleaderClient]:
        """Open another replica; by default it is seeded with the first token."""
        first = self.standin.refresh_token if seed == "own" else seed
        return open_teamleader(
            replace(self.access, refresh_token=first),
            self.ledger,
            self.clock,
            rate_limit=rate_limit,
            transport=StandInTransport(self.handle),
        )

    def count(self, operation: str) -> int:
        """Return how often the stand-in was asked something."""
        return self.standin.count(operation)


@pytest.fixture
def world() -> World:
    clock = JumpingClock()
    access = Access(
        api_url="https://api.teamleader.example",
        auth_url="https://teamleader.example/oauth2",
        client_id="demo-client",
        client_secret="demo-secret",
    )
    return World(clock, MemoryLedger(clock), TeamleaderStandIn(clock), access)


@pytest.fixture
async def client(world: World) -> AsyncIterator[TeamleaderClient]:
    async with world.open() as opened:
        yield opened


async def rows(client: InvoiceSource, wanted: InvoiceFilter) -> list[Row]:
    """Read a list to its end."""
    return [row async for page in client.invoices(wanted) for row in page]


def booked(world: World, total: str = "121.00") -> SourceId:
    """Book an invoice over there."""
    id_ = world.standin.draft_invoice(total)
    world.standin.book(id_)
    return SourceId(id_)


async def public_addresses(host: str, port: int) -> Sequence[str]:
    """Everything has one public address, but for a host inside."""
    return ["10.0.0.7"] if host == "inside.example" else ["93.184.216.34"]


@pytest.fixture
async def documents(
    world: World, client: TeamleaderClient
) -> AsyncIterator[TeamleaderDocuments]:
    async with open_documents(
        client,
        world.access.api_url,
        transport=StandInTransport(world.handle),
        resolve=public_addresses,
    ) as opened:
        yield opened


def with_plan(world: World, plan: PdfPlan) -> SourceId:
    id_ = booked(world)
    world.standin.books.invoices[id_].pdf = plan
    return id_
