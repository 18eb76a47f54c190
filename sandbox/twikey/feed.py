"""Feeds: each API key has one place in each, kept here and moved by reading."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import islice
from typing import Any

from sandbox.twikey.invitations import is_wanted
from sandbox.twikey.model import ApiKey, Visit
from sandbox.twikey.problems import ApiProblem
from sandbox.twikey.rendering import shown
from sandbox.twikey.world import World
from sandbox.wire import Response

Show = Callable[[Any], dict[str, Any] | None]


@asynccontextmanager
async def alone(world: World, key: ApiKey, feed: str) -> AsyncIterator[None]:
    """Keep a feed for one reader; a second one at the same time is refused."""
    if feed in key.reading:
        raise ApiProblem("err_call_in_progress")
    key.reading.add(feed)
    try:
        await world.clock.sleep(world.switches.feed_seconds)
        yield
    finally:
        key.reading.discard(feed)


def invoice_page(world: World, visit: Visit) -> Response:
    """Answer ``GET /creditor/invoice``: every change, as the invoice is now.

    Deleted invoices do not appear.
    """
    minimal = world.switches.minimal_feed

    def show(invoice_id: str) -> dict[str, Any] | None:
        invoice = world.invoices.get(invoice_id)
        if invoice is None or not is_wanted(world, visit.request, invoice):
            return None
        return shown(world, invoice, visit.includes, minimal=minimal)

    return _page(world, visit, ("invoice", "Invoices"), show)


def payment_page(world: World, visit: Visit) -> Response:
    """Answer ``GET /creditor/invoice/payment/feed``."""
    return _page(world, visit, ("payment", "Payments"), lambda event: event)


def mandate_page(world: World, visit: Visit) -> Response:
    """Answer ``GET /creditor/mandate``: mandates signed, amended and cancelled."""
    if not world.switches.mandate_feed:
        raise ApiProblem("err_not_authorised")
    return _page(world, visit, ("mandate", "Messages"), lambda event: event)


def _page(world: World, visit: Visit, feed: tuple[str, str], show: Show) -> Response:
    name, title = feed
    after = _start(visit, name)
    page = list(islice(_since(world, name, after, show), world.switches.feed_page_size))
    payload: dict[str, Any] = {title: [entry for _, entry in page]}
    if name == "mandate":
        payload = {"GrpHdr": {}, **payload}
    if not page:
        visit.key.cursors[name] = after
        return Response.of_json(payload)
    visit.key.cursors[name] = page[-1][0]
    return Response.of_json(payload, headers={"X-LAST": str(page[-1][0])})


def _since(
    world: World, name: str, after: int, show: Show
) -> Iterator[tuple[int, dict[str, Any]]]:
    events = world.events.get(name, [])
    first = bisect_right(events, after, key=lambda event: event[0])
    for at, what in events[first:]:
        entry = show(what)
        if entry is not None:
            yield at, entry


def _start(visit: Visit, name: str) -> int:
    asked = visit.request.headers.get("x-resume-after")
    if asked is None:
        return visit.key.cursors.get(name, 0)
    if not asked.isdigit():
        raise ApiProblem("err_invalid_params", "X-RESUME-AFTER")
    return int(asked)
