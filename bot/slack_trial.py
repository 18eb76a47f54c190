"""Trying the connection to Slack: who we are there, and in which channel."""

from __future__ import annotations

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.check_ports import Trouble

_MENDS = {
    "invalid_auth": "copy SLACK_BOT_TOKEN again",
    "account_inactive": "install the app in the workspace again",
    "token_revoked": "install the app in the workspace again",
    "channel_not_found": "copy the channel's id to SLACK_CHANNEL, and invite the bot",
    "is_archived": "take the channel out of the archive, or name another one",
}


async def who_we_are(client: AsyncWebClient) -> str:
    """Return workspace and bot; raises ``Trouble``."""
    answer = await _asked(client, "auth.test", {})
    return f"workspace {answer.get('team')} as {answer.get('user')}"


async def is_member(client: AsyncWebClient, channel: str) -> bool | None:
    """Whether the bot is in a channel; ``None`` where it lacks the scope to know."""
    try:
        answer = await _asked(client, "conversations.info", {"channel": channel})
    except _MissingScope:
        return None
    found = answer.get("channel")
    if not isinstance(found, dict):
        return None
    if found.get("is_archived"):
        raise Trouble("SLACK_CHANNEL is archived", _MENDS["is_archived"])
    return bool(found.get("is_member"))


class _MissingScope(Trouble):
    """Slack would tell, had the app asked for that permission."""


async def _asked(
    client: AsyncWebClient, method: str, params: dict[str, str]
) -> dict[str, object]:
    try:
        answer = await client.api_call(method, params=params)
    except SlackApiError as error:
        raise _trouble(method, str(error.response.get("error"))) from error
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise Trouble(
            f"cannot be reached ({method}): {type(error).__name__}",
            "look at SLACK_API_URL and at the network, then try again",
        ) from error
    return dict(answer.data) if isinstance(answer.data, dict) else {}


def _trouble(method: str, code: str) -> Trouble:
    kind = _MissingScope if code == "missing_scope" else Trouble
    mend = _MENDS.get(code, "look the word up in Slack's documentation of this method")
    return kind(f"Slack answered {code} to {method}", mend)
