"""Which invoices an import was asked for, in words."""

from __future__ import annotations

from bot.words import Safe, Voice
from core.scope import NumbersScope, Scope, WindowScope

_SHOWN = 5


def described(voice: Voice, scope: Scope) -> Safe:
    """Return what was asked for, to fit into a sentence."""
    match scope:
        case WindowScope(window):
            key = "scope.day" if window.first == window.last else "scope.window"
            return voice.say(key, first=window.first, last=window.last)
        case NumbersScope(numbers):
            return numbered(voice, numbers)
        case _:
            return voice.say("scope.problems")


def numbered(voice: Voice, numbers: tuple[str, ...]) -> Safe:
    """Return a few numbers in words."""
    shown = [voice.worded(number) for number in numbers[:_SHOWN]]
    if len(numbers) > _SHOWN:
        shown.append(voice.say("list.more", count=len(numbers) - _SHOWN))
    return voice.say("scope.numbers", count=len(numbers), numbers=voice.listed(shown))
