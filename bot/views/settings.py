"""How the bot works, as an admin sees and changes it."""

from __future__ import annotations

from bot.views.blocks import (
    Message,
    bold,
    bulleted,
    code,
    context,
    header,
    message,
    section,
)
from bot.words import Voice
from core.domain.policy import Policy

_PROFILES_MOST = 20


def settings(voice: Voice, policy: Policy) -> Message:
    """Tell what people can change here, and which profiles are confirmed."""
    switch = "settings.is_on" if policy.auto_import else "settings.is_off"
    lines = [
        voice.say(switch),
        voice.say("settings.digest_at", at=f"{policy.digest_at:%H:%M}"),
    ]
    lines += [
        voice.say("settings.level", code=code(name), level=voice.say(f"level.{level}"))
        for name, level in sorted(policy.alert_levels.items())
    ]
    profiles = [
        voice.say("settings.profile", id=code(one.id), name=one.name)
        for one in policy.profiles[:_PROFILES_MOST]
    ]
    blocks = [header(voice.say("settings.title")), section(*bulleted(lines))]
    if profiles:
        title = bold(voice.say("settings.profiles"))
        blocks.append(section(title, *bulleted(profiles)))
    blocks.append(context(voice.say("settings.how")))
    return message(*blocks)
