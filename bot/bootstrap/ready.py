"""What is tried to tell whether the bot can work."""

from __future__ import annotations

from functools import partial

from slack_sdk.web.async_client import AsyncWebClient

from bot.bootstrap.core import Core
from bot.readiness import DatabaseReadiness, Readiness, Trial
from bot.settings import Settings
from bot.slack_api import make_client
from bot.slack_errors import translated
from core.adapters.limiter import somebody_waits
from core.domain.reason import System
from core.standing import CONNECTED, ask
from storage.place import stays_in_place


def readiness_of(settings: Settings, core: Core) -> Readiness:
    """Put together what ``/readyz`` asks; the database has to be open."""
    clock = core.systems.clock
    in_place = stays_in_place(settings.database_url.get_secret_value())
    trials = {
        system: Trial(partial(_vendor, core, system), clock) for system in CONNECTED
    }
    slack = make_client(
        settings.slack_bot_token.get_secret_value(),
        settings.slack_api_url,
        waits_out_limits=False,
    )
    trials[System.SLACK] = Trial(partial(_slack, slack), clock)
    return Readiness(DatabaseReadiness(core.ledger, clock, in_place), trials)


async def _vendor(core: Core, system: System) -> None:
    # A backlog must not look like an outage.
    with somebody_waits():
        await ask(core.systems, system)


async def _slack(client: AsyncWebClient) -> None:
    async with translated("auth.test"):
        await client.auth_test()
