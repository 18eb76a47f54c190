"""Publishing the Home tab: at each opening, and after what is done in it."""

from __future__ import annotations

import logging

from bot.answering import Answering
from bot.errors import Trouble
from bot.home import FIRST, home
from bot.origins import Origin
from bot.private import Address
from bot.roles import Person
from core.domain.overview import Wish

_log = logging.getLogger(__name__)


class Homes:
    """Puts up the Home tab of whoever looks at it."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    async def opened(self, user: str, origin: Origin) -> None:
        """Publish for somebody who opened the tab; without knowing them, nothing."""
        asker = await self._answering.introduced(Address(user, "", None, origin=origin))
        if isinstance(asker, Trouble):
            _log.warning("nobody knows who opened the Home tab")
            return
        await self.publish(asker.person)

    async def publish(self, person: Person, wish: Wish = FIRST) -> None:
        """Put up what somebody may see; a failure is only logged: nobody waits."""
        desk = self._answering.desk
        voice = desk.voice(person.language)
        view = await self._answering.guarded(voice, home(person, desk, wish))
        if isinstance(view, Trouble):
            view = {"type": "home", "blocks": list(view.message.blocks)}
        done = await self._answering.guarded(
            voice, self._answering.api.publish(person.id, view)
        )
        if isinstance(done, Trouble):
            _log.warning("the Home tab of %s was not published", person.id)
