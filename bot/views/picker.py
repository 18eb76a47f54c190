"""Asking which of several invoices is meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from bot.views import buttons
from bot.views.blocks import Block, Button, Message, choice, context, message, section
from bot.views.values import Value
from bot.words import Voice
from core.domain.diagnosis import Ambiguous
from core.domain.outcome import Line

_MATCHES_SHOWN = 10
NUMBERS_SHOWN: Final = 3
"""Slack takes fifty blocks in a message."""

Offer = Callable[[Voice, Value, str | None], Button]
"""Makes the button of one invoice; the last is the name of its department."""


def picker(voice: Voice, found: Ambiguous, offer: Offer = buttons.why) -> Message:
    """Ask which of several invoices is meant; ``offer`` makes the button of each."""
    return message(*picked(voice, found, offer))


def to_import(voice: Voice, lines: Sequence[Line]) -> list[Block]:
    """Ask of a few numbers that fit several invoices which ones to import."""
    asked = [line for line in lines if line.is_ambiguous and line.matches]
    return [
        block
        for line in asked[:NUMBERS_SHOWN]
        for block in picked(
            voice, Ambiguous(line.number or "", line.matches), buttons.import_one
        )
    ]


def picked(voice: Voice, found: Ambiguous, offer: Offer) -> list[Block]:
    """Return what asks which of several invoices is meant."""
    count = len(found.matches)
    title_line = voice.say("picker.title", number=found.asked, count=count)
    blocks: list[Block] = [section(title_line)]
    for match in found.matches[:_MATCHES_SHOWN]:
        value = Value(match.source_id, match.number or found.asked)
        button = offer(voice, value, match.department)
        parts = (match.number, match.department, match.customer_name)
        shown = [voice.worded(part) for part in parts if part]
        blocks.append(choice(voice.listed(shown or [title_line]), button))
    if count > _MATCHES_SHOWN:
        rest = count - _MATCHES_SHOWN
        blocks.append(context(voice.say("picker.more", count=rest)))
    return blocks
