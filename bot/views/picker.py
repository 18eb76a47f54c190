"""Asking which of several invoices is meant."""

from __future__ import annotations

from collections.abc import Callable

from bot.views import buttons
from bot.views.blocks import Button, Message, choice, context, message, section
from bot.views.values import Value
from bot.words import Voice
from core.domain.diagnosis import Ambiguous

_MATCHES_SHOWN = 10

Offer = Callable[[Voice, Value, str | None], Button]
"""Makes the button of one invoice; the last is the name of its department."""


def picker(voice: Voice, found: Ambiguous, offer: Offer = buttons.why) -> Message:
    """Ask which of several invoices is meant; ``offer`` makes the button of each."""
    count = len(found.matches)
    title_line = voice.say("picker.title", number=found.asked, count=count)
    blocks = [section(title_line)]
    for match in found.matches[:_MATCHES_SHOWN]:
        value = Value(match.source_id, match.number or found.asked)
        button = offer(voice, value, match.department)
        parts = (match.number, match.department, match.customer_name)
        shown = [voice.worded(part) for part in parts if part]
        blocks.append(choice(voice.listed(shown or [title_line]), button))
    if count > _MATCHES_SHOWN:
        rest = count - _MATCHES_SHOWN
        blocks.append(context(voice.say("picker.more", count=rest)))
    return message(*blocks)
