"""The form for what is imported by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.views.blocks import Block, Message, context, message, section
from bot.views.decision_forms import profile_label
from bot.views.dialogs import Frame, View, modal
from bot.views.fields import (
    Choice,
    Field,
    multi_select_field,
    radio_field,
    select_field,
)
from bot.views.settings import Area
from bot.words import Voice
from core.choosing_profiles import KnownProfile
from core.domain.policy import Policy, ZeroChanged
from core.ports import Department

NAME = f"settings-{Area.IMPORT}"
AUTO, DEPARTMENTS, ZERO, DEFAULT = "auto", "departments", "zero", "default"
ON, OFF, NONE = "on", "off", "none"


@dataclass(frozen=True)
class Offered:
    """What there is to choose from."""

    departments: Sequence[Department] = ()
    profiles: Sequence[KnownProfile] = ()


def form(voice: Voice, policy: Policy, offered: Offered) -> View:
    """Ask what is imported by itself, of whom, and to which profile at first."""
    frame = Frame(
        voice.say(f"settings.area.{Area.IMPORT}"),
        voice.say("button.cancel"),
        NAME,
        voice.say("settings.save"),
    )
    return modal(
        frame,
        _auto(voice, policy),
        context(voice.say("settings.form.link")),
        *_departments(voice, policy, offered.departments),
        _zero(voice, policy),
        *_default(voice, policy, offered.profiles),
    )


def warned(voice: Voice, told: Message, policy: Policy) -> Message:
    """Add what is not ready yet to the word that automatic import is on."""
    if not policy.auto_import or policy.profiles:
        return told
    return message(*told.blocks, section(voice.say("settings.not_ready")))


def _auto(voice: Voice, policy: Policy) -> Block:
    choices = [Choice(one, voice.say(f"settings.form.auto.{one}")) for one in (ON, OFF)]
    field = Field(AUTO, voice.say("settings.form.auto"))
    return radio_field(field, choices, ON if policy.auto_import else OFF)


def _departments(
    voice: Voice, policy: Policy, departments: Sequence[Department]
) -> list[Block]:
    """Ask only where there are several: one department is all of them."""
    names = {str(one.id): one.name for one in departments}
    # One that Teamleader does not show now stays chosen until somebody drops it.
    names |= {str(one): str(one) for one in policy.departments if one not in names}
    if len(names) < 2:
        return []
    choices = [Choice(id_, voice.worded(name)) for id_, name in names.items()]
    field = Field(
        DEPARTMENTS,
        voice.say("settings.form.departments"),
        voice.say("settings.form.departments_hint"),
        optional=True,
    )
    return [multi_select_field(field, choices, [str(o) for o in policy.departments])]


def _zero(voice: Voice, policy: Policy) -> Block:
    choices = [
        Choice(one.value, voice.say(f"settings.form.zero.{one}")) for one in ZeroChanged
    ]
    field = Field(ZERO, voice.say("settings.form.zero"))
    return radio_field(field, choices, policy.zero_changed.value)


def _default(
    voice: Voice, policy: Policy, profiles: Sequence[KnownProfile]
) -> list[Block]:
    if not profiles:
        return [section(voice.say("settings.form.no_profiles"))]
    choices = [
        Choice(NONE, voice.say("settings.form.default_none")),
        *(Choice(one.id, profile_label(voice, one)) for one in profiles),
    ]
    field = Field(
        DEFAULT,
        voice.say("settings.form.default"),
        voice.say("settings.form.default_hint"),
    )
    return [select_field(field, choices, policy.default_profile or NONE)]
