"""The JSON shapes other programs build on: pure, and stable."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, assert_never

from core.domain.diagnosis import Ambiguous, Diagnosis, Match
from core.domain.history import TimelineEntry
from core.domain.money import Money
from core.domain.outcome import Line, Run
from core.domain.policy import Window
from core.domain.verdict import Blocked, Eligible, Finding, Undecided, Verdict

Json = dict[str, Any]


def run_json(run: Run) -> Json:
    """Return an import run as one object."""
    return {
        "run": run.id,
        "trigger": run.trigger.value,
        "window": _window(run.window),
        "preview": run.preview,
        "counts": run.counts,
        "amounts": {"imported": run.imported_amount.plain()},
        "invoices": [_line(line) for line in run.lines],
    }


def answer_json(answer: Diagnosis | Ambiguous) -> Json:
    """Return what is known of an invoice, or which ones could be meant."""
    if isinstance(answer, Ambiguous):
        return _ambiguous(answer)
    return {
        # What was typed stands in for a number only where no invoice was found.
        "number": answer.number if answer.source_id else answer.number or answer.asked,
        "source_id": answer.source_id,
        "department": answer.department,
        "verdict": _verdict(answer.verdict),
        "decisive": plain(answer.decisive),
        "first_cause": plain(answer.first_cause),
        "would_import_now": answer.would_import_now,
        "findings": [_finding(finding) for finding in answer.findings],
        "document": answer.document.state.value,
        "invitation": answer.invitation.state.value,
        "timeline": [_entry(entry) for entry in answer.timeline],
        "links": {"teamleader": answer.links.teamleader, "twikey": answer.links.twikey},
    }


def plain(value: object) -> Any:
    """Return a fact as JSON can hold it: texts, numbers, lists and objects."""
    match value:
        case Enum():
            return plain(value.value)
        case None | bool() | int() | float() | str():
            return value
        case Mapping():
            return {str(name): plain(part) for name, part in value.items()}
        case list() | tuple():
            return [plain(part) for part in value]
        case set() | frozenset():
            return sorted(str(plain(part)) for part in value)
        case _:
            return _written(value)


def _written(value: object) -> str:
    match value:
        case Money():
            return value.plain()
        case Decimal():
            return f"{value:f}"
        case datetime() | date():
            return value.isoformat()
        case _:
            return str(value)


def _window(window: Window | None) -> Json | None:
    if window is None:
        return None
    return {"from": window.first.isoformat(), "to": window.last.isoformat()}


def _line(line: Line) -> Json:
    # Only a number that fits several invoices has more to tell than the others.
    chosen = {"matches": _matches(line.matches)} if line.matches else {}
    return {
        "number": line.number,
        "source_id": line.source_id,
        "department": line.department,
        "outcome": line.outcome.value,
        "reasons": [finding.reason.value for finding in line.findings],
        "amount": line.amount.plain() if line.amount else None,
        "currency": line.amount.currency if line.amount else None,
        **chosen,
    }


def _ambiguous(answer: Ambiguous) -> Json:
    return {
        "number": answer.asked,
        "verdict": "unknown",
        "matches": _matches(answer.matches),
    }


def _matches(matches: tuple[Match, ...]) -> list[Json]:
    return [
        {
            "number": match.number,
            "source_id": match.source_id,
            "department": match.department,
            "customer": match.customer_name,
        }
        for match in matches
    ]


def _verdict(verdict: Verdict) -> str:
    match verdict:
        case Eligible():
            return "eligible"
        case Blocked():
            return "blocked"
        case Undecided():
            return "unknown"
        case _:
            assert_never(verdict)


def _finding(finding: Finding) -> Json:
    return {
        "code": finding.reason.value,
        "effect": finding.effect.value,
        "facts": plain(finding.facts),
    }


def _entry(entry: TimelineEntry) -> Json:
    return {
        "at": entry.at.isoformat(),
        "event": entry.event,
        "facts": plain(entry.facts),
    }
