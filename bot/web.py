"""The web server: health, metrics, and doors for Slack and the webhooks.

It knows no use case: what a door does is given as a handler.
"""

from __future__ import annotations

import asyncio
import errno
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from bot import web_log
from bot.metrics import Metrics
from core.errors import ConfigurationError, Problem

LARGEST_BODY = 1024 * 1024
READY_SECONDS = 10.0

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Readiness = Callable[[], Awaitable[Mapping[str, str]]]
"""Tells what cannot be used, part by part; nothing at all means ready."""


async def always_ready() -> Mapping[str, str]:
    """Report nothing: for a server that depends on nobody."""
    return {}


@dataclass(frozen=True)
class Doors:
    """What is behind the addresses others call; ``None`` answers 404.

    The handler of ``teamleader_hint`` finds the secret of the path in
    ``request.match_info["secret"]`` and has to compare it itself.
    """

    slack: Handler | None = None
    teamleader_hint: Handler | None = None
    teamleader_answer: Handler | None = None
    twikey_hint: Handler | None = None


def web_application(
    doors: Doors, metrics: Metrics, readiness: Readiness = always_ready
) -> web.Application:
    """Put the addresses together; bodies over 1 MiB are turned away."""
    application = web.Application(
        client_max_size=LARGEST_BODY, middlewares=[_guarded_headers]
    )
    router = application.router
    router.add_get("/healthz", _alive)
    router.add_get("/readyz", _ready(readiness, metrics))
    router.add_get("/metrics", _metrics(metrics))
    if doors.slack:
        router.add_post("/slack/events", doors.slack)
    if doors.teamleader_hint:
        router.add_post("/teamleader/webhooks/{secret}", doors.teamleader_hint)
    if doors.teamleader_answer:
        # Looking at the head of an answer would use its link up.
        router.add_get(
            "/teamleader/callback", doors.teamleader_answer, allow_head=False
        )
    if doors.twikey_hint:
        router.add_get("/twikey/webhooks", doors.twikey_hint, allow_head=False)
    return application


@asynccontextmanager
async def serve_web(
    application: web.Application, host: str, port: int
) -> AsyncIterator[str]:
    """Serve until left; yields the address, with the real port where 0 was asked.

    Raises ``ConfigurationError`` where nothing can listen there, ``PortTaken`` if that
    is because something else does.
    """
    # There is no access log: some paths hold secrets.
    # A packed body is turned away unread: unpacking is where small becomes huge.
    runner = web.AppRunner(
        application,
        access_log=None,
        logger=web_log.log,
        shutdown_timeout=5,
        auto_decompress=False,
    )
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except (OSError, UnicodeError) as error:
            raise _cannot_listen(host, port, error) from error
        bound = runner.addresses[0][1]
        yield f"http://{f'[{host}]' if ':' in host else host}:{bound}"
    finally:
        await runner.cleanup()


class PortTaken(ConfigurationError):
    """Something else listens at the address; it may be another process of the bot."""


def _cannot_listen(host: str, port: int, error: Exception) -> ConfigurationError:
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.EADDRINUSE:
        problem = f"nothing can listen on {host}:{port}; something else does already"
        mend = "stop what listens there, or set another HOST and PORT"
        return PortTaken([Problem("PORT", problem, mend)])
    if number == errno.EACCES:
        problem = f"the bot may not listen on {port}"
        return ConfigurationError([Problem("PORT", problem, "set one above 1023")])
    problem = f"{host} is no address of this machine"
    mend = "set 127.0.0.1 to be reached from here only, or 0.0.0.0 from everywhere"
    return ConfigurationError([Problem("HOST", problem, mend)])


@web.middleware
async def _guarded_headers(
    request: web.Request, handler: Handler
) -> web.StreamResponse:
    response = await handler(request)
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    return response


async def _alive(_: web.Request) -> web.StreamResponse:
    return web.json_response({"alive": True})


def _ready(readiness: Readiness, metrics: Metrics) -> Handler:
    async def answer(_: web.Request) -> web.StreamResponse:
        problems = await _asked(readiness)
        metrics.show_ready(ready=not problems)
        told = [{"part": part, "problem": p} for part, p in problems.items()]
        return web.json_response(
            {"ready": not problems, "problems": told}, status=503 if problems else 200
        )

    return answer


async def _asked(readiness: Readiness) -> Mapping[str, str]:
    try:
        async with asyncio.timeout(READY_SECONDS):
            return await readiness()
    except TimeoutError:
        return {"bot": f"no answer within {READY_SECONDS:.0f} seconds"}


def _metrics(metrics: Metrics) -> Handler:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(
            body=metrics.exposition(),
            headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"},
        )

    return answer
