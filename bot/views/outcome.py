"""What a pressed button came to, written where the button was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.views import buttons, counting
from bot.views.blocks import Block, Button, actions, mention, section
from bot.views.values import Value
from bot.words import Safe, Voice
from bot.words.reasons import title
from core.domain.outcome import Line, Outcome, Run


@dataclass(frozen=True)
class Press:
    """A button that was pressed: who, when, and what it carried."""

    by: str
    at: datetime
    value: Value


def working(voice: Voice, press: Press) -> tuple[Block, ...]:
    """Say that it is being done."""
    return (section(voice.say("click.working", by=mention(press.by))),)


def stated(voice: Voice, key: str, press: Press, **facts: object) -> tuple[Block, ...]:
    """Say one sentence of who pressed it when."""
    return (section(voice.say(key, by=mention(press.by), at=press.at, **facts)),)


def of_invoice(voice: Voice, run: Run, press: Press) -> tuple[Block, ...]:
    """Tell what became of one invoice; what still needs people keeps its buttons."""
    if len(run.lines) > 1:
        return of_many(voice, run, press)
    if not run.lines:
        return stated(voice, "click.nothing", press, number=press.value.text)
    line = run.lines[0]
    told = section(_line(voice, line, press))
    offered = _again(voice, line, press.value.next()) if line.needs_people else []
    return (told, actions(*offered)) if offered else (told,)


def of_many(voice: Voice, run: Run, press: Press) -> tuple[Block, ...]:
    """Tell what became of several invoices in one line."""
    done = len(run.of(Outcome.IMPORTED))
    return stated(voice, "click.many", press, done=done, count=len(run.lines))


def replaced(
    blocks: Sequence[Block], action_id: str, value: str, by: Sequence[Block]
) -> tuple[Block, ...]:
    """Put blocks where a button was; every other line stays as it is."""
    result: list[Block] = []
    for block in blocks:
        if not _holds(block, action_id, value):
            result.append(block)
            continue
        if block["type"] == "section":
            kept = {key: part for key, part in block.items() if key != "accessory"}
            result.append(kept)
        result.extend(by)
    return tuple(result)


def _line(voice: Voice, line: Line, press: Press) -> Safe:
    facts = {
        "number": counting.name_of(voice, line) if line.number else press.value.text,
        "by": mention(press.by),
        "at": press.at,
    }
    if line.outcome is Outcome.IMPORTED:
        return voice.say("click.imported", **facts)
    if line.outcome is Outcome.ALREADY_IMPORTED:
        return voice.say("click.already", **facts)
    if line.reason is None and line.system is not None:
        system = voice.say(f"system.{line.system}")
        return voice.say("click.unknown", system=system, **facts)
    if line.reason is None:
        name = voice.say(f"outcome.{line.outcome}")
    else:
        name = title(voice, line.reason)
    return voice.say("click.still", title=name, **facts)


def _again(voice: Voice, line: Line, value: Value) -> list[Button]:
    return [
        buttons.retry(voice, value, buttons.label_for(line)),
        buttons.why(voice, value),
    ]


def _holds(block: Block, action_id: str, value: str) -> bool:
    elements: list[Any] = list(block.get("elements") or [])
    elements.append(block.get("accessory") or {})
    return any(
        element.get("action_id") == action_id and element.get("value") == value
        for element in elements
        if isinstance(element, dict)
    )
