"""Opening the forms of the settings, each filled with what is in force."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.commands.call import Click, Desk, Dialog, Reply
from bot.views import answers, buttons
from bot.views import settings_alerts as alerts_views
from bot.views import settings_import as import_views
from bot.views import settings_people as people_views
from bot.views import settings_profiles as profile_views
from bot.views.dialogs import View
from bot.views.settings import Area, Chosen
from bot.words import Voice
from core.choosing_profiles import PROFILE_REASONS

Fill = Callable[[Voice, Desk], Awaitable[View]]


async def chosen(desk: Desk) -> Chosen:
    """Return what is in force."""
    choices = desk.oversight.choices
    policy, roles = await choices.present(), await choices.roles()
    return Chosen(policy, roles, desk.channel, desk.admins)


async def pressed(click: Click, desk: Desk) -> Reply:
    """Open the form of one area."""
    voice, area = desk.voice(click.language), Area(click.value.id)
    name = voice.say(f"settings.area.{area}")

    async def fill() -> View:
        return await FILLS[area](voice, desk)

    return Reply(dialog=Dialog(name, fill, buttons.settings(voice, area, name)))


async def recheck(click: Click, desk: Desk) -> Reply:
    """Judge again what is out because of its profile."""
    count = await desk.oversight.profiles.recheck(PROFILE_REASONS, click.user)
    voice = desk.voice(click.language)
    return Reply(answers.told(voice, "settings.rechecking", count=count))


async def _import(voice: Voice, desk: Desk) -> View:
    policy = await desk.oversight.choices.present()
    offer = await desk.oversight.profiles.offer()
    offered = import_views.Offered(await desk.engine.departments(), offer.profiles)
    return import_views.form(voice, policy, offered)


async def _profiles(voice: Voice, desk: Desk) -> View:
    policy = await desk.oversight.choices.present()
    return profile_views.fields_form(
        voice, policy, await desk.oversight.profiles.offer()
    )


async def _switches(voice: Voice, desk: Desk) -> View:
    policy = await desk.oversight.choices.present()
    return profile_views.switches_form(
        voice, await desk.oversight.profiles.offer(), policy
    )


async def _alerts(voice: Voice, desk: Desk) -> View:
    policy = await desk.oversight.choices.present()
    groups = await desk.people.groups()
    return alerts_views.alerts_form(voice, policy, desk.channel, groups)


async def _causes(voice: Voice, desk: Desk) -> View:
    return alerts_views.causes_form(voice, await desk.oversight.choices.present())


async def _people(voice: Voice, desk: Desk) -> View:
    groups = await desk.people.groups()
    return people_views.form(voice, await chosen(desk), groups)


FILLS: dict[Area, Fill] = {
    Area.IMPORT: _import,
    Area.PROFILES: _profiles,
    Area.SWITCHES: _switches,
    Area.ALERTS: _alerts,
    Area.CAUSES: _causes,
    Area.PEOPLE: _people,
}
