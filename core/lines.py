"""From a verdict to the line of a run and to what is remembered of it."""

from __future__ import annotations

from dataclasses import replace

from core.domain.evidence import Evidence
from core.domain.outcome import Line, Outcome
from core.domain.reason import Facts, Reason, System
from core.domain.verdict import (
    Blocked,
    Effect,
    Eligible,
    Finding,
    Passed,
    Undecided,
)
from core.ports import UnreadableInvoice
from core.ports.ledger import Judgement
from core.readings import Readings
from core.resolving import Resolved

_OUTCOME_OF = {
    Reason.ALREADY_IMPORTED: Outcome.ALREADY_IMPORTED,
    Reason.REFUSED: Outcome.REFUSED,
}


def line_of(
    evidence: Evidence,
    verdict: Eligible | Passed | Blocked | Undecided,
    readings: Readings,
) -> Line:
    """Describe what a verdict means for one invoice; eligible counts as imported."""
    if isinstance(verdict, Blocked):
        outcome = _OUTCOME_OF.get(verdict.decisive.reason, Outcome.NOT_IMPORTED)
        return _line(evidence, readings, outcome, decisive_first(verdict))
    if isinstance(verdict, Undecided):
        return unknown_line(evidence, readings, verdict.system, verdict.findings)
    return _line(evidence, readings, Outcome.IMPORTED, verdict.findings)


def refused_line(
    evidence: Evidence, readings: Readings, facts: Facts, findings: tuple[Finding, ...]
) -> Line:
    """Describe an invoice that Twikey refused just now."""
    refusal = Finding(Reason.REFUSED, Effect.BLOCKS, facts)
    return _line(evidence, readings, Outcome.REFUSED, (refusal, *findings))


def unknown_line(
    evidence: Evidence,
    readings: Readings,
    system: System | None,
    findings: tuple[Finding, ...] = (),
) -> Line:
    """Describe an invoice of which it could not be found out what it needs."""
    line = _line(evidence, readings, Outcome.UNKNOWN, findings)
    return replace(line, system=system)


def unreadable_line(row: UnreadableInvoice) -> Line:
    """Describe an invoice whose row could not be understood."""
    return Line(Outcome.UNKNOWN, row.source_id, row.number, system=System.TEAMLEADER)


def absent_line(resolved: Resolved, readings: Readings) -> Line:
    """Describe a typed number that does not name exactly one readable invoice."""
    if resolved.unreadable:
        return unreadable_line(resolved.unreadable[0])
    if len(resolved.rows) + len(resolved.gone) > 1:
        return Line(Outcome.UNKNOWN, number=resolved.typed)
    for known in resolved.gone:
        gone = Finding(Reason.DELETED, Effect.BLOCKS, {"number": known.number})
        return Line(
            Outcome.NOT_IMPORTED,
            known.source_id,
            known.number,
            readings.department_name(known.department_id),
            findings=(gone,),
            customer_name=known.customer_name,
        )
    facts = {"asked": resolved.typed, "nearest": list(resolved.nearest)}
    missing = Finding(Reason.NOT_FOUND, Effect.BLOCKS, facts)
    return Line(Outcome.NOT_IMPORTED, number=resolved.typed, findings=(missing,))


def decisive_first(verdict: Blocked) -> tuple[Finding, ...]:
    """Return the findings with the decisive one in front."""
    rest = tuple(f for f in verdict.findings if f is not verdict.decisive)
    return (verdict.decisive, *rest)


def judgement_of(line: Line) -> Judgement | None:
    """Return what the ledger remembers of a line: being in Twikey is no cause."""
    if line.source_id is None or line.outcome is Outcome.IMPORTED:
        return None
    if line.outcome is Outcome.ALREADY_IMPORTED:
        return Judgement(line.source_id, None)
    return Judgement(line.source_id, line.reason, line.facts, line.system)


def _line(
    evidence: Evidence,
    readings: Readings,
    outcome: Outcome,
    findings: tuple[Finding, ...],
) -> Line:
    invoice = evidence.invoice
    department = invoice.department_id if invoice else None
    return Line(
        outcome=outcome,
        source_id=invoice.source_id if invoice else None,
        number=invoice.number if invoice else evidence.asked_as,
        department=readings.department_name(department),
        amount=invoice.total if invoice else None,
        findings=findings,
        customer_name=invoice.customer_name if invoice else None,
    )
