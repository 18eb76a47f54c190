"""How the bot stands, gathered in one reading, and the proof that everything is in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.detours import Trouble, read_detours
from core.domain.policy import Policy
from core.domain.proof import Proof
from core.domain.reason import System
from core.gaps import last_sweep, longest_pause, open_gap
from core.ports import LedgerTx
from core.proving import month, prove
from core.standing import lost_since
from core.systems import Systems
from core.watching import SWEEP, SWEEP_EVERY

Periods = Mapping[str, float]
"""How often each job runs, in seconds, by its name."""


@dataclass(frozen=True)
class Connection:
    """Our permission to act in a system; without ``until`` there is none.

    ``lost_since`` is set while the system does not let us in.
    """

    system: System
    until: datetime | None
    lost_since: datetime | None = None


@dataclass(frozen=True)
class JobTimes:
    """When a job ran last, and when it is due; ``None`` where it never ran."""

    name: str
    last: datetime | None
    next: datetime | None


@dataclass(frozen=True)
class Queues:
    """What waits: hints to follow, PDFs to fetch, messages to send."""

    hints: int
    documents: int
    messages: int


@dataclass(frozen=True)
class Status:
    """How the bot stands at one moment.

    ``last_sweep`` is when one last got through, ``None`` before the first did.
    ``unlooked_since`` is set while nobody has looked for invoices for too long.
    """

    at: datetime
    automatic_import: bool
    automatic_since: datetime | None
    connections: tuple[Connection, ...]
    last_hint: datetime | None
    last_sweep: datetime | None
    queues: Queues
    late: int
    jobs: tuple[JobTimes, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    unlooked_since: datetime | None = None


class Reporting:
    """Tells how things stand; ``periods`` is the schedule."""

    def __init__(self, systems: Systems, periods: Periods) -> None:
        self._systems = systems
        self._periods = periods

    async def status(self) -> Status:
        """Return how the bot stands now."""
        policy = await self._systems.policy()
        return await self._systems.ledger.read(
            lambda tx: _status(tx, policy, self._periods)
        )

    async def proof(self, typed: str) -> Proof:
        """Account for every invoice of a month, ``YYYY-MM`` or by default this one.

        Raises ``ValueError`` for another text and ``RemoteError``.
        """
        policy = await self._systems.policy()
        today = policy.day_of(self._systems.clock.now())
        return await prove(self._systems, *month(typed, today))


def _status(tx: LedgerTx, policy: Policy, periods: Periods) -> Status:
    return Status(
        at=tx.now,
        automatic_import=policy.auto_import,
        automatic_since=policy.automatic_since,
        connections=tuple(
            _connection(tx, system) for system in (System.TEAMLEADER, System.TWIKEY)
        ),
        last_hint=tx.hints.last_at(),
        last_sweep=last_sweep(tx),
        queues=Queues(
            tx.hints.waiting(), len(tx.documents.missing()), tx.outbox.waiting()
        ),
        late=sum(len(record.open_lines) for record in tx.alerts.open()),
        jobs=tuple(_times(tx, name, every) for name, every in periods.items()),
        troubles=tuple(read_detours(tx).troubles.values()),
        unlooked_since=_unlooked_since(tx, periods) if policy.auto_import else None,
    )


def _unlooked_since(tx: LedgerTx, periods: Periods) -> datetime | None:
    every = timedelta(seconds=periods.get(SWEEP, SWEEP_EVERY.total_seconds()))
    return open_gap(tx, longest_pause(every))


def _connection(tx: LedgerTx, system: System) -> Connection:
    kept = tx.credentials.get(system.value)
    until = kept.expires_at if kept else None
    return Connection(system, until, lost_since(tx).get(system))


def _times(tx: LedgerTx, name: str, every: float) -> JobTimes:
    last = tx.ticks.last(name)
    return JobTimes(name, last, last + timedelta(seconds=every) if last else None)
