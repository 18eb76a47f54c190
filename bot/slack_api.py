"""Everything that leaves for Slack, and every error of Slack in our own words."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.views import Block, Message
from core.domain.reason import System
from core.errors import (
    ConnectionRevoked,
    RateLimited,
    RemoteError,
    RemoteRefused,
    RemoteUnavailable,
)

_TIMEOUT_SECONDS = 20
_TOKEN_ERRORS = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "not_authed",
        "org_login_required",
        "token_expired",
        "token_revoked",
    }
)
_PASSING_ERRORS = frozenset(
    {"fatal_error", "internal_error", "request_timeout", "service_unavailable"}
)
_NO_SUCH_USER = frozenset({"user_not_found", "user_not_visible"})


@dataclass(frozen=True)
class Posted:
    """A message that stands in a channel and can be changed."""

    channel: str
    ts: str


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
        self._team: str | None = None

    async def team(self) -> str:
        """Return the id of our own workspace."""
        if self._team is None:
            async with _translated("auth.test"):
                answer = await self.client.auth_test()
            self._team = str(answer["team_id"])
        return self._team

    async def user(self, user_id: str) -> Mapping[str, object] | None:
        """Return what Slack says of a user; ``None`` if it knows no such user."""
        try:
            async with _translated("users.info"):
                answer = await self.client.users_info(user=user_id, include_locale=True)
        except RemoteRefused as refused:
            if refused.code in _NO_SUCH_USER:
                return None
            raise
        found: Mapping[str, object] = answer["user"]
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
        async with _translated("chat.postMessage"):
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
        async with _translated("chat.update"):
            await self.client.chat_update(
                channel=posted.channel,
                ts=posted.ts,
                text=message.text,
                blocks=list(message.blocks),
            )

    async def whisper(self, channel: str, user: str, message: Message) -> None:
        """Show a message to one person in a channel they and the app are in."""
        async with _translated("chat.postEphemeral"):
            await self.client.chat_postEphemeral(
                channel=channel,
                user=user,
                text=message.text,
                blocks=list(message.blocks),
            )

    async def attach(self, posted: Posted, message: Message) -> None:
        """Upload a message's file into the thread below it."""
        if message.attachment is None:
            return
        async with _translated("files.completeUploadExternal"):
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
        async with _translated("response_url"):
            answer = await webhook.send_dict(dict(body))
        if answer.status_code != 200:
            code = _code_of(answer.body)
            raise RemoteRefused(System.SLACK, "response_url", code, code)


def body_of(message: Message) -> dict[str, Any]:
    """Return a message as an answer carries it."""
    blocks: list[Block] = list(message.blocks)
    return {"text": message.text, "blocks": blocks}


def _retries() -> list[AsyncRetryHandler]:
    """Repeat what certainly did not happen; a lost answer could mean a second post."""
    return [_reconnects(), AsyncRateLimitErrorRetryHandler(max_retry_count=2)]


def _reconnects() -> AsyncRetryHandler:
    return AsyncConnectionErrorRetryHandler(error_types=[aiohttp.ClientConnectorError])


@asynccontextmanager
async def _translated(operation: str) -> AsyncIterator[None]:
    try:
        yield
    except SlackApiError as error:
        raise _of_answer(operation, error) from error
    except (TimeoutError, SlackClientError, aiohttp.ClientError) as error:
        name = type(error).__name__
        raise RemoteUnavailable(System.SLACK, operation, name) from error


def _of_answer(operation: str, error: SlackApiError) -> RemoteError:
    code = str(error.response.get("error") or "no error code")
    if error.response.status_code == 429 or code in ("ratelimited", "rate_limited"):
        wait = error.response.headers.get("Retry-After", "1")
        return RateLimited(System.SLACK, operation, float(wait))
    if code in _TOKEN_ERRORS:
        return ConnectionRevoked(System.SLACK, operation, code)
    if code in _PASSING_ERRORS or error.response.status_code >= 500:
        return RemoteUnavailable(System.SLACK, operation, code)
    return RemoteRefused(System.SLACK, operation, code, code)


def _code_of(body: str) -> str:
    try:
        found = json.loads(body)
    except ValueError:
        return body[:100] or "no error code"
    return str(found.get("error") or "no error code") if isinstance(found, dict) else ""
