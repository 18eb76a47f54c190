"""What is remembered of import runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Row, bindparam, delete, insert, select

from core.domain.history import InvitationState
from core.domain.invoice import SourceId
from core.domain.money import Money
from core.domain.outcome import Line, Outcome, Run, RunTrigger
from core.domain.policy import Window
from core.domain.reason import Reason, System
from core.domain.verdict import Effect, Finding
from storage.tables import run as run_table
from storage.tables import run_line
from storage.work import Book


class SqlRuns(Book):
    """Implements ``core.ports.ledger.RunBook``."""

    def start(self, run: Run) -> None:
        """Write down that a run began."""
        self._put(run)

    def finish(self, run: Run) -> None:
        """Write down what came of it, with its lines instead of any earlier ones."""
        self._put(run)
        self._connection.execute(_DROP_LINES, {"of": run.id})
        if run.lines:
            self._connection.execute(
                _ADD_LINES,
                [_line_row(run.id, at, line) for at, line in enumerate(run.lines)],
            )

    def get(self, run_id: str) -> Run | None:
        """Return a run with its lines."""
        row = self._connection.execute(
            select(run_table).where(run_table.c.id == run_id)
        ).one_or_none()
        return None if row is None else _run(row, self.lines(row.id))

    def last(self) -> Run | None:
        """Return the latest finished run that was not a preview, with its lines."""
        row = self._connection.execute(
            select(run_table)
            .where(run_table.c.finished_at.is_not(None), ~run_table.c.preview)
            .order_by(run_table.c.finished_at.desc(), run_table.c.started_at.desc())
            .limit(1)
        ).one_or_none()
        return None if row is None else _run(row, self.lines(row.id))

    def lines(self, run_id: str) -> tuple[Line, ...]:
        """Return the lines of a run, in their order."""
        rows = self._connection.execute(
            select(run_line)
            .where(run_line.c.run_id == run_id)
            .order_by(run_line.c.position)
        )
        return tuple(_line(row) for row in rows)

    def _put(self, told: Run) -> None:
        self._work.put(run_table, _run_row(told))


_DROP_LINES: Final = delete(run_line).where(run_line.c.run_id == bindparam("of"))
_ADD_LINES: Final = insert(run_line)


def _run_row(told: Run) -> dict[str, object]:
    return {
        "id": told.id,
        "trigger": told.trigger.value,
        "started_at": told.started_at,
        "first_day": told.window.first if told.window else None,
        "last_day": told.window.last if told.window else None,
        "preview": told.preview,
        "asked_by": told.asked_by,
        "finished_at": told.finished_at,
        "failed": told.failed.value if told.failed else None,
        "facts": told.facts,
    }


def _run(row: Row[Any], lines: tuple[Line, ...]) -> Run:
    return Run(
        id=row.id,
        trigger=RunTrigger(row.trigger),
        started_at=row.started_at,
        window=Window(row.first_day, row.last_day) if row.first_day else None,
        preview=row.preview,
        asked_by=row.asked_by,
        lines=lines,
        finished_at=row.finished_at,
        failed=System(row.failed) if row.failed else None,
        facts=row.facts,
    )


def _line_row(run_id: str, position: int, line: Line) -> dict[str, object]:
    return {
        "run_id": run_id,
        "position": position,
        "outcome": line.outcome.value,
        "source_id": line.source_id,
        "number": line.number,
        "department": line.department,
        "amount": line.amount.amount if line.amount else None,
        "currency": line.amount.currency if line.amount else None,
        "findings": [_finding_fields(finding) for finding in line.findings],
        "system": line.system.value if line.system else None,
        "customer_name": line.customer_name,
        "invitation": line.invitation.value if line.invitation else None,
        "held_for": line.held_for,
    }


def _line(row: Row[Any]) -> Line:
    return Line(
        outcome=Outcome(row.outcome),
        source_id=SourceId(row.source_id) if row.source_id else None,
        number=row.number,
        department=row.department,
        amount=None if row.amount is None else Money(row.amount, row.currency),
        findings=tuple(_finding(fields) for fields in row.findings),
        system=System(row.system) if row.system else None,
        customer_name=row.customer_name,
        invitation=InvitationState(row.invitation) if row.invitation else None,
        held_for=row.held_for,
    )


def _finding_fields(finding: Finding) -> dict[str, object]:
    return {
        "reason": finding.reason.value,
        "effect": finding.effect.value,
        "facts": finding.facts,
    }


def _finding(fields: Mapping[str, Any]) -> Finding:
    return Finding(Reason(fields["reason"]), Effect(fields["effect"]), fields["facts"])
