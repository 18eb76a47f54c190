"""Reasons in words: a short title, what happened, and the way out.

Besides its main text a reason may have, in the catalogue:

* ``<key>.<fact>=<code>`` - said *instead* of the main text where the fact is that code;
* ``<key>.more.<fact>`` - one sentence more where the fact is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import InvalidOperation

from bot.words import format
from bot.words.voice import Safe, Voice
from core.domain.money import EURO, Money
from core.domain.reason import Facts, Reason

_AMOUNTS = ("total", "open", "settled", "credited", "amount", "at_twikey")
_TIMES = (
    "at", "booked", "created", "date", "due_on", "first_seen", "first_tried", "from",
    "invoiced_on", "last_seen", "next", "paid", "since", "to", "until", "zero_seen",
)  # fmt: skip
_CODES = ("differs", "held_for", "how", "level", "missing", "problem", "route", "state")


def title(voice: Voice, reason: Reason) -> Safe:
    """Return a short label for lists."""
    return voice.say(f"reason.{reason.value}.title")


def text(voice: Voice, reason: Reason, facts: Facts) -> Safe:
    """Return what happened, in plain words."""
    return _tell(voice, f"reason.{reason.value}.text", facts)


def way_out(voice: Voice, reason: Reason, facts: Facts) -> Safe:
    """Return what to do about it, and who does it."""
    return _tell(voice, f"reason.{reason.value}.way_out", facts)


def code(voice: Voice, name: str, value: object) -> Safe:
    """Return a code that came as a fact in words; an unknown one as it is."""
    key = f"system.{value}" if name == "system" else f"fact.{name}.{value}"
    return voice.say(key) if voice.knows(key) else voice.worded(_spaced(value))


def worded(voice: Voice, facts: Facts) -> dict[str, Safe]:
    """Return every fact as people read it."""
    return {name: _word(voice, name, facts) for name in facts}


def _tell(voice: Voice, key: str, facts: Facts) -> Safe:
    main = _main(voice, key, facts)
    more = [name for name in voice.keys_below(f"{key}.more") if facts.get(name)]
    keys = [main, *(f"{key}.more.{name}" for name in more)]
    return Safe(" ".join(_filled(voice, key, facts) for key in keys))


def _filled(voice: Voice, key: str, facts: Facts) -> Safe:
    """Say a text with the facts it asks for; finding words for the others is work.

    What was remembered before a fact was added is told without it.
    """
    asked = voice.asks_for(key)
    words = {
        name: _word(voice, name, facts) if name in facts else voice.worded(None)
        for name in asked
    }
    return voice.say(key, **words)


def _main(voice: Voice, key: str, facts: Facts) -> str:
    variants = (f"{key}.{name}={value}" for name, value in facts.items())
    return next((variant for variant in variants if voice.knows(variant)), key)


def _word(voice: Voice, name: str, facts: Facts) -> Safe:
    value = facts[name]
    if isinstance(value, Mapping):
        return _many(voice, value.values(), voice.worded)
    if isinstance(value, list | tuple):
        return _many(voice, value, lambda one: _single(voice, name, one))
    span = name in ("from", "to") and "currency" in facts
    if (name in _AMOUNTS or span) and value is not None:
        return _amount(voice, value, str(facts.get("currency") or EURO))
    return _single(voice, name, value)


def _many(
    voice: Voice, values: Iterable[object], word: Callable[[object], Safe]
) -> Safe:
    return voice.listed(list(dict.fromkeys(word(value) for value in values)))


def _single(voice: Voice, name: str, value: object) -> Safe:
    if value is None:
        return voice.worded(None)
    if name == "first_cause":
        return _title_of(voice, str(value))
    if name == "by":
        return Safe(voice.person(str(value)))
    if name == "size" and isinstance(value, int):
        return Safe(format.size(value, voice.language))
    if name in _TIMES:
        return _time(voice, str(value))
    return code(voice, name, value) if name in _CODES else voice.worded(value)


def _amount(voice: Voice, value: object, currency: str) -> Safe:
    try:
        return voice.worded(Money.of(str(value), currency))
    except InvalidOperation:
        return voice.worded(value)


def _time(voice: Voice, value: str) -> Safe:
    try:
        if len(value) == len("2026-11-22"):
            return voice.worded(date.fromisoformat(value))
        return voice.day_of(datetime.fromisoformat(value))
    except ValueError:
        return voice.worded(value)


def _title_of(voice: Voice, value: str) -> Safe:
    known = value in {reason.value for reason in Reason}
    return title(voice, Reason(value)) if known else voice.worded(value)


def _spaced(value: object) -> str:
    return str(value).replace("-", " ").replace("_", " ")
