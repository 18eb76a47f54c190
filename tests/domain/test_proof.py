"""The proof adds up, whatever the books hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.evidence import Evidence, Unread
from core.domain.money import Money
from core.domain.proof import Place, Proof, ProvenInvoice, place_of
from core.domain.reason import Reason, System
from core.domain.target import TargetState
from tests.builders import (
    NOW,
    a_memory,
    a_policy,
    a_target,
    an_invoice,
    euro,
    evidence,
    nothing_at_twikey,
)
from tests.domain.any_evidence import complete, first_stage

SPAN = (date(2026, 3, 1), date(2026, 3, 31))
REASONS = st.none() | st.sampled_from(Reason)
AMOUNTS = st.builds(
    Money,
    st.decimals("-9999", "9999", places=2),
    st.sampled_from(["EUR", "EUR", "USD"]),
)
BOOKS = st.lists(
    st.builds(
        ProvenInvoice,
        number=st.sampled_from(["2026 / 1", "2026 / 2"]),
        department=st.sampled_from([None, "Gent", "Brugge"]),
        amount=AMOUNTS,
        place=st.sampled_from(Place),
        reason=REASONS,
    )
)


def listed(**changed: object) -> Evidence:
    """Evidence as the proof has it: without the full invoice."""
    first = evidence(detail=None, customer=None, profile=None)
    return replace(first, **changed)  # type: ignore[arg-type]


@given(BOOKS)
def test_the_places_add_up_to_everything_booked(invoices: list[ProvenInvoice]) -> None:
    proof = Proof(*SPAN, tuple(invoices))

    count, amount = proof.total()
    places = [proof.total(place) for place in Place]
    shares = proof.shares

    assert count == len(invoices)
    assert count == sum(each for each, _ in places) == sum(s.count for s in shares)
    for parts in ([each for _, each in places], [share.amount for share in shares]):
        assert sum(parts, Money.zero()) == amount
    euros = [one.amount for one in invoices if one.amount.currency == "EUR"]
    assert amount == sum(euros, Money.zero())
    assert len(proof.unexplained) == proof.total(Place.UNEXPLAINED)[0]
    order = [list(Place).index(share.place) for share in shares]
    assert order == sorted(order)


@given(complete().map(first_stage))
def test_every_invoice_has_exactly_one_place(any_evidence: Evidence) -> None:
    place, reason = place_of(any_evidence)

    assert place in Place
    if reason is not None:
        assert place in (Place.PROBLEM, Place.EXCLUDED)
    if place is Place.EXCLUDED:
        assert reason is not None


@pytest.mark.parametrize(
    ("changed", "place", "reason"),
    [
        ({}, Place.UNEXPLAINED, None),
        (
            {"memory": a_memory(first_booked_at=NOW - timedelta(minutes=59))},
            Place.ON_ITS_WAY,
            None,
        ),
        (
            {"memory": a_memory(first_booked_at=NOW - timedelta(minutes=61))},
            Place.UNEXPLAINED,
            None,
        ),
        (
            {"memory": a_memory(decisive=Reason.ON_HOLD)},
            Place.PROBLEM,
            Reason.ON_HOLD,
        ),
        (
            {"memory": a_memory(decisive=Reason.REFUSED)},
            Place.PROBLEM,
            Reason.REFUSED,
        ),
        ({"memory": a_memory(decisive=Reason.DRAFT)}, Place.UNEXPLAINED, None),
        (
            {"source": an_invoice(total=euro("0"), due=euro("0"))},
            Place.EXCLUDED,
            Reason.ZERO_AMOUNT,
        ),
        ({"source": an_invoice(paid=True)}, Place.EXCLUDED, Reason.PAID),
        (
            {
                "source": an_invoice(paid=True),
                "memory": a_memory(first_cause=Reason.ON_HOLD),
            },
            Place.PROBLEM,
            Reason.PAID,
        ),
        (
            {"policy": a_policy(automatic_since=NOW)},
            Place.EXCLUDED,
            Reason.BEFORE_START,
        ),
        (
            {"policy": a_policy(auto_import=False)},
            Place.EXCLUDED,
            Reason.AUTOMATIC_OFF,
        ),
        ({"target": nothing_at_twikey(own=a_target())}, Place.IMPORTED, None),
        (
            {"target": nothing_at_twikey(own=a_target(state=TargetState.PAID))},
            Place.IMPORTED,
            None,
        ),
        (
            {"target": nothing_at_twikey(own_gone=True)},
            Place.EXCLUDED,
            Reason.ALREADY_IMPORTED,
        ),
        ({"target": nothing_at_twikey(is_complete=False)}, Place.PROBLEM, None),
        (
            {"credit_notes": Unread(System.TEAMLEADER, "creditNotes.list")},
            Place.PROBLEM,
            None,
        ),
    ],
)
def test_where_an_invoice_belongs(
    changed: dict[str, object], place: Place, reason: Reason | None
) -> None:
    assert place_of(listed(**changed)) == (place, reason)


def test_an_unanswered_system_explains_what_nothing_else_does() -> None:
    assert place_of(listed(), is_unknown=True) == (Place.PROBLEM, None)
    held = listed(memory=a_memory(decisive=Reason.ON_HOLD))
    assert place_of(held, is_unknown=True) == (Place.PROBLEM, Reason.ON_HOLD)
