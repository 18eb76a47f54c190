"""From a verdict to the line of a run and to what is remembered of it."""

from __future__ import annotations

from dataclasses import replace

from core.domain.evidence import Evidence
from core.domain.invoice import Invoice, SourceId
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
from core.matching import matches_of
from core.ports import UnreadableInvoice
from core.ports.ledger import Judgement, KnownInvoice
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
    # The refusal before this one, which did not stop a person, is old news by now.
    others = (found for found in findings if found.reason is not Reason.REFUSED)
    return _line(evidence, readings, Outcome.REFUSED, (refusal, *others))


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


def ambiguous_line(resolved: Resolved, readings: Readings) -> Line:
    """Describe a typed number that fits several invoices: a person has to choose."""
    matches = matches_of(resolved, readings)
    return Line(Outcome.UNKNOWN, number=resolved.typed, matches=matches)


def unasked_line(asked: str, known: KnownInvoice | None, system: System) -> Line:
    """Describe what was asked for and never looked at, because a system was down."""
    if known is None:
        return Line(Outcome.UNKNOWN, number=asked, system=system)
    return Line(Outcome.UNKNOWN, known.source_id, known.number, system=system)


def identified(
    line: Line, about: Invoice | KnownInvoice | UnreadableInvoice, readings: Readings
) -> Line:
    """Say which invoice a line is about where Teamleader no longer showed it."""
    if line.source_id is not None:
        return line
    line = replace(line, source_id=about.source_id, number=about.number or line.number)
    if isinstance(about, UnreadableInvoice):
        return line
    department = readings.department_name(about.department_id)
    return replace(line, department=department, customer_name=about.customer_name)


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


def judgement_on(
    source_id: SourceId, verdict: Blocked | Undecided, *, tried: bool = True
) -> Judgement:
    """Return what the ledger remembers of a verdict; ``tried`` tells of an import."""
    if isinstance(verdict, Undecided):
        return Judgement(source_id, None, system=verdict.system, tried=tried)
    decisive = verdict.decisive
    if decisive.reason is Reason.ALREADY_IMPORTED:
        return Judgement(source_id, None, tried=tried)
    return Judgement(source_id, decisive.reason, decisive.facts, tried=tried)


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
