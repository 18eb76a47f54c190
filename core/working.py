"""Working through an import: batches of rows become lines, each invoice once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.bringing import Bringer
from core.choosing import Batch
from core.domain.evidence import Evidence
from core.domain.history import SeenBy
from core.domain.invoice import Invoice, SourceId
from core.domain.judging import judge, screen
from core.domain.outcome import Line, RunTrigger
from core.domain.policy import Policy, Window
from core.domain.reason import Trigger
from core.domain.verdict import Passed
from core.foreseeing import Foreseeing
from core.gathering import Gatherer, Question
from core.keeping import judgements_of
from core.lines import (
    ambiguous_line,
    identified,
    judgement_of,
    line_of,
    unreadable_line,
)
from core.ports import UnreadableInvoice
from core.ports.ledger import Judgement, KnownInvoice
from core.readings import CreditNoteReading, Readings
from core.resolving import Resolved
from core.scope import ImportOrder, RowsScope, Scope, WindowScope
from core.systems import Systems


@dataclass(frozen=True)
class Read:
    """What was read once for the whole run."""

    readings: Readings
    credit_notes: CreditNoteReading


class Working:
    """Makes lines of batches, each invoice once."""

    def __init__(
        self,
        systems: Systems,
        policy: Policy,
        order: ImportOrder,
        read: Read,
        run_id: str,
    ) -> None:
        self._systems = systems
        self._policy = policy
        self._preview = order.preview
        self._question = question_of(order)
        self._readings = read.readings
        self._run_id = run_id
        self._credit_notes = read.credit_notes
        self._foreseeing = Foreseeing(read.readings)
        self._looked_at: set[SourceId] = set()

    async def lines(self, batch: Batch) -> list[Line]:
        """Import what is in a batch."""
        lines = [unreadable_line(row) for row in batch.broken]
        lines += [await self._unresolved(resolved) for resolved in batch.unresolved]
        await self._remember([j for j in map(judgement_of, lines) if j is not None])
        rows = [row for row in batch.rows if row.source_id not in self._looked_at]
        if rows:
            self._looked_at.update(row.source_id for row in rows)
            lines += await self._of_rows(rows, await self._gatherer(batch))
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
        lines = [identified(line, row, self._readings) for line, row in pairs]
        judged = [*zip(evidences, lines, strict=True)]
        await self._remember(await judgements_of(self._systems, gatherer, judged))
        return lines

    async def _unresolved(self, resolved: Resolved) -> Line:
        if resolved.is_ambiguous:
            return ambiguous_line(resolved, self._readings)
        gatherer = Gatherer(self._systems, self._readings, self._policy)
        evidence = await gatherer.unresolved(resolved)
        verdict = judge(evidence.asked_by(self._question.trigger))
        line = line_of(evidence, verdict, self._readings)
        meant: list[KnownInvoice | UnreadableInvoice]
        meant = [*resolved.gone, *resolved.unreadable]
        return identified(line, meant[0], self._readings) if meant else line

    async def _remember(self, judgements: Sequence[Judgement]) -> None:
        if judgements and not self._preview:
            await self._systems.ledger.write(lambda tx: tx.invoices.judged(judgements))


def window_of(scope: Scope) -> Window | None:
    """Return the days an order is about, if it is about days."""
    return scope.window if isinstance(scope, WindowScope) else None


def question_of(order: ImportOrder) -> Question:
    """Return what is asked of each invoice of an order."""
    if isinstance(order.scope, RowsScope):
        swept = order.trigger is RunTrigger.SWEEP
        return Question(Trigger.AUTOMATIC, SeenBy.SWEEP if swept else SeenBy.HINT)
    window = window_of(order.scope)
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
