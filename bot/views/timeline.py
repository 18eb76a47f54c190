"""What happened to an invoice, the latest last."""

from __future__ import annotations

from collections.abc import Sequence

from bot.views.blocks import Block, bold, bulleted, section
from bot.words import Safe, Voice
from bot.words.events import happened
from bot.words.format import moment
from core.domain.history import TimelineEntry

_SHOWN = 8


def timeline(voice: Voice, entries: Sequence[TimelineEntry]) -> list[Block]:
    """Return the latest things that happened, if any."""
    if not entries:
        return []
    lines = bulleted(_entry(voice, entry) for entry in entries[-_SHOWN:])
    earlier = len(entries) - _SHOWN
    if earlier > 0:
        lines.insert(0, voice.say("why.earlier", count=earlier))
    return [section(bold(voice.say("why.timeline")), *lines)]


def _entry(voice: Voice, entry: TimelineEntry) -> Safe:
    at = moment(entry.at, voice.zone, voice.language)
    return Safe(f"{at}: {happened(voice, entry)}")
