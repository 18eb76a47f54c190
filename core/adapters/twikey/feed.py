"""Twikey's feeds: a cursor on the server that reading moves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Generic, Protocol, TypeVar

from core.adapters.reading import Misshapen, Node
from core.adapters.retrying import WAITS, jittered
from core.adapters.twikey import mapping, wire
from core.adapters.twikey.calling import Caller
from core.domain.reason import System
from core.errors import RemoteUnavailable, UnexpectedResponse
from core.ports import Clock, FeedPage
from core.ports.mandates import MandatePage

MOST_PAGES = 20_000
"""How many pages are read at a time; the next reading goes on where this one ended."""


class Page(Protocol):
    """A page of any feed."""

    @property
    def position(self) -> int | None:
        """Return where to go on after it."""
        ...

    @property
    def is_empty(self) -> bool:
        """Return whether the end of the feed is reached."""
        ...


P = TypeVar("P", bound=Page)


class Feed(Generic[P]):
    """One reading of a feed.

    The position goes along with the first call only; sent again and again it would
    bring the same page for ever. After a lost answer it must be sent once more: the
    server has moved on, and the lost page would never come back.
    """

    def __init__(
        self,
        caller: Caller,
        clock: Clock,
        ask: wire.Ask,
        page: Callable[[Node, int | None], P],
    ) -> None:
        self._caller = caller
        self._clock = clock
        self._ask = ask
        self._page_of = page

    async def pages(self, after: int) -> AsyncIterator[P]:
        """Yield pages until one is empty."""
        position: int | None = after
        ask = self._ask.resuming(after)
        before: P | None = None
        for _ in range(MOST_PAGES):
            page = await self._page(ask, position)
            if page.is_empty:
                return
            same_place = position is not None and page.position == position
            if same_place or page == before:
                raise _odd(ask, "the feed does not move on")
            yield page
            position, ask, before = page.position, self._ask, page
        raise _odd(self._ask, "the feed does not end")

    async def _page(self, ask: wire.Ask, position: int | None) -> P:
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

    async def _read(self, ask: wire.Ask) -> P:
        reading = await self._caller.ask(ask)
        if isinstance(reading, wire.No):
            raise reading.error
        try:
            return self._page_of(reading.content, wire.position_after(reading.answer))
        except Misshapen as error:
            content = reading.content.value
            raise reading.answer.unexpected(str(error), content) from error


def invoices(caller: Caller, clock: Clock) -> Feed[FeedPage]:
    """Return the feed of invoices."""
    return Feed(caller, clock, wire.read_feed(), mapping.feed_page)


def mandates(caller: Caller, clock: Clock) -> Feed[MandatePage]:
    """Return the feed of mandates."""
    return Feed(caller, clock, wire.read_mandates(), mapping.mandate_page)


def _odd(ask: wire.Ask, detail: str) -> UnexpectedResponse:
    return UnexpectedResponse(System.TWIKEY, ask.operation, detail)
