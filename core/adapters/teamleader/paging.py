"""Reading a list to its end, and noticing when a filter was not understood."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

from core.adapters.outline import outline
from core.adapters.reading import Misshapen, Node
from core.adapters.teamleader.calling import Caller
from core.adapters.teamleader.wire import PAGE_SIZE, Ask, Missing
from core.domain.reason import System
from core.errors import UnexpectedResponse

Fits = Callable[[Node], bool]

MOST_PAGES = 2_000
"""How many pages a list may have; at Teamleader's pace that takes ten minutes."""


async def pages(
    caller: Caller, ask: Ask, fits: Fits, most: int | None = None
) -> AsyncIterator[list[Node]]:
    """Yield the rows page by page, each row once, until a page is not full.

    ``most`` is how many rows there can be, which spares the call for an empty page.
    ``fits`` says whether a row is one that was asked for. Raises
    ``UnexpectedResponse`` if one is not, since then the filter was ignored and the
    list is that of everything; if a full page brings nothing new, since then the page
    number was ignored and the list would never end; and where it does not end.
    """
    seen: set[str] = set()
    for number in range(1, MOST_PAGES + 1):
        rows = await _page(caller, ask.page(number))
        fresh = [row for row in rows if _is_new(row, seen)]
        if not all(fits(row) for row in fresh):
            raise _unexpected(ask, "rows that were not asked for")
        if len(rows) >= PAGE_SIZE and not fresh:
            raise _unexpected(ask, "the same page twice")
        if fresh:
            yield fresh
        if len(rows) < PAGE_SIZE or (most is not None and len(seen) >= most):
            return
    raise _unexpected(ask, "a list without end")


async def whole(
    caller: Caller, ask: Ask, fits: Fits, most: int | None = None
) -> list[Node]:
    """Return all rows of a list."""
    return [row async for page in pages(caller, ask, fits, most) for row in page]


async def data_of(caller: Caller, ask: Ask) -> Node:
    """Return what was asked for where it cannot be missing."""
    reading = await caller.ask(ask)
    if isinstance(reading, Missing):
        raise _unexpected(ask, "missing")
    return reading.data


def misread(ask: Ask, node: Node, error: Misshapen) -> UnexpectedResponse:
    """Make the error for an answer that cannot be read."""
    return _unexpected(ask, f"{error}; {outline(node.value)}")


async def _page(caller: Caller, ask: Ask) -> list[Node]:
    data = await data_of(caller, ask)
    try:
        return list(data.items())
    except Misshapen as error:
        raise misread(ask, data, error) from error


def _is_new(row: Node, seen: set[str]) -> bool:
    """Whether a row is seen for the first time; one without an id always is."""
    id_ = row["id"].loose_text()
    if id_ is None:
        return True
    known = id_ in seen
    seen.add(id_)
    return not known


def _unexpected(ask: Ask, detail: str) -> UnexpectedResponse:
    return UnexpectedResponse(System.TEAMLEADER, ask.operation, detail)
