"""Which verdict is remembered, whoever asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.evidence import Evidence, Missing, Unread
from core.domain.history import LeftOut
from core.domain.judging import judge
from core.domain.lasting import OF_ONE_KIND, PROBLEMS, lasting_verdict
from core.domain.policy import Window, ZeroChanged
from core.domain.reason import Reason, System, Trigger
from core.domain.verdict import Blocked, Eligible, Undecided, decisive_reason
from tests.builders import (
    NOW,
    a_company,
    a_detail,
    a_memory,
    a_policy,
    an_invoice,
    euro,
    evidence,
)
from tests.domain.any_evidence import complete
from tests.domain.test_rules import refused_before

OFF = {"policy": a_policy(auto_import=False)}
BEFORE_START = {"policy": a_policy(automatic_since=NOW + timedelta(days=1))}
ON_HOLD = {"detail": a_detail(on_hold_since=date(2026, 3, 1))}
WAS_ZERO = {
    "policy": a_policy(zero_changed=ZeroChanged.ASK),
    "memory": a_memory(booked_at_zero=True),
}
OUTSIDE = {
    "trigger": Trigger.WINDOW,
    "window": Window(date(2025, 1, 1), date(2025, 1, 2)),
}
NAMELESS: dict[str, object] = {"customer": Missing()}
NOT_READ: dict[str, object] = {"customer": Unread(System.TEAMLEADER, "companies.info")}
FINE: dict[str, object] = {}
BY_HAND: dict[str, tuple[dict[str, object], Reason | System | None]] = {
    "incomplete": (NAMELESS, Reason.CUSTOMER_INCOMPLETE),
    "nobody knows": (NOT_READ, System.TEAMLEADER),
    "would go in": (FINE, None),
}


def outcome(whole: Evidence, *found: Reason) -> Reason | System | None:
    verdict = lasting_verdict(whole, found)
    if isinstance(verdict, Undecided):
        return verdict.system
    return decisive_reason(verdict)


def asked(**details: object) -> Evidence:
    return evidence(**{"trigger": Trigger.AUTOMATIC, **details})


@pytest.mark.parametrize("found", sorted(PROBLEMS))
@pytest.mark.parametrize("by_hand", BY_HAND)
@pytest.mark.parametrize(
    ("stops", "one_kind"),
    [
        (OFF, Reason.AUTOMATIC_OFF),
        (BEFORE_START, Reason.BEFORE_START),
        (WAS_ZERO, Reason.WAS_ZERO),
        (ON_HOLD, Reason.ON_HOLD),
        (OUTSIDE, Reason.OUTSIDE_WINDOW),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_stops_one_kind_of_import_ends_no_problem(
    stops: dict[str, object], one_kind: Reason, by_hand: str, found: Reason
) -> None:
    details, met = BY_HAND[by_hand]
    whole = asked(**stops, **details)
    assert decisive_reason(judge(whole)) is one_kind

    assert outcome(whole, found, one_kind) == (met or one_kind)
    assert outcome(whole, one_kind, Reason.DRAFT) is one_kind


@pytest.mark.parametrize(
    ("details", "reason"),
    [
        ({"source": an_invoice(total=euro("0"), due=euro("0"))}, Reason.ZERO_AMOUNT),
        ({"source": an_invoice(due=euro("0"), paid=True)}, Reason.PAID),
        ({"source": Missing()}, Reason.DELETED),
        ({"memory": a_memory(left_out=LeftOut("U1", NOW))}, Reason.LEFT_OUT),
        ({"memory": a_memory()}, None),
    ],
    ids=["zero", "paid", "deleted", "left out", "imported next"],
)
def test_what_ends_a_problem_for_good_is_remembered(
    details: dict[str, object], reason: Reason | None
) -> None:
    for stops in (OFF, BEFORE_START) if reason else ({},):
        assert outcome(asked(**stops, **details), Reason.NUMBER_TAKEN) == reason


def test_a_refusal_stands_until_what_would_be_sent_has_changed() -> None:
    refused = replace(refused_before(asked(**ON_HOLD)), trigger=Trigger.AUTOMATIC)
    found = (Reason.REFUSED, Reason.ON_HOLD)
    assert isinstance(judge(refused.asked_by(Trigger.NUMBER)), Eligible)

    assert outcome(refused, *found) is Reason.REFUSED

    changed = replace(refused, customer=a_company(vat_number="BE0999999922"))
    assert outcome(changed, *found) is Reason.ON_HOLD


ANY_REASONS = st.frozensets(st.sampled_from(Reason), max_size=4)


@settings(max_examples=300)
@given(complete(), ANY_REASONS)
def test_whatever_is_known_a_problem_ends_only_where_an_import_would_go_through(
    whole: Evidence, found: frozenset[Reason]
) -> None:
    lasting = lasting_verdict(whole, found)
    by_hand = judge(replace(whole, trigger=Trigger.WINDOW, window=None))

    if decisive_reason(lasting) in OF_ONE_KIND and found & PROBLEMS:
        assert isinstance(by_hand, Eligible)
    assert lasting in (judge(whole), by_hand)
    if not found & PROBLEMS or decisive_reason(judge(whole)) not in OF_ONE_KIND:
        assert lasting == judge(whole)
    if isinstance(lasting, Eligible):
        assert isinstance(judge(whole), Eligible)


@given(complete(), ANY_REASONS)
def test_what_an_import_by_number_would_bring_in_is_only_a_problem_once_refused(
    whole: Evidence, found: frozenset[Reason]
) -> None:
    whole = whole.asked_by(Trigger.AUTOMATIC)
    lasting = lasting_verdict(whole, found)
    if isinstance(judge(whole.asked_by(Trigger.NUMBER)), Eligible):
        assert not isinstance(lasting, Undecided) or lasting == judge(whole)
        if isinstance(lasting, Blocked):
            # Deleted at Twikey: only a number brings it in again.
            deleted = {Reason.ALREADY_IMPORTED} if whole.target.own_gone else set()
            allowed = OF_ONE_KIND | {Reason.REFUSED} | deleted
            assert lasting.decisive.reason in allowed


def test_the_problems_are_those_that_stop_every_import_and_alert() -> None:
    assert {
        Reason.CURRENCY,
        Reason.PROFILE_UNREADABLE,
        Reason.PROFILE_UNKNOWN,
        Reason.CUSTOMER_INCOMPLETE,
        Reason.NUMBER_TAKEN,
        Reason.REFUSED,
    } == PROBLEMS
    assert {
        Reason.OUTSIDE_WINDOW,
        Reason.BEFORE_START,
        Reason.AUTOMATIC_OFF,
        Reason.WAS_ZERO,
        Reason.ON_HOLD,
    } == OF_ONE_KIND
