"""Everything that leaves for Slack, and every error of Slack in our own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.origins import House
from bot.slack_errors import code_of, translated
from bot.views import Block, Message
from core.domain.reason import System
from core.errors import RemoteRefused

_TIMEOUT_SECONDS = 20
_NOT_PERMITTED = "missing_scope"
_NO_SUCH_USER = frozenset({"user_not_found", "user_not_visible"})


@dataclass(frozen=True)
class Posted:
    """A message that stands in a channel and can be changed."""

    channel: str
    ts: str


@dataclass(frozen=True)
class OpenView:
    """A modal or Home tab that somebody sees, as it was when ``hash`` was told.

    ``own_name`` is the one we gave it, which it has once Slack shows it.
    """

    id: str
    hash: str = ""
    is_home: bool = False
    own_name: str = ""


def make_client(
    token: str, api_url: str, *, waits_out_limits: bool = True
) -> AsyncWebClient:
    """Return a client that talks to one address and heeds no proxy of the machine.

    One that does not wait out limits tells of them at once instead.
    """
    client = AsyncWebClient(
        token=token,
        base_url=api_url,
        timeout=_TIMEOUT_SECONDS,
        trust_env_in_session=False,
        retry_handlers=_retries() if waits_out_limits else [_reconnects()],
    )
    # The constructor takes a proxy from the environment, whatever it is told.
    client.proxy = None
    return client


class SlackApi:
    """The few things the bot does in Slack. Every method raises ``RemoteError``s."""

    def __init__(self, client: AsyncWebClient) -> None:
        self.client = client
        self._own: tuple[House, str] | None = None

    async def house(self) -> House:
        """Return where we are installed."""
        return (await self._owned())[0]

    async def own_id(self) -> str:
        """Return the user id under which we are in channels ourselves."""
        return (await self._owned())[1]

    async def _owned(self) -> tuple[House, str]:
        if self._own is None:
            async with translated("auth.test"):
                answer = await self.client.auth_test()
                above = answer.get("enterprise_id")
                enterprise = above if isinstance(above, str) else None
                whole = answer.get("is_enterprise_install") is True
                house = House(_text(answer["team_id"]), enterprise, whole)
                self._own = house, _text(answer["user_id"])
        return self._own

    async def user(self, user_id: str) -> Mapping[str, object] | None:
        """Return what Slack says of a user; ``None`` if it knows no such user."""
        try:
            async with translated("users.info"):
                answer = await self.client.users_info(user=user_id, include_locale=True)
                found: Mapping[str, object] = dict(answer["user"])
        except RemoteRefused as refused:
            if refused.code in _NO_SUCH_USER:
                return None
            raise
        return found

    async def post(
        self,
        channel: str,
        message: Message,
        thread: str | None = None,
        known_as: str | None = None,
    ) -> Posted:
        """Post a message for everybody in a channel; a user id means their DM.

        Two posts that are ``known_as`` the same are one message to Slack, if it looks.
        """
        async with translated("chat.postMessage"):
            answer = await self.client.chat_postMessage(
                channel=channel,
                text=message.text,
                blocks=list(message.blocks),
                thread_ts=thread,
                client_msg_id=known_as,
                unfurl_links=False,
                unfurl_media=False,
            )
        return Posted(str(answer["channel"]), str(answer["ts"]))

    async def update(self, posted: Posted, message: Message) -> None:
        """Change one of our messages."""
        async with translated("chat.update"):
            await self.client.chat_update(
                channel=posted.channel,
                ts=posted.ts,
                text=message.text,
                blocks=list(message.blocks),
            )

    async def whisper(self, channel: str, user: str, message: Message) -> None:
        """Show a message to one person in a channel they and the app are in."""
        async with translated("chat.postEphemeral"):
            await self.client.chat_postEphemeral(
                channel=channel,
                user=user,
                text=message.text,
                blocks=list(message.blocks),
            )

    async def open_view(self, trigger: str, view: Block) -> OpenView:
        """Open a modal for whoever caused the trigger."""
        async with translated("views.open"):
            answer = await self.client.views_open(trigger_id=trigger, view=view)
            return _shown(answer["view"])

    async def push_view(self, trigger: str, view: Block) -> OpenView:
        """Put a modal on top of the one the trigger came from; three fit."""
        async with translated("views.push"):
            answer = await self.client.views_push(trigger_id=trigger, view=view)
            return _shown(answer["view"])

    async def update_view(self, shown: OpenView, view: Block) -> OpenView:
        """Change what a modal shows, unless it is not as it was told to be."""
        async with translated("views.update"):
            answer = await self.client.views_update(
                view_id=None if shown.own_name else shown.id,
                external_id=shown.own_name or None,
                view=view,
                hash=shown.hash or None,
            )
            return _shown(answer["view"])

    async def publish(self, user: str, view: Block) -> None:
        """Put up the Home tab of a user."""
        async with translated("views.publish"):
            await self.client.views_publish(user_id=user, view=view)

    async def group_members(self, group: str) -> frozenset[str]:
        """Return the ids of the people in a user group."""
        async with translated("usergroups.users.list"):
            answer = await self.client.usergroups_users_list(usergroup=group)
            return frozenset(_text(one) for one in answer["users"])

    async def groups(self) -> Mapping[str, str]:
        """Return the user groups, names by id; empty without the permission to look."""
        try:
            async with translated("usergroups.list"):
                answer = await self.client.usergroups_list()
                found = answer["usergroups"]
                return {_text(one["id"]): _text(one["name"]) for one in found}
        except RemoteRefused as refused:
            if refused.code == _NOT_PERMITTED:
                return {}
            raise

    async def attach(self, posted: Posted, message: Message) -> None:
        """Upload a message's file into the thread below it."""
        if message.attachment is None:
            return
        async with translated("files.completeUploadExternal"):
            await self.client.files_upload_v2(
                channel=posted.channel,
                thread_ts=posted.ts,
                filename=message.attachment.name,
                title=message.attachment.name,
                content=message.attachment.content,
                initial_comment=message.attachment.caption,
            )

    async def respond(self, url: str, body: Mapping[str, Any]) -> None:
        """Answer a command or a click at the address that came with it."""
        webhook = AsyncWebhookClient(
            url,
            timeout=_TIMEOUT_SECONDS,
            trust_env_in_session=False,
            retry_handlers=_retries(),
        )
        webhook.proxy = None
        async with translated("response_url"):
            answer = await webhook.send_dict(dict(body))
        if answer.status_code != 200:
            code = code_of(answer.body)
            raise RemoteRefused(System.SLACK, "response_url", code, code)


def body_of(message: Message) -> dict[str, Any]:
    """Return a message as an answer carries it."""
    blocks: list[Block] = list(message.blocks)
    return {"text": message.text, "blocks": blocks}


def _shown(view: Mapping[str, Any]) -> OpenView:
    return OpenView(str(view["id"]), str(view.get("hash") or ""))


def _retries() -> list[AsyncRetryHandler]:
    """Repeat what certainly did not happen; a lost answer could mean a second post."""
    return [_reconnects(), AsyncRateLimitErrorRetryHandler(max_retry_count=2)]


def _reconnects() -> AsyncRetryHandler:
    return AsyncConnectionErrorRetryHandler(error_types=[aiohttp.ClientConnectorError])


def _text(value: object) -> str:
    """Read a text that has to be there; raises ``ValueError``."""
    if not isinstance(value, str) or not value:
        raise ValueError("no text")
    return value
