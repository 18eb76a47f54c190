"""What holds for any evidence: two stages are one judgement, and no debit in doubt."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from core.domain.evidence import Evidence, Missing, Unread
from core.domain.history import Attempt, AttemptState, Memory
from core.domain.invoice import InvoiceStatus, Payment
from core.domain.judging import judge, screen
from core.domain.money import Money
from core.domain.number import fold, parse_number
from core.domain.policy import Window, ZeroChanged
from core.domain.profile import ProfileChoice, ProfileLevel, ProfileProblem
from core.domain.reason import System, Trigger
from core.domain.rules import RULE_OF, Stage
from core.domain.submission import compose
from core.domain.target import TargetState
from core.domain.verdict import Blocked, Effect, Eligible, Passed, Undecided
from tests.builders import (
    BRUSSELS,
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
CENTS = st.integers(0, 300).map(lambda cents: Money(Decimal(cents) / 100))
TOTALS = st.integers(-50, 300).map(lambda cents: Money(Decimal(cents) / 100))
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
def complete(draw: st.DrawFn, most: int = 4) -> Evidence:
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
    names = sorted(draw(st.sets(st.sampled_from(sorted(odd)), max_size=most)))
    changes: dict[str, object] = {"trigger": draw(st.sampled_from(Trigger))}
    if "amounts" in names:
        changes |= draw(settled_somehow())
    changes |= {name: draw(odd[name]) for name in names if name != "amounts"}
    return evidence(**changes)


@st.composite
def settled_somehow(draw: st.DrawFn) -> dict[str, object]:
    """As in Teamleader's books: payments lower what is due, and credit notes may."""
    total, paid, credited = draw(TOTALS), draw(CENTS), draw(CENTS)
    lowered = paid + credited if draw(st.booleans()) else paid
    due = max((total - lowered).amount, Decimal(0))
    currency = draw(st.sampled_from(["EUR", "EUR", "USD"]))
    invoice = an_invoice(
        total=replace(total, currency=currency),
        due=Money(due, currency),
        status=draw(st.sampled_from(InvoiceStatus)),
        paid=draw(st.booleans()) and not due,
    )
    detail = a_detail(
        payments=(Payment(None, replace(paid, currency=currency)),),
        on_hold_since=draw(st.sampled_from([None, date(2026, 3, 1)])),
    )
    note = replace(a_credit_note("0"), total=replace(credited, currency=currency))
    return {"source": invoice, "detail": detail, "credit_notes": (note,)}


def first_stage(given: Evidence) -> Evidence:
    """Take back what the second stage added."""
    early = given.detail if given.payments_matter else None
    return replace(given, detail=early, customer=None, profile=None)


@given(complete())
def test_what_the_list_blocks_is_blocked_for_the_same_reason_on_a_closer_look(
    whole: Evidence,
) -> None:
    screening, verdict = screen(first_stage(whole)), judge(whole)
    if isinstance(screening, Blocked):
        assert isinstance(verdict, Blocked)
        assert verdict.decisive.reason is screening.decisive.reason
        assert RULE_OF[screening.decisive.reason].stage is Stage.LIST
    elif isinstance(screening, Undecided):
        assert isinstance(verdict, Undecided)
        assert verdict.system is screening.system
    elif isinstance(verdict, Blocked):
        assert RULE_OF[verdict.decisive.reason].stage is Stage.FULL


@given(complete())
def test_what_goes_in_by_itself_goes_in_by_hand(whole: Evidence) -> None:
    whole = replace(whole, window=None)
    if isinstance(judge(whole.asked_by(Trigger.AUTOMATIC)), Eligible):
        assert isinstance(judge(whole.asked_by(Trigger.WINDOW)), Eligible)
    if isinstance(judge(whole.asked_by(Trigger.WINDOW)), Eligible):
        assert isinstance(judge(whole.asked_by(Trigger.NUMBER)), Eligible)


