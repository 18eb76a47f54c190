"""The import dialogue: what is wanted, and what would come of it; all pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Final

from bot.views.blocks import Block, Button, actions, context
from bot.views.dialogs import Frame, View, modal
from bot.views.fields import (
    Choice,
    Field,
    date_field,
    multi_select_field,
    number_field,
    radio_field,
    text_field,
)
from bot.views.preview import foreseen
from bot.words import Safe, Voice
from core.domain.outcome import Outcome, Run
from core.ports.source import Department

ASK, RUN = "import", "import-run"
HOW, DAYS, FIRST, LAST = "how", "days", "first", "last"
NUMBERS, DEPARTMENTS = "numbers", "departments"
CHANGE: Final = "change"

DAYS_MOST: Final = 3660
NUMBERS_MOST: Final = 1500
CARRIED_MOST: Final = 1900


class How(StrEnum):
    """The ways to say which invoices are meant."""

    DAYS = "days"
    RANGE = "range"
    NUMBERS = "numbers"
    PROBLEMS = "problems"


@dataclass(frozen=True)
class Wanted:
    """What somebody filled in, as it was typed; ``departments`` are ids."""

    how: How = How.DAYS
    days: str = "30"
    first: str = ""
    last: str = ""
    numbers: str = ""
    departments: tuple[str, ...] = ()

    def carried(self) -> dict[str, object]:
        """Return it as a form carries it."""
        return asdict(self)


def read_wanted(held: Mapping[str, object]) -> Wanted:
    """Return what a form carried or what stands in it; the rest is as at first."""
    names = {field.name for field in fields(Wanted)} - {HOW, DEPARTMENTS}
    texts = {n: v for n in names if isinstance(v := held.get(n), str) and v.strip()}
    chosen = held.get(DEPARTMENTS)
    listed = chosen if isinstance(chosen, list | tuple) else ()
    how = str(held.get(HOW) or How.DAYS)
    return Wanted(
        how=How(how) if how in set(How) else How.DAYS,
        departments=tuple(map(str, listed)),
        **texts,
    )


def asking(voice: Voice, wanted: Wanted, narrowing: Sequence[Block] = ()) -> View:
    """Ask which invoices are wanted; ``narrowing`` asks for their departments."""
    frame = Frame(
        voice.say("import_form.title"),
        voice.say("import_form.cancel"),
        ASK,
        voice.say("import_form.preview"),
        _kept(wanted),
    )
    choices = [Choice(how, voice.say(f"import_form.how.{how}")) for how in How]
    how = Field(HOW, voice.say("import_form.how"), tells_at_once=True)
    return modal(
        frame,
        radio_field(how, choices, wanted.how),
        *_asked(voice, wanted),
        *narrowing,
        context(voice.say("import_form.nothing_yet")),
    )


def narrowing(
    voice: Voice, departments: Sequence[Department], wanted: Wanted
) -> list[Block]:
    """Ask for departments, where there is more than one."""
    if len(departments) < 2:
        return []
    choices = [Choice(one.id, voice.worded(one.name or one.id)) for one in departments]
    field = Field(
        DEPARTMENTS,
        voice.say("import_form.departments"),
        optional=True,
        empty=voice.say("import_form.all_departments"),
    )
    return [multi_select_field(field, choices, wanted.departments)]


def previewed(voice: Voice, run: Run, what: Safe, wanted: Wanted) -> View:
    """Show what an import would do, to be confirmed."""
    count = len(run.of(Outcome.IMPORTED))
    frame = Frame(
        voice.say("import_form.title"),
        voice.say("import_form.cancel" if count else "dialog.close"),
        RUN,
        voice.say("import_form.run", count=count) if count else None,
        wanted.carried(),
    )
    change = Button(CHANGE, voice.say("import_form.change"), "0||")
    note = voice.say("import_form.nothing_yet" if count else "import_form.nothing")
    blocks = foreseen(voice, run, what)
    return modal(frame, *blocks, context(note), actions(change))


def _kept(wanted: Wanted) -> dict[str, object]:
    """Return what was typed in fields that are not in sight, if it can be carried."""
    carried = wanted.carried()
    fits = len(json.dumps(carried, ensure_ascii=False)) <= CARRIED_MOST
    return carried if fits else {}


def _asked(voice: Voice, wanted: Wanted) -> list[Block]:
    match wanted.how:
        case How.DAYS:
            days = int(wanted.days) if wanted.days.isdecimal() else None
            field = Field(DAYS, voice.say("import_form.days"))
            return [number_field(field, days, most=DAYS_MOST)]
        case How.RANGE:
            return [
                date_field(
                    Field(FIRST, voice.say("import_form.first")), _day(wanted.first)
                ),
                date_field(
                    Field(LAST, voice.say("import_form.last")), _day(wanted.last)
                ),
            ]
        case How.NUMBERS:
            hint = voice.say("import_form.numbers_hint")
            field = Field(NUMBERS, voice.say("import_form.numbers"), hint)
            text = wanted.numbers
            return [text_field(field, text, most=NUMBERS_MOST, multiline=True)]
        case _:
            return []


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
