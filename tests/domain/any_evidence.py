"""Evidence of every kind, for properties that hold whatever is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from core.domain.evidence import Evidence, Missing, Unread
from core.domain.history import Memory
from core.domain.invoice import InvoiceStatus, Payment
from core.domain.money import Money
from core.domain.policy import Window, ZeroChanged
from core.domain.profile import ProfileChoice, ProfileLevel, ProfileProblem
from core.domain.reason import System, Trigger
from core.domain.target import TargetState
from tests.builders import (
    NOW,
    a_company,
    a_credit_note,
    a_detail,
    a_memory,
    a_namesake,
    a_policy,
    a_target,
    an_invoice,
    evidence,
    nothing_at_twikey,
)

TEAMLEADER_DOWN = Unread(System.TEAMLEADER, "test")
# Few cents, so that amounts often come out equal or leave nothing.
CENTS = st.integers(0, 6).map(lambda cents: Money(Decimal(cents) / 100))
TOTALS = st.integers(-2, 9).map(lambda cents: Money(Decimal(cents) / 100))
MOSTLY_OPEN = st.sampled_from([InvoiceStatus.OUTSTANDING] * 4 + list(InvoiceStatus))
MEMORIES = st.builds(
    a_memory,
    imported_at=st.sampled_from([None, NOW]),
    target_id=st.sampled_from([None, a_target().id]),
    booked_at_zero=st.booleans(),
    booked_when_first_seen=st.booleans(),
) | st.just(Memory())
OWN = a_target(amount=None)
TARGETS = st.builds(
    nothing_at_twikey,
    is_complete=st.booleans(),
    own=st.sampled_from([None, OWN, replace(OWN, state=TargetState.PAID)]),
    namesakes=st.sampled_from([(), (a_namesake(),), (a_namesake(amount=None),)]),
) | st.just(nothing_at_twikey(own_gone=True))
POLICIES = st.builds(
    a_policy,
    auto_import=st.booleans(),
    automatic_since=st.sampled_from([None, NOW, NOW - timedelta(days=365)]),
    zero_changed=st.sampled_from(ZeroChanged),
)
PROFILES = st.sampled_from(
    [
        ProfileChoice(ProfileLevel.DEFAULT, "4021"),
        ProfileChoice(ProfileLevel.INVOICE, "x", ProfileProblem.UNREADABLE),
        ProfileChoice(ProfileLevel.INVOICE, "9", ProfileProblem.UNKNOWN),
        TEAMLEADER_DOWN,
    ]
)
CUSTOMERS = st.sampled_from(
    [a_company(), a_company(company_name=""), Missing(), TEAMLEADER_DOWN]
)
WINDOWS = st.sampled_from(
    [None, Window(date(2026, 3, 1), date(2026, 3, 10)), Window(NOW.date(), NOW.date())]
)


@st.composite
def complete(draw: st.DrawFn) -> Evidence:
    """Any evidence whose second stage was gathered, odd in a few respects at most."""
    odd: dict[str, st.SearchStrategy[object]] = {
        "policy": POLICIES,
        "memory": MEMORIES,
        "target": TARGETS,
        "window": WINDOWS,
        "customer": CUSTOMERS,
        "profile": PROFILES,
        "amounts": st.none(),
        "source": st.sampled_from([Missing(), TEAMLEADER_DOWN]),
        "credit_notes": st.just(TEAMLEADER_DOWN),
        "detail": st.just(TEAMLEADER_DOWN),
    }
    names = sorted(draw(st.sets(st.sampled_from(sorted(odd)), max_size=4)))
    changes: dict[str, object] = {"trigger": draw(st.sampled_from(Trigger))}
    if "amounts" in names:
        changes |= draw(settled_somehow())
    changes |= {name: draw(odd[name]) for name in names if name != "amounts"}
    return evidence(**changes)


@st.composite
def settled_somehow(draw: st.DrawFn, due_amount: str = "") -> dict[str, object]:
    """Payments lower what is due, and credit notes may, unless it ``is wrong``."""
    total, paid, credited = draw(TOTALS), draw(CENTS), draw(CENTS)
    lowered = paid + credited if draw(st.booleans()) else paid
    if due_amount == "is wrong":
        lowered = draw(CENTS)
    due = max((total - lowered).amount, Decimal(0))
    currency = draw(st.sampled_from(["EUR", "EUR", "EUR", "USD"]))
    invoice = an_invoice(
        total=replace(total, currency=currency),
        due=Money(due, currency),
        status=draw(MOSTLY_OPEN),
        paid=draw(st.booleans()) and not due,
    )
    detail = a_detail(
        payments=(Payment(None, replace(paid, currency=currency)),),
        on_hold_since=draw(st.sampled_from([None, None, None, date(2026, 3, 1)])),
    )
    note = replace(a_credit_note("0"), total=replace(credited, currency=currency))
    return {"source": invoice, "detail": detail, "credit_notes": (note,)}


def first_stage(given: Evidence) -> Evidence:
    """Take back what the second stage added."""
    early = given.detail if given.payments_matter else None
    return replace(given, detail=early, customer=None, profile=None)
