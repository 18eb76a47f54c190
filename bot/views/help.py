"""Help, made from the table of subcommands and the table of reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.views.blocks import (
    Block,
    Message,
    bulleted,
    code,
    header,
    message,
    section,
)
from bot.words import Safe, Voice
from core.domain.reason import Trigger
from core.domain.rules import RULES, Rule

_PER_SECTION = 6
_EXAMPLES = (
    "/twikey import 30d",
    "/twikey import 2026 / 42, 2026 / 43",
    "/twikey import 2026-11-01..2026-11-22 preview",
    "/twikey why 2026 / 42",
    "/twikey pdf 2026 / 42",
    "/twikey skip 2026 / 42 disputed",
)


@dataclass(frozen=True)
class HelpLine:
    """One subcommand as help shows it."""

    usage: str
    summary: str
    role: str


def overview(
    voice: Voice,
    lines: Iterable[HelpLine],
    unknown: str | None = None,
    nearest: str | None = None,
) -> Message:
    """Tell what can be typed; ``unknown`` is a word that was not understood."""
    blocks: list[Block] = []
    if unknown is not None:
        said = [voice.say("help.unknown", word=code(unknown))]
        if nearest:
            said.append(voice.say("help.nearest", nearest=code(nearest)))
        blocks.append(section(*said))
    listed = bulleted(_line(voice, line) for line in lines)
    examples = bulleted(code(example) for example in _EXAMPLES)
    blocks += [
        header(voice.say("help.title")),
        section(voice.say("help.intro"), *listed),
        section(voice.say("help.examples"), *examples),
    ]
    return message(*blocks)


def reasons(voice: Voice) -> Message:
    """Tell every reason there is, in the order they are asked."""
    lines = bulleted(_reason(voice, rule) for rule in RULES)
    parts = [
        section(*lines[start : start + _PER_SECTION])
        for start in range(0, len(lines), _PER_SECTION)
    ]
    return message(header(voice.say("help.reasons_title")), *parts)


def _line(voice: Voice, line: HelpLine) -> Safe:
    return voice.say(
        "help.line",
        usage=code(line.usage),
        summary=voice.say(line.summary),
        role=voice.say(f"role.{line.role}"),
    )


def _reason(voice: Voice, rule: Rule) -> Safe:
    key = f"reason.{rule.reason.value}"
    return voice.say(
        "help.reason",
        title=voice.say(f"{key}.title"),
        effect=voice.say(f"effect.{_effect(rule)}"),
        when=voice.say(f"{key}.when"),
        way_out=voice.say(f"{key}.way_out"),
    )


def _effect(rule: Rule) -> str:
    if not rule.blocks_for:
        return "notes"
    if Trigger.NUMBER in rule.blocks_for:
        return "blocks"
    if Trigger.WINDOW not in rule.blocks_for:
        return "automatic"
    return "unnamed" if Trigger.AUTOMATIC in rule.blocks_for else "window"
