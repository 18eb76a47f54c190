"""``import`` and ``why``."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError, Namespace
from collections.abc import Sequence
from datetime import date

from bot.cli.as_json import answer_json, run_json
from bot.cli.as_text import answer_text, run_text, voice_for
from bot.cli.exits import import_exit, why_exit
from bot.cli.orders import numbers_of, scope_of
from bot.cli.parser import Parser
from bot.cli.progress import reporting
from bot.cli.world import ImportEngine, World
from bot.settings import Settings
from core.departments import named
from core.domain.invoice import DepartmentId
from core.domain.outcome import Run
from core.errors import UsageError
from core.ports import Department
from core.scope import ImportOrder


def add_import(parser: Parser) -> None:
    """Say what ``import`` takes."""
    parser.add_argument(
        "numbers",
        nargs="*",
        metavar="NUMBER",
        help="invoice numbers or ids, or the word problems: every open one",
    )
    parser.add_argument(
        "--days", type=int, metavar="N", help="created since 00:00 N days ago"
    )
    parser.add_argument(
        "--from", dest="first", type=_day, metavar="D", help="created on or after"
    )
    parser.add_argument(
        "--to",
        dest="last",
        type=_day,
        metavar="D",
        help="created on or before; without --from, in the 30 days before it",
    )
    parser.add_argument(
        "--department",
        dest="departments",
        action="append",
        metavar="NAME",
        help="only invoices of this department; may be given several times",
    )
    parser.add_argument(
        "--preview", action="store_true", help="only show what would be imported"
    )
    _add_json(parser)


def add_why(parser: Parser) -> None:
    """Say what ``why`` takes."""
    parser.add_argument(
        "number", nargs="+", metavar="NUMBER", help="invoice number, id or link"
    )
    _add_json(parser)


async def run_import(words: Namespace, settings: Settings, world: World) -> int:
    """Import, show the summary, and tell by the exit code whether people are needed."""
    today = world.clock.now().astimezone(settings.time_zone).date()
    scope = scope_of(words, today)
    async with world.parts.open_engine(settings) as engine:
        departments = await _departments(engine, words.departments or [])
        order = ImportOrder(scope, preview=words.preview, departments=departments)
        with reporting(world.err) as report:
            run = await engine.run(order, report)
        if words.json:
            world.say(json.dumps(run_json(run)))
        else:
            older = await _older(engine, run, settings)
            world.say(run_text(run, voice_for(settings.time_zone), older))
    return import_exit(run)


async def run_why(words: Namespace, settings: Settings, world: World) -> int:
    """Explain one invoice."""
    numbers = list(numbers_of(words.number))
    if len(numbers) != 1:
        raise UsageError("why takes one invoice number; quote one that holds spaces")
    async with world.parts.open_engine(settings) as engine:
        answer = await engine.diagnose(numbers[0])
    if words.json:
        world.say(json.dumps(answer_json(answer)))
    else:
        world.say(answer_text(answer, voice_for(settings.time_zone)))
    return why_exit(answer)


async def _departments(
    engine: ImportEngine, typed: Sequence[str]
) -> frozenset[DepartmentId]:
    """Return the departments that were named; raises ``UsageError``."""
    if not typed:
        return frozenset()
    known = await engine.departments()
    return frozenset(_department(known, one).id for one in typed)


def _department(known: Sequence[Department], typed: str) -> Department:
    found = named(known, typed)
    if len(found) == 1:
        return found[0]
    names = ", ".join(one.name for one in found or known) or "none are known"
    what = "fits several departments" if found else "is not a department"
    raise UsageError(f"{typed} {what}; there are: {names}")


async def _older(engine: ImportEngine, run: Run, settings: Settings) -> int | None:
    if run.window is None:
        return None
    return await engine.older_problems(run.window.starts_at(settings.time_zone))


def _add_json(parser: Parser) -> None:
    parser.add_argument(
        "--json", action="store_true", help="print one JSON object and nothing else"
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is not a date such as 2026-01-31") from None
