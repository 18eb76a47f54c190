"""``/twikey settings``: show how the bot works, and change it."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from bot.commands import usage
from bot.commands.call import Call, Desk, Reply
from bot.commands.settings_areas import chosen
from bot.views import answers
from bot.views.settings import settings
from bot.words import reasons, say
from core.choices import read_time
from core.domain.reason import Alert, Reason
from core.errors import UsageError

LEVELS = {"alert": Alert.ALERT, "digest": Alert.DIGEST, "silent": Alert.NOTHING}
SWITCH = {"on": True, "off": False}


async def handle(call: Call, desk: Desk) -> Reply:
    """Show or change one setting. Raises ``UsageError``."""
    match call.text.lower().split():
        case []:
            voice = desk.voice(call.language)
            return Reply(settings(voice, await chosen(desk)))
        case ["alert", reason, level]:
            return await _alert(call, desk, reason, level)
        case ["digest", at]:
            return await _digest(call, desk, at)
        case ["automatic", switch] if switch in SWITCH:
            return await _automatic(call, desk, on=SWITCH[switch])
    raise _wrong(call, call.text, ("alert", "digest", "automatic"))


async def _alert(call: Call, desk: Desk, reason: str, level: str) -> Reply:
    codes = [one.value for one in Reason]
    if reason not in codes:
        raise _wrong(call, reason, codes)
    if level not in LEVELS:
        raise _wrong(call, level, list(LEVELS))
    await desk.oversight.choices.alert_level(Reason(reason), LEVELS[level], call.user)
    voice = desk.voice(call.language)
    title = reasons.title(voice, Reason(reason))
    return Reply(answers.told(voice, f"settings.now_{level}", reason=title))


async def _digest(call: Call, desk: Desk, at: str) -> Reply:
    found = read_time(at)
    if found is None:
        raise _wrong(call, at, ("08:00",))
    await desk.oversight.choices.digest_at(found, call.user)
    voice = desk.voice(call.language)
    return Reply(answers.told(voice, "settings.now_digest_at", at=f"{found:%H:%M}"))


async def _automatic(call: Call, desk: Desk, *, on: bool) -> Reply:
    await desk.oversight.choices.automatic_import(call.user, on=on)
    key = "settings.now_on" if on else "settings.now_off"
    return Reply(answers.told(desk.voice(call.language), key))


def _wrong(call: Call, word: str, known: Sequence[str]) -> UsageError:
    nearest = next(iter(difflib.get_close_matches(word, known, 1)), "")
    message = say(call.language, "settings.wrong", word=word)
    return UsageError(message, usage.SETTINGS, nearest)
