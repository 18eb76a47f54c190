"""The form for who may do what."""

from __future__ import annotations

from collections.abc import Mapping

from bot.views.blocks import Block, context, mention, section
from bot.views.dialogs import Frame, View, modal
from bot.views.fields import Choice, Field, multi_select_field, people_field
from bot.views.settings import Area, Chosen
from bot.views.settings_alerts import known_groups
from bot.words import Voice
from core.choices import Circle

NAME = f"settings-{Area.PEOPLE}"
OPERATORS, ADMINS = "operators", "admins"


def groups_of(role: str) -> str:
    """Return the name of the field that holds the user groups of a role."""
    return f"{role}-groups"


def form(voice: Voice, chosen: Chosen, groups: Mapping[str, str]) -> View:
    """Ask who are operators and admins, one by one and by user groups."""
    frame = Frame(
        voice.say(f"settings.area.{Area.PEOPLE}"),
        voice.say("button.cancel"),
        NAME,
        voice.say("settings.save"),
    )
    always = voice.listed([mention(one) for one in chosen.admins])
    blocks = [
        section(voice.say("settings.form.people")),
        *_circle(voice, OPERATORS, chosen.roles.operators, groups),
        *_circle(voice, ADMINS, chosen.roles.admins, groups),
        context(voice.say("settings.form.always", names=always)),
    ]
    if not groups:
        blocks.append(context(voice.say("settings.form.no_groups")))
    return modal(frame, *blocks)


def _circle(
    voice: Voice, role: str, circle: Circle, groups: Mapping[str, str]
) -> list[Block]:
    label = voice.say(f"settings.form.{role}")
    blocks = [people_field(Field(role, label, optional=True), circle.people)]
    known = known_groups(groups, circle.groups)
    if known:
        choices = [Choice(id_, voice.worded(name)) for id_, name in known.items()]
        name = groups_of(role)
        field = Field(name, voice.say(f"settings.form.{role}_groups"), optional=True)
        blocks.append(multi_select_field(field, choices, circle.groups))
    return blocks
