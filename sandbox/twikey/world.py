"""Everything one creditor has at Twikey, and the few things all parts need."""

from __future__ import annotations

import random
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sandbox.twikey.model import (
    Customer,
    Invoice,
    Mail,
    Mandate,
    Profile,
)
from sandbox.twikey.switches import Switches
from sandbox.twikey.webhooks import Webhooks
from sandbox.wire import Clock

HOME = ZoneInfo("Europe/Brussels")


class World:
    """The state behind the API; time comes from the clock, chance from the seed."""

    def __init__(self, clock: Clock, webhooks: Webhooks, seed: int) -> None:
        self.clock = clock
        self.webhooks = webhooks
        self.random = random.Random(seed)
        self.switches = Switches()
        self.invoices: dict[str, Invoice] = {}
        self.deleted: dict[str, Invoice] = {}
        self.customers: dict[str, Customer] = {}
        self.profiles: dict[int, Profile] = {}
        self.mandates: dict[str, Mandate] = {}
        self.outbox: list[Mail] = []
        self.batches: dict[str, dict[str, Any]] = {}
        self.events: dict[str, list[tuple[int, Any]]] = {}
        self.base_url = "https://payer.twikey.example"
        self._numbers: dict[str, str] = {}
        self._last = 1000

    def now(self) -> datetime:
        """Return the present moment."""
        return self.clock.now()

    def today(self) -> date:
        """Return the creditor's calendar day."""
        return self.now().astimezone(HOME).date()

    def new_id(self) -> str:
        """Make a UUID that is the same for the same seed."""
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def count(self) -> int:
        """Return the next number of the one counter for events and small ids."""
        self._last += 1
        return self._last

    def tell(self, feed: str, subject: Any) -> None:
        """Put an event into a feed."""
        self.events.setdefault(feed, []).append((self.count(), subject))

    def changed(self, invoice: Invoice) -> None:
        """Let an invoice appear (again) in the invoice feed."""
        self.tell("invoice", invoice.id)

    def by_number(self, number: str) -> Invoice | None:
        """Find a living invoice by its exact number."""
        return self.invoices.get(self._numbers.get(number, ""))

    def keep(self, invoice: Invoice) -> None:
        """Take a new invoice in."""
        self.invoices[invoice.id] = invoice
        self._numbers[invoice.number] = invoice.id

    def deleted_by_number(self, number: str) -> Invoice | None:
        """Find a deleted invoice by its exact number."""
        return next((e for e in self.deleted.values() if e.number == number), None)

    def default_profile(self) -> int | None:
        """Return the creditor's default profile: the first active one."""
        return next((each.id for each in self.profiles.values() if each.active), None)

    def mandate_for(
        self, customer: Customer, ct: int | None, *, even_withdrawn: bool = False
    ) -> Mandate | None:
        """Return the most recently signed usable mandate of a customer in a profile.

        ``even_withdrawn`` takes suspended and cancelled ones too.
        """
        fitting = [
            each
            for each in self.mandates.values()
            if customer.number
            and each.customer_number == customer.number
            and each.ct == ct
            and (even_withdrawn or each.state == "SIGNED")
        ]
        return max(fitting, key=lambda each: each.signed_at, default=None)
