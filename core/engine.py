"""The front door of the engine: what the bot may ask of it."""

from __future__ import annotations

from datetime import datetime

from core.departments import list_departments
from core.diagnosing import diagnose
from core.domain.diagnosis import Ambiguous, Diagnosis
from core.domain.outcome import Run
from core.foreign import Foreign, foreign_customers
from core.importing import run_import
from core.ports import Department, Progress, Report
from core.scope import ImportOrder
from core.systems import Systems


def unheard(progress: Progress) -> None:
    """Report to nobody."""


class Engine:
    """Imports and explains, over one set of systems."""

    def __init__(self, systems: Systems) -> None:
        self._systems = systems

    async def run(self, order: ImportOrder, report: Report = unheard) -> Run:
        """Import what was ordered and tell what came of each invoice.

        Never raises ``RemoteError``: what could not be read is in the run.
        """
        policy = await self._systems.policy()
        return await run_import(self._systems, policy, order, report)

    async def diagnose(self, typed: str) -> Diagnosis | Ambiguous:
        """Explain one invoice, however its number is spelled."""
        policy = await self._systems.policy()
        return await diagnose(self._systems, policy, typed)

    async def older_problems(self, before: datetime) -> int:
        """Count the open problems of invoices created before a moment."""
        problems = await self._systems.ledger.read(
            lambda tx: tx.invoices.open_problems(before)
        )
        return len(problems)

    async def last_run(self) -> Run | None:
        """Return the latest finished import."""
        return await self._systems.ledger.read(lambda tx: tx.runs.last())

    async def run_of(self, run_id: str) -> Run | None:
        """Return one run with its lines."""
        return await self._systems.ledger.read(lambda tx: tx.runs.get(run_id))

    async def departments(self) -> tuple[Department, ...]:
        """Return the departments by name, as far as they are known."""
        return await list_departments(self._systems)

    async def foreign_customers(self) -> tuple[Foreign, ...]:
        """Return the customers Twikey has under another number than ours.

        Raises ``RemoteError``.
        """
        policy = await self._systems.policy()
        return await foreign_customers(self._systems, policy)
