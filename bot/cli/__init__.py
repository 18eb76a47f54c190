"""The command line ``twikey-bot``."""

from __future__ import annotations

import asyncio
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from contextlib import suppress

from bot.cli.desk import tell_error, tell_traceback
from bot.cli.exits import DONE, INTERRUPTED, TERMINATED, UNHEARD, WRONG_USAGE
from bot.cli.parser import nearest
from bot.cli.stopping import until_terminated
from bot.cli.subcommands import SUBCOMMANDS, Subcommand, Work, overview
from bot.cli.world import World, real_world
from bot.log import set_up_logging
from bot.settings import Settings, secrets_of, wants_details
from core.errors import ConfigurationError, UsageError

__all__ = ["main"]

_HELP = ("help", "--help", "-h")


def main(argv: Sequence[str] | None = None, world: World | None = None) -> int:
    """Run one command and return its exit code; no traceback unless asked for."""
    world = world or real_world()
    words = sys.argv[1:] if argv is None else list(argv)
    try:
        return _answered(words, world)
    except KeyboardInterrupt:
        world.tell("Stopped.")
        return INTERRUPTED
    except asyncio.CancelledError:
        return TERMINATED
    except BrokenPipeError:
        # Whoever read our output has seen enough; Python would complain at its end.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), world.out.fileno())
        return UNHEARD


def _answered(words: Sequence[str], world: World) -> int:
    if not words:
        world.tell(overview())
        return WRONG_USAGE
    if words[0] in _HELP:
        world.say(overview())
        return DONE
    try:
        subcommand = _subcommand(words[0])
        parsed = subcommand.parser().read(words[1:])
    except UsageError as error:
        return tell_error(world, error, WRONG_USAGE)
    except SystemExit as leaving:
        # argparse leaves this way after it printed the help of a subcommand.
        return int(leaving.code or DONE)
    return _run(subcommand, parsed, world)


def _subcommand(name: str) -> Subcommand:
    for subcommand in SUBCOMMANDS:
        if subcommand.name == name:
            return subcommand
    known = [subcommand.name for subcommand in SUBCOMMANDS]
    raise UsageError(f"{name} is not a command", overview(), nearest(name, known))


def _run(subcommand: Subcommand, words: Namespace, world: World) -> int:
    if subcommand.work is None:
        return _alone(subcommand, words, world)
    try:
        settings = world.settings()
    except ConfigurationError as error:
        tell_error(world, error, subcommand.unknown)
        return subcommand.unset
    set_up_logging(
        settings.log_level,
        settings.log_format,
        secrets=secrets_of(settings),
        stream=world.err,
    )
    return _worked(subcommand, subcommand.work, words, settings, world)


def _alone(subcommand: Subcommand, words: Namespace, world: World) -> int:
    try:
        return subcommand.run_alone(words)
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 (the error desk of the command line)
        if wants_details(world.env):
            tell_traceback(world, error)
        return tell_error(world, error, subcommand.unknown)


def _worked(
    subcommand: Subcommand,
    work: Work,
    words: Namespace,
    settings: Settings,
    world: World,
) -> int:
    try:
        return asyncio.run(until_terminated(work(words, settings, world)))
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 (the error desk of the command line)
        if settings.log_level == "DEBUG":
            tell_traceback(world, error)
        if isinstance(error, UsageError) and not error.usage:
            error.usage = subcommand.parser().format_usage().strip()
        code = tell_error(world, error, subcommand.unknown)
        return subcommand.unset if isinstance(error, ConfigurationError) else code
