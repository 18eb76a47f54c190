"""Twikey's invoice feed: a cursor on the server that reading moves."""

from __future__ import annotations

from collections.abc import AsyncIterator

from core.adapters.reading import Misshapen
from core.adapters.retrying import WAITS, jittered
from core.adapters.twikey import mapping, wire
from core.adapters.twikey.calling import Caller
from core.domain.reason import System
from core.errors import RemoteUnavailable, UnexpectedResponse
from core.ports import Clock, FeedPage


class Feed:
    """One reading of the feed.

    The position goes along with the first call only; sent again and again it would
    bring the same page for ever. After a lost answer it must be sent once more: the
    server has moved on, and the lost page would never come back.
    """

    def __init__(self, caller: Caller, clock: Clock) -> None:
        self._caller = caller
        self._clock = clock

    async def pages(self, after: int) -> AsyncIterator[FeedPage]:
        """Yield pages until one is empty."""
        position: int | None = after
        ask = wire.read_feed().resuming(after)
        while True:
            page = await self._page(ask, position)
            if not page.invoices:
                return
            if position is not None and page.position == position:
                raise _stuck(ask)
            yield page
            position, ask = page.position, wire.read_feed()

    async def _page(self, ask: wire.Ask, position: int | None) -> FeedPage:
        for wait in WAITS:
            try:
                return await self._read(ask)
            except RemoteUnavailable:
                if position is None:
                    # Where we were is not known: only a new reading is safe.
                    raise
                await self._clock.sleep(jittered(wait))
                ask = ask.resuming(position)
        return await self._read(ask)

    async def _read(self, ask: wire.Ask) -> FeedPage:
        reading = await self._caller.ask(ask)
        if isinstance(reading, wire.No):
            raise reading.error
        try:
            invoices = mapping.page(reading.content)
        except Misshapen as error:
            content = reading.content.value
            raise reading.answer.unexpected(str(error), content) from error
        return FeedPage(invoices, wire.position_after(reading.answer))


def _stuck(ask: wire.Ask) -> UnexpectedResponse:
    return UnexpectedResponse(System.TWIKEY, ask.operation, "the feed does not move on")
