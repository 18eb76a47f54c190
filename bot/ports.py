"""What the Slack surface needs of the use cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Protocol

from core.aftercare import Fetched, Nothing, Sent
from core.documents import Retrieval
from core.domain.alert import AlertRecord
from core.domain.diagnosis import Ambiguous, Diagnosis
from core.domain.history import InvitationRecord
from core.domain.invoice import SourceId
from core.domain.outcome import Run
from core.domain.policy import Policy
from core.domain.proof import Proof
from core.domain.reason import Alert, Reason
from core.marking import Marked
from core.marking import Nothing as NotMarked
from core.ports import Refused
from core.ports.clock import Report
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

    async def last_run(self) -> Run | None:
        """Return the latest run that was not a preview."""
        ...

    async def run_of(self, run_id: str) -> Run | None:
        """Return a run with its lines, if it is remembered."""
        ...


class Aftercare(Protocol):
    """What people do for imported invoices; ``typed`` is a number or an id."""

    async def fetch(self, typed: str) -> Fetched | Nothing:
        """Fetch the PDF of one invoice now and attach it."""
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


class Choices(Protocol):
    """What admins decide about how the bot works; ``by`` is who decided."""

    async def present(self) -> Policy:
        """Return the settings in force."""
        ...

    async def alert_level(self, reason: Reason, level: Alert, by: str) -> None:
        """Let a cause alert, go to the digest, or stay silent."""
        ...

    async def digest_at(self, at: time, by: str) -> None:
        """Tell the overview at another time of business days."""
        ...

    async def automatic_import(self, by: str, *, on: bool) -> None:
        """Switch the automatic import on or off."""
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

    def __call__(self) -> str:
        """Return a new link."""
        ...
