"""Short answers: what was understood, how far it is, and what cannot be done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.views.blocks import (
    Message,
    bulleted,
    channel_link,
    clean,
    code,
    mention,
    message,
    section,
)
from bot.words import Safe, Voice
from bot.words.format import clock_time
from core.errors import UsageError
from core.ports.clock import Progress

_HELPERS_MOST = 5
_SAID_MOST = 600


@dataclass(frozen=True)
class Asked:
    """An import that is under way: what, by whom, since how many seconds."""

    what: Safe
    by: str
    seconds: float


def told(voice: Voice, key: str, **facts: object) -> Message:
    """Say one sentence."""
    return message(section(voice.say(key, **facts)))


def importing(voice: Voice, what: Safe, channel: str) -> Message:
    """Say what was understood of an import that runs at once."""
    return told(voice, "understood.import", what=what, channel=channel_link(channel))


def careful(voice: Voice, what: Safe, channel: str, limit: int) -> Message:
    """Say what was understood of an import that may have to be confirmed."""
    where = channel_link(channel)
    return told(voice, "understood.careful", what=what, channel=where, limit=limit)


def progress(voice: Voice, asked: Asked, at: Progress) -> Message:
    """Tell how far an import is, and how long it will take."""
    facts = {"what": asked.what, "by": mention(asked.by), "done": at.done}
    if at.of is None:
        lines = [voice.say("progress.text", **facts)]
    else:
        lines = [voice.say("progress.of", of=at.of, **facts)]
    if at.waiting_until is not None:
        until = Safe(clock_time(at.waiting_until, voice.zone))
        lines.append(voice.say("progress.waiting", until=until))
    elif at.of and at.done:
        left = asked.seconds / at.done * (at.of - at.done)
        lines.append(voice.say("progress.left", count=max(1, round(left / 60))))
    return message(section(*lines))


def unposted(voice: Voice, channel: str, summary: Message) -> Message:
    """Give a summary privately, and say why it is not in the channel."""
    notice = voice.say("answer.unposted", channel=channel_link(channel))
    lines = [notice]
    if summary.attachment:
        lines.append(voice.say("answer.list_missing"))
    first = section(*lines)
    # The last block only points at the file that could not be attached.
    rest = summary.blocks[:-1] if summary.attachment else summary.blocks
    return message(first, *rest[:49])


def asked(voice: Voice, people: Iterable[str], groups: Iterable[str] = ()) -> Safe:
    """Name whom to ask: a few people and user groups, by their ids."""
    named = [mention(one) for one in sorted(people)[:_HELPERS_MOST]]
    named += [mention(one) for one in sorted(groups)[:_HELPERS_MOST]]
    return voice.listed(named)


def usage(voice: Voice, error: UsageError, examples: Iterable[str] = ()) -> Message:
    """Say what was not understood, what was probably meant, and how to type it."""
    # The sentence quotes what was typed, so it is data itself.
    lines = [Safe(clean(str(error.message), _SAID_MOST))]
    if error.nearest:
        lines.append(voice.say("help.nearest", nearest=code(error.nearest)))
    if error.usage:
        lines.append(voice.say("usage.line", usage=code(error.usage)))
    shown = bulleted(code(example) for example in examples)
    return message(section(*lines, *shown))
