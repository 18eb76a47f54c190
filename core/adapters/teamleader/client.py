"""Teamleader, as ``core.ports.InvoiceSource`` and ``HookRegistry`` want it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import TypeVar

import httpx

from core.adapters.http import HttpClient
from core.adapters.limiter import RateGate
from core.adapters.reading import Misshapen, Node
from core.adapters.renewal import Revoked
from core.adapters.teamleader import (
    customers,
    definitions,
    fitting,
    mapping,
    subscriptions,
    webhooks,
    wire,
)
from core.adapters.teamleader.auth import TeamleaderAuth
from core.adapters.teamleader.calling import Caller
from core.adapters.teamleader.paging import data_of, misread, pages, whole
from core.adapters.teamleader.tokens import Access
from core.domain.custom_fields import FieldDefinition
from core.domain.invoice import (
    CreditNote,
    Customer,
    CustomerId,
    CustomerKind,
    CustomerRef,
    SourceId,
)
from core.domain.reason import System
from core.ports import (
    ChangedCustomer,
    Clock,
    Department,
    FullInvoice,
    InvoiceFilter,
    Ledger,
    Registration,
    Row,
    Subscription,
)

T = TypeVar("T")

RATE_LIMIT = 200
"""Calls per sliding minute that Teamleader admits."""


class TeamleaderClient:
    """Teamleader over HTTP; every method raises ``RemoteError``s only."""

    def __init__(
        self, caller: Caller, auth: TeamleaderAuth, access: Access, clock: Clock
    ) -> None:
        self._caller = caller
        self._auth = auth
        self._access = access
        self._account: str | None = None
        self._definitions = definitions.Definitions(caller, clock)

    def tell_revoked(self, revoked: Revoked) -> None:
        """Have somebody told whenever a call fails because the connection ended."""
        self._auth.revoked = revoked

    def authorization_link(self, state: str, redirect_uri: str) -> str:
        """Return the address where a person allows the bot in."""
        return self._access.consent_link(state, redirect_uri)

    async def exchange(self, code: str, redirect_uri: str) -> str:
        """Take the code of a consent; returns the id of the account now connected."""
        await self._auth.exchange(code, redirect_uri)
        self._account = None
        self._definitions.forget()
        return await self.account()

    async def account(self) -> str:
        """Return the id of the connected account, asked for once."""
        if self._account is None:
            self._account = await self._read(wire.who_am_i(), mapping.account)
        return self._account

    async def invoices(self, wanted: InvoiceFilter) -> AsyncIterator[tuple[Row, ...]]:
        """Yield pages of invoices, each invoice once."""
        for ids in _chunks(list(dict.fromkeys(wanted.ids))) or [[]]:
            ask = wire.list_invoices(wanted, ids)
            fits, most = fitting.fits(wanted, ids), len(ids) or None
            async for page in pages(self._caller, ask, fits, most):
                yield tuple(mapping.row(node) for node in page)

    async def full(self, source_id: SourceId) -> FullInvoice | None:
        """Read one invoice whole; ``None`` if Teamleader has no such invoice."""
        ask = wire.full_invoice(source_id)
        reading = await self._caller.ask(ask)
        if isinstance(reading, wire.Missing):
            return None
        found = _mapped(ask, reading.data, mapping.full)
        if found.invoice.source_id.lower() != source_id.lower():
            raise misread(ask, reading.data, Misshapen("another invoice"))
        return found

    async def document_link(self, source_id: SourceId) -> str | None:
        """Return a temporary link to an invoice's PDF; ``None`` if there is none yet.

        It is for anyone who has it: nothing of ours is to be sent along.
        """
        reading = await self._caller.ask(wire.download_invoice(source_id))
        if isinstance(reading, wire.Missing):
            return None
        return reading.data["location"].loose_text()

    async def credit_notes(self, updated_since: datetime) -> tuple[CreditNote, ...]:
        """Return the credit notes that changed since a moment."""
        ask = wire.list_credit_notes(updated_since)
        rows = await whole(self._caller, ask, fitting.changed_since(updated_since))
        return tuple(_mapped(ask, node, mapping.credit_note) for node in rows)

    async def credit_note(self, credit_note_id: str) -> CreditNote | None:
        """Read one credit note; ``None`` if Teamleader has no such credit note."""
        ask = wire.full_credit_note(credit_note_id)
        reading = await self._caller.ask(ask)
        if isinstance(reading, wire.Missing):
            return None
        return _mapped(
            ask, reading.data, lambda node: mapping.credit_note(mapping.only_one(node))
        )

    async def customers(
        self, refs: Sequence[CustomerRef]
    ) -> Mapping[CustomerRef, Customer]:
        """Return those of the customers that Teamleader has; two lists at most."""
        found: dict[CustomerRef, Customer] = {}
        for kind in CustomerKind:
            wanted = list(dict.fromkeys(ref for ref in refs if ref.kind is kind))
            for chunk in _chunks(wanted):
                found |= await self._customers(kind, chunk)
        return found

    async def changed_customers(
        self, updated_since: datetime, most: int
    ) -> tuple[ChangedCustomer, ...]:
        """Return who changed since a moment: of each kind the ``most`` oldest changes,
        and a page more at most."""
        found: list[ChangedCustomer] = []
        fits = fitting.changed_since(updated_since)
        for kind in CustomerKind:
            ask = wire.list_changed_customers(kind, updated_since)
            for node in await whole(self._caller, ask, fits, most):
                read = partial(customers.changed, kind=kind)
                found.append(_mapped(ask, node, read))
        return tuple(found)

    async def subscriptions_of(self, source_id: SourceId) -> tuple[str, ...]:
        """Return the ids of the subscriptions that an invoice came from."""
        return await subscriptions.ids_of(self._caller, source_id)

    async def subscription(self, subscription_id: str) -> Subscription | None:
        """Read one subscription; ``None`` if Teamleader has no such subscription."""
        return await subscriptions.read(self._caller, subscription_id)

    async def field_definitions(self) -> tuple[FieldDefinition, ...]:
        """Return the custom fields that invoices and customers can have."""
        return await self._definitions.all()

    async def departments(self) -> tuple[Department, ...]:
        """Return the departments."""
        ask = wire.list_departments()
        return await self._read(
            ask, lambda node: tuple(mapping.department(each) for each in node.items())
        )

    async def webhooks(self) -> tuple[Registration, ...]:
        """Return where hints are sent, each address once."""
        return await self._read(webhooks.listing(), webhooks.registrations)

    async def register_webhooks(self, url: str, types: Sequence[str]) -> None:
        """Have hints of some types sent to an address; never repeated by itself."""
        await self._caller.order(webhooks.registering(url, types))

    async def unregister_webhooks(self, url: str, types: Sequence[str]) -> None:
        """Have hints of some types no longer sent to an address."""
        await self._caller.order(webhooks.unregistering(url, types))

    async def _customers(
        self, kind: CustomerKind, refs: Sequence[CustomerRef]
    ) -> dict[CustomerRef, Customer]:
        ask = wire.list_customers(kind, refs)
        fits = fitting.among(ref.id for ref in refs)
        rows = await whole(self._caller, ask, fits, len(refs))
        read = (
            customers.customer(node, CustomerRef(kind, CustomerId(id_)))
            for node in rows
            if (id_ := node["id"].loose_text()) is not None
        )
        return {customer.ref: customer for customer in read}

    async def _read(self, ask: wire.Ask, read: Callable[[Node], T]) -> T:
        return _mapped(ask, await data_of(self._caller, ask), read)


@asynccontextmanager
async def open_teamleader(
    access: Access,
    ledger: Ledger,
    clock: Clock,
    *,
    rate_limit: int = RATE_LIMIT,
    transport: httpx.AsyncBaseTransport | None = None,
) -> AsyncIterator[TeamleaderClient]:
    """Open a client; closing it waits for a token refresh that is under way."""
    async with HttpClient(System.TEAMLEADER, transport=transport) as http:
        auth = TeamleaderAuth(http, ledger, clock, access)
        gate = RateGate(ledger, clock, System.TEAMLEADER, rate_limit)
        caller = Caller(http, auth, gate, clock, access.api_url)
        try:
            yield TeamleaderClient(caller, auth, access, clock)
        finally:
            await auth.aclose()


def _mapped(ask: wire.Ask, node: Node, read: Callable[[Node], T]) -> T:
    try:
        return read(node)
    except Misshapen as error:
        raise misread(ask, node, error) from error


def _chunks(values: Sequence[T]) -> list[Sequence[T]]:
    size = wire.PAGE_SIZE
    return [values[start : start + size] for start in range(0, len(values), size)]
