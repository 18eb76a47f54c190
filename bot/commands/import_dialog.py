"""Opening the import dialogue: from a shortcut, from Home, from a button."""

from __future__ import annotations

from bot.commands.call import Call, Click, Desk, Dialog, Reply
from bot.views import buttons, import_form
from bot.views.dialogs import View
from bot.views.import_form import Wanted


async def opened(call: Call, desk: Desk) -> Reply:
    """Open it for whoever used the shortcut."""
    return Reply(dialog=dialog(desk, call.language, Wanted()))


async def pressed(click: Click, desk: Desk) -> Reply:
    """Open it for whoever pressed the button."""
    return Reply(dialog=dialog(desk, click.language, Wanted()))


def dialog(desk: Desk, language: str, wanted: Wanted) -> Dialog:
    """Ask which invoices are wanted, with what was filled in before."""
    voice = desk.voice(language)

    async def fill() -> View:
        departments = await desk.engine.departments()
        narrowing = import_form.narrowing(voice, departments, wanted)
        return import_form.asking(voice, wanted, narrowing)

    again = buttons.import_form(voice)
    return Dialog(voice.say("import_form.title"), fill, again)
