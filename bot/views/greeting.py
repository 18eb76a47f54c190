"""What is said in a channel the bot was added to."""

from __future__ import annotations

from bot.views.blocks import Message, bulleted, channel_link, code, mention, message
from bot.views.blocks import section as paragraph
from bot.words import Voice
from core.domain.reason import Facts

_EXAMPLES = ("/twikey why 2026 / 42", "/twikey import 30d preview", "/twikey help")


def greeting(voice: Voice, facts: Facts) -> Message:
    """Say who we are, who added us, what comes here, and what can be typed."""
    channel, main, by = (facts.get(name) for name in ("channel", "main", "by"))
    lines = [voice.say("greeting.hello")]
    if by:
        lines.append(voice.say("greeting.by", by=mention(str(by))))
    if channel == main:
        lines.append(voice.say("greeting.main"))
    else:
        where = channel_link(str(main))
        lines.append(voice.say("greeting.elsewhere", channel=where))
    examples = bulleted(code(example) for example in _EXAMPLES)
    return message(
        paragraph(*lines), paragraph(voice.say("greeting.examples"), *examples)
    )
