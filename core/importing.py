"""The import: list, screen, look closer, create, and say what came of each.

Each invoice stands alone: what goes wrong with one never stops the others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from uuid import uuid4

from core.choosing import Choosing
from core.departments import narrowed_to
from core.domain.evidence import Unread
from core.domain.invoice import DepartmentId
from core.domain.outcome import Line, Outcome, Run, RunTrigger
from core.domain.policy import Policy
from core.domain.reason import System
from core.errors import RemoteError
from core.foreseeing import invitations_among
from core.lines import (
    unasked_line,
)
from core.ports import Progress, Report
from core.readings import (
    CreditNoteReading,
    Readings,
    follow_feed,
    known_departments,
    read_account,
    read_departments,
)
from core.scope import ImportOrder, RowsScope
from core.systems import Systems
from core.working import Read, Working, window_of


async def run_import(
    systems: Systems,
    policy: Policy,
    order: ImportOrder,
    report: Report,
    feed: Feed = follow_feed,
) -> Run:
    """Carry an order out; ``feed`` brings the mirror of Twikey up to date.

    A list that could not be read to its end is told by ``Run.failed``; what was seen
    before that was imported all the same.
    """
    run = Run(
        id=str(uuid4()),
        trigger=order.trigger,
        started_at=systems.clock.now(),
        window=window_of(order.scope),
        preview=order.preview,
        asked_by=order.asked_by,
    )
    if order.trigger is not RunTrigger.AUTOMATIC:
        # A hint is followed as fast as can be, and its run is written in the end.
        await systems.ledger.write(lambda tx: tx.runs.start(run))
    importing = _Importing(systems, policy, order, run.id, feed)
    lines, failed = await importing.lines(report)
    finished = replace(
        run,
        lines=tuple(lines),
        failed=failed,
        finished_at=systems.clock.now(),
        facts={
            **await narrowed_to(systems, order.departments),
            **(await _foreseen(systems, policy, lines) if order.preview else {}),
        },
    )
    await systems.ledger.write(lambda tx: tx.runs.finish(finished))
    systems.run_ended(finished)
    return finished


async def _foreseen(
    systems: Systems, policy: Policy, lines: Sequence[Line]
) -> dict[str, object]:
    """Tell what the preview cannot read off its lines: how many are invited."""
    ids = [line.source_id for line in lines if line.outcome is Outcome.IMPORTED]
    foreseen = await systems.ledger.read(
        lambda tx: invitations_among(tx, [one for one in ids if one], policy)
    )
    return foreseen.facts()


Feed = Callable[[Systems], Awaitable[Unread | None]]
"""Brings the mirror of Twikey's invoices up to date."""


class _Importing:
    """One run: from the order to the lines."""

    def __init__(
        self,
        systems: Systems,
        policy: Policy,
        order: ImportOrder,
        run_id: str,
        feed: Feed,
    ) -> None:
        self._systems = systems
        self._policy = policy
        self._order = order
        self._run_id = run_id
        self._feed = feed
        self._choosing = Choosing(systems, policy.time_zone, order.departments)

    async def lines(self, report: Report) -> tuple[list[Line], System | None]:
        """Return the lines, and the system that did not let us see them all."""
        lines: list[Line] = []
        await self._choosing.expect(self._order.scope)
        try:
            working = await self._working()
            async for batch in self._choosing.batches(self._order.scope):
                lines += await working.lines(batch)
                report(Progress(len(lines), None))
        except RemoteError as error:
            awaited = self._choosing.awaited.items()
            lines += [unasked_line(one, known, error.system) for one, known in awaited]
            return lines, error.system
        return lines, None

    async def _working(self) -> Working:
        account = await read_account(self._systems)
        credit_notes = CreditNoteReading(self._systems)
        # Nothing here waits for anything else: round trips in the time of one. None
        # of the three raises a trouble of theirs; it is told in what they return.
        departments, feed, _ = await asyncio.gather(
            self._departments(),
            self._feed(self._systems),
            self._credit_notes(credit_notes),
        )
        readings = Readings(account, departments, feed)
        return Working(
            self._systems,
            self._policy,
            self._order,
            Read(readings, credit_notes),
            self._run_id,
        )

    async def _departments(self) -> Mapping[DepartmentId, str]:
        """Read the names people see; an automatic run takes them as it knows them."""
        if isinstance(self._order.scope, RowsScope):
            known = await known_departments(self._systems)
            if known:
                return known
        return await read_departments(self._systems)

    async def _credit_notes(self, reading: CreditNoteReading) -> None:
        """Begin with them where it is known already how far back they matter."""
        scope = self._order.scope
        if isinstance(scope, RowsScope) and scope.rows:
            await reading.since(min(row.created_at for row in scope.rows))
