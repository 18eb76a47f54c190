"""What is settled in part after the import: told where Twikey may collect too much."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.domain.checks import settled_since
from core.domain.evidence import Evidence, Unread
from core.domain.history import PART_SENT, Attempt, AttemptState
from core.domain.money import Money
from core.domain.reason import System
from core.domain.target import TargetId, TargetState
from tests.builders import (
    NOW,
    a_credit_note,
    a_memory,
    a_target,
    an_invoice,
    euro,
    evidence,
    nothing_at_twikey,
)


def imported(part: str | None = "0.00", **changes: object) -> Evidence:
    """An invoice of 302.50 that went to Twikey with a part told to be settled."""
    made = Attempt(
        NOW - timedelta(days=1),
        a_target().id,
        "f",
        AttemptState.CREATED,
        {} if part is None else {PART_SENT: part},
    )
    memory = a_memory(imported_at=NOW, target_id=a_target().id, attempts=(made,))
    own = nothing_at_twikey(own=a_target())
    return evidence(**{"memory": memory, "target": own, **changes})


def due(amount: str, **changes: object) -> object:
    return an_invoice(due=euro(amount), **changes)


@pytest.mark.parametrize(
    ("part", "still_open", "told"),
    [
        ("0.00", "302.50", None),
        ("0.00", "202.50", ("302.50", "202.50")),
        ("0.00", "302.49", ("302.50", "302.49")),
        ("100.00", "202.50", None),
        ("100.00", "252.50", None),
        ("100.00", "102.50", ("202.50", "102.50")),
        (None, "202.50", None),
    ],
)
def test_only_what_was_settled_after_the_import_is_told(
    part: str | None, still_open: str, told: tuple[str, str] | None
) -> None:
    facts = settled_since(imported(part, source=due(still_open)))

    expected = told and {
        "how": "partly-paid",
        "target_id": a_target().id,
        "at_twikey": told[0],
        "open": told[1],
    }
    assert facts == expected


def test_a_credit_note_for_a_part_counts_the_same() -> None:
    facts = settled_since(imported(credit_notes=(a_credit_note("100.00"),)))

    assert isinstance(facts, dict)
    assert (facts["how"], facts["open"]) == ("partly-credited", "202.50")


def test_what_is_settled_whole_is_told_as_that() -> None:
    facts = settled_since(imported(source=due("0.00", paid=True)))

    assert isinstance(facts, dict)
    assert facts["how"] == "paid"
    assert "open" not in facts


@pytest.mark.parametrize(
    "changes",
    [
        {"source": due("70.00", total=euro("70.00"))},
        {"source": due("200.00"), "target": nothing_at_twikey()},
        {
            "source": due("200.00"),
            "target": nothing_at_twikey(own=a_target(amount=None)),
        },
        {
            "source": due("200.00"),
            "target": nothing_at_twikey(own=a_target(amount=euro("200.00"))),
        },
        {
            "source": due("200.00"),
            "target": nothing_at_twikey(own=a_target(state=TargetState.PAID)),
        },
        {
            "source": due("200.00"),
            "target": nothing_at_twikey(own=a_target(id=TargetId("another"))),
        },
        {
            "source": an_invoice(
                total=Money.of("302.50", "USD"), due=Money.of("200", "USD")
            )
        },
        {"source": Unread(System.TEAMLEADER, "invoices.list")},
    ],
    ids=[
        "total-lowered",
        "not-at-twikey",
        "amount-unknown",
        "lowered-at-twikey",
        "paid-at-twikey",
        "not-created-by-us",
        "another-currency",
        "not-read",
    ],
)
def test_in_doubt_nothing_is_told(changes: dict[str, object]) -> None:
    assert settled_since(imported("0.00", **changes)) is None
