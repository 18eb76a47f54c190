"""Acting in Twikey, as ``core.ports.InvoiceTarget`` wants it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TypeVar

import httpx

from core.adapters.http import HttpClient
from core.adapters.reading import Misshapen, Node
from core.adapters.renewal import Revoked
from core.adapters.retrying import persistently
from core.adapters.twikey import feed, mapping, wire
from core.adapters.twikey.auth import TwikeyAuth
from core.adapters.twikey.calling import Caller
from core.adapters.twikey.customers import Customers
from core.adapters.twikey.login import Access
from core.adapters.twikey.mapping import ListedProfile
from core.adapters.twikey.profiles import Profiles
from core.adapters.twikey.sending import (
    create_body,
    customer_changes,
    document_body,
    paid_body,
)
from core.domain.document import Pdf
from core.domain.invitation import Invited
from core.domain.reason import System
from core.domain.target import TargetId, TargetInvoice
from core.domain.verdict import Eligible
from core.errors import RemoteError, RemoteUnavailable, UnexpectedResponse
from core.ports import Clock, Created, FeedPage, Ledger, Refused
from core.ports.mandates import MandatePage
from core.ports.target import KeptCustomer

T = TypeVar("T")

log = logging.getLogger(__name__)


class TwikeyClient:
    """Twikey over HTTP; every method raises ``RemoteError``s only."""

    def __init__(self, caller: Caller, auth: TwikeyAuth, clock: Clock) -> None:
        self._caller = caller
        self._auth = auth
        self._clock = clock
        self._profiles = Profiles(self._read, clock)
        self._customers = Customers(caller.ask_at_once, clock)

    def tell_revoked(self, revoked: Revoked) -> None:
        """Have somebody told whenever a call fails because the key is refused."""
        self._auth.revoked = revoked

    async def create(self, eligible: Eligible) -> Created | Refused:
        """Create an invoice; never repeated once it may have arrived.

        ``RemoteUnavailable`` and ``UnexpectedResponse`` mean that it may have
        happened: look it up by its id. A known number is answered with the invoice
        that has it, which is why ``Created`` may hold another id.
        """
        submission = eligible.submission
        reading = await self._caller.ask(wire.create_invoice(create_body(submission)))
        if isinstance(reading, wire.No):
            return _refused(reading)
        if "x-warning" in reading.answer.headers:
            # Its words may name the customer.
            log.warning("create-with-warning", extra={"number": submission.number})
        invoice = _mapped(reading, mapping.invoice)
        if _same_id(invoice.id, submission.target_id):
            return Created(replace(invoice, id=submission.target_id))
        return Created(await self._completed(invoice))

    async def find(self, target_id: TargetId) -> TargetInvoice | None:
        """Look an invoice up by its id; ``None`` if Twikey has no such id."""
        reading = await self._read(wire.find_invoice(target_id))
        if isinstance(reading, wire.No):
            if reading.is_not_found:
                return None
            raise reading.error
        if reading.is_empty:
            return None
        invoice = _mapped(reading, mapping.invoice)
        if not _same_id(invoice.id, target_id):
            raise reading.answer.unexpected("another invoice", reading.content.value)
        return replace(invoice, id=target_id)

    def feed(self, after: int) -> AsyncIterator[FeedPage]:
        """Yield what changed after a position, page by page, until nothing is left."""
        return feed.invoices(self._caller, self._clock).pages(after)

    def mandates(self, after: int) -> AsyncIterator[MandatePage]:
        """Yield what changed of mandates after a position, until nothing is left."""
        return feed.mandates(self._caller, self._clock).pages(after)

    async def attach(self, invoice: TargetInvoice, pdf: Pdf) -> Refused | None:
        """Attach a PDF, replacing the one that is there; safe to repeat.

        Twikey invites nobody because of a PDF that comes after the create.
        """
        complete = await self._with_days(invoice)
        body = document_body(complete, pdf)
        reading = await self._caller.ask(wire.update_invoice(invoice.id, body))
        return _refused(reading) if isinstance(reading, wire.No) else None

    async def invite(self, target_id: TargetId) -> Refused | None:
        """Ask the customer to pay, on the preferred channel.

        Never repeated: ``RemoteUnavailable`` and ``UnexpectedResponse`` mean that a
        mail may be out.
        """
        reading = await self._caller.ask(wire.send_invitation(target_id))
        return _refused(reading) if isinstance(reading, wire.No) else None

    async def was_invited(self, target_id: TargetId) -> Invited:
        """Ask whether Twikey has invited the customer; it may not tell.

        Asked both ways, since a question Twikey does not know is ignored and answered
        with the invoice: only one yes and one no say something.
        """
        invited = await self._shown(wire.invite_state(target_id, "ok"))
        uninvited = await self._shown(wire.invite_state(target_id, "not_ok"))
        if invited == uninvited:
            return Invited.UNTOLD
        return Invited.YES if invited else Invited.NO

    async def mark_paid(self, invoice: TargetInvoice) -> Refused | None:
        """Mark an invoice as paid outside Twikey; a paid one stays as it is."""
        body = paid_body(await self._with_days(invoice))
        reading = await self._caller.ask(wire.update_invoice(invoice.id, body))
        return _refused(reading) if isinstance(reading, wire.No) else None

    async def update_customer(
        self, number: str, changes: Mapping[str, str]
    ) -> Refused | None:
        """Change the given fields of a customer; without any nothing is called.

        Safe to repeat. The fields go by their names in ``Payer``.
        """
        if not changes:
            return None
        ask = wire.update_customer(number, customer_changes(changes))
        reading = await self._read(ask)
        return _refused(reading) if isinstance(reading, wire.No) else None

    async def kept_customer(self, number: str) -> KeptCustomer:
        """Return what Twikey keeps on a customer, as far as it tells."""
        return await self._customers.kept(number)

    async def merchant(self) -> str:
        """Log in if needed and return the creditor's number."""
        token = await self._auth.token()
        if token.merchant is None:
            detail = "a login without X-MERCHANT-ID"
            raise UnexpectedResponse(System.TWIKEY, "login", detail)
        return token.merchant

    async def profiles(self) -> tuple[ListedProfile, ...] | None:
        """Return the active profiles; ``None`` if this account cannot list them."""
        return await self._profiles.active()

    async def profile_exists(self, profile_id: str) -> bool:
        """Whether Twikey knows a profile; anything but digits is none."""
        return await self._profiles.exists(profile_id)

    async def knows_profile(self, profile_id: str) -> bool:
        """Whether Twikey has an active profile; remembered for some minutes."""
        return await self._profiles.knows(profile_id)

    async def profile_names(self) -> Mapping[str, str]:
        """Return the names of the active profiles by id, as far as they are listed."""
        return await self._profiles.names()

    async def _completed(self, invoice: TargetInvoice) -> TargetInvoice:
        """Add what a short answer leaves out, to tell whether it is the same invoice.

        The create is over by now, so trouble here is an unknown outcome.
        """
        if invoice.amount is not None and invoice.invoiced_on is not None:
            return invoice
        try:
            return await self.find(invoice.id) or invoice
        except RemoteError as error:
            detail = "the invoice under this number could not be read"
            raise RemoteUnavailable(System.TWIKEY, "create invoice", detail) from error

    async def _with_days(self, invoice: TargetInvoice) -> TargetInvoice:
        if invoice.invoiced_on is not None and invoice.due_on is not None:
            return invoice
        return await self.find(invoice.id) or invoice

    async def _shown(self, ask: wire.Ask) -> bool:
        reading = await self._read(ask)
        if isinstance(reading, wire.Found):
            return not reading.is_empty
        if reading.is_not_found:
            return False
        raise reading.error

    async def _read(self, ask: wire.Ask) -> wire.Found | wire.No:
        return await persistently(self._clock, lambda: self._caller.ask(ask))


@asynccontextmanager
async def open_twikey(
    access: Access,
    ledger: Ledger,
    clock: Clock,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
) -> AsyncIterator[TwikeyClient]:
    """Open a client; closing it waits for a login that is under way."""
    async with HttpClient(System.TWIKEY, transport=transport) as http:
        auth = TwikeyAuth(http, ledger, clock, access)
        caller = Caller(http, auth, clock, access.api_url)
        try:
            yield TwikeyClient(caller, auth, clock)
        finally:
            await auth.aclose()


def _refused(no: wire.No) -> Refused:
    """Return a no of Twikey as a result; one without a code is an error."""
    if not no.is_business:
        raise no.error
    return Refused(no.error.code, no.error.message, no.error.extra)


def _mapped(found: wire.Found, read: Callable[[Node], T]) -> T:
    try:
        return read(found.content)
    except Misshapen as error:
        raise found.answer.unexpected(str(error), found.content.value) from error


def _same_id(one: str, other: str) -> bool:
    return one.lower() == other.lower()
