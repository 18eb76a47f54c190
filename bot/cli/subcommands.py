"""The table of subcommands: name, meaning, words and work."""

from __future__ import annotations

import importlib
from argparse import ArgumentTypeError, Namespace
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, cast

from bot.cli import engine_commands, house_commands
from bot.cli.exits import NEEDS_PEOPLE, UNKNOWN
from bot.cli.parser import PROGRAM, Parser
from bot.cli.world import World
from bot.settings import Settings

HIGHEST_PORT: Final = 65533
"""Each of the three stand-ins has a port of its own, one after the other."""

Work = Callable[[Namespace, Settings, World], Awaitable[int]]
Alone = Callable[[Namespace], int]


@dataclass(frozen=True)
class Subcommand:
    """One subcommand.

    ``work`` gets the settings; ``alone`` names a ``module:function`` that makes its
    own. ``unknown`` is the exit code where nothing could be found out, ``unset`` the
    one where the settings are wrong.
    """

    name: str
    summary: str
    add: Callable[[Parser], None]
    work: Work | None = None
    alone: str = ""
    unknown: int = NEEDS_PEOPLE
    unset: int = 2

    def parser(self) -> Parser:
        """Return the parser of what follows the name."""
        parser = Parser(self.name, self.summary)
        self.add(parser)
        return parser

    def run_alone(self, words: Namespace) -> int:
        """Run what needs no settings, imported only now."""
        module, _, function = self.alone.partition(":")
        # What is named in the table below takes the parsed words and returns a code.
        run = cast("Alone", getattr(importlib.import_module(module), function))
        return run(words)


def _add_demo(parser: Parser) -> None:
    parser.add_argument(
        "--exit", action="store_true", help="end after the tour, with its success"
    )
    _add_port(parser)


def _add_sandbox(parser: Parser) -> None:
    _add_port(parser)
    parser.add_argument("--book", choices=("demo", "empty"), default="demo")
    parser.add_argument("--seed", type=int, default=0, metavar="N")


def _add_port(parser: Parser) -> None:
    parser.add_argument(
        "--port",
        type=_port,
        metavar="N",
        help="port to listen on; the two after it are used as well",
    )


def _port(text: str) -> int:
    """Read the first of three ports; 0 leaves all of them to the machine."""
    try:
        port = int(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is not a whole number") from None
    if not 0 <= port <= HIGHEST_PORT:
        raise ArgumentTypeError(f"{port} is not between 0 and {HIGHEST_PORT}")
    return port


SUBCOMMANDS = (
    Subcommand(
        "demo",
        "run the bot against stand-ins on this machine, with a short tour",
        _add_demo,
        alone="bot.cli.demo:run",
    ),
    Subcommand(
        "sandbox",
        "run the three stand-ins alone and print how to reach them",
        _add_sandbox,
        alone="bot.cli.sandbox:run",
    ),
    Subcommand(
        "serve", "run the bot", house_commands.add_nothing, house_commands.run_serve
    ),
    Subcommand(
        "check",
        "try every setting and connection, and say how to mend what is wrong",
        house_commands.add_nothing,
        house_commands.run_check,
        unset=NEEDS_PEOPLE,
    ),
    Subcommand(
        "import",
        "bring booked invoices into Twikey",
        engine_commands.add_import,
        engine_commands.run_import,
        unknown=UNKNOWN,
    ),
    Subcommand(
        "why",
        "say why an invoice is not in Twikey",
        engine_commands.add_why,
        engine_commands.run_why,
        unknown=UNKNOWN,
    ),
    Subcommand(
        "connect",
        "connect Teamleader in a browser",
        house_commands.add_nothing,
        house_commands.run_connect,
    ),
    Subcommand(
        "db",
        "bring the database up to date, or copy it to another one",
        house_commands.add_db,
        house_commands.run_db,
    ),
)


def overview() -> str:
    """Return the help of the whole program."""
    lines = [f"usage: {PROGRAM} COMMAND ...", ""]
    lines += [f"  {command.name:<8} {command.summary}" for command in SUBCOMMANDS]
    lines += ["", f"{PROGRAM} COMMAND --help tells more about one of them."]
    return "\n".join(lines)
