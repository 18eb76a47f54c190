"""Saving what is imported by itself."""

from __future__ import annotations

from dataclasses import replace

from bot.commands.call import Desk, Reply
from bot.forms.call import FormReply, Submission
from bot.forms.settings_profiles import confirming
from bot.views import settings_import, settings_profiles
from bot.views.settings_import import AUTO, DEFAULT, DEPARTMENTS, NONE, ON, ZERO
from core.choices import AUTO_IMPORT, DEFAULT_PROFILE, ZERO_CHANGED
from core.domain.audience import spelled
from core.domain.policy import IMPORT_DEPARTMENTS, Policy


async def submitted(sent: Submission, desk: Desk) -> FormReply:
    """Save what differs; another default profile shows first what it would change."""
    voice, choices = desk.voice(sent.language), desk.oversight.choices
    changes = _changes(sent, await choices.present())
    default = changes.pop(DEFAULT_PROFILE, None)
    names = await choices.change(changes, sent.user)
    told = settings_profiles.saved(voice, names)
    if AUTO_IMPORT in names:
        told = settings_import.warned(voice, told, await choices.present())
    if default is None:
        return FormReply(reply=Reply(told))
    confirm = confirming(sent, desk, {DEFAULT_PROFILE: default})
    return replace(confirm, reply=Reply(told)) if names else confirm


def _changes(sent: Submission, policy: Policy) -> dict[str, str]:
    """Return what differs from what is in force; what was not asked is left alone."""
    wanted = {
        AUTO_IMPORT: "true" if sent.text(AUTO) == ON else "false",
        ZERO_CHANGED: sent.text(ZERO),
    }
    present = {
        AUTO_IMPORT: "true" if policy.auto_import else "false",
        ZERO_CHANGED: policy.zero_changed.value,
        IMPORT_DEPARTMENTS: spelled(policy.departments),
        DEFAULT_PROFILE: policy.default_profile or "",
    }
    if DEPARTMENTS in sent.values:
        wanted[IMPORT_DEPARTMENTS] = spelled(sent.several(DEPARTMENTS))
    if sent.text(DEFAULT):
        chosen = sent.text(DEFAULT)
        wanted[DEFAULT_PROFILE] = "" if chosen == NONE else chosen
    return {name: text for name, text in wanted.items() if text != present[name]}
