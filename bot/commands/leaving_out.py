"""Reading ``/twikey skip``: which invoice, why, and until when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.commands import usage
from bot.commands.dates import read_day
from bot.commands.parsing import QUOTED, inside
from bot.views.decision_forms import WHY_MOST
from bot.words import say
from core.deciding import Excluding
from core.errors import UsageError

_BACK = "back"
_UNTIL = re.compile(r"(?:^|[\s,;(])until\s+(\S+?)\)?$", re.IGNORECASE)
_LOOSE_SEPARATOR = re.compile(r"\s+([/\-–])\s*(?=\S*\d)|\s*(/)\s+(?=\S*\d)")
_STOPS = " \t,;:.-–"
_GLUE = "\ue000"


@dataclass(frozen=True)
class SkipRequest:
    """What was asked for; without ``wanted`` the invoice is to be taken back in."""

    number: str
    wanted: Excluding | None


def read_skip(text: str, today: date, language: str = "en") -> SkipRequest:
    """Read the number, the reason and the day. Raises ``UsageError``."""
    number, rest = _apart(text)
    if not any(sign.isdigit() for sign in number):
        raise _wrong(say(language, "skip.empty"), "2026 / 42")
    if rest.lower() == _BACK:
        return SkipRequest(number, None)
    found = _UNTIL.search(rest)
    until = _until(found[1], today, language) if found else None
    why = rest[: found.start()].rstrip(_STOPS) if found else rest
    if len(why) > WHY_MOST:
        raise _wrong(say(language, "skip.long", most=WHY_MOST), number)
    return SkipRequest(number, Excluding(why, until))


def _apart(text: str) -> tuple[str, str]:
    """Return the number and what follows it.

    A quoted text is a number whatever is in it. Else the number ends with its first
    word that holds a digit; a separator between digits does not end it.
    """
    body = " ".join(text.split())
    quoted = QUOTED.match(body)
    if quoted:
        return inside(quoted).strip(), body[quoted.end() :].strip(_STOPS)
    glued = _LOOSE_SEPARATOR.sub(_glue, body)
    words = glued.split()
    last = next((n for n, word in enumerate(words) if _has_digit(word)), len(words))
    number = " ".join(words[: last + 1]).replace(_GLUE, " ").rstrip(_STOPS)
    return number, " ".join(words[last + 1 :]).replace(_GLUE, " ").strip(_STOPS)


def _glue(found: re.Match[str]) -> str:
    return f"{_GLUE}{found[1] or found[2]}{_GLUE}"


def _has_digit(word: str) -> bool:
    return any(sign.isdigit() for sign in word)


def _until(word: str, today: date, language: str) -> date:
    day = read_day(word)
    example = f"2026 / 42 until {date(today.year, 12, 31).isoformat()}"
    if day is None:
        raise _wrong(say(language, "parse.date", word=word), example)
    if day < today:
        raise _wrong(say(language, "skip.past", word=word), example)
    return day


def _wrong(message: str, example: str) -> UsageError:
    return UsageError(message, usage.SKIP, f"skip {example}")
