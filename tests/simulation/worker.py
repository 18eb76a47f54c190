"""One process of the bot, put together from the parts that run in production.

Only what touches the machine is exchanged: sockets, threads, the clock, the wake-ups.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache, partial
from random import Random
from typing import cast

from aiohttp import web

from bot.bootstrap import policy_in_force
from bot.bootstrap.tools import TeamleaderConsent
from bot.delivery import Places
from bot.hooks import TeamleaderHints
from bot.jobs import Job, wake
from bot.metrics import Metrics
from bot.outbox import Outbox
from bot.schedule import BOTH, document_jobs, watch_jobs
from bot.settings import Settings, load_settings
from bot.telling import Teller
from bot.views import speaker
from bot.waking import Waker
from core.adapters.teamleader import Access as TeamleaderAccess
from core.adapters.teamleader import TeamleaderClient, open_documents, open_teamleader
from core.adapters.twikey import Access as TwikeyAccess
from core.adapters.twikey import TwikeyClient, open_twikey
from core.alerting import Alerting
from core.documents import Documents
from core.engine import Engine
from core.hinting import Hints
from core.inviting import Inviting
from core.ports import Clock, Ledger
from core.standing import lost, resting
from core.systems import Systems
from core.watching import Watch
from sandbox.wire import StandInTransport
from storage.ledger import SqlLedger
from tests.bot.test_settings import ENOUGH
from tests.simulation.life import Life
from tests.simulation.network import Network
from tests.simulation.slack_line import slack_over

SECRET = "hooks-of-the-simulation-0123456789"
API = "https://api.teamleader.example"
CALLBACK = "https://bot.example/teamleader/callback"
CHANNEL = "C0BOEKHD1"
PROFILE = 4021
ALERT_AFTER = 60
EVERY = 5.0
"""Length of a job's period, in seconds; the world wakes it far less often."""


@cache
def settings(*, send: bool, pdf: bool, slots: int) -> Settings:
    """Return the settings of a company whose profile has these two switches."""
    profile = {
        "id": PROFILE,
        "name": "Standaard",
        "send_automatically": send,
        "require_pdf": pdf,
    }
    given = {
        "ALERT_AFTER_SECONDS": str(ALERT_AFTER),
        "DEFAULT_PROFILE": str(PROFILE),
        "PROFILES": json.dumps([profile]),
        "TEAMLEADER_RATE_LIMIT": str(slots),
    }
    return load_settings({**ENOUGH, **given}, None)


@dataclass(frozen=True)
class Ground:
    """What all processes of a company share."""

    network: Network
    settings: Settings
    seed_token: str
    clock: Clock
    ledger: Callable[[Clock], SqlLedger]


class Worker:
    """One process: its jobs, its door for hints, its outbox."""

    def __init__(self, life: Life, systems: Systems, jobs: Sequence[Job]) -> None:
        self.life = life
        self.systems = systems
        self.engine = Engine(systems)
        self.jobs = {job.name: job for job in jobs}
        self.hints: TeamleaderHints
        self.outbox: Outbox
        self.consent: TeamleaderConsent
        self._busy: set[str] = set()

    async def wakes(self, name: str) -> None:
        """Run a job, unless this process is at it already."""
        if name in self._busy:
            return
        self._busy.add(name)
        try:
            if name == "outbox":
                await self.outbox.send_due()
            else:
                await wake(self.jobs[name], self.systems.ledger)
        finally:
            self._busy.discard(name)

    async def hears(self, body: bytes) -> int:
        """Take a delivery in at the door; returns the status of the answer."""
        answer = await self.hints.door(cast("web.Request", _Delivery(body)))
        await self.life.awake()
        return answer.status


class _Delivery:
    """A posted hint, as far as the door looks at it."""

    def __init__(self, body: bytes) -> None:
        self.headers: dict[str, str] = {}
        self.match_info = {"secret": SECRET}
        self.content_length = len(body)
        self.content = self
        self._body = body

    async def iter_any(self) -> AsyncIterator[bytes]:
        yield self._body


async def boot(ground: Ground, life: Life, clock: Clock, chance: Random) -> Worker:
    """Start a process; call it inside its life."""
    stack = AsyncExitStack()
    ledger = ground.ledger(clock)
    systems = await _systems(ground, life, ledger, clock, stack)
    source = cast("TeamleaderClient", systems.source)
    documents = await stack.enter_async_context(
        open_documents(
            source,
            API,
            transport=_transport(ground, life, "teamleader"),
            resolve=_public,
        )
    )
    fetching = Documents(systems, documents, timedelta(seconds=60))
    fetching._chance = Random(chance.getrandbits(32))
    watch = Watch(systems, hints_expected=True)
    hints = Hints(systems, watch)
    alerting = Alerting(systems)
    jobs = (
        *document_jobs(ground.settings, fetching, Inviting(systems)),
        *watch_jobs(ground.settings, systems, watch, hints, alerting),
    )
    worker = Worker(life, systems, [replace(job, every=EVERY) for job in jobs])
    worker.outbox = _outbox(ground, life, systems)
    waker = Waker("hints", resting(ledger, BOTH, hints.follow))
    await stack.enter_async_context(waker.awake())
    worker.hints = TeamleaderHints(ledger, SECRET, _metrics(), waker.wake)
    worker.consent = TeamleaderConsent(source, ledger, CALLBACK)
    # Nobody closes anything: a process of this world ends by being killed.
    stack.pop_all()
    return worker


async def _systems(
    ground: Ground, life: Life, ledger: SqlLedger, clock: Clock, stack: AsyncExitStack
) -> Systems:
    access = TeamleaderAccess(
        API,
        "https://teamleader.example/oauth2",
        "demo-client",
        "demo-secret",
        ground.seed_token,
    )
    source = await stack.enter_async_context(
        open_teamleader(
            access,
            ledger,
            clock,
            rate_limit=ground.settings.teamleader_rate_limit,
            transport=_transport(ground, life, "teamleader"),
        )
    )
    key = ground.network.vendors.twikey.api_key
    target: TwikeyClient = await stack.enter_async_context(
        open_twikey(
            TwikeyAccess("https://api.twikey.example/creditor", key),
            ledger,
            clock,
            transport=_transport(ground, life, "twikey"),
        )
    )
    for told in (source.tell_revoked, target.tell_revoked):
        told(partial(lost, ledger))
    policy = partial(policy_in_force, ground.settings, ledger)
    return Systems(source, target, _as_port(ledger), clock, policy, life.name)


def _as_port(ledger: SqlLedger) -> Ledger:
    return ledger


def _transport(ground: Ground, life: Life, system: str) -> StandInTransport:
    return StandInTransport(ground.network.door(life, system))


def _outbox(ground: Ground, life: Life, systems: Systems) -> Outbox:
    token = ground.network.vendors.slack.bot_token
    api = slack_over(ground.network.door(life, "slack"), token)
    admins = ground.settings.slack_admins
    teller = Teller(speaker("en", ground.settings.time_zone), admins)
    return Outbox(api, systems, teller, Places(CHANNEL, (CHANNEL, *admins)))


@cache
def _metrics() -> Metrics:
    return Metrics()


async def _public(host: str, port: int) -> Sequence[str]:
    return ["93.184.216.34"]
