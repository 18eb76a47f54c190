"""A bot in a Slack workspace: the real app, the stand-in of Slack, a fake engine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from aiohttp import web
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import SlackApp, SlackSettings
from bot.commands.call import Desk, Oversight, Records
from bot.errors import ErrorDesk
from bot.ports import ConsentLinks
from bot.settings import policy
from bot.slack_api import SlackApi, make_client
from bot.slack_door import slack_door
from core.alerting import Alerting
from core.choices import Choices
from core.domain.policy import Policy
from core.domain.reason import Reason
from core.overviewing import Overviewing
from core.ports.ledger import Ledger
from core.setting_up import SettingUp
from core.supporting import About, Supporting
from core.systems import Systems
from sandbox.slack import Ack, Fault, Message, SlackStandIn, View, serve_slack
from sandbox.wire import SystemClock
from tests.bot.fake_aftercare import FakeAftercare
from tests.bot.fake_decisions import FakeDecisions, FakeProfiles
from tests.bot.fake_engine import FakeEngine
from tests.bot.fake_oversight import FakeMarking, FakeReports, lonely_systems
from tests.bot.test_settings import settings_with
from tests.builders import BRUSSELS

CHANNEL = "C0BOEKHD1"
ELSEWHERE = "#algemeen"
ABOUT = About(
    {"twikey-bot": "1.0"}, lambda policy: {"AUTO_IMPORT": "true"}, ("hush-hush",)
)
Filled = dict[str, str | list[str] | None]


class SlackWorld:
    """What a scenario needs: somebody types, everything settles, somebody looks."""

    def __init__(self, slack: SlackStandIn, address: str, ledger: Ledger) -> None:
        self.slack = slack
        for user in slack.users.values():
            # A scenario says so where somebody reads another language.
            user.locale = "en-GB"
        self.address = address
        self.ledger = ledger
        self.engine = FakeEngine()
        self.aftercare = FakeAftercare(self.engine)
        self.decisions = FakeDecisions(self.engine)
        self.profiles = FakeProfiles()
        self.reports = FakeReports()
        self.marking = FakeMarking()
        self.consent: str | None = "https://focus.teamleader.example/authorize?state=1"
        self.confirm_above = 25
        self.channel = CHANNEL
        self.policy: Policy | None = None
        self.admins = frozenset({"U0SOFIE01"})
        self.app = self.restarted()

    def client(self) -> AsyncWebClient:
        """How the app reaches Slack."""
        return make_client(self.slack.bot_token, f"{self.address}/api/")

    def restarted(self) -> SlackApp:
        """Start the app anew: it remembers nothing but the ledger."""
        desk = Desk(
            engine=self.engine,
            aftercare=self.aftercare,
            oversight=self._oversight(),
            records=self._records(),
            clock=self.engine.clock,
            zone=BRUSSELS,
            channel=self.channel,
            confirm_above=self.confirm_above,
            people=SlackApi(self.client()),
            posting=SlackApi(self.client()),
            admins=tuple(sorted(self.admins)),
        )
        settings = SlackSettings(self.admins, self.slack.signing_secret)
        errors = ErrorDesk(reference=lambda: "abcd1234")
        self.app = SlackApp(self.client(), settings, desk, self.ledger, errors)
        return self.app

    def _records(self) -> Records:
        systems = lonely_systems(self.ledger, self.engine.clock, self.policy)
        return Records(
            overviews=Overviewing(self.ledger),
            set_ups=SettingUp(systems),
            supports=Supporting(systems, self.engine.diagnose, ABOUT),
        )

    def _oversight(self) -> Oversight:
        link = self.consent
        return Oversight(
            alarms=Alerting(lonely_systems(self.ledger, self.engine.clock)),
            reports=self.reports,
            mark_paid=self.marking,
            choices=Choices(self._systems()),
            decisions=self.decisions,
            profiles=self.profiles,
            consent=always(link) if link else None,
        )

    def _systems(self) -> Systems:
        """The ledger with the settings in force, and nobody outside."""

        async def in_force() -> Policy:
            stored = await self.ledger.read(
                lambda tx: (
                    tx.settings.all(),
                    tx.settings.confirmed_profiles(),
                    tx.settings.decided(),
                )
            )
            return policy(settings_with(), *stored)

        alone = lonely_systems(self.ledger, self.engine.clock)
        return replace(alone, policy=in_force)

    async def type(self, text: str, user: str = "Sofie", where: str = CHANNEL) -> Ack:
        """Type a command and let everything settle."""
        ack = await self.slack.command(user, where, "/twikey", text)
        await self.app.tasks.settled()
        return ack

    async def press(self, message: Message, label: str, user: str = "Sofie") -> Ack:
        """Press a button and let everything settle."""
        ack = await self.slack.click(user, message, label=label)
        await self.app.tasks.settled()
        return ack

    async def submit(
        self, view: View, values: Filled | None = None, user: str = "Sofie"
    ) -> Ack:
        """Fill in a form, send it, and let everything settle.

        Whoever waits for Slack to get the answer waits just as long.
        """
        self.engine.clock.goes_on.clear()
        ack = await self.slack.submit(user, view, values)
        self.engine.clock.goes_on.set()
        await self.app.tasks.settled()
        return ack

    def private(self, user: str = "Sofie", where: str = CHANNEL) -> list[Message]:
        """The private answers a person got in a channel."""
        room, person = self.slack.channel(where), self.slack.user(user)
        return [m for m in self.slack.ephemerals[room.id] if m.visible_to == person.id]

    def posted(self, where: str = CHANNEL) -> list[Message]:
        """What the app said to everybody in a channel."""
        return list(self.slack.messages[self.slack.channel(where).id])

    def fail(self, method: str, error: str, times: int = 1) -> None:
        """Let Slack refuse a method."""
        self.slack.faults.plan(Fault(method, times=times, error=error))

    async def audited(self) -> list[tuple[str, str]]:
        """Who did what, from the ledger."""
        from sqlalchemy import select

        from storage.tables import audit

        def query(tx: object) -> list[tuple[str, str]]:
            rows = tx._work.connection.execute(select(audit))  # type: ignore[attr-defined]
            return [(row.who, row.what) for row in rows]

        return await self.ledger.read(query)


@asynccontextmanager
async def served(world: SlackWorld) -> AsyncIterator[str]:
    """Serve the app over HTTP, as signed requests reach it."""

    verifier = SignatureVerifier(world.slack.signing_secret)

    async def answer(request: web.Request) -> web.StreamResponse:
        # Asked for anew each time: the app may have been restarted.
        return await slack_door(world.app.bolt, verifier)(request)

    application = web.Application()
    application.router.add_post("/slack/events", answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def slack_world(ledger: Ledger) -> AsyncIterator[SlackWorld]:
    """A workspace and an app that Slack reaches over HTTP."""
    slack = SlackStandIn(SystemClock())
    async with serve_slack(slack) as address:
        world = SlackWorld(slack, address, ledger)
        async with served(world) as url:
            slack.request_url = url
            yield world
            await world.app.aclose(grace_seconds=1)
        await slack.delivery.close()


def texts(messages: list[Message]) -> str:
    """What messages say in plain text."""
    return "\n".join(message.text for message in messages)


def labels(message: Message) -> list[str]:
    """What the buttons of a message are called."""
    return [
        element["text"]["text"]
        for block in message.blocks
        for element in [*block.get("elements", []), block.get("accessory", {})]
        if element.get("type") == "button"
    ]


def always(link: str) -> ConsentLinks:
    """Give the same link to everybody."""

    async def give(by: str) -> str:
        return link

    return give


async def a_summary(world: SlackWorld) -> Message:
    """The summary of an import with two problems."""
    world.engine.add("2026 / 41", Reason.REFUSED)
    world.engine.add("2026 / 42", Reason.REFUSED)
    await world.type("import 30d")
    return world.posted()[-1]
