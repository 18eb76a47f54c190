"""``/twikey connect``: give an admin the link that connects Teamleader."""

from __future__ import annotations

from bot.commands.call import Call, Desk, Reply
from bot.views import answers
from bot.views.overview import connect


async def handle(call: Call, desk: Desk) -> Reply:
    """Give a new link, if Teamleader could send the browser back."""
    voice = desk.voice(call.language)
    if desk.oversight.consent is None:
        return Reply(answers.told(voice, "connect.nowhere"))
    return Reply(connect(voice, desk.oversight.consent()))
