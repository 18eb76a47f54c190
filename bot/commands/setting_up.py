"""The steps of the set-up that are done by a button."""

from __future__ import annotations

from bot.commands import settings
from bot.commands.call import Call, Click, Desk, Dialog, Reply
from bot.views import answers
from bot.views.blocks import Button
from bot.views.buttons import Verb
from bot.views.dialogs import View, notice
from bot.views.values import Value


async def strict(click: Click, desk: Desk) -> Reply:
    """Keep that somebody vouches for Teamleader's strict mode."""
    await desk.records.set_ups.confirm_strict(click.user)
    return Reply(answers.told(desk.voice(click.language), "set_up.strict"))


async def settings_all(click: Click, desk: Desk) -> Reply:
    """Show the settings in a dialogue, from which each part can be changed."""
    voice = desk.voice(click.language)
    title = voice.say("settings.title")

    async def fill() -> View:
        call = Call(click.user, click.channel, "", click.language, "")
        reply = await settings.handle(call, desk)
        return notice(voice, title, *(reply.first.blocks if reply.first else ()))

    again = Button(
        Verb.SETTINGS_ALL, voice.say("button.settings_all"), Value("", "").spelled()
    )
    return Reply(dialog=Dialog(title, fill, again))


async def test_alert(click: Click, desk: Desk) -> Reply:
    """Send a test alert, on the way that every alert takes."""
    await desk.records.set_ups.send_test_alert(click.user)
    return Reply(answers.told(desk.voice(click.language), "set_up.test"))
