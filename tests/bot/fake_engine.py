"""An engine that behaves: invoices get imported once, reasons stay until mended."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from core.domain.diagnosis import Ambiguous, Diagnosis, Links, Match
from core.domain.history import (
    DocumentRecord,
    DocumentState,
    InvitationRecord,
    InvitationState,
)
from core.domain.invoice import SourceId
from core.domain.money import Money
from core.domain.number import parse_number
from core.domain.outcome import Line, Outcome, Run
from core.domain.reason import Facts, Reason, System
from core.domain.verdict import Blocked, Effect, Eligible, Finding, Undecided
from core.errors import RemoteError
from core.ports.clock import Progress, Report
from core.ports.source import Department
from core.scope import ImportOrder, NumbersScope, Scope, WindowScope
from tests.bot.examples import example

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
NO_DOCUMENT = DocumentRecord(DocumentState.NONE)
NO_INVITATION = InvitationRecord(InvitationState.NONE)


class StillClock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at
        self.seconds = 1000.0
        self.goes_on = asyncio.Event()
        self.goes_on.set()

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.pass_by(seconds)
        await self.goes_on.wait()

    def pass_by(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
        self.seconds += seconds


@dataclass
class Kept:
    """One invoice of the made-up company; ``reason`` keeps it out."""

    source_id: SourceId
    number: str
    reason: Reason | None = None
    amount: Money = field(default_factory=lambda: Money.of("100.00"))
    department: str = "Gent"
    created_at: datetime = NOW
    facts: Facts = field(default_factory=dict)
    notes: tuple[Reason, ...] = ()
    document: DocumentRecord = NO_DOCUMENT
    invitation: InvitationRecord = NO_INVITATION


class FakeEngine:
    """Imports into a set."""

    def __init__(self) -> None:
        self.invoices: dict[SourceId, Kept] = {}
        self.imported: list[SourceId] = []
        self.runs: dict[str, Run] = {}
        self.orders: list[ImportOrder] = []
        self.broken: Exception | None = None
        self.failed: System | None = None
        self.known_departments: tuple[Department, ...] = ()
        self.steps: list[Progress] = []
        self.go_on = asyncio.Event()
        self.go_on.set()
        self.started = asyncio.Event()
        self.clock = StillClock()

    def add(self, number: str, reason: Reason | None = None, **more: object) -> Kept:
        source_id = SourceId(f"source-{len(self.invoices) + 1}")
        facts = example(reason) if reason else {}
        kept = Kept(source_id, number, reason, facts=facts)
        kept = replace(kept, **more)  # type: ignore[arg-type]
        self.invoices[source_id] = kept
        return kept

    def add_imported(self, number: str, **more: object) -> Kept:
        kept = self.add(number, **more)  # type: ignore[arg-type]
        self.imported.append(kept.source_id)
        return kept

    def named(self, typed: str) -> list[Kept]:
        query = parse_number(typed)
        return [
            kept
            for kept in self.invoices.values()
            if kept.source_id == typed or query.matches(kept.number)
        ]

    def mend(self, kept: Kept) -> None:
        self.invoices[kept.source_id].reason = None

    async def run(self, order: ImportOrder, report: Report) -> Run:
        self.orders.append(order)
        self.started.set()
        for step in self.steps:
            self.clock.pass_by(10)
            report(step)
            await asyncio.sleep(0)
        await self.go_on.wait()
        if self.broken is not None:
            raise self.broken
        lines = (
            *(self._line(kept, order) for kept in self._meant(order.scope)),
            *self._ambiguous(order.scope),
        )
        run = Run(
            id=f"run-{len(self.runs) + 1}",
            trigger=order.trigger,
            started_at=NOW,
            window=order.scope.window if isinstance(order.scope, WindowScope) else None,
            preview=order.preview,
            asked_by=order.asked_by,
            lines=() if self.failed else lines,
            failed=self.failed,
        )
        self.runs[run.id] = run
        return run

    async def diagnose(self, typed: str) -> Diagnosis | Ambiguous:
        if isinstance(self.broken, RemoteError):
            verdict = Undecided(self.broken.system, self.broken.operation)
            return a_diagnosis(asked=typed, verdict=verdict, would_import_now=None)
        if self.broken is not None:
            raise self.broken
        found = self.named(typed)
        if len(found) > 1:
            return Ambiguous(typed, tuple(_match(kept) for kept in found))
        if not found:
            facts = {"asked": typed, "nearest": self._numbers()}
            return a_diagnosis(asked=typed, verdict=blocked(Reason.NOT_FOUND, facts))
        return self._explained(typed, found[0])

    async def older_problems(self, before: datetime) -> int:
        old = [kept for kept in self.invoices.values() if kept.created_at < before]
        return len([kept for kept in old if kept.reason])

    async def departments(self) -> tuple[Department, ...]:
        return self.known_departments

    async def last_run(self) -> Run | None:
        return list(self.runs.values())[-1] if self.runs else None

    async def run_of(self, run_id: str) -> Run | None:
        return self.runs.get(run_id)

    def _numbers(self) -> list[str]:
        return [kept.number for kept in self.invoices.values()][:3]

    def _meant(self, scope: Scope) -> list[Kept]:
        if isinstance(scope, NumbersScope):
            named = [self.named(typed) for typed in scope.numbers]
            return [kept for found in named for kept in found if len(found) == 1]
        kept = list(self.invoices.values())
        if not isinstance(scope, WindowScope):
            return [one for one in kept if one.reason]
        window = scope.window
        return [k for k in kept if window.first <= k.created_at.date() <= window.last]

    def _ambiguous(self, scope: Scope) -> list[Line]:
        """Return a line for each number that fits several invoices."""
        numbers = scope.numbers if isinstance(scope, NumbersScope) else ()
        found = {typed: self.named(typed) for typed in numbers}
        return [
            Line(Outcome.UNKNOWN, number=typed, matches=tuple(map(_match, several)))
            for typed, several in found.items()
            if len(several) > 1
        ]

    def _line(self, kept: Kept, order: ImportOrder) -> Line:
        line = Line(
            Outcome.IMPORTED,
            kept.source_id,
            kept.number,
            kept.department,
            kept.amount,
            tuple(Finding(note, Effect.NOTES, example(note)) for note in kept.notes),
            customer_name="Secret Customer",
        )
        if kept.source_id in self.imported:
            there = Finding(
                Reason.ALREADY_IMPORTED, Effect.BLOCKS, example(Reason.ALREADY_IMPORTED)
            )
            found = (there, *line.findings)
            return replace(line, outcome=Outcome.ALREADY_IMPORTED, findings=found)
        if kept.reason is not None:
            refused = kept.reason is Reason.REFUSED
            outcome = Outcome.REFUSED if refused else Outcome.NOT_IMPORTED
            finding = Finding(kept.reason, Effect.BLOCKS, kept.facts)
            return replace(line, outcome=outcome, findings=(finding, *line.findings))
        if not order.preview:
            self.imported.append(kept.source_id)
        return line

    def _explained(self, typed: str, kept: Kept) -> Diagnosis:
        if kept.source_id in self.imported:
            verdict: Blocked | Eligible = blocked(
                Reason.ALREADY_IMPORTED, example(Reason.ALREADY_IMPORTED)
            )
            would = False
        elif kept.reason is None:
            verdict, would = eligible(), True
        else:
            verdict, would = blocked(kept.reason, kept.facts), False
        noted = tuple(Finding(n, Effect.NOTES, example(n)) for n in kept.notes)
        if isinstance(verdict, Blocked):
            verdict = replace(verdict, findings=(*verdict.findings, *noted))
        return a_diagnosis(
            asked=typed,
            verdict=verdict,
            would_import_now=would,
            number=kept.number,
            source_id=kept.source_id,
            department=kept.department,
            amount=kept.amount,
            customer_name="Brouwerij De Vlinder BV",
            document=kept.document,
            invitation=kept.invitation,
        )


def blocked(reason: Reason, facts: Mapping[str, object] | None = None) -> Blocked:
    """A verdict that one reason decides."""
    known = example(reason) if facts is None else facts
    return Blocked((Finding(reason, Effect.BLOCKS, known),))


def eligible() -> Eligible:
    """A verdict that nothing stands against."""
    from core.domain.judging import judge
    from tests.builders import evidence

    verdict = judge(evidence())
    assert isinstance(verdict, Eligible)
    return verdict


def a_diagnosis(**changes: object) -> Diagnosis:
    """The diagnosis of an invoice that Twikey refused."""
    found = Diagnosis(
        asked="2026 / 42",
        verdict=blocked(Reason.REFUSED),
        would_import_now=False,
        document=NO_DOCUMENT,
        invitation=NO_INVITATION,
        links=Links("https://focus.teamleader.eu/invoice_detail.php?id=1"),
    )
    return replace(found, **changes)  # type: ignore[arg-type]


def _match(kept: Kept) -> Match:
    return Match(kept.source_id, kept.number, kept.department, "De Vlinder BV")
