"""What happened to an invoice, the latest last."""

from __future__ import annotations

from collections.abc import Sequence

from bot.views.blocks import Block, bold, bulleted, section
from bot.words import Safe, Voice
from bot.words.format import moment
from bot.words.reasons import code, title, worded
from core.domain.history import TimelineEntry
from core.domain.reason import Reason

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
    at = moment(entry.at, voice.zone)
    return Safe(f"{at}: {_event(voice, entry)}")


def _event(voice: Voice, entry: TimelineEntry) -> Safe:
    if entry.event == "judged":
        return _judged(voice, entry)
    key = f"event.{entry.event}"
    if not voice.knows(key) or not voice.asks_for(key) <= set(entry.facts):
        return code(voice, "event", entry.event)
    return voice.say(key, **worded(voice, entry.facts))


def _judged(voice: Voice, entry: TimelineEntry) -> Safe:
    reason = str(entry.facts.get("reason") or "")
    if reason in {known.value for known in Reason}:
        return voice.say("event.judged", reason=title(voice, Reason(reason)))
    system = entry.facts.get("system")
    if system:
        name = code(voice, "system", system)
        return voice.say("event.judged.unknown", system=name)
    return voice.say("event.judged.fine")
