"""Spans of days as people type them: ``30d``, ``2026-11-01..2026-11-22``."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.commands import usage
from bot.words import format, say
from core.domain.policy import Window
from core.errors import UsageError

DAYS_MOST = 3660
_DAYS = re.compile(
    r"(?:last\s+)?(\d{1,6})\s*(?:d|days?|dag|dagen|jours?|tage?n?)", re.IGNORECASE
)
# An invoice number ends in its counter: letters behind one are meant as a unit.
_STRANGE_DAYS = re.compile(
    r"([-\u2013\u2212]?)\s*(\d{1,6})"
    r"(?:([^\W\d_]{1,10})|\s+([dwmyj]|da[gy]\w*|jours?|tage?n?|we[ek]\w*|woch\w*"
    r"|semaines?|m[ao]\w*|years?|ja[ah]?r\w*|ann?\w*))",
    re.IGNORECASE,
)
_DAYS_IN = {"w": 7, "s": 7, "m": 30, "y": 365, "a": 365, "j": 365}
"""How many days a unit has, by its first letter in any of our languages."""
_RANGE = re.compile(r"(\S*)\s*(?:\.\.+|…)\s*(\S*)")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_LOCAL = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def read_days(body: str, today: date, language: str) -> Window | None:
    """Read a number of days; ``None`` if the text is something else."""
    found = _DAYS.fullmatch(body)
    if found is None:
        _refuse_strange_days(body, language)
        return None
    days = int(found[1])
    if days > DAYS_MOST:
        message = say(language, "parse.days", most=DAYS_MOST)
        raise UsageError(message, usage.IMPORT, f"import {DAYS_MOST}d")
    return Window.of_days(days, today)


def _refuse_strange_days(body: str, language: str) -> None:
    """Tell a typo in days from an invoice number, which may stand in quotes."""
    found = _STRANGE_DAYS.fullmatch(body)
    if found is None:
        return
    sign, count, glued, apart = found.groups()
    unit = glued or apart
    is_days = bool(sign) and _DAYS.fullmatch(f"{count}{unit}")
    each = 1 if is_days else _DAYS_IN.get(unit[0].lower(), 1)
    days = min(int(count) * each, DAYS_MOST)
    message = say(language, "parse.strange_days", word=body)
    raise UsageError(message, usage.IMPORT, f"import {days}d")


def read_range(body: str, today: date, language: str) -> Window | None:
    """Read two days with dots between; ``None`` if the text is something else."""
    found = _RANGE.fullmatch(body)
    if found is None:
        _refuse_one_day(body, today, language)
        return None
    first = _day(found[1], today, language)
    last = _day(found[2], today, language)
    if first > last:
        words = {
            "first": format.day(first, language),
            "last": format.day(last, language),
        }
        message = say(language, "parse.order", **words)
        raise UsageError(message, usage.IMPORT, _spelled(last, first))
    _refuse_strange_span(first, last, today, language)
    return Window(first, last)


def read_day(text: str) -> date | None:
    """Read one day; ``None`` for anything else."""
    try:
        return _read(text)
    except ValueError:
        return None


def _day(text: str, today: date, language: str) -> date:
    found = read_day(text)
    if found is None:
        word = text or ".."
        raise UsageError(
            say(language, "parse.date", word=word), usage.IMPORT, _month_until(today)
        )
    return found


def _read(text: str) -> date | None:
    iso, local = _ISO.fullmatch(text), _LOCAL.fullmatch(text)
    if iso:
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    if local:
        return date(int(local[3]), int(local[2]), int(local[1]))
    return None


def _refuse_one_day(body: str, today: date, language: str) -> None:
    try:
        only = _read(body)
    except ValueError:
        return
    if only is not None:
        message = say(language, "parse.one_date", word=body)
        raise UsageError(message, usage.IMPORT, _spelled(only, max(only, today)))


def _refuse_strange_span(first: date, last: date, today: date, language: str) -> None:
    if first > today:
        message = say(language, "parse.future", first=format.day(first, language))
        raise UsageError(message, usage.IMPORT, _month_until(today))
    if (last - first).days > DAYS_MOST:
        message = say(language, "parse.days", most=DAYS_MOST)
        raise UsageError(message, usage.IMPORT, _month_until(today))


def _month_until(today: date) -> str:
    return _spelled(today - timedelta(days=30), today)


def _spelled(first: date, last: date) -> str:
    return f"import {first.isoformat()}..{last.isoformat()}"
