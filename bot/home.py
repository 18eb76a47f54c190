"""What the Home tab shows: read from what is remembered, without a call outside."""

from __future__ import annotations

import asyncio

from bot.commands.call import Desk
from bot.roles import Person, Role
from bot.views import home as views
from bot.views.dialogs import View
from bot.views.invoices import PAGE
from core.domain.overview import Wish

FIRST = Wish()
"""The page of the overview that the tab opens with."""


async def home(user: Person, desk: Desk, wish: Wish = FIRST) -> View:
    """Return the Home tab of somebody, with one page of the overview in it."""
    voice = desk.voice(user.language)
    if user.role is Role.NOBODY:
        return views.nobody(voice)
    return views.home(voice, user.role, await _standing(desk, wish))


async def _standing(desk: Desk, wish: Wish) -> views.Standing:
    oversight, records = desk.oversight, desk.records
    set_up, status, alerts, last_run, page, policy = await asyncio.gather(
        records.set_ups.present(),
        oversight.reports.status(),
        oversight.alarms.open(),
        desk.engine.last_run(),
        records.overviews.page(wish, PAGE),
        oversight.choices.present(),
    )
    return views.Standing(
        set_up=set_up,
        status=status,
        alerts=alerts,
        last_run=last_run,
        page=page,
        channel=policy.audience.alerts or desk.channel,
        today=desk.clock.now().astimezone(desk.zone).date(),
    )
