"""The three stand-ins as one company, served on loopback."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from tempfile import TemporaryDirectory

from sandbox.book import StoryClock, tell_story
from sandbox.book.profiles import field_ids
from sandbox.book.story import DAYS, DIRECT_DEBIT, PAYMENT_LINK, TRANSFER
from sandbox.slack import SlackStandIn, serve_slack
from sandbox.slack.people import BOOKKEEPING
from sandbox.teamleader import TeamleaderStandIn
from sandbox.twikey import TwikeyStandIn
from sandbox.wire import Clock, SystemClock, serve

ADMIN = "U0SOFIE01"
CLIENT_ID, CLIENT_SECRET = "demo-client", "demo-secret"
API_KEY = "7C0DE4F1A2B39586D7E8F90123456789ABCDEF01"
WEBHOOK_EVERY_SECONDS = 1.0


@dataclass(frozen=True)
class StandIns:
    """The company's three systems, running; addresses have no final slash."""

    slack: SlackStandIn
    teamleader: TeamleaderStandIn
    twikey: TwikeyStandIn
    slack_url: str
    teamleader_url: str
    twikey_url: str
    env: dict[str, str]

    def description(self) -> dict[str, object]:
        """Return what a program needs to find its way, as one JSON object."""
        people = self.slack.users
        return {
            "slack": {
                "api_url": self.env["SLACK_API_URL"],
                "page_url": f"{self.slack_url}/",
                "bot_token": self.slack.bot_token,
                "app_token": self.slack.app_token,
                "signing_secret": self.slack.signing_secret,
                "team": self.slack.team.id,
                "channel": BOOKKEEPING,
                "users": list(people),
            },
            "teamleader": {
                "api_url": self.teamleader_url,
                "auth_url": f"{self.teamleader_url}/oauth2",
                "client_id": CLIENT_ID,
                "client_secret": CLIENT_SECRET,
                "refresh_token": self.teamleader.refresh_token,
            },
            "twikey": {
                "api_url": f"{self.twikey_url}/creditor",
                "api_key": self.twikey.api_key,
                "private_key": None,
            },
            "env": self.env,
        }


@asynccontextmanager
async def open_stand_ins(
    *, port: int = 0, book: str = "demo", seed: int = 0, clock: Clock | None = None
) -> AsyncIterator[StandIns]:
    """Serve the three on loopback: Slack's page on ``port``, the others after it.

    Port 0 takes free ones. ``book`` is ``demo`` or ``empty``. The ledger's file goes
    with the stand-ins: a ledger of yesterday knows nothing true about today's.
    """
    story = StoryClock(clock or SystemClock())
    teamleader = TeamleaderStandIn(
        story, client_id=CLIENT_ID, client_secret=CLIENT_SECRET, seed=seed
    )
    twikey = TwikeyStandIn(story, api_key=API_KEY, seed=seed)
    slack = SlackStandIn(story, seed=seed)
    env: dict[str, str] = {}
    if book == "demo":
        tell_story(teamleader, twikey, story, seed)
        since = story.now() - timedelta(days=DAYS + 1)
        env |= _business_settings(since.isoformat(), field_ids(teamleader))
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="twikey-bot-"))
        env["DATABASE_URL"] = f"sqlite:///{folder}/twikey-bot.db"
        beside = {"teamleader": teamleader.handle, "twikey": twikey.handle}
        urls = [
            await stack.enter_async_context(
                serve_slack(slack, port=port, beside=beside)
            ),
            await stack.enter_async_context(
                serve(teamleader.handle, port=port and port + 1)
            ),
            await stack.enter_async_context(
                serve(twikey.handle, port=port and port + 2)
            ),
        ]
        teamleader.public_url = urls[1]
        twikey.base_url = urls[2]
        await stack.enter_async_context(_going_on(teamleader.hooks.run()))
        await stack.enter_async_context(
            _going_on(twikey.keep_delivering(WEBHOOK_EVERY_SECONDS))
        )
        env |= _connections(slack, teamleader, twikey, urls)
        yield StandIns(slack, teamleader, twikey, urls[0], urls[1], urls[2], env)


@asynccontextmanager
async def _going_on(work: Coroutine[object, object, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def _connections(
    slack: SlackStandIn,
    teamleader: TeamleaderStandIn,
    twikey: TwikeyStandIn,
    urls: list[str],
) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": f"{urls[0]}/api/",
        "SLACK_CHANNEL": BOOKKEEPING,
        "SLACK_ADMINS": ADMIN,
        "TEAMLEADER_CLIENT_ID": CLIENT_ID,
        "TEAMLEADER_CLIENT_SECRET": CLIENT_SECRET,
        "TEAMLEADER_REFRESH_TOKEN": teamleader.refresh_token,
        "TEAMLEADER_API_URL": urls[1],
        "TEAMLEADER_AUTH_URL": f"{urls[1]}/oauth2",
        "TWIKEY_API_KEY": twikey.api_key,
        "TWIKEY_API_URL": f"{urls[2]}/creditor",
    }


def _business_settings(automatic_since: str, fields: dict[str, str]) -> dict[str, str]:
    profiles = [
        {
            "id": str(number),
            "name": name,
            "send_automatically": sends,
            "require_pdf": with_pdf,
        }
        for number, name, sends, with_pdf in (
            (DIRECT_DEBIT, "Domiciliëring", True, True),
            (PAYMENT_LINK, "Betaallink", True, False),
            (TRANSFER, "Overschrijving", False, False),
        )
    ]
    return {
        "AUTOMATIC_SINCE": automatic_since,
        "DEFAULT_PROFILE": str(DIRECT_DEBIT),
        "INVOICE_PROFILE_FIELD": fields["invoice"],
        "SUBSCRIPTION_PROFILE_FIELD": fields["subscription"],
        "PROFILES": json.dumps(profiles, ensure_ascii=False),
    }
