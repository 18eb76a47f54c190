"""Ids and words: of Slack, Teamleader and Twikey, and plain choices."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from difflib import get_close_matches
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from bot.settings.parsing import words_of, wrong
from core.domain.invoice import DepartmentId

_YES = frozenset({"true", "yes", "on", "1"})
_NO = frozenset({"false", "no", "off", "0"})


def channel(text: str) -> str:
    """Read the id of a channel."""
    if not re.fullmatch(r"[CG][A-Z0-9]{2,}", text):
        raise wrong(
            f'"{text}" is not a channel id',
            "copy the id (C...) at the end of the channel's details in Slack",
        )
    return text


def user_ids(text: str) -> tuple[str, ...]:
    """Read the ids of members."""
    ids = tuple(dict.fromkeys(words_of(text)))
    strange = [word for word in ids if not re.fullmatch(r"[UW][A-Z0-9]{2,}", word)]
    if strange or not ids:
        raise wrong(
            f"not a user id: {', '.join(strange) or text}",
            "copy the member ids (U...) from the profiles in Slack, comma separated",
        )
    return ids


def profile_id(text: str) -> str:
    """Read the number of a profile at Twikey."""
    if not (text.isascii() and text.isdigit()):
        raise wrong(
            f'"{text}" is not a number', "copy the profile's number from Twikey"
        )
    return text


def field_id(text: str) -> str:
    """Read the id of a custom field definition."""
    if not re.fullmatch(r"[0-9A-Za-z-]{8,}", text):
        raise wrong(
            f'"{text}" is not the id of a custom field',
            "copy the id of the field's definition in Teamleader, it looks like "
            "bf6765de-56eb-40ec-ad14-9096c5dc5fe1",
        )
    return text


def field_ids(text: str) -> tuple[str, ...]:
    """Read a list of custom field definitions."""
    return tuple(dict.fromkeys(field_id(word) for word in words_of(text)))


def department_ids(text: str) -> frozenset[DepartmentId]:
    """Read a list of departments by their ids."""
    words = words_of(text)
    strange = [word for word in words if not re.fullmatch(r"[0-9A-Za-z-]{8,}", word)]
    if strange:
        raise wrong(
            f"not the id of a department: {', '.join(strange)}",
            "copy the ids from Teamleader, or leave it empty and choose the "
            "departments by name in Slack under /twikey settings",
        )
    return frozenset(DepartmentId(word.lower()) for word in words)


def zone(text: str) -> ZoneInfo:
    """Read a time zone; a misspelt one is answered with the nearest."""
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = get_close_matches(text, sorted(available_timezones()), 1)
    raise wrong(
        f'"{text}" is not a time zone',
        f"use {near[0] if near else 'a name such as Europe/Brussels'}",
    )


def yes_or_no(text: str) -> bool:
    """Read a switch."""
    if text.lower() not in _YES | _NO:
        raise wrong(f'"{text}" is neither true nor false', "write true or false")
    return text.lower() in _YES


def moment(text: str) -> datetime:
    """Read a moment that says its zone."""
    mend = "write a date, a time and a zone: 2026-01-31T08:00:00+01:00"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise wrong(f'"{text}" is not a moment', mend) from None
    if moment.tzinfo is None:
        raise wrong(f'"{text}" has no time zone', mend)
    return moment


def one_of(*allowed: str) -> Callable[[str], str]:
    """Make the parser of a closed list of words, in any case of letters."""

    def parse(text: str) -> str:
        for word in allowed:
            if word.lower() == text.lower():
                return word
        raise wrong(f'"{text}" is not known', f"use one of {', '.join(allowed)}")

    return parse
