"""How far an import is: one message in the channel that becomes its summary.

Neither ephemeral messages nor answers to a command can be changed as often as a long
import needs it, a message in the channel can. A short import never posts one.
"""

from __future__ import annotations

import asyncio
import logging

from bot.slack_api import Posted, SlackApi
from bot.views import Message, answers
from bot.views.answers import Asked
from bot.words import Safe, Voice
from core.errors import RemoteError
from core.ports.clock import Clock, Progress

_log = logging.getLogger(__name__)

_BEFORE_FIRST = 3.0
_BETWEEN = 3.0


class ProgressBoard:
    """Posts progress once it takes a while, and changes it every few seconds."""

    def __init__(self, api: SlackApi, clock: Clock, channel: str) -> None:
        self._api = api
        self._clock = clock
        self._channel = channel
        self._began = clock.monotonic()
        self._due = self._began + _BEFORE_FIRST
        self._posted: Posted | None = None
        self._sending: asyncio.Task[None] | None = None
        self._gave_up = False

    def show(self, voice: Voice, what: Safe, by: str, at: Progress) -> None:
        """Show how far it is, unless that was done a moment ago."""
        now = self._clock.monotonic()
        busy = self._sending is not None and not self._sending.done()
        if self._gave_up or busy or now < self._due:
            return
        self._due = now + _BETWEEN
        asked = Asked(what, by, now - self._began)
        message = answers.progress(voice, asked, at)
        self._sending = asyncio.create_task(self._put(message))

    async def finish(self, message: Message) -> Posted:
        """Put the summary where the progress was; may raise ``RemoteError``."""
        if self._sending is not None:
            await self._sending
        if self._posted is not None:
            await self._api.update(self._posted, message)
            return self._posted
        return await self._api.post(self._channel, message)

    async def stop(self, message: Message) -> None:
        """Say in the place of the progress, if there was any, that it ended early."""
        if self._sending is not None:
            await self._sending
        if self._posted is not None:
            await self._put(message)

    async def _put(self, message: Message) -> None:
        try:
            if self._posted is None:
                self._posted = await self._api.post(self._channel, message)
            else:
                await self._api.update(self._posted, message)
        except RemoteError as error:
            # Progress is a courtesy: the summary finds another way.
            _log.info("progress could not be shown: %s", error)
            self._gave_up = True
