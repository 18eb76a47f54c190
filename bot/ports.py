"""What the Slack surface needs of the use cases."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from core.aftercare import Fetched, Nothing, Sent
from core.documents import Retrieval
from core.domain.alert import AlertRecord
from core.domain.diagnosis import Ambiguous, Diagnosis
from core.domain.history import InvitationRecord
from core.domain.invoice import SourceId
from core.domain.outcome import Run
from core.domain.overview import Entry, Page, Shown, Wish
from core.domain.proof import Proof
from core.domain.set_up import SetUp
from core.domain.support import SupportPack
from core.marking import Marked
from core.marking import Nothing as NotMarked
from core.ports import Refused
from core.ports.clock import Report
from core.ports.source import Department
from core.reporting import Status
from core.scope import ImportOrder


class Engine(Protocol):
    """The use cases a person can ask for. Every one may raise ``RemoteError``."""

    async def run(self, order: ImportOrder, report: Report) -> Run:
        """Import, or preview, what was ordered."""
        ...

    async def diagnose(self, typed: str) -> Diagnosis | Ambiguous:
        """Tell why an invoice is not in Twikey; ``typed`` is a number or an id."""
        ...

    async def older_problems(self, before: datetime) -> int:
        """Count the problems of invoices created before a moment."""
        ...

    async def departments(self) -> Sequence[Department]:
        """Return the departments by name, as far as they are known."""
        ...

    async def last_run(self) -> Run | None:
        """Return the latest run that was not a preview."""
        ...

    async def run_of(self, run_id: str) -> Run | None:
        """Return a run with its lines, if it is remembered."""
        ...


class Aftercare(Protocol):
    """What people do for imported invoices; ``typed`` is a number or an id."""

    async def fetch(self, typed: str, by: str | None = None) -> Fetched | Nothing:
        """Fetch the PDF of one invoice now and attach it; ``by`` asked for it."""
        ...

    async def fetch_missing(self) -> tuple[Retrieval, ...]:
        """Fetch every PDF that is not at Twikey yet."""
        ...

    async def invite(
        self, typed: str, by: str, seen: InvitationRecord | None = None
    ) -> Sent | Nothing:
        """Send the invitation of one invoice because a person decided it.

        Nothing is sent if it no longer stands where the person has ``seen`` it.
        Raises ``RemoteError`` where it was not sent or nobody knows whether it was.
        """
        ...


class Alarms(Protocol):
    """What people do about alerts; their messages change by themselves afterwards."""

    async def open(self) -> tuple[AlertRecord, ...]:
        """Return the alerts that are not closed."""
        ...

    async def look(self) -> int:
        """Compare what is late with what was told; return how much changed."""
        ...

    async def accept(self, cause: str, ids: Sequence[SourceId], by: str) -> int:
        """Let a person accept open lines of an alert; return how many it were."""
        ...


class Reports(Protocol):
    """How things stand."""

    async def status(self) -> Status:
        """Return how the bot stands now."""
        ...

    async def proof(self, typed: str) -> Proof:
        """Account for every invoice of a month, ``YYYY-MM`` or by default this one.

        Raises ``ValueError`` for another text and ``RemoteError``.
        """
        ...


class Overviews(Protocol):
    """The invoices in pages, read from what is remembered alone."""

    async def page(self, wish: Wish, most: int) -> Page:
        """Return one page; where a place leads nowhere, the first one."""
        ...

    async def chosen(self, ids: Collection[SourceId]) -> tuple[Entry, ...]:
        """Return some invoices; what was never seen is left out."""
        ...

    async def whole(self, shown: Shown) -> tuple[Entry, ...]:
        """Return every invoice of one part, the newest first."""
        ...


class SetUps(Protocol):
    """How far the set-up is, and the steps of it that are done in Slack."""

    async def present(self) -> SetUp:
        """Return how far the set-up is now, from what is remembered alone."""
        ...

    async def confirm_strict(self, by: str) -> None:
        """Remember that somebody vouches for Teamleader's strict mode."""
        ...

    async def send_test_alert(self, by: str) -> None:
        """Ask for a test alert, on the way that every alert takes."""
        ...


class Supports(Protocol):
    """What the support of Twikey or Teamleader needs to know of an invoice."""

    async def pack(self, typed: str) -> SupportPack | Ambiguous:
        """Gather it; ``typed`` is a number or an id."""
        ...


class MarkPaid(Protocol):
    """Marking a settled invoice as paid in Twikey. Raises ``RemoteError``."""

    async def __call__(
        self, source_id: SourceId, by: str
    ) -> Marked | NotMarked | Refused:
        """Mark it if both systems agree that it is settled; ``by`` decided it."""
        ...


class ConsentLinks(Protocol):
    """Making a link at which a person connects Teamleader."""

    async def __call__(self, by: str) -> str:
        """Return a new link; ``by`` asked for it."""
        ...
