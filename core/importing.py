"""The import: list, screen, look closer, create, and say what came of each.

Each invoice stands alone: what goes wrong with one never stops the others.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from core.bringing import Bringer
from core.domain.evidence import Evidence
from core.domain.history import SeenBy
from core.domain.invoice import Invoice
from core.domain.judging import foresee, screen
from core.domain.outcome import Line, Run
from core.domain.policy import Policy, Window
from core.domain.reason import System, Trigger
from core.domain.verdict import Passed
from core.errors import RemoteError
from core.gathering import Gatherer, Question
from core.lines import absent_line, judgement_of, line_of, unreadable_line
from core.ports import InvoiceFilter, Progress, Report
from core.readings import (
    Readings,
    follow_feed,
    read_account,
    read_credit_notes,
    read_departments,
)
from core.resolving import Resolved, resolve
from core.scope import ImportOrder, NumbersScope, Scope, WindowScope
from core.systems import Systems


@dataclass(frozen=True)
class _Batch:
    """Invoices to look at together, and lines that are clear already."""

    rows: tuple[Invoice, ...]
    lines: tuple[Line, ...] = ()


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
    lines, failed = await _Importing(systems, policy, order, report).lines(run.id)
    finished = replace(
        run, lines=tuple(lines), failed=failed, finished_at=systems.clock.now()
    )
    await systems.ledger.write(lambda tx: tx.runs.finish(finished))
    return finished


class _Importing:
    def __init__(
        self, systems: Systems, policy: Policy, order: ImportOrder, report: Report
    ) -> None:
        self._systems = systems
        self._policy = policy
        self._order = order
        self._report = report
        self._question = _question(order)

    async def lines(self, run_id: str) -> tuple[list[Line], System | None]:
        """Return the lines, and the system that did not let us see them all."""
        lines: list[Line] = []
        try:
            readings = await self._readings()
            async for batch in self._batches(readings):
                lines += batch.lines
                lines += await self._import(batch.rows, readings, run_id)
                self._report(Progress(len(lines), None))
        except RemoteError as error:
            return lines, error.system
        return lines, None

    async def _readings(self) -> Readings:
        account = await read_account(self._systems)
        departments = await read_departments(self._systems)
        feed = await follow_feed(self._systems)
        return Readings(account, departments, feed)

    async def _batches(self, readings: Readings) -> AsyncIterator[_Batch]:
        if isinstance(self._order.scope, WindowScope):
            async for batch in self._window_batches(self._order.scope.window):
                yield batch
            return
        for typed in await self._typed():
            yield _batch_of(await resolve(self._systems, typed), readings)

    async def _window_batches(self, window: Window) -> AsyncIterator[_Batch]:
        """List by ``updated_since``: an update is never earlier than the creation.

        Teamleader's list has no filter on the day of creation.
        """
        zone = self._policy.time_zone
        wanted = InvoiceFilter(updated_since=window.starts_at(zone))
        async for page in self._systems.source.invoices(wanted):
            inside = tuple(
                row
                for row in page
                if isinstance(row, Invoice) and window.holds(row.created_at, zone)
            )
            broken = tuple(row for row in page if not isinstance(row, Invoice))
            yield _Batch(inside, tuple(unreadable_line(row) for row in broken))

    async def _typed(self) -> Sequence[str]:
        scope = self._order.scope
        if isinstance(scope, NumbersScope):
            return tuple(dict.fromkeys(scope.numbers))
        problems = await self._systems.ledger.read(
            lambda tx: tx.invoices.open_problems(None)
        )
        return tuple(problem.source_id for problem in problems)

    async def _import(
        self, rows: Sequence[Invoice], readings: Readings, run_id: str
    ) -> list[Line]:
        if not rows:
            return []
        oldest = min(row.created_at for row in rows)
        unread = await read_credit_notes(self._systems, oldest)
        readings = replace(readings, credit_notes=unread)
        gatherer = Gatherer(self._systems, readings, self._policy)
        evidences = await gatherer.first(rows, self._question)
        if self._order.preview:
            return [line_of(e, foresee(e), readings) for e in evidences]
        lines = await _judged(
            evidences, Bringer(self._systems, gatherer, readings, run_id)
        )
        await self._remember(lines)
        return lines

    async def _remember(self, lines: list[Line]) -> None:
        judgements = [j for j in map(judgement_of, lines) if j is not None]
        await self._systems.ledger.write(lambda tx: tx.invoices.judged(judgements))


def _window(scope: Scope) -> Window | None:
    return scope.window if isinstance(scope, WindowScope) else None


def _question(order: ImportOrder) -> Question:
    window = _window(order.scope)
    return Question(
        trigger=Trigger.NUMBER if window is None else Trigger.WINDOW,
        seen_by=SeenBy.IMPORT,
        window=window,
        ask_target=window is None and not order.preview,
    )


def _batch_of(resolved: Resolved, readings: Readings) -> _Batch:
    if len(resolved.rows) == 1 and not resolved.unreadable:
        return _Batch(resolved.rows)
    return _Batch((), (absent_line(resolved, readings),))


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
