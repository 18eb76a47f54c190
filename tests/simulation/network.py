"""The network between the workers and the stand-ins, with every way to lose a call.

What is on its way travels on its own: a caller that is killed or gives up does not take
it back.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sandbox.slack import Fault as SlackFault
from sandbox.slack import SlackStandIn
from sandbox.teamleader import TeamleaderStandIn
from sandbox.twikey import TwikeyStandIn
from sandbox.wire import Handler, LostAnswer, LostRequest, Request, Response
from tests.simulation.life import Life, Strike, outside
from tests.simulation.virtual import VirtualLoop
from tests.simulation.weather import (
    CALL_ODDS,
    CRITICAL_CALLS,
    SPOILED,
    Fate,
    Weather,
    odds_of,
)

_HALF = 0.5


@dataclass
class Trip:
    """One call as the network saw it; moments are seconds since the story began.

    ``arrived`` and ``heard`` stay ``None`` for what never got there or back, and
    ``trouble`` is what went wrong with it.
    """

    system: str
    operation: str
    request: Request
    life: Life
    left: float
    arrived: float | None = None
    heard: float | None = None
    status: int | None = None
    trouble: str = ""

    @property
    def is_understood(self) -> bool:
        """Whether a whole answer reached a process."""
        return self.heard is not None and self.trouble not in ("html", "cut")


@dataclass
class Vendors:
    """The three stand-ins."""

    teamleader: TeamleaderStandIn
    twikey: TwikeyStandIn
    slack: SlackStandIn


@dataclass
class Network:
    """Carries calls, and remembers every trip."""

    loop: VirtualLoop
    weather: Weather
    vendors: Vendors
    strike: Strike
    trips: list[Trip] = field(default_factory=list)
    slowed: Callable[[Trip], float] = lambda trip: 0.0
    """How many seconds longer the answer to a call takes that was carried out."""

    def door(self, life: Life, system: str) -> Handler:
        """Return the way of one process to one system."""

        async def handle(request: Request) -> Response:
            return await self._call(life, system, request)

        return handle

    async def _call(self, life: Life, system: str, request: Request) -> Response:
        operation = f"{request.method} {request.path}"
        odds = odds_of(operation, CRITICAL_CALLS, CALL_ODDS)
        await life.awake()
        self.strike(life, f"before {operation}", odds)
        await life.awake()
        trip = Trip(system, operation, request, life, self.loop.time())
        self.trips.append(trip)
        carried = self._carried(trip, self.weather.fate(operation), odds)
        journey = self.loop.create_task(carried, context=outside())
        journey.add_done_callback(_look_at)
        try:
            answer = await asyncio.shield(journey)
        finally:
            # A frozen process hears of it when it thaws.
            await life.awake()
        trip.heard, trip.status = self.loop.time(), answer.status
        self.strike(life, f"after {operation}", odds)
        await life.awake()
        return answer

    async def _carried(self, trip: Trip, fate: Fate, odds: float) -> Response:
        trip.trouble = fate.trouble
        await asyncio.sleep(fate.there)
        if fate.trouble == "no-connection":
            raise LostRequest
        if fate.trouble == "lost-request" or self._broke_off(trip):
            await asyncio.sleep(fate.back)
            raise LostAnswer
        trip.arrived = self.loop.time()
        answer = await self._handled(trip, fate.trouble)
        self.strike(trip.life, f"at {trip.operation}", odds)
        await asyncio.sleep(fate.back + self.slowed(trip))
        return answer

    def _broke_off(self, trip: Trip) -> bool:
        """Whether a call of a process that died meanwhile never got there."""
        return not trip.life.is_alive and self.weather.chance.random() < _HALF

    async def _handled(self, trip: Trip, trouble: str) -> Response:
        vendors = self.vendors
        if trip.system == "teamleader":
            if trouble:
                vendors.teamleader.faults.add("*", _of_teamleader(trouble))
            return await vendors.teamleader.handle(trip.request)
        if trip.system == "twikey":
            if trouble:
                kind = {"cut": "cut-json"}.get(trouble, trouble)
                vendors.twikey.faults.add("*", kind)
            return await vendors.twikey.handle(trip.request)
        if trouble:
            vendors.slack.faults.plan(_SLACK[trouble]())
        return await vendors.slack.handle(trip.request)

    def digest(self) -> str:
        """Return what tells one run from another."""
        parts = (
            f"{trip.left:.6f} {trip.life.name} {trip.system} {trip.operation}"
            f" {hashlib.sha256(trip.request.body).hexdigest()[:8]}"
            f" {trip.arrived} {trip.heard} {trip.status}"
            for trip in self.trips
        )
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _of_teamleader(trouble: str) -> str:
    return "lost-answer" if trouble == "after-502" else trouble


_SLACK: Mapping[str, Callable[[], SlackFault]] = {
    "429": lambda: SlackFault(retry_after=7),
    "500": lambda: SlackFault(status=500),
    "502": lambda: SlackFault(status=502),
    "503": lambda: SlackFault(error="service_unavailable"),
    **dict.fromkeys(SPOILED, lambda: SlackFault(lost="answer")),
}


def _look_at(journey: asyncio.Task[Response]) -> None:
    # Whoever waited may be dead.
    if not journey.cancelled():
        journey.exception()
