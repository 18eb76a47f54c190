"""What the Slack surface needs of the use cases."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from core.aftercare import Fetched, Nothing, Sent
from core.documents import Retrieval
from core.domain.diagnosis import Ambiguous, Diagnosis
from core.domain.outcome import Run
from core.ports.clock import Report
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

    async def invite(self, typed: str, by: str) -> Sent | Nothing:
        """Send the invitation of one invoice because a person decided it.

        Raises ``RemoteError`` where it was not sent or nobody knows whether it was.
        """
        ...
