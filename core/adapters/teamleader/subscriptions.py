"""Reading subscriptions: which made an invoice, and what their fields say."""

from __future__ import annotations

from core.adapters.outline import outline
from core.adapters.reading import Misshapen, Node
from core.adapters.teamleader import wire
from core.adapters.teamleader.calling import Caller
from core.adapters.teamleader.mapping import custom_fields
from core.adapters.teamleader.paging import misread, whole
from core.domain.invoice import SourceId
from core.domain.reason import System
from core.errors import UnexpectedResponse
from core.ports import Subscription

MERGED_MOST = 50
"""More than this are never merged into one invoice: the filter was ignored then."""


async def ids_of(caller: Caller, source_id: SourceId) -> tuple[str, ...]:
    """Return the ids of the subscriptions that an invoice came from.

    A row does not say which invoices came from it. A filter that is ignored answers
    with every subscription, which is told by their number alone.
    """
    ask = wire.list_subscriptions(source_id)
    rows = await whole(caller, ask, lambda _: True)
    if len(rows) > MERGED_MOST:
        detail = f"{len(rows)} subscriptions of one invoice"
        raise UnexpectedResponse(System.TEAMLEADER, ask.operation, detail)
    try:
        return tuple(row["id"].text() for row in rows)
    except Misshapen as error:
        outlines = Node([outline(row.value) for row in rows])
        raise misread(ask, outlines, error) from error


async def read(caller: Caller, subscription_id: str) -> Subscription | None:
    """Read one subscription; ``None`` if Teamleader has no such subscription."""
    ask = wire.full_subscription(subscription_id)
    reading = await caller.ask(ask)
    if isinstance(reading, wire.Missing):
        return None
    try:
        return subscription(reading.data)
    except Misshapen as error:
        raise misread(ask, reading.data, error) from error


def subscription(node: Node) -> Subscription:
    """Read a subscription; raises ``Misshapen``. One without a title goes by its id."""
    id_ = node["id"].text()
    title = node["title"].loose_text() or id_
    return Subscription(id_, title, custom_fields(node["custom_fields"]))
