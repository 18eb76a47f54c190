"""The import: list, screen, look closer, create, and say what came of each.

Each invoice stands alone: what goes wrong with one never stops the others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from core.bringing import Bringer
from core.choosing import Batch, Choosing
from core.domain.evidence import Evidence
from core.domain.history import SeenBy
from core.domain.invoice import DepartmentId, Invoice, SourceId
from core.domain.judging import judge, screen
from core.domain.outcome import Line, Outcome, Run, RunTrigger
from core.domain.policy import Policy, Window
from core.domain.reason import System, Trigger
from core.domain.verdict import Passed
from core.errors import RemoteError
from core.foreseeing import Foreseeing, invitations_among
from core.gathering import Gatherer, Question
from core.lines import (
    ambiguous_line,
    identified,
    judgement_of,
    line_of,
    unasked_line,
    unreadable_line,
)
from core.ports import Progress, Report, UnreadableInvoice
from core.ports.ledger import KnownInvoice
from core.readings import (
    CreditNoteReading,
    Readings,
    follow_feed,
    read_account,
    read_departments,
)
from core.resolving import Resolved
from core.scope import ImportOrder, RowsScope, Scope, WindowScope
from core.systems import Systems


async def run_import(
    systems: Systems, policy: Policy, order: ImportOrder, report: Report
) -> Run:
    """Carry an order out.

    A list that could not be read to its end is told by ``Run.failed``; what was seen
    before that was imported all the same.
    """
    run = Run(
        id=str(uuid4()),
        trigger=order.trigger,
        started_at=systems.clock.now(),
        window=_window(order.scope),
        preview=order.preview,
        asked_by=order.asked_by,
    )
    await systems.ledger.write(lambda tx: tx.runs.start(run))
    lines, failed = await _Importing(systems, policy, order, run.id).lines(report)
    finished = replace(
        run,
        lines=tuple(lines),
        failed=failed,
        finished_at=systems.clock.now(),
        facts=await _foreseen(systems, policy, lines) if order.preview else {},
    )
    await systems.ledger.write(lambda tx: tx.runs.finish(finished))
    return finished


async def _foreseen(
    systems: Systems, policy: Policy, lines: Sequence[Line]
) -> dict[str, object]:
    """Tell what the preview cannot read off its lines: how many are invited."""
    ids = [line.source_id for line in lines if line.outcome is Outcome.IMPORTED]
    customers = await systems.ledger.read(
        lambda tx: invitations_among(tx, [one for one in ids if one], policy)
    )
    return {} if customers is None else {"invitations": customers}


class _Importing:
    """One run: from the order to the lines."""

    def __init__(
        self, systems: Systems, policy: Policy, order: ImportOrder, run_id: str
    ) -> None:
        self._systems = systems
        self._policy = policy
        self._order = order
        self._run_id = run_id
        self._choosing = Choosing(systems, policy.time_zone)

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

    async def _working(self) -> _Working:
        account = await read_account(self._systems)
        credit_notes = CreditNoteReading(self._systems)
        # Nothing here waits for anything else: round trips in the time of one. None
        # of the three raises a trouble of theirs; it is told in what they return.
        departments, feed, _ = await asyncio.gather(
            self._departments(),
            follow_feed(self._systems),
            self._credit_notes(credit_notes),
        )
        readings = Readings(account, departments, feed)
        return _Working(
            self._systems,
            self._policy,
            self._order,
            _Read(readings, credit_notes),
            self._run_id,
        )

    async def _departments(self) -> Mapping[DepartmentId, str]:
        """Read the names people see; nobody looks at the lines of an automatic run."""
        if isinstance(self._order.scope, RowsScope):
            return {}
        return await read_departments(self._systems)

    async def _credit_notes(self, reading: CreditNoteReading) -> None:
        """Begin with them where it is known already how far back they matter."""
        scope = self._order.scope
        if isinstance(scope, RowsScope) and scope.rows:
            await reading.since(min(row.created_at for row in scope.rows))


@dataclass(frozen=True)
class _Read:
    """What was read once for the whole run."""

    readings: Readings
    credit_notes: CreditNoteReading


class _Working:
    """Makes lines of batches, each invoice once."""

    def __init__(
        self,
        systems: Systems,
        policy: Policy,
        order: ImportOrder,
        read: _Read,
        run_id: str,
    ) -> None:
        self._systems = systems
        self._policy = policy
        self._preview = order.preview
        self._question = _question(order)
        self._readings = read.readings
        self._run_id = run_id
        self._credit_notes = read.credit_notes
        self._foreseeing = Foreseeing(read.readings)
        self._looked_at: set[SourceId] = set()

    async def lines(self, batch: Batch) -> list[Line]:
        """Import what is in a batch."""
        lines = [unreadable_line(row) for row in batch.broken]
        lines += [await self._unresolved(resolved) for resolved in batch.unresolved]
        rows = [row for row in batch.rows if row.source_id not in self._looked_at]
        if rows:
            self._looked_at.update(row.source_id for row in rows)
            lines += await self._of_rows(rows, await self._gatherer(batch))
        if not self._preview:
            await self._remember(lines)
        return lines

    async def _gatherer(self, batch: Batch) -> Gatherer:
        unread = None
        if batch.oldest is not None:
            unread = await self._credit_notes.since(batch.oldest)
        readings = replace(self._readings, credit_notes=unread)
        return Gatherer(self._systems, readings, self._policy)

    async def _of_rows(self, rows: Sequence[Invoice], gatherer: Gatherer) -> list[Line]:
        evidences = await gatherer.first(rows, self._question)
        if self._preview:
            return self._foreseeing.lines(evidences)
        bringer = Bringer(self._systems, gatherer, self._readings, self._run_id)
        lines = await _judged(evidences, bringer)
        pairs = zip(lines, rows, strict=True)
        return [identified(line, row, self._readings) for line, row in pairs]

    async def _unresolved(self, resolved: Resolved) -> Line:
        if resolved.is_ambiguous:
            return ambiguous_line(resolved)
        gatherer = Gatherer(self._systems, self._readings, self._policy)
        evidence = await gatherer.unresolved(resolved)
        verdict = judge(evidence.asked_by(self._question.trigger))
        line = line_of(evidence, verdict, self._readings)
        meant: list[KnownInvoice | UnreadableInvoice]
        meant = [*resolved.gone, *resolved.unreadable]
        return identified(line, meant[0], self._readings) if meant else line

    async def _remember(self, lines: list[Line]) -> None:
        judgements = [j for j in map(judgement_of, lines) if j is not None]
        await self._systems.ledger.write(lambda tx: tx.invoices.judged(judgements))


def _window(scope: Scope) -> Window | None:
    return scope.window if isinstance(scope, WindowScope) else None


def _question(order: ImportOrder) -> Question:
    if isinstance(order.scope, RowsScope):
        swept = order.trigger is RunTrigger.SWEEP
        return Question(Trigger.AUTOMATIC, SeenBy.SWEEP if swept else SeenBy.HINT)
    window = _window(order.scope)
    return Question(
        trigger=Trigger.NUMBER if window is None else Trigger.WINDOW,
        seen_by=SeenBy.IMPORT,
        window=window,
        ask_target=window is None,
        spare_calls=order.preview,
    )


async def _judged(evidences: Sequence[Evidence], bringer: Bringer) -> list[Line]:
    """Look closer only at what nothing known stands against; keep the order."""
    screened = [(evidence, screen(evidence)) for evidence in evidences]
    passed = [e for e, screening in screened if isinstance(screening, Passed)]
    brought = iter(await bringer.bring_all(passed))
    return [
        next(brought)
        if isinstance(screening, Passed)
        else line_of(evidence, screening, bringer.readings)
        for evidence, screening in screened
    ]
