"""Reading ahead for an invoice that was just booked: nothing waits that need not.

A hint names one invoice. What the import will ask for is asked for at once and side by
side; the import itself then goes its usual way and finds the answers there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar, cast

from core.domain.evidence import Unread
from core.domain.invoice import Customer, CustomerRef, Invoice, SourceId
from core.domain.money import EURO
from core.ports import Clock, FullInvoice, InvoiceSource
from core.readings import follow_feed
from core.systems import Systems

T = TypeVar("T")
Customers = Mapping[CustomerRef, Customer]

MOST: Final = 3
"""So few invoices are read one by one; more are cheaper in a list."""

KEEPS_SECONDS: Final = 60.0
"""How long an answer is as good as one that is asked for now.

Whoever stood still since reads again: the import counts from then on how old it is.
"""

REST: Final = timedelta(minutes=1)
"""How long nothing is read ahead after it was in vain."""


class ReadSource:
    """A source that was asked some things already; anything else is asked now.

    Each answer is given once: whoever asks again wants to know anew.
    """

    def __init__(self, source: InvoiceSource, clock: Clock) -> None:
        self._source = source
        self._clock = clock
        self._began_at = clock.monotonic()
        self._full: dict[SourceId, FullInvoice] = {}
        self._customers: dict[CustomerRef, asyncio.Task[Customers]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._source, name)

    async def full(self, source_id: SourceId) -> FullInvoice | None:
        """Return the invoice as it was read ahead."""
        known = None if self._is_old() else self._full.pop(source_id, None)
        return known or await self._source.full(source_id)

    async def customers(self, refs: Sequence[CustomerRef]) -> Customers:
        """Return the customers that were read ahead, and read the others."""
        known = [] if self._is_old() else [r for r in refs if r in self._customers]
        begun = {self._customers.pop(ref) for ref in known}
        found: dict[CustomerRef, Customer] = {}
        for task in begun:
            found |= await task
        others = [ref for ref in refs if ref not in found]
        return {**found, **(await self._source.customers(others) if others else {})}

    def keep(self, full: FullInvoice) -> None:
        """Keep an invoice until it is asked for."""
        self._full[full.invoice.source_id] = full

    def unasked(self) -> set[asyncio.Task[Customers]]:
        """Return the readings that nobody asked for yet."""
        return set(self._customers.values())

    def await_customers(self, refs: Sequence[CustomerRef]) -> None:
        """Begin to read customers."""
        if refs:
            task = _begin(self._source.customers(list(refs)))
            self._customers |= dict.fromkeys(refs, task)

    def _is_old(self) -> bool:
        return self._clock.monotonic() - self._began_at > KEEPS_SECONDS


class ReadAhead:
    """Reads what the import of a few hinted invoices is going to need."""

    def __init__(self, systems: Systems) -> None:
        self._systems = systems
        self._rests_until: datetime | None = None

    async def read(
        self, ids: Sequence[SourceId]
    ) -> tuple[dict[SourceId, Invoice], Begun]:
        """Read some invoices; returns those there are, and what goes on meanwhile.

        Costs one call for each that is not there. Raises ``RemoteError``.
        """
        begun = Begun(self._systems, with_feed=not self._rests())
        try:
            read = await asyncio.gather(
                *(self._systems.source.full(id_) for id_ in ids)
            )
        except BaseException:
            await begun.over()
            raise
        found = [full for full in read if full is not None]
        self._note(in_vain=not found)
        begun.go_on_with(found)
        return {full.invoice.source_id: full.invoice for full in found}, begun

    def _rests(self) -> bool:
        """Whether strangers made us look for nothing: then the feed is left alone."""
        until = self._rests_until
        return until is not None and self._systems.clock.now() < until

    def _note(self, *, in_vain: bool) -> None:
        self._rests_until = self._systems.clock.now() + REST if in_vain else None


class Begun:
    """What is being read while the import begins; to be ended with :meth:`over`."""

    def __init__(self, systems: Systems, *, with_feed: bool) -> None:
        self._source = ReadSource(systems.source, systems.clock)
        self._feed = _begin(follow_feed(systems)) if with_feed else None
        source = cast("InvoiceSource", self._source)
        self.systems = replace(systems, source=source)

    def go_on_with(self, found: Sequence[FullInvoice]) -> None:
        """Read the customers of what may well be imported."""
        for full in found:
            self._source.keep(full)
        likely = [full.invoice.customer for full in found if _is_likely(full.invoice)]
        self._source.await_customers([ref for ref in likely if ref is not None])

    async def feed(self, systems: Systems) -> Unread | None:
        """Wait for the reading of Twikey's feed, or read it now."""
        if self._feed is None:
            return await follow_feed(systems)
        return await asyncio.shield(self._feed)

    async def over(self) -> None:
        """Wait for what nobody asked for in the end."""
        begun = [self._feed] if self._feed else []
        await asyncio.gather(*begun, *self._source.unasked(), return_exceptions=True)


def _is_likely(invoice: Invoice) -> bool:
    """Whether nothing that the invoice itself tells keeps it out."""
    euros = invoice.total.is_positive and invoice.total.currency == EURO
    return invoice.is_booked and euros and not invoice.is_settled


def _begin(work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    return asyncio.create_task(work)
