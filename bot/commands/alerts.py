"""``/twikey alerts``: show one person what is open."""

from __future__ import annotations

from bot.commands.call import Call, Desk, Reply
from bot.views.overview import overview


async def handle(call: Call, desk: Desk) -> Reply:
    """Show the open alerts."""
    records = await desk.oversight.alarms.open()
    today = desk.clock.now().astimezone(desk.zone).date()
    return Reply(overview(desk.voice(call.language), records, today))
