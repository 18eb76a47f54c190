"""Reading what people type after a subcommand: days, numbers, words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from bot.commands import usage
from bot.commands.dates import read_days, read_range
from bot.words import say
from core.domain.policy import Window
from core.errors import UsageError
from core.scope import NumbersScope, ProblemsScope, Scope, WindowScope

DEFAULT_DAYS = 30
# A button has to carry the numbers, and Slack lets it carry 2,000 characters.
_SPELLED_MOST = 1800
_WORDS = ("problems", "preview")

# An apostrophe quotes only where it stands outside a word.
QUOTED = re.compile(r"""["“”«»`]([^"“”«»`]*)["“”«»`]|(?<!\w)['‘]([^'’]*)['’](?!\w)""")
_STRAY = str.maketrans('"“”«»`', "      ")
_REFERENCE = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_LOOSE_SEPARATOR = re.compile(r"\s+([/\-–])\s*|\s*(/)\s+")
_GLUE = "\ue000"


@dataclass(frozen=True)
class ImportRequest:
    """What an import command asks for."""

    scope: Scope
    preview: bool = False


def typed(text: str) -> str:
    """Return a command's text as it was typed.

    Slack escapes three signs and turns names and addresses into references.
    """
    text = _REFERENCE.sub(_unreferenced, text)
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text.strip()


def read_import(text: str, today: date, language: str = "en") -> ImportRequest:
    """Read an import command. Raises ``UsageError`` with the nearest way to say it."""
    words = text.split()
    for end in (0, -1):
        if words and words[end].lower() == "preview":
            del words[end]
    preview = len(words) < len(text.split())
    try:
        return ImportRequest(_scope(" ".join(words), today, language), preview)
    except UsageError as error:
        if not preview or not error.nearest:
            raise
        # What somebody only wanted to look at must not be offered as an import.
        nearest = f"{error.nearest} preview"
        raise UsageError(error.message, error.usage, nearest) from error


def read_number(text: str, language: str = "en", how: str = usage.WHY) -> str:
    """Read the one number of a command; ``how`` it is typed goes into a refusal.

    Raises ``UsageError`` if there is none.
    """
    number = " ".join(QUOTED.sub(inside, text).translate(_STRAY).split())
    if not number:
        message = say(language, "parse.empty_why")
        raise UsageError(message, how, f"{how.split()[0]} 2026 / 42")
    return number


def spelled(scope: Scope) -> str:
    """Return the words that :func:`read_import` reads as this scope."""
    match scope:
        case WindowScope(window):
            return f"{window.first.isoformat()}..{window.last.isoformat()}"
        case NumbersScope(numbers):
            return ", ".join(f'"{number}"' for number in numbers)
        case _:
            return "problems"


def fits_button(scope: Scope) -> bool:
    """Whether a button can carry this scope."""
    return len(spelled(scope)) <= _SPELLED_MOST


def _scope(body: str, today: date, language: str) -> Scope:
    if not body:
        return WindowScope(Window.of_days(DEFAULT_DAYS, today))
    if body.lower() == "problems":
        return ProblemsScope()
    window = read_days(body, today, language) or read_range(body, today, language)
    if window is not None:
        return WindowScope(window)
    numbers = NumbersScope(_numbers(body, language))
    if not fits_button(numbers):
        raise UsageError(say(language, "parse.too_many"), usage.IMPORT)
    return numbers


def _numbers(body: str, language: str) -> tuple[str, ...]:
    quoted = [" ".join(inside(found).split()) for found in QUOTED.finditer(body)]
    rest = QUOTED.sub(",", body).translate(_STRAY)
    chunks = [chunk for chunk in re.split(r"[,;]", rest) if chunk.strip()]
    found = [*quoted, *(number for chunk in chunks for number in _in_chunk(chunk))]
    numbers = tuple(dict.fromkeys(number for number in found if number))
    for number in numbers:
        _is_a_number(number, body, language)
    return numbers


def _in_chunk(chunk: str) -> list[str]:
    """Split at spaces, but never beside a separator or after a word without digits."""
    glued = _LOOSE_SEPARATOR.sub(
        lambda found: f"{_GLUE}{found[1] or found[2]}{_GLUE}", chunk.strip()
    )
    numbers: list[str] = []
    before: list[str] = []
    for token in glued.split():
        before.append(token)
        if any(sign.isdigit() for sign in token):
            numbers.append(" ".join(before))
            before = []
    if before:
        numbers.append(" ".join(before))
    return [number.replace(_GLUE, " ") for number in numbers]


def _is_a_number(number: str, body: str, language: str) -> None:
    words = [word.lower() for word in number.split()]
    alone = next((word for word in words if word in _WORDS), None)
    if alone:
        raise UsageError(say(language, "parse.mixed", word=alone), usage.IMPORT)
    if any(sign.isdigit() for sign in number):
        return
    near = get_close_matches(words[-1] if words else "", _WORDS, n=1, cutoff=0.6)
    nearest = f"import {_corrected(body, words[-1], near[0])}" if near else ""
    message = say(language, "parse.no_number", word=number)
    raise UsageError(message, usage.IMPORT, nearest)


def _corrected(body: str, wrong: str, right: str) -> str:
    return re.sub(re.escape(wrong), right, body, flags=re.IGNORECASE)


def inside(quoted: re.Match[str]) -> str:
    """Return what stands between the quotes that :data:`QUOTED` found."""
    return quoted[1] or quoted[2] or ""


def _unreferenced(found: re.Match[str]) -> str:
    """Return a reference as it was typed: an address, or the name of what it is."""
    target, label = found[1], found[2]
    if target[:1] in ("#", "@"):
        return f"{target[0]}{label or target[1:]}"
    return target
