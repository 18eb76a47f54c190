"""What is at risk, in words: how much, and how soon it is due."""

from __future__ import annotations

from datetime import date

from bot.words import Safe, Voice
from bot.words.reasons import title
from core.domain.reason import Reason, System

_UNKNOWN = "unknown"
_SYSTEMS = {system.value for system in System}


def due(voice: Voice, due_on: date, today: date) -> Safe:
    """Return a due date as a distance from today."""
    days = (due_on - today).days
    if days == 0:
        return voice.say("due.today")
    return voice.say("due.ahead" if days > 0 else "due.past", count=abs(days))


def first_due(voice: Voice, due_on: date, today: date) -> Safe:
    """Return a sentence on the soonest due date of several invoices."""
    key = "alert.first_due" if due_on >= today else "alert.first_was_due"
    return voice.say(key, due=due(voice, due_on, today))


def cause_name(voice: Voice, reason: Reason | None, system: System | None) -> Safe:
    """Return a short label of why invoices are out."""
    if reason is not None:
        return title(voice, reason)
    if system is None:
        return voice.say("alert.unjudged")
    return voice.say("alert.unasked", system=voice.say(f"system.{system}"))


def read_cause(cause: str) -> tuple[Reason | None, System | None]:
    """Return the reason an alert's cause begins with, or the system it names."""
    kind, _, parameter = cause.partition(":")
    if kind != _UNKNOWN:
        return Reason(kind), None
    return None, System(parameter) if parameter in _SYSTEMS else None
