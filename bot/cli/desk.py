"""The error desk of the command line: sentences instead of tracebacks."""

from __future__ import annotations

import errno
import traceback
from collections.abc import Sequence

from bot.check_ports import Trouble
from bot.cli.exits import NEEDS_PEOPLE, WRONG_USAGE
from bot.cli.world import World
from bot.consent import ConsentRefused
from bot.database_trouble import database_trouble
from bot.words import Voice
from core.errors import (
    BotError,
    ConfigurationError,
    ConnectionRevoked,
    Problem,
    RateLimited,
    RemoteError,
    RemoteRefused,
    RemoteUnavailable,
    UsageError,
)

_MENDS: tuple[tuple[type[RemoteError], str], ...] = (
    (ConnectionRevoked, "the connection has ended; connect it again"),
    (RateLimited, "it asks us to slow down; try again later"),
    (RemoteRefused, "it said no; twikey-bot check tells more"),
    (RemoteUnavailable, "it cannot be reached; try again in a few minutes"),
)


def tell_error(world: World, error: Exception, unknown: int) -> int:
    """Say what went wrong; ``unknown`` is the code where nothing could be found out."""
    match error:
        case UsageError():
            world.tell(usage_text(error))
            return WRONG_USAGE
        case ConfigurationError(problems=problems):
            world.tell(problems_text(problems))
            return WRONG_USAGE
        case RemoteError():
            world.tell(remote_text(error))
            return unknown
        case Trouble():
            world.tell(f"{error.text}\n{error.mend}".rstrip())
            return NEEDS_PEOPLE
        case ConsentRefused():
            world.tell(str(error))
            return NEEDS_PEOPLE
        case BotError():
            world.tell(str(error))
            return unknown
        case OSError(errno=errno.EADDRINUSE):
            world.tell("The port is in use: stop what listens there, or name another.")
            return NEEDS_PEOPLE
        case _:
            world.tell(_surprise(error))
            return unknown


def tell_traceback(world: World, error: Exception) -> None:
    """Show where an error came from: only for those who asked for it."""
    world.tell("".join(traceback.format_exception(error)).rstrip())


def usage_text(error: UsageError) -> str:
    """Return what was not understood, what was probably meant, and the usage."""
    lines = [f"{error.message}."]
    if error.nearest:
        lines.append(f"Did you mean {error.nearest}?")
    if error.usage:
        lines.append(error.usage)
    return "\n".join(lines)


def problems_text(problems: Sequence[Problem]) -> str:
    """Return every wrong setting with its mend."""
    lines = ["These settings have to be put right:"]
    for problem in problems:
        lines.append(f"  {problem.name}: {problem.problem}")
        lines.append(f"    -> {problem.mend}")
    return "\n".join(lines)


def remote_text(error: RemoteError) -> str:
    """Name the system and say what can be done."""
    name = Voice().say(f"system.{error.system.value}")
    for kind, mend in _MENDS:
        if isinstance(error, kind):
            return f"{name}: {mend} ({error.operation})."
    return f"{name} answered in a way that is not understood ({error.operation})."


def _surprise(error: Exception) -> str:
    trouble = database_trouble(error)
    if trouble is not None:
        return f"{trouble.problem[0].upper()}{trouble.problem[1:]}.\n{trouble.mend}"
    return (
        f"Something went wrong that should not ({type(error).__name__}). "
        "LOG_LEVEL=DEBUG shows the details."
    )
