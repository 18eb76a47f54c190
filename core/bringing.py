"""Bringing one invoice in: judge on complete evidence, create, look again if needed."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from core.creating import Busy, Creation, Made, Overtaken, create_once
from core.domain.evidence import Evidence
from core.domain.judging import judge
from core.domain.number import fold
from core.domain.outcome import Line
from core.domain.reason import System, Trigger
from core.domain.verdict import Eligible
from core.errors import ConnectionRevoked, RemoteError
from core.following import Follows, follows_of
from core.gathering import Gatherer
from core.lines import line_of, refused_line, unknown_line
from core.ports import Refused
from core.readings import Readings, follow_feed
from core.systems import Systems

log = logging.getLogger(__name__)

TOGETHER = 8
BUSY_WAITS = 20
BUSY_WAIT_SECONDS = 0.5
NUMBER_EXISTS = "err_duplicate_ref"
STALE_SECONDS = 600.0
"""What was read longer ago is not sent: by now it may be another amount, or paid."""


@dataclass
class Bringer:
    """Brings in the invoices of one run, each on its own.

    Invoices that share a number go one after the other, so that the second sees what
    became of the first. After a connection was revoked nothing more is tried.
    """

    systems: Systems
    gatherer: Gatherer
    readings: Readings
    run_id: str
    _locks: dict[str, asyncio.Lock] = field(
        default_factory=lambda: defaultdict(asyncio.Lock)
    )
    _places: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(TOGETHER)
    )
    _revoked: ConnectionRevoked | None = None
    _read_at: float = field(init=False)

    def __post_init__(self) -> None:
        self._read_at = self.systems.clock.monotonic()

    async def bring_all(self, passed: Sequence[Evidence]) -> list[Line]:
        """Gather the second stage of some invoices and bring each in."""
        if not passed:
            return []
        complete = await self.gatherer.second(passed)
        return list(await asyncio.gather(*(self.bring_in(e) for e in complete)))

    async def bring_in(self, evidence: Evidence) -> Line:
        """Import one invoice whose second stage was gathered."""
        number = evidence.invoice.number if evidence.invoice else None
        async with self._locks[fold(number or evidence.asked_as)], self._places:
            try:
                return await self._settle(evidence)
            except RemoteError as error:
                if isinstance(error, ConnectionRevoked):
                    self._revoked = error
                return unknown_line(evidence, self.readings, error.system)
            except Exception:
                # One invoice that trips over a mistake of ours must not stop the rest.
                log.exception("import-failed", extra={"invoice": evidence.source_id})
                return unknown_line(evidence, self.readings, None)

    async def _settle(self, evidence: Evidence) -> Line:
        evidence = await self.gatherer.again(evidence)
        for _ in range(BUSY_WAITS):
            verdict = judge(evidence)
            if not isinstance(verdict, Eligible):
                return line_of(evidence, verdict, self.readings)
            if self._revoked is not None:
                raise self._revoked
            if self._is_stale():
                return unknown_line(evidence, self.readings, System.TEAMLEADER)
            follows = follows_of(verdict.submission, evidence.policy)
            follows = replace(follows, was_zero=_came_by_itself_from_zero(evidence))
            creation = await create_once(self.systems, verdict, follows, self.run_id)
            line = await self._line(evidence, verdict, creation, follows)
            if line is not None:
                return line
            evidence = await self._looked_again(evidence, creation)
        return unknown_line(evidence, self.readings, None)

    def _is_stale(self) -> bool:
        """Whether this process stood still, or in line, since it read the invoices."""
        return self.systems.clock.monotonic() - self._read_at > STALE_SECONDS

    async def _line(
        self,
        evidence: Evidence,
        verdict: Eligible,
        creation: Creation,
        follows: Follows,
    ) -> Line | None:
        """Return the line, or ``None`` where the invoice has to be looked at again."""
        match creation:
            case Made():
                line = line_of(evidence, verdict, self.readings)
                record = follows.invitation
                return replace(line, invitation=record.state, held_for=record.held_for)
            case Refused(code=code) if code == NUMBER_EXISTS:
                return await self._refused_as_taken(evidence, verdict, creation)
            case Refused():
                facts = creation.facts()
                return refused_line(evidence, self.readings, facts, verdict.findings)
            case Busy() | Overtaken():
                return None

    async def _looked_again(self, evidence: Evidence, creation: Creation) -> Evidence:
        if isinstance(creation, Busy):
            await self.systems.clock.sleep(BUSY_WAIT_SECONDS)
            return await self.gatherer.again(evidence)
        fresh = await self.gatherer.settled(evidence)
        if fresh.target.own_gone and not evidence.target.own_gone:
            # Deleted at Twikey while we were at it: nobody has asked for it since.
            return fresh.asked_by(Trigger.AUTOMATIC)
        return fresh

    async def _refused_as_taken(
        self, evidence: Evidence, verdict: Eligible, refusal: Refused
    ) -> Line:
        """Find out who has the number: the feed tells, if it has it already."""
        await follow_feed(self.systems)
        fresh = await self.gatherer.again(evidence)
        again = judge(fresh.asked_by(evidence.trigger))
        if isinstance(again, Eligible):
            facts = refusal.facts()
            return refused_line(evidence, self.readings, facts, verdict.findings)
        return line_of(fresh, again, self.readings)


def _came_by_itself_from_zero(evidence: Evidence) -> bool:
    automatic = evidence.trigger is Trigger.AUTOMATIC
    return automatic and evidence.memory.booked_at_zero
