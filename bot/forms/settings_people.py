"""Saving who may do what."""

from __future__ import annotations

from bot.commands.call import Desk, Reply
from bot.forms.call import FormReply, Submission
from bot.views.settings_people import ADMINS, OPERATORS, groups_of
from bot.views.settings_profiles import saved
from core.choices import ROLES, ChosenRoles, Circle


async def submitted(sent: Submission, desk: Desk) -> FormReply:
    """Save operators and admins; groups that were not asked for stay."""
    before = await desk.oversight.choices.roles()
    chosen = ChosenRoles(
        _circle(sent, OPERATORS, before.operators), _circle(sent, ADMINS, before.admins)
    )
    names: tuple[str, ...] = ()
    if chosen != before:
        await desk.oversight.choices.choose_roles(chosen, sent.user)
        names = (ROLES,)
    return FormReply(reply=Reply(saved(desk.voice(sent.language), names)))


def _circle(sent: Submission, role: str, before: Circle) -> Circle:
    name = groups_of(role)
    asked = name in sent.values
    groups = frozenset(sent.several(name)) if asked else before.groups
    return Circle(frozenset(sent.several(role)), groups)
