"""A replica with its whole schedule, which passes time as the running bot does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from bot.bootstrap.tools import TeamleaderConsent
from bot.jobs import Job, wake
from bot.schedule import BOTH, TWIKEY, watch_jobs
from bot.settings import load_settings
from core.adapters.teamleader import TeamleaderClient
from core.adapters.twikey import TwikeyClient
from core.readings import follow_feed
from core.standing import lost, resting
from tests.bot.test_settings import ENOUGH
from tests.engine.company import Company
from tests.engine.watchman import Watchman

CALLBACK = "https://bot.example/teamleader/callback"
STEP_SECONDS = 30


@dataclass(frozen=True)
class Replica:
    """One process of the bot: its watch, its clients and the rows of its schedule."""

    watchman: Watchman
    teamleader: TeamleaderClient
    jobs: Sequence[Job]

    async def wakes(self) -> None:
        """Run whatever is due."""
        for job in self.jobs:
            await wake(job, self.watchman.systems.ledger)

    async def is_hinted(self) -> None:
        """Do what a hint of either system wakes."""
        ledger, systems = self.watchman.systems.ledger, self.watchman.systems
        await resting(ledger, BOTH, self.watchman.hints.follow)()
        await resting(ledger, TWIKEY, lambda: follow_feed(systems))()

    async def gets_a_consent(self) -> None:
        """Let a person connect Teamleader again in the browser."""
        auth = self.watchman.company.teamleader.auth
        consent = TeamleaderConsent(
            self.teamleader, self.watchman.company.ledger, CALLBACK
        )
        await consent.complete(auth.consent("demo-client", CALLBACK))


async def open_replica(company: Company) -> Replica:
    """Start one more process on the company's ledger."""
    systems = await company.systems()
    assert isinstance(systems.source, TeamleaderClient)
    assert isinstance(systems.target, TwikeyClient)
    for told in (systems.source.tell_revoked, systems.target.tell_revoked):
        told(partial(lost, company.ledger))
    man = Watchman(company, systems)
    settings = load_settings(ENOUGH, None)
    jobs = watch_jobs(settings, man.systems, man.watch, man.hints, man.alerting)
    return Replica(man, systems.source, jobs)


async def passes(minutes: int, replicas: Sequence[Replica]) -> None:
    """Let time pass with every replica at work."""
    company = replicas[0].watchman.company
    for _ in range(minutes * 60 // STEP_SECONDS):
        company.clock.advance(seconds=STEP_SECONDS)
        for replica in replicas:
            await replica.wakes()
