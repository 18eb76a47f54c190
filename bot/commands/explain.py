"""*Explain this invoice*: finds numbers in a message and tells about them."""

from __future__ import annotations

import re

from bot.commands.call import Call, Desk, Reply
from bot.commands.parsing import typed
from bot.commands.why import look_up
from bot.views import answers, buttons
from bot.views.blocks import choice, message, section
from bot.views.values import typed_value
from core.domain.mentions import numbers_in

_NAMED = re.compile(r"<[@#!][^<>]*>")
"""People, channels and moments, which Slack writes with ids and numbers of its own."""


async def handle(call: Call, desk: Desk) -> Reply:
    """Explain the invoice a message is about, or ask which one is meant."""
    voice = desk.voice(call.language)
    numbers = numbers_in(typed(_NAMED.sub(" ", call.text)))
    if not numbers:
        return Reply(answers.told(voice, "explain.none"))
    if len(numbers) == 1:
        return look_up(desk, call.language, numbers[0], numbers[0])
    rows = [
        choice(voice.worded(number), buttons.why(voice, typed_value(number)))
        for number in numbers
    ]
    asked = section(voice.say("explain.several", count=len(numbers)))
    return Reply(message(asked, *rows))
