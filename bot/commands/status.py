"""``/twikey status``: tell how the bot stands."""

from __future__ import annotations

from bot.commands.call import Call, Desk, Reply
from bot.views.status import status


async def handle(call: Call, desk: Desk) -> Reply:
    """Tell how the bot stands."""
    found = await desk.oversight.reports.status()
    return Reply(status(desk.voice(call.language), found))