@given(complete())
def test_nothing_is_sent_of_which_less_than_a_cent_is_open(whole: Evidence) -> None:
    verdict = judge(whole)
    assume(isinstance(verdict, Eligible))
    assert isinstance(verdict, Eligible)
    sent = verdict.submission
    still_open = sent.amount - (sent.paid_part or Money.zero())
    assert sent.amount == whole.invoice.total if whole.invoice else False
    assert sent.amount.currency == "EUR"
    assert still_open.is_positive
    assert whole.open is not None
    assert still_open.rounded == whole.open.rounded


@given(complete())
def test_what_is_sent_in_part_is_never_collected_by_itself(whole: Evidence) -> None:
    submission = compose(whole)
    assume(submission is not None)
    assert submission is not None
    assert submission.manual is (submission.paid_part is not None)
    if submission.paid_part is not None:
        assert submission.paid_part.is_positive
        assert submission.paid_part < submission.amount


@given(complete())
def test_a_blocked_verdict_has_a_blocking_finding_and_an_eligible_one_none(
    whole: Evidence,
) -> None:
    verdict = judge(whole)
    effects = [finding.effect for finding in verdict.findings]
    if isinstance(verdict, Blocked):
        assert Effect.BLOCKS in effects
    if isinstance(verdict, Eligible):
        assert Effect.BLOCKS not in effects


@given(complete())
def test_findings_stand_in_the_order_of_the_table_each_once(whole: Evidence) -> None:
    order = list(RULE_OF)
    places = [order.index(finding.reason) for finding in judge(whole).findings]
    assert places == sorted(set(places))


@given(complete(), st.sampled_from(AttemptState))
def test_only_a_refusal_of_the_very_same_content_is_remembered(
    whole: Evidence, state: AttemptState
) -> None:
    whole = replace(whole, trigger=Trigger.WINDOW)
    submission = compose(whole)
    assume(submission is not None and isinstance(judge(whole), Eligible))
    assert submission is not None
    attempt = Attempt(NOW, submission.target_id, submission.fingerprint(), state)
    tried = replace(whole, memory=replace(whole.memory, attempts=(attempt,)))
    again = judge(tried)
    assert isinstance(again, Blocked) is (state is AttemptState.REFUSED)
    changed = replace(tried, customer=a_company(company_name="Anders BV"))
    assert isinstance(judge(changed), Eligible)


@given(st.text(max_size=12), st.integers(0, 10**15))
def test_a_number_means_itself_in_any_case_and_spacing(prefix: str, count: int) -> None:
    number = f"{prefix} / {count}"
    assert parse_number(number).matches(number)
    assert parse_number(f" {prefix}/{count}").matches(number)
    assert fold(number) == fold(f"{prefix}/{count} ")


@given(
    st.datetimes(
        min_value=datetime(2020, 1, 1),  # noqa: DTZ001 (hypothesis wants it naive)
        max_value=datetime(2030, 12, 31),  # noqa: DTZ001
        timezones=st.just(UTC),
    ),
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    st.integers(0, 400),
)
def test_a_window_is_the_same_as_list_filter_and_as_rule(
    moment: datetime, today: date, days: int
) -> None:
    window = Window.of_days(days, today)
    local = moment.astimezone(BRUSSELS)
    inside = today - timedelta(days=days) <= local.date() <= today
    assert window.holds(moment, BRUSSELS) is inside
    if inside:
        assert moment >= window.starts_at(BRUSSELS)


def test_the_generated_evidence_is_of_every_kind() -> None:
    kinds: set[type] = set()
    stages: set[type] = set()

    @given(complete())
    def look(whole: Evidence) -> None:
        kinds.add(type(judge(whole)))
        stages.add(type(screen(first_stage(whole))))

    look()
    assert kinds == {Eligible, Blocked, Undecided}
    assert stages == {Passed, Blocked, Undecided}
