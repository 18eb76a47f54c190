"""What holds for any evidence: two stages are one judgement, and no debit in doubt."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.domain.evidence import Evidence
from core.domain.history import Attempt, AttemptState
from core.domain.invoice import Payment, open_amount
from core.domain.judging import judge, screen
from core.domain.money import Money
from core.domain.number import fold, parse_number
from core.domain.policy import Window
from core.domain.reason import Trigger
from core.domain.rules import RULE_OF, Stage
from core.domain.submission import compose
from core.domain.verdict import Blocked, Effect, Eligible, Passed, Undecided
from tests.builders import (
    BRUSSELS,
    NOW,
    a_company,
    a_credit_note,
    a_detail,
    an_invoice,
    euro,
    evidence,
)
from tests.domain.any_evidence import (
    CENTS,
    TOTALS,
    complete,
    first_stage,
    settled_somehow,
)

PAID_AND_CREDITED = evidence(
    source=an_invoice(due=euro("0")),
    detail=a_detail(payments=(Payment(None, euro("150")),)),
    credit_notes=(a_credit_note("152.50"),),
)


@settings(max_examples=400)
@given(complete())
@example(PAID_AND_CREDITED)
@example(replace(PAID_AND_CREDITED, credit_notes=(a_credit_note("302.50"),)))
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


PAID_WITHOUT_A_TRACE = a_detail(payments=(Payment(None, euro("302.50")),))


@given(settled_somehow("is wrong").map(lambda odd: evidence(**odd)))
@example(evidence(detail=PAID_WITHOUT_A_TRACE))
def test_nothing_is_sent_of_which_less_than_a_cent_is_open(whole: Evidence) -> None:
    verdict = judge(whole)
    if not isinstance(verdict, Eligible):
        return
    sent = verdict.submission
    still_open = sent.amount - (sent.paid_part or Money.zero())
    assert whole.invoice is not None
    assert sent.amount == whole.invoice.total
    assert sent.amount.currency == "EUR"
    assert still_open.is_positive
    assert whole.open is not None
    assert still_open.rounded == whole.open.rounded


@given(TOTALS, CENTS, CENTS, CENTS)
def test_never_more_is_open_than_any_account_of_it_says(
    total: Money, due: Money, credited: Money, paid: Money
) -> None:
    still_open = open_amount(total, due, credited, paid)
    assert still_open <= due
    assert still_open <= total - credited - paid
    assert still_open in (due, total - credited - paid)


@given(complete())
def test_what_is_sent_in_part_is_never_collected_by_itself(whole: Evidence) -> None:
    submission = compose(whole)
    if submission is None:
        return
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
    if submission is None or not isinstance(judge(whole), Eligible):
        return
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
    """Otherwise some of the properties above would be empty promises."""
    kinds: Counter[type] = Counter()
    stages: Counter[type] = Counter()
    settled: Counter[type] = Counter()

    @settings(derandomize=True, max_examples=200)
    @given(complete(), settled_somehow("is wrong"))
    def look(whole: Evidence, odd: dict[str, object]) -> None:
        kinds[type(judge(whole))] += 1
        stages[type(screen(first_stage(whole)))] += 1
        settled[type(judge(evidence(**odd)))] += 1

    look()
    assert set(kinds) == {Eligible, Blocked, Undecided}
    assert set(stages) == {Passed, Blocked, Undecided}
    assert set(settled) == {Eligible, Blocked}
