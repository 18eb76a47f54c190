"""The Slack app: the one place that acknowledges, checks who asks, and replies.

A command gets a private first answer through its ``response_url``; what follows goes
there as well, or to the channel of summaries. Slack repeats neither commands nor
clicks, so everything is acknowledged before anything else is done.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.answering import Answering
from bot.clicks import read
from bot.commands.call import Desk
from bot.errors import ErrorDesk
from bot.pressed import Presses
from bot.private import Address
from bot.roles import Roster
from bot.slack_api import SlackApi
from bot.tasks import Tasks
from bot.typed import TypedCommands
from core.ports.ledger import Ledger

COMMAND = "/twikey"
_GRACE_SECONDS = 30.0
_ANYTHING = re.compile(".*")

Listener = Callable[[dict[str, Any]], Awaitable[None]]


@dataclass(frozen=True)
class SlackSettings:
    """What the Slack app is told: who the admins are, and how HTTP is verified.

    Without a signing secret only Socket Mode works: every HTTP request is refused.
    """

    admins: frozenset[str]
    signing_secret: str = ""


class SlackApp:
    """The app with everything it needs; ``bolt`` takes what Slack delivers."""

    def __init__(
        self,
        client: AsyncWebClient,
        settings: SlackSettings,
        desk: Desk,
        ledger: Ledger,
        errors: ErrorDesk | None = None,
    ) -> None:
        api = SlackApi(client)
        roster = Roster(api.user, api.team, settings.admins, desk.clock)
        answering = Answering(api, desk, roster, errors or ErrorDesk())
        self._typed = TypedCommands(answering, ledger)
        self._presses = Presses(answering, ledger)
        self.tasks = Tasks()
        self.bolt = AsyncApp(
            client=client, signing_secret=settings.signing_secret, name="twikey-bot"
        )
        self._listen()

    def socket(self, app_token: str) -> AsyncSocketModeHandler:
        """Return the connection for Socket Mode, not yet opened."""
        handler = AsyncSocketModeHandler(self.bolt, app_token)
        # Like the Web API client, it would take a proxy from the environment.
        handler.client.proxy = None
        return handler

    @asynccontextmanager
    async def connected(self, app_token: str) -> AsyncIterator[None]:
        """Hold a Socket Mode connection, which renews itself when Slack asks to."""
        handler = self.socket(app_token)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        try:
            yield
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]

    async def aclose(self, grace_seconds: float = _GRACE_SECONDS) -> None:
        """Wait for the work that is going on."""
        await self.tasks.aclose(grace_seconds)

    def _listen(self) -> None:
        self.bolt.command(COMMAND)(self._listener(self._on_command))
        self.bolt.action(_ANYTHING)(self._listener(self._on_action))
        self.bolt.event(_ANYTHING)(_ignored)

    def _listener(self, handle: Listener) -> Callable[..., Awaitable[None]]:
        async def listener(ack: AsyncAck, body: dict[str, Any]) -> None:
            await ack()
            self.tasks.start(_run(handle, body))

        return listener

    async def _on_command(self, body: dict[str, Any]) -> None:
        address = Address(body["user_id"], body["channel_id"], body.get("response_url"))
        await self._typed.answer(address, body.get("text") or "", body["team_id"])

    async def _on_action(self, body: dict[str, Any]) -> None:
        await self._presses.answer(read(body))


async def _run(handle: Listener, body: dict[str, Any]) -> None:
    await handle(body)


async def _ignored() -> None:
    """Take an event nobody waits for, so that Slack does not repeat it."""
