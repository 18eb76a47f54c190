"""Every error of Slack in our own words."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from core.domain.reason import System
from core.errors import (
    ConnectionRevoked,
    RateLimited,
    RemoteError,
    RemoteRefused,
    RemoteUnavailable,
    UnexpectedResponse,
)

_WHOLE = re.compile(r"[0-9]{1,5}")
_MISREAD = (AttributeError, KeyError, RecursionError, TypeError, ValueError)
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


@asynccontextmanager
async def translated(operation: str) -> AsyncIterator[None]:
    """Let what goes wrong inside come out as a ``RemoteError``."""
    try:
        yield
    except SlackApiError as error:
        raise _of_answer(operation, error) from error
    except (TimeoutError, SlackClientError, aiohttp.ClientError) as error:
        name = type(error).__name__
        raise RemoteUnavailable(System.SLACK, operation, name) from error
    except _MISREAD as error:
        # The library reads what came without looking; only an odd answer does this.
        name = type(error).__name__
        raise UnexpectedResponse(System.SLACK, operation, name) from error


def _of_answer(operation: str, error: SlackApiError) -> RemoteError:
    if not isinstance(error.response, AsyncSlackResponse):
        # Not even JSON: a gateway on the way, or somebody else's page.
        return RemoteUnavailable(System.SLACK, operation, "no answer of Slack's")
    data = error.response.data
    # A gateway answers in plain text.
    told = data.get("error") if isinstance(data, dict) else None
    code = str(told or "no error code")
    if error.response.status_code == 429 or code in ("ratelimited", "rate_limited"):
        wait = _seconds(error.response.headers.get("Retry-After", ""))
        return RateLimited(System.SLACK, operation, wait)
    if code in _TOKEN_ERRORS:
        return ConnectionRevoked(System.SLACK, operation, code)
    if code in _PASSING_ERRORS or error.response.status_code >= 500:
        return RemoteUnavailable(System.SLACK, operation, code)
    return RemoteRefused(System.SLACK, operation, code, code)


def _seconds(text: str) -> float:
    """Read how long to wait; a second where that is no number that makes sense."""
    return float(text) if _WHOLE.fullmatch(text) else 1.0


def code_of(body: str) -> str:
    """Return the code of a refusal, from the body of an answer."""
    try:
        found = json.loads(body)
    except ValueError:
        return body[:100] or "no error code"
    return str(found.get("error") or "no error code") if isinstance(found, dict) else ""
