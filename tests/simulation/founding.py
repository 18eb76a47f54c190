"""Founding the company of a seed: its stand-ins, its ledger, its network."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from core.ports import Clock
from sandbox.slack import SlackStandIn
from sandbox.teamleader import TeamleaderStandIn
from sandbox.twikey import TwikeyStandIn
from storage.ledger import SqlLedger
from tests.simulation.database import Lanes, empty_database, vault
from tests.simulation.life import Life, Strike, keep_track
from tests.simulation.mistakes import Mistakes
from tests.simulation.network import Network, Vendors
from tests.simulation.story import Story
from tests.simulation.virtual import VirtualClock, VirtualLoop
from tests.simulation.weather import Weather
from tests.simulation.worker import PROFILE, Ground, settings
from tests.simulation.world import World


def found(seed: int, loop: VirtualLoop, chance: Random) -> World:
    """Found the company of a seed."""
    weather = Weather.drawn(chance)
    clock = VirtualClock(loop)
    vendors = Vendors(
        TeamleaderStandIn(clock, seed=seed, rate_limit=weather.rate_limit),
        TwikeyStandIn(clock, seed=seed),
        SlackStandIn(clock, seed=seed),
    )
    send, pdf = chance.choice(((True, True), (True, True), (True, False)))
    _switches(vendors, weather, chance)
    vendors.twikey.add_profile(
        PROFILE, "Standaard", send_on_booking=send, include_pdf=pdf
    )
    places: list[Strike] = []

    def strike(life: Life, place: str, odds: float) -> None:
        places[0](life, place, odds)

    network = Network(loop, weather, vendors, strike)
    database = empty_database()
    Lanes(loop, database, weather, strike)

    def ledger(own: Clock) -> SqlLedger:
        return SqlLedger(database, vault(), clock_of_ledger(own, clock).now)

    chosen = settings(send=send, pdf=pdf, slots=weather.rate_limit)
    ground = Ground(network, chosen, vendors.teamleader.refresh_token, clock, ledger)
    story = Story(vendors.teamleader, chance)
    mistakes = Mistakes()
    world = World(
        loop, chance, weather, vendors, network, story, ground, database, mistakes
    )
    places.append(world.struck)
    return world


def clock_of_ledger(own: Clock, shared: Clock) -> Clock:
    """Return the clock that leases go by: the database's, never a machine's own."""
    return shared


def _switches(vendors: Vendors, weather: Weather, chance: Random) -> None:
    vendors.teamleader.switches.access_seconds = weather.access_seconds
    twikey = vendors.twikey.world.switches
    twikey.duplicate_number = chance.choice(("stored", "strict"))
    twikey.invite_state = chance.choice(("filters", "ignored"))
    twikey.feed_page_size = chance.choice((3, 100))
    slack = vendors.slack.switches
    slack.dedupe_client_msg_id = chance.random() < 0.5


@contextmanager
def a_loop() -> Iterator[VirtualLoop]:
    """Give a fresh loop whose tasks belong to their processes."""
    loop = VirtualLoop()
    keep_track(loop)
    asyncio.set_event_loop(loop)
    try:
        yield loop
    finally:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        asyncio.set_event_loop(None)
        loop.close()
