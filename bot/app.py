"""The Slack app: the one place that acknowledges, checks who asks, and replies.

A command gets a private first answer through its ``response_url``; what follows goes
there as well, or to the channel of summaries. Slack repeats neither commands nor
clicks, so everything is acknowledged before anything else is done.
"""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk.web.async_client import AsyncWebClient

from bot.answering import Answering
from bot.clicks import read
from bot.commands.call import Desk, Surface
from bot.errors import ErrorDesk
from bot.events import Events
from bot.homes import Homes
from bot.modals import Modals
from bot.origins import origin_of
from bot.pressed import Presses
from bot.private import Address
from bot.replays import only_once
from bot.replying import Replies
from bot.sent_forms import read_sent
from bot.shortcuts import UsedShortcuts
from bot.slack_api import SlackApi
from bot.submitted import ANSWER_SECONDS, Forms
from bot.tasks import Tasks
from bot.typed import TypedCommands
from bot.words.voice import DEFAULT_LANGUAGE
from core.ports.ledger import Ledger

log = logging.getLogger(__name__)

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
        answering = Answering(api, desk, settings.admins, errors or ErrorDesk())
        self._answering, self._voice = answering, desk.voice(DEFAULT_LANGUAGE)
        modals = Modals(answering)
        replies = Replies(answering, modals)
        homes = Homes(answering)
        self._typed = TypedCommands(answering, ledger, replies)
        self._presses = Presses(answering, ledger, replies, homes)
        self._forms = Forms(answering, ledger, modals, replies)
        self.events = Events(answering, ledger, homes, self._typed)
        self._shortcuts = UsedShortcuts(answering, replies)
        self.tasks = Tasks()
        self.patience = ANSWER_SECONDS
        self.bolt = AsyncApp(
            client=client,
            signing_secret=settings.signing_secret,
            name="twikey-bot",
            # Bolt's own word for these holds what people typed.
            raise_error_for_unhandled_request=True,
        )
        self.bolt.use(only_once(ledger, self._voice))
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
        self.bolt.shortcut(_ANYTHING)(self._listener(self._shortcuts.answer))
        self.bolt.view(_ANYTHING)(self._on_form)
        self.bolt.view_closed(_ANYTHING)(_acknowledged)
        self.bolt.event(_ANYTHING)(self._listener(self.events.answer))
        self.bolt.options(_ANYTHING)(_nothing_to_choose)
        self.bolt.error(_failed)

    def _listener(self, handle: Listener) -> Callable[..., Awaitable[None]]:
        async def listener(ack: AsyncAck, body: dict[str, Any]) -> None:
            await ack()
            self.tasks.start(self._run(handle(body)))

        return listener

    async def _on_command(self, body: dict[str, Any]) -> None:
        address = Address(
            body["user_id"],
            body["channel_id"],
            body.get("response_url"),
            body.get("trigger_id") or "",
            origin=origin_of(body),
        )
        await self._typed.answer(address, body.get("text") or "", body["team_id"])

    async def _on_action(self, body: dict[str, Any]) -> None:
        pressed = read(body)
        in_form = pressed.surface is Surface.MODAL
        if in_form and await self._forms.use(read_sent(body), pressed.action_id):
            return
        await self._presses.answer(pressed)

    async def _on_form(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        answered = await self._forms.answer(read_sent(body), self.patience)
        await ack(**answered.response)
        self.tasks.start(self._run(answered.after))

    async def _run(self, work: Awaitable[None]) -> None:
        """Let nothing get lost: what nobody could be told is in the log at least."""
        await self._answering.guarded(self._voice, work)


async def _acknowledged(ack: AsyncAck) -> None:
    """Take what needs no answer but that it arrived."""
    await ack()


async def _nothing_to_choose(ack: AsyncAck) -> None:
    """Answer a menu that asks for suggestions: this app shows none that would."""
    await ack(options=[])


async def _failed(error: Exception) -> None:
    """Log what went wrong in Bolt, with nothing of the request: it tells of people."""
    if isinstance(error, BoltUnhandledRequestError):
        log.info("slack-unhandled")
    else:
        log.error("slack-failed", exc_info=error)
