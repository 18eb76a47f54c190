"""The overview of all invoices: read from what is remembered, nobody is asked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from core.domain.invoice import SourceId
from core.domain.overview import Entry, Page, Place, Shown, Turn, Wish, place_of
from core.gaps import last_sweep
from core.ports import Ledger, LedgerTx

FEED: Final = "feed"
"""The job that reads what is new in Twikey."""

AT_ONCE: Final = 500
MOST: Final = 50_000
"""The most invoices that one file holds."""


class Overviewing:
    """Leafs through the invoices, and lists them all for a file, some ``at_once``."""

    def __init__(self, ledger: Ledger, at_once: int = AT_ONCE) -> None:
        self._ledger = ledger
        self._at_once = at_once

    async def page(self, wish: Wish, most: int) -> Page:
        """Return one page; where a place leads nowhere, the first one."""
        return await self._ledger.read(lambda tx: _page(tx, wish, most))

    async def chosen(self, ids: Collection[SourceId]) -> tuple[Entry, ...]:
        """Return some invoices; what was never seen is left out."""
        return await self._ledger.read(lambda tx: tx.overview.of(ids))

    async def whole(self, shown: Shown) -> tuple[Entry, ...]:
        """Return every invoice of one part, the newest first, up to ``MOST``.

        It is read in pieces, so that nobody waits behind a long list.
        """
        found: list[Entry] = []
        place: Place | None = None
        while len(found) < MOST:
            piece = await self._piece(Wish(shown, place))
            found += piece
            if len(piece) < self._at_once:
                break
            place = place_of(piece[-1])
        return tuple(found)

    async def _piece(self, wish: Wish) -> tuple[Entry, ...]:
        return await self._ledger.read(
            lambda tx: tx.overview.entries(wish, self._at_once)
        )


def _page(tx: LedgerTx, wish: Wish, most: int) -> Page:
    found = tx.overview.entries(wish, most + 1)
    if _leads_to_the_start(wish, found, most):
        wish = Wish(wish.shown)
        found = tx.overview.entries(wish, most + 1)
    return replace(
        _leafed(tx, wish, found, most),
        counts={one: tx.overview.count(one) for one in Shown if one is not Shown.ALL},
        teamleader=last_sweep(tx),
        twikey=tx.ticks.last(FEED),
    )


def _leads_to_the_start(wish: Wish, found: tuple[Entry, ...], most: int) -> bool:
    """Whether the first page is meant: nothing is newer, or nothing is there."""
    if wish.place is None:
        return False
    return not found or (wish.turn is Turn.NEWER and len(found) <= most)


def _leafed(tx: LedgerTx, wish: Wish, found: tuple[Entry, ...], most: int) -> Page:
    more = len(found) > most
    if wish.turn is Turn.NEWER:
        shown = found[-most:]
        older, newer = place_of(shown[-1]), place_of(shown[0]) if more else None
        return Page(wish, shown, tx.now, older, newer)
    shown = found[:most]
    first = place_of(shown[0]) if shown and wish.place else None
    return Page(wish, shown, tx.now, place_of(shown[-1]) if more else None, first)
