"""The JSON other programs build on."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

from bot.cli.as_json import answer_json, plain, run_json
from core.domain.diagnosis import Ambiguous, Links, Match
from core.domain.history import (
    DocumentRecord,
    DocumentState,
    InvitationRecord,
    InvitationState,
    TimelineEntry,
)
from core.domain.invoice import SourceId
from core.domain.money import Money
from core.domain.outcome import Line, Outcome
from core.domain.policy import Window
from core.domain.reason import Reason, System
from core.domain.verdict import Undecided
from tests.bot.cli_world import a_diagnosis, a_finding, a_line, a_run, blocked


def test_a_run_is_told_whole() -> None:
    lines = (
        a_line(Outcome.IMPORTED, a_finding(Reason.PAST_DUE), number="2026 / 41"),
        a_line(
            Outcome.NOT_IMPORTED,
            a_finding(Reason.ON_HOLD, since="2026-03-01"),
            a_finding(Reason.NO_EMAIL),
        ),
    )
    window = Window(date(2026, 3, 1), date(2026, 3, 10))

    told = run_json(a_run(*lines, window=window, preview=True))

    assert json.loads(json.dumps(told)) == {
        "run": "run-1",
        "trigger": "manual",
        "window": {"from": "2026-03-01", "to": "2026-03-10"},
        "preview": True,
        "counts": {
            "seen": 2,
            "imported": 1,
            "already_imported": 0,
            "not_imported": 1,
            "refused": 0,
            "unknown": 0,
        },
        "amounts": {"imported": "100.50"},
        "invoices": [
            {
                "number": "2026 / 41",
                "source_id": "id-of-2026 / 41",
                "department": "Antwerpen",
                "outcome": "imported",
                "reasons": ["past-due"],
                "amount": "100.50",
                "currency": "EUR",
            },
            {
                "number": "2026 / 42",
                "source_id": "id-of-2026 / 42",
                "department": "Antwerpen",
                "outcome": "not_imported",
                "reasons": ["on-hold", "no-email"],
                "amount": "100.50",
                "currency": "EUR",
            },
        ],
    }


def test_a_run_by_number_has_no_window() -> None:
    assert run_json(a_run())["window"] is None


def test_a_diagnosis_is_told_whole() -> None:
    at = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
    answer = a_diagnosis(
        blocked(Reason.PAID, first_cause=Reason.ON_HOLD),
        department="Antwerpen",
        would_import_now=False,
        first_cause=Reason.ON_HOLD,
        document=DocumentRecord(DocumentState.GAVE_UP),
        invitation=InvitationRecord(InvitationState.BY_TWIKEY),
        timeline=(TimelineEntry(at, "paid", {"on": date(2026, 3, 9)}),),
        links=Links("https://tl.example/42"),
    )

    assert json.loads(json.dumps(answer_json(answer))) == {
        "number": "2026 / 42",
        "source_id": "id-of-42",
        "department": "Antwerpen",
        "verdict": "blocked",
        "decisive": "paid",
        "first_cause": "on-hold",
        "would_import_now": False,
        "findings": [
            {"code": "paid", "effect": "blocks", "facts": {"first_cause": "on-hold"}}
        ],
        "document": "gave-up",
        "invitation": "by-twikey",
        "timeline": [
            {
                "at": "2026-03-09T08:00:00+00:00",
                "event": "paid",
                "facts": {"on": "2026-03-09"},
            }
        ],
        "links": {"teamleader": "https://tl.example/42", "twikey": None},
    }


def test_an_unknown_verdict_decides_nothing() -> None:
    told = answer_json(
        a_diagnosis(Undecided(System.TWIKEY, "feed"), would_import_now=None)
    )

    assert told["verdict"] == "unknown"
    assert told["decisive"] is None
    assert told["would_import_now"] is None


def test_what_was_not_found_keeps_the_number_that_was_typed() -> None:
    answer = a_diagnosis(blocked(Reason.NOT_FOUND), number=None, source_id=None)

    assert answer_json(answer)["number"] == "42"


def test_a_draft_has_no_number_although_one_was_typed() -> None:
    assert (
        answer_json(a_diagnosis(blocked(Reason.DRAFT), number=None))["number"] is None
    )


def test_an_ambiguous_number_lists_its_matches() -> None:
    match = Match(SourceId("a"), "2026 / 42", "Gent", "ACME")

    assert answer_json(Ambiguous("42", (match,))) == {
        "number": "42",
        "verdict": "unknown",
        "matches": [
            {
                "number": "2026 / 42",
                "source_id": "a",
                "department": "Gent",
                "customer": "ACME",
            }
        ],
    }


def test_every_fact_becomes_something_json_can_hold() -> None:
    facts = {
        "money": Money.of("1234.5"),
        "decimal": Decimal("1E+3"),
        "codes": {System.TWIKEY, System.SLACK},
        "list": (1, None, True, 2.5),
        "nested": {Reason.PAID: [date(2026, 1, 31)]},
        "other": ValueError("x"),
    }

    assert json.loads(json.dumps(plain(facts))) == {
        "money": "1234.50",
        "decimal": "1000",
        "codes": ["slack", "twikey"],
        "list": [1, None, True, 2.5],
        "nested": {"paid": ["2026-01-31"]},
        "other": "x",
    }


def test_a_number_that_fits_several_is_unknown_and_tells_them() -> None:
    match = Match(SourceId("a"), "2026 / 42", "Gent", "ACME")
    line = Line(Outcome.UNKNOWN, number="42", matches=(match,))

    [told] = run_json(a_run(line))["invoices"]

    assert (told["outcome"], told["number"], told["reasons"]) == ("unknown", "42", [])
    assert told["matches"] == answer_json(Ambiguous("42", (match,)))["matches"]
    [other] = run_json(a_run(a_line(Outcome.IMPORTED)))["invoices"]
    assert "matches" not in other
