"""Which custom fields the account defines: read whole, remembered for a while."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from core.adapters.reading import Misshapen, Node
from core.adapters.teamleader import wire
from core.adapters.teamleader.calling import Caller
from core.adapters.teamleader.paging import whole
from core.domain.custom_fields import FieldContext, FieldDefinition
from core.domain.invoice import CustomFieldId
from core.ports import Clock

KEEP = timedelta(minutes=10)


class Definitions:
    """Reads the definitions; raises ``RemoteError``s only."""

    def __init__(self, caller: Caller, clock: Clock) -> None:
        self._caller = caller
        self._clock = clock
        self._turn = asyncio.Lock()
        self._known: tuple[FieldDefinition, ...] = ()
        self._read_at: datetime | None = None

    async def all(self) -> tuple[FieldDefinition, ...]:
        """Return those of the contexts that matter here, by their labels.

        Without a filter on the context: one that is ignored would go unnoticed, and
        an account has few of them.
        """
        async with self._turn:
            now = self._clock.now()
            if self._read_at is None or now - self._read_at >= KEEP:
                rows = await whole(
                    self._caller, wire.list_definitions(), lambda _: True
                )
                found = (definition(row) for row in rows)
                self._known = tuple(one for one in found if one is not None)
                self._read_at = now
            return self._known

    def forget(self) -> None:
        """Read again when asked next: another account may be connected."""
        self._read_at = None


def definition(node: Node) -> FieldDefinition | None:
    """Read a definition; ``None`` for other contexts, and for one without an id."""
    id_ = node["id"].loose_text()
    try:
        context = node["context"].member(FieldContext)
    except Misshapen:
        return None
    if id_ is None:
        return None
    label = node["label"].loose_text() or id_
    kind = node["type"].loose_text() or ""
    return FieldDefinition(CustomFieldId(id_), context, label, kind, _options(node))


def _options(node: Node) -> tuple[str, ...]:
    """Read the texts of a pick list; older versions wrote them without ids."""
    each = node["configuration"]["options"].loose_items()
    texts = (one.loose_text() or one["value"].loose_text() for one in each)
    return tuple(text for text in texts if text)
