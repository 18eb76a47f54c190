"""An office with a channel: invoices come late, somebody looks, Slack is told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery import Places
from bot.outbox import Outbox
from bot.slack_api import SlackApi, make_client
from bot.telling import Teller
from bot.views import speaker
from core.alerting import Alerting
from core.domain.alert import AlertRecord
from core.domain.history import AttemptState, SeenBy
from core.domain.invoice import Invoice, SourceId
from core.domain.policy import Policy
from core.domain.reason import Facts, Reason
from core.domain.target import TargetId
from core.ports.ledger import AttemptStart, Judgement, LedgerTx
from core.ports.watch import OutboxMessage
from sandbox.slack import Message, validate_blocks
from storage.ledger import open_ledger
from tests.bot.examples import example
from tests.bot.fake_engine import NOW, StillClock
from tests.bot.fake_oversight import lonely_systems
from tests.bot.slack_world import CHANNEL, SlackWorld, slack_world
from tests.builders import BRUSSELS, a_policy, an_invoice, euro
from tests.conftest import KEY

HOUR = 3600.0
ADMIN = "U0SOFIE01"


class Office:
    """A workspace, a ledger on the same clock, and the sender between them."""

    def __init__(self, world: SlackWorld, clock: StillClock) -> None:
        self.world = world
        self.clock = clock
        self.policy: Policy = a_policy(automatic_since=NOW - timedelta(days=30))
        self.places = Places(CHANNEL, (ADMIN,))
        self.outbox = self.another_sender()

    def another_sender(self) -> Outbox:
        """Start a sender on the same ledger, which is what a restart looks like."""
        return self.sends_over(SlackApi(self.client()))

    def client(self) -> AsyncWebClient:
        """Return a client of the workspace that belongs to the app."""
        url = f"{self.world.address}/api/"
        return make_client(self.world.slack.bot_token, url, waits_out_limits=False)

    def sends_over(self, api: SlackApi) -> Outbox:
        """Start a sender that talks to Slack in its own way."""
        systems = lonely_systems(self.world.ledger, self.clock, self.policy)
        teller = Teller(speaker("en", BRUSSELS), [ADMIN])
        self.outbox = Outbox(api, systems, teller, self.places)
        return self.outbox

    @property
    def alerting(self) -> Alerting:
        systems = lonely_systems(self.world.ledger, self.clock, self.policy)
        return Alerting(systems)

    async def books(
        self, number: str, reason: Reason | None = None, **more: object
    ) -> SourceId:
        """Book an invoice, kept out by a reason if there is one."""
        source_id = SourceId(f"id-{number.replace(' ', '')}")
        invoice = an_invoice(
            source_id=source_id,
            number=number,
            created_at=self.clock.now(),
            updated_at=self.clock.now(),
            due_on=(self.clock.now() + timedelta(days=14)).date(),
            total=euro("100.00"),
            due=euro("100.00"),
        )
        invoice = replace(invoice, **more)  # type: ignore[arg-type]
        await self.sees(invoice)
        if reason is not None:
            await self.judges(source_id, reason)
        return source_id

    async def sees(self, *invoices: Invoice) -> None:
        await self.world.ledger.write(
            lambda tx: tx.invoices.see(invoices, SeenBy.SWEEP)
        )

    async def judges(
        self, source_id: SourceId, reason: Reason, facts: Facts | None = None
    ) -> None:
        told = example(reason) if facts is None else facts
        one = Judgement(source_id, reason, told)
        await self.world.ledger.write(lambda tx: tx.invoices.judged([one]))

    async def imports(self, source_id: SourceId) -> None:
        """Let an invoice arrive in Twikey."""

        def unit(tx: LedgerTx) -> None:
            claim = tx.invoices.claim(source_id, "worker", 60)
            assert claim is not None
            start = AttemptStart(TargetId(f"t-{source_id}"), 0, "f", "c", None)
            assert tx.invoices.begin_attempt(claim, start)
            assert tx.invoices.finish_attempt(claim, AttemptState.CREATED, {})
            tx.invoices.release(claim)

        await self.world.ledger.write(unit)

    async def asks(self, kind: str, facts: Facts, key: str | None = None) -> None:
        """Put a message into the outbox."""
        message = OutboxMessage(kind, key or kind, facts)
        await self.world.ledger.write(lambda tx: tx.outbox.put(message))

    async def an_hour_passes(self, hours: float = 1.1) -> None:
        """Let time pass, look, and send what there is to say."""
        self.clock.pass_by(hours * HOUR)
        await self.alerting.look()
        await self.outbox.send_due()

    async def sends(self, after: float = 0) -> int:
        self.clock.pass_by(after)
        return await self.outbox.send_due()

    async def unsent(self) -> int:
        return await self.world.ledger.read(lambda tx: tx.outbox.waiting())

    async def record(self, cause: str) -> AlertRecord:
        found = await self.world.ledger.read(lambda tx: tx.alerts.get(cause))
        assert found is not None
        return found

    def said(self) -> list[Message]:
        """What stands in the channel."""
        return self.world.posted()

    def said_directly(self, user: str = ADMIN) -> list[Message]:
        """What the app wrote to one person, unasked."""
        return list(self.world.slack.messages[self.world.slack.dm(user).id])

    def archive(self, *, is_archived: bool = True) -> None:
        self.world.slack.channel(CHANNEL).is_archived = is_archived

    def posts(self) -> int:
        calls = self.world.slack.calls
        return sum(call.method == "chat.postMessage" for call in calls)


@asynccontextmanager
async def open_office() -> AsyncIterator[Office]:
    """Open the office; in the end all it said must suit Slack."""
    clock = StillClock(NOW)
    async with (
        open_ledger("sqlite://", [KEY], clock.now) as ledger,
        slack_world(ledger) as world,
    ):
        world.engine.clock = clock
        world.restarted()
        yield Office(world, clock)
        for posted in world.slack.posted:
            assert validate_blocks(posted.blocks, "message") == []
            assert posted.text
