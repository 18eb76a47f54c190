"""``serve``, ``check``, ``connect`` and ``db``: what keeps the house."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from bot.checking import check, check_exit
from bot.cli.as_text import check_text
from bot.cli.exits import DONE
from bot.cli.parser import Parser, nearest
from bot.cli.world import World
from bot.consent import VALID_FOR, ConsentDesk, ConsentRefused, redirect_address
from bot.consent_watch import SharedConsent, answered_anywhere
from bot.metrics import Metrics
from bot.settings import Settings
from bot.settings.addresses import database
from bot.web import Doors, PortTaken, serve_web, web_application
from core.errors import UsageError

DATABASE_TASKS = ("upgrade", "copy")


def add_nothing(parser: Parser) -> None:
    """Say that a subcommand takes nothing."""
    del parser


def add_db(parser: Parser) -> None:
    """Say what ``db`` takes."""
    parser.add_argument("task", metavar="upgrade|copy", help="what to do")
    parser.add_argument("--to", metavar="URL", help="the database to copy into")


async def run_serve(_: Namespace, settings: Settings, world: World) -> int:
    """Run the bot until it is stopped."""
    await world.parts.serve(settings)
    return DONE


async def run_check(_: Namespace, settings: Settings, world: World) -> int:
    """Try every connection and tell line by line."""
    lines = []
    async with world.parts.open_connections(settings) as connections:
        async for line in check(settings, connections):
            world.say(check_text(line))
            lines.append(line)
    return check_exit(lines)


async def run_connect(_: Namespace, settings: Settings, world: World) -> int:
    """Print the consent link and wait for the person and Teamleader."""
    # Asked first, so that a wrong setting is told before anything is opened.
    redirect_address(settings)
    async with world.parts.open_consent(settings) as consent:
        desk = ConsentDesk(consent)
        async with _listening(desk, settings):
            account = await _answer(desk, consent, settings, world)
    world.say(f"Teamleader is connected: {account}")
    return DONE


@asynccontextmanager
async def _listening(desk: ConsentDesk, settings: Settings) -> AsyncIterator[None]:
    """Listen for the answer, unless the running bot does that at its address."""
    application = web_application(Doors(teamleader_answer=desk.door), Metrics())
    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(
                serve_web(application, settings.host, settings.port)
            )
        except PortTaken:
            if not settings.public_url:
                raise
        yield


async def _answer(
    desk: ConsentDesk, consent: SharedConsent, settings: Settings, world: World
) -> str:
    request = await desk.request("command line")
    world.say("Open this link in a browser and allow the access:")
    world.say(request.link)
    seconds = VALID_FOR.total_seconds()
    world.tell(f"Waiting for the answer, {seconds / 60:.0f} minutes at most ...")
    try:
        async with asyncio.timeout(seconds):
            if not settings.public_url:
                return await request.answer
            # Whoever listens at the public address takes it: perhaps not we.
            return await answered_anywhere(consent, request, world.clock)
    except TimeoutError:
        raise ConsentRefused(
            "Nobody answered in time. Run connect again for a new link."
        ) from None


async def run_db(words: Namespace, settings: Settings, world: World) -> int:
    """Bring the tables up to date, or copy the ledger into another database."""
    if words.task not in DATABASE_TASKS:
        raise UsageError(
            f"db cannot {words.task}",
            "usage: twikey-bot db upgrade | db copy --to URL",
            nearest(words.task, DATABASE_TASKS),
        )
    if words.task == "upgrade":
        if words.to:
            raise UsageError("--to belongs to db copy")
        await world.parts.upgrade_database(settings)
        world.say("The database is up to date.")
        return DONE
    if not words.to:
        raise UsageError("db copy needs --to URL")
    return await _copy(words.to, settings, world)


async def _copy(to: str, settings: Settings, world: World) -> int:
    try:
        database(to)
    except ValueError as error:
        # The address may hold a password: it is not repeated.
        raise UsageError(f"--to {error}") from None
    tables = await world.parts.copy_database(settings, to)
    for table in tables:
        world.say(f"{table.name}: {table.rows} rows, the same in both")
    world.say(
        "Copied. Stop the bot, set DATABASE_URL to the new address, and "
        "ENCRYPTION_KEYS to the keys in the file beside the SQLite database."
    )
    return DONE
