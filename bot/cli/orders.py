"""From the words of ``import`` to what is to be imported: pure."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from bot.cli.parser import nearest
from core.domain.policy import Window
from core.errors import UsageError
from core.scope import NumbersScope, ProblemsScope, Scope, WindowScope

DEFAULT_DAYS = 30
MOST_DAYS = 3660
PROBLEMS = "problems"


def scope_of(words: Namespace, today: date) -> Scope:
    """Return what to import; raises ``UsageError`` for what contradicts itself."""
    numbers = tuple(dict.fromkeys(numbers_of(words.numbers)))
    dated = [
        option
        for option, given in (
            ("--days", words.days),
            ("--from", words.first),
            ("--to", words.last),
        )
        if given is not None
    ]
    if numbers and dated:
        raise UsageError(f"{numbers[0]} and {dated[0]} do not go together")
    if numbers:
        return _numbers_scope(numbers)
    return WindowScope(_window(words, today))


def numbers_of(words: Sequence[str]) -> Iterator[str]:
    """Yield invoice numbers; commas part them, a slash with spaces holds them together.

    A shell hands ``2026 / 42`` over as three words.
    """
    held = ""
    for word in (part for typed in words for part in _parted(typed)):
        if held and (held.endswith("/") or word.startswith("/")):
            held = f"{held} {word}"
        else:
            if held:
                yield held
            held = word
    if held:
        yield held


def _parted(word: str) -> list[str]:
    parts = [part.strip() for part in word.split(",")]
    if not any(parts):
        raise UsageError("An invoice number is empty")
    return [part for part in parts if part]


def _numbers_scope(numbers: tuple[str, ...]) -> Scope:
    if PROBLEMS in (number.lower() for number in numbers):
        if len(numbers) > 1:
            raise UsageError(f"{PROBLEMS} stands alone, without numbers")
        return ProblemsScope()
    for number in numbers:
        if not any(sign.isdigit() for sign in number):
            raise UsageError(
                f"{number} is not an invoice number", "", nearest(number, [PROBLEMS])
            )
    return NumbersScope(numbers)


def _window(words: Namespace, today: date) -> Window:
    if words.days is not None and (words.first or words.last):
        raise UsageError("--days does not go together with --from or --to")
    if words.last is not None and words.first is None:
        return _until(words.last)
    if words.first is None:
        return _days(DEFAULT_DAYS if words.days is None else words.days, today)
    window = Window(words.first, words.last or today)
    if window.first > window.last:
        raise UsageError(f"--from {window.first} is later than {window.last}")
    return window


def _until(last: date) -> Window:
    """Return the days before a date, as many as a window has by default."""
    try:
        return Window(last - timedelta(days=DEFAULT_DAYS), last)
    except OverflowError:
        raise UsageError(f"--to {last} is too early") from None


def _days(days: int, today: date) -> Window:
    if not 0 <= days <= MOST_DAYS:
        raise UsageError(f"--days goes from 0 to {MOST_DAYS}")
    return Window.of_days(days, today)
