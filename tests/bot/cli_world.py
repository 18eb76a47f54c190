"""A world for the command line: streams in memory, a still clock, parts that behave."""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.cli import main
from bot.cli.world import World
from bot.settings import Settings
from core.domain.diagnosis import Ambiguous, Diagnosis
from core.domain.history import (
    DocumentRecord,
    DocumentState,
    InvitationRecord,
    InvitationState,
)
from core.domain.invoice import DepartmentId, SourceId
from core.domain.money import Money
from core.domain.outcome import Line, Outcome, Run, RunTrigger
from core.domain.reason import Reason
from core.domain.rules import RULE_OF
from core.domain.verdict import Blocked, Finding, Verdict
from core.ports import Department
from core.ports.clock import Progress, Report
from core.scope import ImportOrder, WindowScope
from tests.bot.test_settings import ENOUGH

NOW = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)
"""Already the 11th in Brussels."""


def a_finding(reason: Reason, **facts: object) -> Finding:
    return Finding(reason, RULE_OF[reason].effect, facts)


def a_line(outcome: Outcome, *findings: Finding, number: str = "2026 / 42") -> Line:
    return Line(
        outcome,
        SourceId(f"id-of-{number}"),
        number,
        "Antwerpen",
        Money.of("100.5"),
        findings,
        customer_name="Brouwerij De Vlinder BV",
    )


def a_run(*lines: Line, **changes: object) -> Run:
    return Run("run-1", RunTrigger.MANUAL, NOW, lines=lines, **changes)  # type: ignore[arg-type]


def a_diagnosis(verdict: Verdict, **changes: object) -> Diagnosis:
    known: dict[str, object] = {
        "asked": "42",
        "number": "2026 / 42",
        "source_id": SourceId("id-of-42"),
        "would_import_now": True,
        "document": DocumentRecord(DocumentState.NONE),
        "invitation": InvitationRecord(InvitationState.NONE),
    }
    return Diagnosis(verdict=verdict, **{**known, **changes})  # type: ignore[arg-type]


def blocked(reason: Reason, **facts: object) -> Blocked:
    return Blocked((a_finding(reason, **facts),))


class StillClock:
    """A clock that stands still."""

    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        raise AssertionError(f"nobody should wait {seconds} s here")


@dataclass
class CannedEngine:
    """Gives the answers it was made with, and remembers what it was asked."""

    run_answer: Run | Exception | None = None
    why_answer: Diagnosis | Ambiguous | Exception | None = None
    older: int = 0
    orders: list[ImportOrder] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def run(self, order: ImportOrder, report: Report) -> Run:
        self.orders.append(order)
        report(Progress(1, None))
        report(Progress(600, 1200, NOW))
        scope = order.scope
        window = scope.window if isinstance(scope, WindowScope) else None
        answer = self.run_answer or a_run(window=window, preview=order.preview)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def diagnose(self, typed: str) -> Diagnosis | Ambiguous:
        self.asked.append(typed)
        answer = self.why_answer or a_diagnosis(blocked(Reason.DRAFT))
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def departments(self) -> tuple[Department, ...]:
        return (
            Department(DepartmentId("gent-id"), "Maes Gent"),
            Department(DepartmentId("aalst-id"), "Maes Aalst"),
        )

    async def older_problems(self, before: datetime) -> int:
        return self.older


@dataclass(frozen=True)
class Copied:
    name: str
    rows: int


@dataclass
class CannedParts:
    """A composition root around one canned engine."""

    engine: CannedEngine = field(default_factory=CannedEngine)
    connections: object = None
    consent: object = None
    served: list[Settings] = field(default_factory=list)
    upgraded: int = 0
    copied_to: list[str] = field(default_factory=list)
    failure: BaseException | None = None
    closed: int = 0

    @asynccontextmanager
    async def open_engine(self, settings: Settings) -> AsyncIterator[CannedEngine]:
        self._fail()
        try:
            yield self.engine
        finally:
            self.closed += 1

    @asynccontextmanager
    async def open_connections(self, settings: Settings) -> AsyncIterator[object]:
        self._fail()
        yield self.connections

    @asynccontextmanager
    async def open_consent(self, settings: Settings) -> AsyncIterator[object]:
        yield self.consent

    async def serve(self, settings: Settings) -> None:
        self._fail()
        self.served.append(settings)

    async def upgrade_database(self, settings: Settings) -> None:
        self._fail()
        self.upgraded += 1

    async def copy_database(self, settings: Settings, to: str) -> Sequence[Copied]:
        self._fail()
        self.copied_to.append(to)
        return (Copied("invoice", 3), Copied("run", 1))

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code and what it wrote."""

    code: int
    out: str
    err: str


def run_command(*words: str, parts: CannedParts | None = None, **env: str) -> Ended:
    """Run one command to its end."""
    out, err = io.StringIO(), io.StringIO()
    world = World(
        out,
        err,
        StillClock(),
        parts or CannedParts(),  # type: ignore[arg-type]
        {**ENOUGH, **env},
        None,
    )
    with untouched_logging():
        code = main(words, world)
    return Ended(code, out.getvalue(), err.getvalue())


@contextmanager
def untouched_logging() -> Iterator[None]:
    """Undo what a command does to the logging of the whole process."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {
        name: logger.level
        for name, logger in logging.Logger.manager.loggerDict.items()
        if isinstance(logger, logging.Logger)
    }
    shown = warnings.showwarning
    # Taken off first: setting up closes the handlers it finds.
    root.handlers = []
    try:
        yield
    finally:
        root.handlers = handlers
        root.setLevel(level)
        logging.captureWarnings(capture=False)
        warnings.showwarning = shown
        for name in logging.Logger.manager.loggerDict:
            logging.getLogger(name).setLevel(levels.get(name, logging.NOTSET))
