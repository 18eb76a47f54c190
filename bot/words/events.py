"""What happened to an invoice, in words.

Besides its main text an event may have, in the catalogue:

* ``<key>.<kind>`` - said instead where a PDF's problem is of that kind;
* ``<key>.with_<fact>`` - said instead where the fact is there.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.words.reasons import code, title, worded
from bot.words.standing import kind_of
from bot.words.voice import Safe, Voice
from core.domain.history import TimelineEntry
from core.domain.reason import Reason

_REASONS = {reason.value for reason in Reason}


def happened(voice: Voice, entry: TimelineEntry) -> Safe:
    """Return one thing that happened; what has no words yet is told by its code."""
    if entry.event == "judged":
        return _judged(voice, entry)
    key = next((key for key in _keys(entry) if _fits(voice, key, entry)), None)
    if key is None:
        return code(voice, "event", entry.event)
    return voice.say(key, **worded(voice, entry.facts))


def _keys(entry: TimelineEntry) -> Iterator[str]:
    key = f"event.{entry.event}"
    kind = kind_of(entry.facts.get("problem"))
    if kind:
        yield f"{key}.{kind}"
    yield from (f"{key}.with_{name}" for name, fact in entry.facts.items() if fact)
    yield key


def _fits(voice: Voice, key: str, entry: TimelineEntry) -> bool:
    return voice.knows(key) and voice.asks_for(key) <= set(entry.facts)


def _judged(voice: Voice, entry: TimelineEntry) -> Safe:
    reason = str(entry.facts.get("reason") or "")
    if reason in _REASONS:
        return voice.say("event.judged", reason=title(voice, Reason(reason)))
    system = entry.facts.get("system")
    if system:
        name = code(voice, "system", system)
        return voice.say("event.judged.unknown", system=name)
    return voice.say("event.judged.fine")
