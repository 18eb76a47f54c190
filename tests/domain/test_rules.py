"""Each reason of the table: when it holds, and that nothing else does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.domain.evidence import Evidence, Missing, Unread
from core.domain.history import (
    Attempt,
    AttemptState,
    DocumentRecord,
    DocumentState,
    InvitationRecord,
    InvitationState,
    LeftOut,
    Memory,
    SeenBy,
    Snapshot,
)
from core.domain.invoice import InvoiceStatus, Payment, SourceId
from core.domain.judging import foresee, judge, screen
from core.domain.money import Money
from core.domain.policy import Window, ZeroChanged
from core.domain.profile import ProfileChoice, ProfileLevel, ProfileProblem
from core.domain.reason import Alert, Reason, System, Trigger
from core.domain.rules import RULE_OF, RULES, Stage, alerts
from core.domain.submission import compose
from core.domain.target import TargetState
from core.domain.verdict import (
    Blocked,
    Effect,
    Eligible,
    Passed,
    Undecided,
    decisive_reason,
)
from tests.builders import (
    NOW,
    a_company,
    a_credit_note,
    a_detail,
    a_draft,
    a_memory,
    a_namesake,
    a_policy,
    a_target,
    an_invoice,
    euro,
    evidence,
    nothing_at_twikey,
)

UNSEEN = Memory()
IMPORTED = a_memory(imported_at=NOW, target_id=a_target().id)


def refused_before(given: Evidence) -> Evidence:
    """Twikey refused exactly what would be sent now."""
    submission = compose(given)
    assert submission is not None
    attempt = Attempt(
        at=NOW - timedelta(hours=3),
        target_id=submission.target_id,
        fingerprint=submission.fingerprint(),
        state=AttemptState.REFUSED,
        facts={"code": "err_invalid_country", "message": "No", "extra": "country"},
    )
    return replace(given, memory=a_memory(attempts=(attempt,)))


def at_zero(when: str = "booked") -> Snapshot:
    status = InvoiceStatus.OUTSTANDING if when == "booked" else InvoiceStatus.DRAFT
    nothing = Money.zero()
    return Snapshot(
        NOW - timedelta(days=1), SeenBy.SWEEP, status, nothing, nothing, False
    )


BLOCKING: list[tuple[Reason, Evidence]] = [
    (Reason.NOT_FOUND, evidence(source=Missing(("2026 / 117",)), memory=UNSEEN)),
    (Reason.DELETED, evidence(source=Missing())),
    (
        Reason.ALREADY_IMPORTED,
        evidence(memory=IMPORTED, target=nothing_at_twikey(own=a_target())),
    ),
    (Reason.DRAFT, evidence(source=a_draft())),
    (
        Reason.LEFT_OUT,
        evidence(memory=a_memory(left_out=LeftOut("U1", NOW, "disputed"))),
    ),
    (Reason.ZERO_AMOUNT, evidence(source=an_invoice(total=euro("0"), due=euro("0")))),
    (
        Reason.NEGATIVE_AMOUNT,
        evidence(source=an_invoice(total=euro("-12.10"), due=euro("-12.10"))),
    ),
    (Reason.CREDITED, evidence(credit_notes=(a_credit_note("302.50"),))),
    (
        Reason.PAID,
        evidence(
            source=an_invoice(
                paid=True, status=InvoiceStatus.MATCHED, due=euro("0"), paid_at=NOW
            )
        ),
    ),
    (
        Reason.CURRENCY,
        evidence(
            source=an_invoice(total=Money.of("10", "USD"), due=Money.of("10", "USD"))
        ),
    ),
    (
        Reason.OUTSIDE_WINDOW,
        evidence(
            trigger=Trigger.WINDOW, window=Window(date(2026, 3, 9), date(2026, 3, 10))
        ),
    ),
    (Reason.BEFORE_START, evidence(policy=a_policy(automatic_since=NOW))),
    (Reason.AUTOMATIC_OFF, evidence(policy=a_policy(auto_import=False))),
    (
        Reason.WAS_ZERO,
        evidence(memory=a_memory(booked_at_zero=True, snapshots=(at_zero(),))),
    ),
    (Reason.ON_HOLD, evidence(detail=a_detail(on_hold_since=date(2026, 3, 9)))),
    (
        Reason.PROFILE_UNREADABLE,
        evidence(
            profile=ProfileChoice(
                ProfileLevel.INVOICE,
                problem=ProfileProblem.UNREADABLE,
                seen={"invoice": "direct"},
            )
        ),
    ),
    (
        Reason.PROFILE_UNKNOWN,
        evidence(
            profile=ProfileChoice(
                ProfileLevel.INVOICE, "9999", problem=ProfileProblem.UNKNOWN
            )
        ),
    ),
    (Reason.CUSTOMER_INCOMPLETE, evidence(customer=a_company(company_name="  "))),
    (
        Reason.NUMBER_TAKEN,
        evidence(target=nothing_at_twikey(namesakes=(a_namesake(amount=euro("99")),))),
    ),
    (Reason.REFUSED, refused_before(evidence())),
]

NOTING: list[tuple[Reason, Evidence]] = [
    (Reason.PARTLY_SETTLED, evidence(source=an_invoice(due=euro("100")))),
    (Reason.PAST_DUE, evidence(source=an_invoice(due_on=date(2026, 3, 9)))),
    (Reason.SENT_BY_TEAMLEADER, evidence(source=an_invoice(sent=True))),
    (
        Reason.NO_EMAIL,
        evidence(
            detail=a_detail(email=None),
            customer=a_company(primary_email="none", invoicing_email=None),
        ),
    ),
    (
        Reason.JUST_BOOKED,
        evidence(memory=a_memory(first_booked_at=NOW - timedelta(minutes=59))),
    ),
    (
        Reason.DOCUMENT_WAITING,
        evidence(memory=a_memory(document=DocumentRecord(DocumentState.WAITING, 2))),
    ),
    (
        Reason.INVITATION_WAITING,
        evidence(
            memory=a_memory(
                invitation=InvitationRecord(
                    InvitationState.WAITING, held_for="document"
                )
            )
        ),
    ),
    (
        Reason.INVITATION_UNKNOWN,
        evidence(
            memory=a_memory(invitation=InvitationRecord(InvitationState.UNKNOWN, NOW))
        ),
    ),
]


def ids(rows: list[tuple[Reason, Evidence]]) -> list[str]:
    return [reason.value for reason, _ in rows]


def held(given: Evidence) -> list[Reason]:
    return [finding.reason for finding in judge(given).findings]


def test_an_ordinary_invoice_may_be_imported() -> None:
    verdict = judge(evidence())

    assert isinstance(verdict, Eligible)
    assert verdict.findings == ()


@pytest.mark.parametrize(("reason", "given"), BLOCKING, ids=ids(BLOCKING))
def test_each_blocking_reason_is_decisive_where_it_alone_holds(
    reason: Reason, given: Evidence
) -> None:
    verdict = judge(given)

    assert decisive_reason(verdict) is reason
    assert held(given) == [reason]


@pytest.mark.parametrize(("reason", "given"), NOTING, ids=ids(NOTING))
def test_each_note_is_told_and_stops_nothing(reason: Reason, given: Evidence) -> None:
    verdict = judge(given)

    assert isinstance(verdict, Eligible)
    assert held(given) == [reason]


def test_an_invoice_settled_after_its_import_is_noted() -> None:
    given = evidence(
        source=an_invoice(paid=True, due=euro("0")),
        memory=IMPORTED,
        target=nothing_at_twikey(own=a_target()),
    )

    assert held(given) == [Reason.ALREADY_IMPORTED, Reason.SETTLED_SINCE]


def test_every_reason_has_one_row_and_one_case() -> None:
    rows = [rule.reason for rule in RULES]
    cases = {reason for reason, _ in (*BLOCKING, *NOTING)} | {Reason.SETTLED_SINCE}

    assert rows == list(Reason)
    assert cases == set(Reason)


def test_first_stage_rules_stand_before_the_second_stage() -> None:
    stages = [rule.stage for rule in RULES if rule.blocks_for]

    assert stages == sorted(stages)


@pytest.mark.parametrize(
    "reason",
    [
        Reason.BEFORE_START,
        Reason.AUTOMATIC_OFF,
        Reason.WAS_ZERO,
        Reason.ON_HOLD,
        Reason.REFUSED,
    ],
)
def test_what_stops_the_automatic_import_only_tells_at_an_import_by_number(
    reason: Reason,
) -> None:
    given = dict(BLOCKING)[reason]

    verdict = judge(given.asked_by(Trigger.NUMBER))

    assert isinstance(verdict, Eligible)
    assert [(f.reason, f.effect) for f in verdict.findings] == [(reason, Effect.NOTES)]


def test_an_imported_invoice_is_not_blocked_because_it_is_paid_by_now() -> None:
    given = evidence(
        source=an_invoice(paid=True, due=euro("0")),
        target=nothing_at_twikey(own=a_target(state=TargetState.PAID)),
    )

    assert held(given) == [Reason.ALREADY_IMPORTED]


def test_all_that_hold_are_shown_and_the_first_decides() -> None:
    given = evidence(
        source=an_invoice(paid=True, due=euro("0"), due_on=date(2026, 3, 1)),
        customer=a_company(company_name=None),
        policy=a_policy(auto_import=False),
    )
    verdict = judge(given)

    assert decisive_reason(verdict) is Reason.PAID
    assert held(given) == [
        Reason.PAID,
        Reason.AUTOMATIC_OFF,
        Reason.CUSTOMER_INCOMPLETE,
        Reason.PAST_DUE,
    ]


# -- already there, by whatever route --------------------------------------------------


def test_the_same_invoice_by_another_route_is_already_imported() -> None:
    given = evidence(
        target=nothing_at_twikey(namesakes=(a_namesake(number="2026/118"),))
    )

    assert held(given) == [Reason.ALREADY_IMPORTED]


@pytest.mark.parametrize(
    "difference",
    [
        {"amount": euro("302.51")},
        {"invoiced_on": date(2026, 3, 9)},
        {"remittance": "+++999/9999/99999+++"},
        {"amount": None},
    ],
    ids=["a cent", "a day", "another reference", "an unknown amount"],
)
def test_a_namesake_that_differs_has_taken_the_number(
    difference: dict[str, object],
) -> None:
    given = evidence(
        target=nothing_at_twikey(namesakes=(a_namesake(None, **difference),))
    )

    assert held(given) == [Reason.NUMBER_TAKEN]


def test_an_equal_invoice_tied_to_another_one_has_taken_the_number() -> None:
    other = a_namesake(tied_to=SourceId("11111111-1111-4111-8111-111111111111"))
    given = evidence(target=nothing_at_twikey(namesakes=(other,)))

    assert held(given) == [Reason.NUMBER_TAKEN]


def test_spaces_in_a_structured_reference_make_no_difference() -> None:
    twin = a_namesake(remittance="120330447171")
    given = evidence(target=nothing_at_twikey(namesakes=(twin,)))

    assert held(given) == [Reason.ALREADY_IMPORTED]


def test_a_reference_that_twikey_filled_with_the_number_counts_as_none() -> None:
    twin = a_namesake(remittance="2026 / 118", title="2026 / 118")
    given = evidence(
        source=an_invoice(payment_reference=None),
        target=nothing_at_twikey(namesakes=(twin,)),
    )

    assert held(given) == [Reason.ALREADY_IMPORTED]


def test_deleted_at_twikey_comes_back_by_number_only_and_as_the_next_generation() -> (
    None
):
    gone = evidence(memory=IMPORTED, target=nothing_at_twikey(own_gone=True))
    by_number = judge(gone.asked_by(Trigger.NUMBER))
    first = judge(evidence())

    assert decisive_reason(judge(gone)) is Reason.ALREADY_IMPORTED
    assert isinstance(by_number, Eligible)
    assert isinstance(first, Eligible)
    assert by_number.submission.target_id != first.submission.target_id
    assert by_number.submission.generation == 1


# -- unknown is never no ---------------------------------------------------------------


def test_an_unread_feed_makes_the_verdict_unknown() -> None:
    verdict = judge(evidence(target=nothing_at_twikey(is_complete=False)))

    assert isinstance(verdict, Undecided)
    assert verdict.system is System.TWIKEY


def test_an_unread_feed_does_not_hide_what_is_known_to_be_there() -> None:
    sight = nothing_at_twikey(is_complete=False, own=a_target())

    assert held(evidence(target=sight)) == [Reason.ALREADY_IMPORTED]


def test_a_draft_has_no_number_that_twikey_could_hold() -> None:
    given = evidence(source=a_draft(), target=nothing_at_twikey(is_complete=False))

    assert decisive_reason(judge(given)) is Reason.DRAFT


@pytest.mark.parametrize(
    ("unread", "system"),
    [
        ({"source": Unread(System.TEAMLEADER, "list")}, System.TEAMLEADER),
        ({"credit_notes": Unread(System.TEAMLEADER, "list")}, System.TEAMLEADER),
        ({"detail": Unread(System.TEAMLEADER, "info")}, System.TEAMLEADER),
        ({"customer": Unread(System.TEAMLEADER, "list")}, System.TEAMLEADER),
        ({"profile": Unread(System.TWIKEY, "template")}, System.TWIKEY),
    ],
    ids=["invoice", "credit notes", "full invoice", "customer", "profile"],
)
@pytest.mark.parametrize("trigger", list(Trigger))
def test_whatever_could_not_be_read_makes_the_verdict_unknown(
    unread: dict[str, object], system: System, trigger: Trigger
) -> None:
    verdict = judge(evidence(**unread).asked_by(trigger))

    assert isinstance(verdict, Undecided)
    assert verdict.system is system


def test_a_known_block_before_the_unknown_one_still_decides() -> None:
    given = evidence(
        source=an_invoice(total=euro("0"), due=euro("0")),
        detail=Unread(System.TEAMLEADER, "info"),
    )

    assert decisive_reason(judge(given)) is Reason.ZERO_AMOUNT


# -- amounts ---------------------------------------------------------------------------


def test_credited_and_paid_together_leave_nothing_open() -> None:
    given = evidence(
        source=an_invoice(due=euro("100")),
        credit_notes=(a_credit_note("100"),),
        detail=a_detail(payments=(Payment(NOW, euro("202.50")),)),
    )

    assert decisive_reason(judge(given)) is Reason.CREDITED


def test_a_partly_credited_invoice_goes_with_the_settled_part_and_by_hand() -> None:
    verdict = judge(evidence(credit_notes=(a_credit_note("60.50"),)))

    assert isinstance(verdict, Eligible)
    assert verdict.submission.amount == euro("302.50")
    assert verdict.submission.paid_part == euro("60.50")
    assert verdict.submission.manual


def test_an_unpaid_invoice_is_left_to_the_profile() -> None:
    verdict = judge(evidence())

    assert isinstance(verdict, Eligible)
    assert verdict.submission.paid_part is None
    assert not verdict.submission.manual


# -- details ---------------------------------------------------------------------------


def test_a_refusal_ends_when_what_would_be_sent_has_changed() -> None:
    before = refused_before(evidence())
    after = replace(before, customer=a_company(vat_number="BE0999999922"))

    assert decisive_reason(judge(before)) is Reason.REFUSED
    assert isinstance(judge(after), Eligible)


def test_left_out_until_a_day_ends_after_it() -> None:
    def until(day: date) -> Evidence:
        return evidence(memory=a_memory(left_out=LeftOut("U1", NOW, until=day)))

    assert held(until(date(2026, 3, 10))) == [Reason.LEFT_OUT]
    assert held(until(date(2026, 3, 9))) == []


def test_a_draft_at_zero_does_not_make_the_booked_invoice_suspicious() -> None:
    given = evidence(memory=a_memory(snapshots=(at_zero("draft"),)))

    assert isinstance(judge(given), Eligible)


def test_zero_that_changed_goes_by_itself_if_people_said_so() -> None:
    given = evidence(
        memory=a_memory(booked_at_zero=True),
        policy=a_policy(zero_changed=ZeroChanged.IMPORT),
    )

    assert isinstance(judge(given), Eligible)


def test_an_old_invoice_booked_after_it_was_first_seen_is_imported_by_itself() -> None:
    given = evidence(
        policy=a_policy(automatic_since=NOW),
        memory=a_memory(booked_when_first_seen=False),
    )

    assert isinstance(judge(given), Eligible)


def test_just_booked_ends_after_the_hour() -> None:
    given = evidence(memory=a_memory(first_booked_at=NOW - timedelta(minutes=61)))

    assert held(given) == []


def test_a_paid_invoice_tells_what_stopped_it_before() -> None:
    tried = NOW - timedelta(days=4)
    given = evidence(
        source=an_invoice(paid=True, due=euro("0")),
        memory=a_memory(first_cause=Reason.CUSTOMER_INCOMPLETE, first_tried_at=tried),
    )
    verdict = judge(given)

    assert isinstance(verdict, Blocked)
    assert verdict.decisive.facts["first_cause"] == "customer-incomplete"
    assert verdict.decisive.facts["first_tried"] == tried.isoformat()


@pytest.mark.parametrize(
    ("first", "expected"),
    [(None, False), ("paid", False), ("draft", False), ("refused", True)],
)
def test_a_paid_invoice_is_worth_an_alert_only_after_another_cause(
    first: str | None, expected: bool
) -> None:
    assert alerts(Reason.PAID, {"first_cause": first}) is expected


def test_the_customer_that_teamleader_lost_is_named_as_missing() -> None:
    verdict = judge(evidence(customer=Missing()))

    assert isinstance(verdict, Blocked)
    assert verdict.decisive.reason is Reason.CUSTOMER_INCOMPLETE
    assert verdict.decisive.facts["missing"] == ["customer"]


def test_screening_sees_the_first_stage_only_and_foreseeing_all_it_can() -> None:
    taken = nothing_at_twikey(namesakes=(a_namesake(amount=euro("99")),))
    early = evidence(target=taken, detail=None, customer=None, profile=None)

    assert isinstance(screen(early), Passed)
    assert decisive_reason(foresee(early)) is Reason.NUMBER_TAKEN


def test_judging_too_early_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="second stage"):
        judge(evidence(detail=None))


def test_the_alert_column_of_every_reason_is_as_promised() -> None:
    loud = {r for r, rule in RULE_OF.items() if rule.alert is Alert.ALERT}
    daily = {r for r, rule in RULE_OF.items() if rule.alert is Alert.DIGEST}

    assert {r.value for r in loud} == {
        "currency", "was-zero", "on-hold", "profile-unreadable", "profile-unknown",
        "customer-incomplete", "number-taken", "refused", "invitation-unknown",
    }  # fmt: skip
    assert {r.value for r in daily} == {
        "deleted", "zero-amount", "negative-amount", "credited", "paid",
    }  # fmt: skip
    assert RULE_OF[Reason.SETTLED_SINCE].alert is Alert.AT_ONCE
    assert RULE_OF[Reason.NOT_FOUND].stage is Stage.LIST
