"""``/twikey connect``: give an admin the link that connects Teamleader."""

from __future__ import annotations

from bot.commands.call import Call, Click, Desk, Reply
from bot.views import answers
from bot.views.overview import connect


async def pressed(click: Click, desk: Desk) -> Reply:
    """Give the link to whoever pressed the button for it."""
    voice = desk.voice(click.language)
    if desk.oversight.consent is None:
        return Reply(answers.told(voice, "connect.nowhere"))
    return Reply(connect(voice, await desk.oversight.consent(click.user)))


async def handle(call: Call, desk: Desk) -> Reply:
    """Give a new link, if Teamleader could send the browser back."""
    voice = desk.voice(call.language)
    if desk.oversight.consent is None:
        return Reply(answers.told(voice, "connect.nowhere"))
    return Reply(connect(voice, await desk.oversight.consent(call.user)))
