"""One seed from beginning to end: a company, its workers, trouble, and quiet."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from random import Random

import httpx

from core.registering import WANTED
from storage.database import Database
from tests.simulation.database import is_idle
from tests.simulation.life import Life
from tests.simulation.mistakes import Mistakes
from tests.simulation.network import Network, Trip, Vendors
from tests.simulation.people import asks, creates_anew, mends
from tests.simulation.story import Story
from tests.simulation.virtual import VirtualClock, VirtualLoop
from tests.simulation.weather import MINUTE, Weather
from tests.simulation.worker import SECRET, Ground, Worker, boot

HOOKS = f"https://bot.example/teamleader/webhooks/{SECRET}"
PULSE = (6.0, 20.0)
JOBS_PER_PULSE = 2
OFTEN = ("documents", "documents", "hints", "sweep", "alerts")
SELDOM = ("feed", "judge-again", "check-open", "connections")
FOLLOWS = {"documents": "invitations", "alerts": "outbox"}
"""What is woken on every worker soon after a job."""

ROUND = ("hints", "judge-again", "documents", "invitations", "alerts", "outbox")
HINTS_LAST = (400.0, 400.0)
"""An id that Teamleader does not know is looked up some more times."""

FROZEN_STEP = 250.0
CREATED_ANEW = 0.15
"""How often a person begins anew with an invoice while its PDF is being attached."""

ANSWER_SECONDS = 8.0
"""How long the answer to that takes: the new one is there before it is heard."""

QUIET = (30.0, 40 * MINUTE, 90 * MINUTE)
"""Gaps between the rounds after the last trouble: longer than every wait there is."""

_SENDER_WAITS = 10.0


@dataclass
class World:
    """A company under one seed."""

    loop: VirtualLoop
    chance: Random
    weather: Weather
    vendors: Vendors
    network: Network
    story: Story
    ground: Ground
    database: Database
    mistakes: Mistakes
    workers: list[Worker] = field(default_factory=list)
    strikes: list[str] = field(default_factory=list)
    lives: list[Life] = field(default_factory=list)
    answers: Mapping[str, object] = field(default_factory=dict)
    acked: list[tuple[float, bytes]] = field(default_factory=list)
    _anew: list[asyncio.Task[None]] = field(default_factory=list)
    quiet_since: float = 0.0
    ended_at: float = 0.0

    async def passes(self) -> None:
        """Let the whole story happen."""
        self.story.opens()
        for _ in range(self.weather.workers):
            self.workers.append(await self._started())
        await self._takes_stock()
        self._listens()
        await self._works(self.chance.uniform(1.5, 3) * MINUTE * self.weather.pace)
        await self._calms_down()

    async def _started(self) -> Worker:
        life = Life(f"worker-{len(self.lives) + 1}", self.loop)
        self.lives.append(life)
        clock = VirtualClock(self.loop, self.weather.skew())
        return await life.begins(boot(self.ground, life, clock, self.chance))

    async def _takes_stock(self) -> None:
        before, self.weather.calm = self.weather.calm, True
        await self._job(self.workers[0], "sweep")
        await self._job(self.workers[0], "feed")
        self.weather.calm = before

    def _listens(self) -> None:
        hooks = self.vendors.teamleader.hooks
        hooks.register(HOOKS, WANTED)
        hooks.deliver = self._delivers
        knobs = self.vendors.teamleader.switches.hooks
        knobs.loss = self.chance.choice((0.0, 0.2, 0.6))
        knobs.duplication = self.chance.choice((0.0, 0.3))
        knobs.delay = self.chance.choice((0.0, 5.0))
        knobs.reordering = self.chance.choice((0.0, 60.0))

    # While there is trouble

    async def _works(self, seconds: float) -> None:
        going = [self.loop.create_task(self._pulses())]
        going.append(self.loop.create_task(self._posts()))
        going.append(self.loop.create_task(asks(self)))
        going.append(self.loop.create_task(mends(self)))
        self.network.slowed = self._slowed
        await self._tells(seconds)
        for task in going:
            task.cancel()
        await asyncio.gather(*going, return_exceptions=True)

    async def _tells(self, seconds: float) -> None:
        ends = self.loop.time() + seconds
        while (now := self.loop.time()) < ends:
            if now < ends - 20 * self.weather.pace:
                self.story.goes_on()
                self.story.note_all()
            gap = self.chance.choice((0.5, 10.0, 25.0))
            await asyncio.sleep(gap * self.weather.pace)

    async def _pulses(self) -> None:
        """Wake all workers at about the same time, each for jobs of its own."""
        while True:
            await asyncio.sleep(self.chance.uniform(*PULSE) * self.weather.pace)
            for place, worker in enumerate(self.workers):
                if not worker.life.is_alive:
                    self.workers[place] = await self._started()
                names = self.chance.choices((*OFTEN, *OFTEN, *SELDOM), k=JOBS_PER_PULSE)
                for name in names:
                    self._wakes(self.workers[place], name, 1.0)

    def _wakes(self, worker: Worker, name: str, within: float) -> None:
        """Wake a job within some seconds, and then what follows from it everywhere."""
        worker.life.begins(self._woken(worker, name, self.chance.uniform(0, within)))

    async def _woken(self, worker: Worker, name: str, after: float) -> None:
        await asyncio.sleep(after)
        await worker.life.awake()
        if is_idle(self.database, name):
            return
        try:
            await worker.wakes(name)
        except Exception as error:  # noqa: BLE001 (nobody waits for a job)
            self.mistakes.heard.append(f"{name}: {error!r}")
        if name in FOLLOWS:
            for each in self.workers:
                if each.life.is_alive:
                    self._wakes(each, FOLLOWS[name], 2.0)

    async def _posts(self) -> None:
        while True:
            await asyncio.sleep(3.0)
            await self.vendors.teamleader.hooks.deliver_due()

    async def _delivers(self, url: str, body: bytes) -> int:
        worker = self.chance.choice(self.workers)
        if not worker.life.is_alive:
            raise httpx.ConnectError("nobody listens")
        heard = worker.life.begins(worker.hears(body))
        entered = self.loop.time()
        try:
            async with asyncio.timeout(_SENDER_WAITS):
                status = await asyncio.shield(heard)
        except TimeoutError as late:
            raise httpx.ReadTimeout("no answer") from late
        except asyncio.CancelledError:
            if worker.life.is_alive:
                raise
            raise httpx.ReadError("killed") from None
        if status == HTTPStatus.OK:
            self.acked.append((entered, body))
        return status

    def _slowed(self, trip: Trip) -> float:
        """Let a person begin anew with an invoice whose PDF was attached just now."""
        attached = trip.operation.startswith("PUT /creditor/invoice/")
        if not attached or self.weather.calm or self.chance.random() >= CREATED_ANEW:
            return 0.0
        target_id = trip.operation.rpartition("/")[2]
        if target_id in self.vendors.twikey.invoices:
            self._anew.append(self.loop.create_task(creates_anew(self, target_id)))
        return ANSWER_SECONDS

    def struck(self, life: Life, place: str, odds: float) -> None:
        """Let a process die or freeze here, if chance wants it."""
        if not life.is_alive or life.is_frozen:
            return
        what = self.weather.strikes(odds)
        if not what:
            return
        self.strikes.append(f"{self.loop.time():.3f} {what} {life.name} {place}")
        if what == "kill":
            life.dies()
        else:
            life.freezes(self.weather.frozen_seconds())
            if "/cdn/" in place:
                # What it has fetched is old when it thaws.
                self.loop.call_later(5, self.story.changes_amounts)

    # When the trouble is over

    async def _calms_down(self) -> None:
        self.weather.clears_up()
        self.quiet_since = self.loop.time()
        knobs = self.vendors.teamleader.switches.hooks
        knobs.loss = knobs.duplication = 0.0
        for place, worker in enumerate(self.workers):
            if not worker.life.is_alive:
                self.workers[place] = await self._started()
        mending = self.loop.create_task(mends(self))
        for turn, gap in enumerate(QUIET):
            await asyncio.sleep(gap)
            await self.vendors.teamleader.hooks.deliver_all()
            names = ROUND if turn < len(QUIET) - 1 else (*SELDOM, *ROUND)
            await self._round(self._awake(turn), names)
            while gap == QUIET[0] and any(each.is_frozen for each in self.lives):
                # Leases of whoever stands still run out.
                await asyncio.sleep(FROZEN_STEP)
                await self._round(self._awake(turn), ("documents", "outbox"))
        for wait in HINTS_LAST:
            await asyncio.sleep(wait)
            await self._job(self.workers[0], "hints")
        mending.cancel()
        self.ended_at = self.loop.time()
        self.answers = await self._reasons()
        for life in self.lives:
            life.dies()

    def _awake(self, turn: int) -> Worker:
        """Return a worker that runs; all take their turns."""
        running = [each for each in self.workers if not each.life.is_frozen]
        ready = running or self.workers
        return ready[turn % len(ready)]

    async def _round(self, worker: Worker, names: Sequence[str]) -> None:
        for name in ("connections", "sweep", *names):
            await self._job(worker, name)

    async def _job(self, worker: Worker, name: str) -> None:
        if is_idle(self.database, name):
            return
        await worker.life.begins(worker.wakes(name))

    async def _reasons(self) -> dict[str, object]:
        """Ask why of everything that is not at Twikey, as a person would."""
        there = {each.ref for each in self.vendors.twikey.invoices.values()}
        worker = self.workers[0]
        told: dict[str, object] = {}
        for chapter in self.story.chapters:
            if chapter.id in there or chapter.is_deleted:
                continue
            asking = worker.engine.diagnose(chapter.id)
            told[chapter.id] = await worker.life.begins(asking)
        return told
