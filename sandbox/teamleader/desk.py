"""The desk of the vendor's user: what every change in the account has in common."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sandbox.teamleader.books import Books, CreditNote, Invoice
from sandbox.teamleader.hooks import Hooks
from sandbox.teamleader.minting import Mint
from sandbox.teamleader.parties import Company, Contact, Ref
from sandbox.teamleader.switches import Switches
from sandbox.wire import Clock

TIME_ZONE = "Europe/Brussels"


class Desk:
    """The account, the clock on its wall, and who is told of changes."""

    def __init__(self, clock: Clock, account_id: str, seed: int) -> None:
        self.clock = clock
        self.account_id = account_id
        self.public_url = "https://teamleader.example"
        """Where links of this stand-in point to, without a final slash."""
        self.switches = Switches()
        self.books = Books()
        self.mint = Mint(seed)
        self.hooks = Hooks(clock, self.switches, seed)
        self.hooks.account_id = account_id
        self.user_id = self.mint.id()
        self.tax_rate_id = self.mint.id()
        self.payment_methods = {
            self.mint.id(): name for name in ("Overschrijving", "Domiciliëring")
        }
        self.books.templates.append(self.mint.id())
        self._acting_at: datetime | None = None

    def moment(self) -> datetime:
        """Return the moment of what is being done; the API shows no fractions."""
        at = self._acting_at or self.clock.now()
        return at.astimezone(UTC).replace(microsecond=0)

    def today(self) -> date:
        """Return the calendar day at the account's office."""
        return self.moment().astimezone(ZoneInfo(TIME_ZONE)).date()

    @contextmanager
    def acting_at(self, moment: datetime) -> Iterator[None]:
        """Do things as if at another moment, to fill books that reach back."""
        before, self._acting_at = self._acting_at, moment
        try:
            yield
        finally:
            self._acting_at = before

    def touch(self, thing: Company | Contact | Invoice | CreditNote) -> None:
        """Raise ``updated_at``; it never goes back."""
        thing.updated_at = max(thing.updated_at, self.moment())

    def announce(self, event: str, subject_id: str) -> None:
        """Tell the webhooks; the subject's type is the first part of the event."""
        self.hooks.announce(event, Ref(event.partition(".")[0], subject_id))
