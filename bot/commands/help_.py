"""``/twikey help``, and the answer to words that are no subcommand."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from bot.commands.call import Call, Desk, Reply
from bot.views import help as views
from bot.views.help import HelpLine
from bot.words import Voice


def overview(voice: Voice, lines: Iterable[HelpLine]) -> Reply:
    """Tell what can be typed."""
    return Reply(views.overview(voice, lines))


async def reasons(call: Call, desk: Desk) -> Reply:
    """Tell every reason there is."""
    return Reply(views.reasons(desk.voice(call.language)))


def unknown(voice: Voice, word: str, rest: str, lines: tuple[HelpLine, ...]) -> Reply:
    """Answer a word that is no subcommand with help and what was probably meant."""
    names = [line.usage.split()[0] for line in lines]
    return Reply(views.overview(voice, lines, word, nearest(word, rest, names)))


def nearest(word: str, rest: str, names: list[str]) -> str | None:
    """Return the command that was probably meant; a bare number asks *why*."""
    close = get_close_matches(word.lower(), names, n=1, cutoff=0.5)
    if close:
        return f"/twikey {close[0]} {rest}".strip()
    if any(sign.isdigit() for sign in word + rest):
        return f"/twikey why {word} {rest}".strip()
    return None
