"""Answering one person, by whichever way still reaches them."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from bot.origins import NOWHERE, Origin
from bot.slack_api import OpenView, SlackApi, body_of
from bot.views import Message
from core.errors import RemoteError
from core.ports.clock import Clock

_log = logging.getLogger(__name__)

# Slack allows five answers within thirty minutes; one minute is left for the way.
_USES = 5
_DIRECT = "D"
_SECONDS = 29 * 60.0


@dataclass(frozen=True)
class Address:
    """Where somebody asked, and the address for answers that came with it.

    ``trigger`` lets one modal be opened within three seconds; ``view`` is the one
    that the person is looking at, if any. Without a channel there are only direct
    messages. Who asks from an ``origin`` that is not ours may nothing.
    """

    user: str
    channel: str
    response_url: str | None
    trigger: str = ""
    view: OpenView | None = None
    origin: Origin = NOWHERE


class PrivateAnswer:
    """Answers through the address that came with the request while it lasts.

    After that an ephemeral message in the same channel, and where the app is not in
    that channel a direct message: the person asked, so it does not come unasked.
    """

    def __init__(self, api: SlackApi, clock: Clock, address: Address) -> None:
        self._api = api
        self._clock = clock
        self._address = address
        self._since = clock.monotonic()
        self._used = 0

    async def say(self, message: Message) -> None:
        """Show a message to the person; a failure is only logged."""
        try:
            await self._send(message)
        except RemoteError as error:
            _log.warning("a private answer did not arrive: %s", error)

    async def show_all(self, message: Message) -> None:
        """Show a message to everybody where the person is. Raises ``RemoteError``."""
        if self._address_lasts():
            body = {"response_type": "in_channel", "replace_original": False}
            await self._respond({**body_of(message), **body})
        else:
            await self._api.post(self._address.channel, message)

    async def replace(self, message: Message) -> None:
        """Put a message in the place of the private one that held the button."""
        try:
            if self._address_lasts():
                body = {**body_of(message), "replace_original": True}
                await self._respond(body)
            else:
                await self._send(message)
        except RemoteError as error:
            _log.warning("a private message was not replaced: %s", error)

    async def _send(self, message: Message) -> None:
        if self._address_lasts():
            try:
                body = {"response_type": "ephemeral", "replace_original": False}
                await self._respond({**body_of(message), **body})
            except RemoteError as error:
                _log.info("the address for answers did not work: %s", error)
            else:
                return
        await self._without_address(message)

    async def _without_address(self, message: Message) -> None:
        where, user = self._address.channel, self._address.user
        if not where or where.startswith(_DIRECT):
            # Nobody else reads there, and what is whispered is soon gone.
            await self._api.post(user, message)
            return
        try:
            await self._api.whisper(where, user, message)
        except RemoteError:
            await self._api.post(user, message)

    async def _respond(self, body: dict[str, Any]) -> None:
        self._used += 1
        await self._api.respond(self._address.response_url or "", body)

    def _address_lasts(self) -> bool:
        age = self._clock.monotonic() - self._since
        return (
            bool(self._address.response_url) and self._used < _USES and age < _SECONDS
        )
