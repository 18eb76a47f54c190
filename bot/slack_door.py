"""The door for what Slack posts: only what Slack signed comes in."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from typing import Final

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from bot.metrics import HintFate
from bot.slack_bodies import is_probe, read_posted
from bot.web import Handler

TIMESTAMP: Final = "X-Slack-Request-Timestamp"
SIGNATURE: Final = "X-Slack-Signature"
BODY_SECONDS: Final = 10.0

_SECONDS = re.compile(r"[0-9]{1,12}")
_HEX = re.compile(r"v0=[0-9a-f]{64}")


Count = Callable[[HintFate], None]


def uncounted(fate: HintFate) -> None:
    """Count nothing."""
    del fate


def slack_door(
    app: AsyncApp, verifier: SignatureVerifier, count: Count = uncounted
) -> Handler:
    """Let Slack's signed requests into the app: commands, clicks and events.

    ``count`` is told of each request what became of it.
    """

    async def answer(request: web.Request) -> web.StreamResponse:
        text = await _text(request)
        if isinstance(text, web.Response):
            count(HintFate.MALFORMED)
            return text
        if is_probe(text):
            return web.Response()
        if not is_slacks(request, text, verifier):
            count(HintFate.FORGED)
            return web.Response(status=401)
        body = read_posted(text, request.content_type)
        if body is None:
            count(HintFate.MALFORMED)
            return web.Response(status=400, text="nothing Slack is known to send")
        count(HintFate.STORED)
        return await to_aiohttp_response(
            await app.async_dispatch(_verified(request, body))
        )

    return answer


def is_slacks(request: web.Request, text: str, verifier: SignatureVerifier) -> bool:
    """Whether a body carries its one right signature, made a short while ago."""
    stamps = request.headers.getall(TIMESTAMP, [])
    signatures = request.headers.getall(SIGNATURE, [])
    if len(stamps) != 1 or len(signatures) != 1:
        return False
    (stamp,), (signature,) = stamps, signatures
    if not _SECONDS.fullmatch(stamp) or not _HEX.fullmatch(signature):
        return False
    return verifier.is_valid(text, stamp, signature)


async def _text(request: web.Request) -> str | web.Response:
    """Return the body, or the answer to one that cannot be read.

    Slack signs UTF-8, whatever else a header may say.
    """
    if request.headers.get("Content-Encoding", "identity") != "identity":
        return web.Response(status=415, text="packed bodies are not read")
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return (await request.read()).decode("utf-8")
    except TimeoutError:
        return web.Response(status=408)
    except UnicodeDecodeError:
        return web.Response(status=400, text="not a readable text")


def _verified(request: web.Request, body: dict[str, object]) -> AsyncBoltRequest:
    """Hand a body over as it was read here.

    Bolt would parse it once more and differently: it takes a command whose text holds
    the word "payload" for something else. To Bolt this is what comes over a socket,
    which needs no signature; here it was compared already.
    """
    headers: dict[str, str | Sequence[str]] = {
        name: request.headers[name] for name in (TIMESTAMP, SIGNATURE)
    }
    return AsyncBoltRequest(mode="socket_mode", body=body, headers=headers)
