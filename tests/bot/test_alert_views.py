"""Alerts of any size and with any data suit Slack."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.views.alert import alert
from bot.views.overview import overview
from bot.views.risk import due
from core.domain.alert import AlertLine, AlertRecord, LineState
from core.domain.invoice import SourceId
from core.domain.money import Money
from core.domain.reason import Alert, Reason, System
from core.domain.rules import RULES
from tests.bot.examples import example
from tests.bot.fake_engine import NOW
from tests.bot.view_cases import NASTY, VOICE, acceptable, labels

TODAY = date(2026, 11, 22)
CAUSES = [
    *(rule.reason.value for rule in RULES if rule.alert is not Alert.NOTHING),
    "profile-unknown:4021",
    f"refused:{NASTY[:100]}",
    *(f"unknown:{system}" for system in System),
    "unknown:bot",
]


def a_line(n: int, cause: str, state: LineState = LineState.OPEN) -> AlertLine:
    known = cause.partition(":")[0]
    facts = example(Reason(known)) if known != "unknown" else {}
    return AlertLine(
        source_id=SourceId(f"b120a366-f0bb-09cf-42f2-{n:012d}"),
        number=f"{NASTY[:70]} / {n}" if n % 2 else None,
        department_id="d",
        customer_name=NASTY,
        amount=Money.of("123456789.00", "EUR" if n % 3 else "USD"),
        due_on=TODAY + timedelta(days=n % 40 - 20) if n % 5 else None,
        web_url="https://focus.example/invoice_detail.php?a=1&id=<|>",
        target_url="https://pay.twikey.example/1",
        department=NASTY,
        state=state,
        changed_at=NOW - timedelta(hours=n),
        facts={**facts, "by": "U0SOFIE01"},
    )


@pytest.mark.parametrize("cause", CAUSES)
@pytest.mark.parametrize("count", [1, 2, 5000])
def test_an_alert_of_any_size_and_cause_is_accepted_by_slack(
    cause: str, count: int
) -> None:
    states = [LineState.OPEN, LineState.SOLVED, LineState.ACCEPTED]
    lines = [a_line(n, cause, states[n % 3]) for n in range(count)]
    record = AlertRecord(cause, NOW, lines=tuple(lines))
    acceptable(alert(VOICE, record, TODAY))
    acceptable(overview(VOICE, [record] * 30, TODAY))


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"how": "imported", "at": "2026-11-22T09:42:00+00:00"}, "at 10:42"),
        (
            {"how": "imported", "at": "2026-11-20T09:42:00+00:00"},
            "at 20 Nov 2026, 10:42",
        ),
        ({"how": "changed", "reason": "paid"}, "(Already paid)"),
        ({"how": "changed", "reason": "made-up"}, "solved at 10:30"),
        ({"how": "marked", "by": "U0SOFIE01"}, "marked as paid in Twikey by <@U0"),
        ({"how": "deleted", "at": "2026-11-22T09:42:00+00:00"}, "deleted in Team"),
        ({"how": "paid"}, "paid in Twikey"),
        ({"how": "gone"}, "deleted in Twikey"),
        ({}, "solved at 10:30"),
    ],
)
def test_a_solved_invoice_says_how(how: dict[str, object], told: str) -> None:
    line = AlertLine(
        SourceId("s"), "2026 / 1", None, None, Money.of("1"), None, LineState.SOLVED,
        NOW, how,
    )  # fmt: skip
    record = AlertRecord("on-hold", NOW, NOW, lines=(line,))
    shown = alert(VOICE, record, TODAY)

    assert told in shown.text
    assert labels(shown) == []


def test_solved_and_open_invoices_are_told_apart_and_the_last_solved_comes_first() -> (
    None
):
    lines = tuple(
        a_line(n, "on-hold", LineState.SOLVED if n else LineState.OPEN)
        for n in range(30)
    )
    shown = alert(VOICE, AlertRecord("on-hold", NOW, lines=lines), TODAY)

    assert "On hold in Teamleader: 1 invoice\n" in shown.text
    assert "and 21 more" in shown.text


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (0, "today"),
        (1, "tomorrow"),
        (4, "in 4 days"),
        (-1, "yesterday"),
        (-3, "3 days ago"),
    ],
)
def test_a_due_date_is_told_as_a_distance(days: int, told: str) -> None:
    assert due(VOICE, TODAY + timedelta(days=days), TODAY) == told


def test_what_twikey_may_collect_without_right_comes_first() -> None:
    soon = AlertRecord("on-hold", NOW, lines=(a_line(1, "on-hold"),))
    settled = AlertRecord("settled-since", NOW, lines=(a_line(4, "settled-since"),))
    shown = overview(VOICE, [soon, settled], TODAY)

    assert shown.text.index("Settled in Teamleader") < shown.text.index("On hold")


def settled(number: int, **facts: object) -> AlertLine:
    told = {"target_id": "t", "at_twikey": "100.00", **facts}
    return AlertLine(
        SourceId(f"s-{number}"), f"2026 / {number}", None, None, Money.of("100"), None,
        LineState.OPEN, NOW, told, target_url="https://mycompany.twikey.com/i/1",
    )  # fmt: skip


def test_what_is_settled_in_part_is_lowered_and_never_marked_as_paid() -> None:
    line = settled(1, how="partly-paid", open="60.00")
    shown = alert(VOICE, AlertRecord("settled-since", NOW, lines=(line,)), TODAY)

    assert "may still collect EUR 100.00, though only EUR 60.00 is open" in shown.text
    assert "Part of it was paid in Teamleader after the import" in shown.text
    assert "lowers it in Twikey" in shown.text
    assert "marks it as paid" not in shown.text
    assert labels(shown) == ["Why 2026 / 1?", "Open 2026 / 1 in Twikey"]


def test_whole_and_part_each_have_their_way_out() -> None:
    whole, part = settled(1, how="paid"), settled(2, how="partly-credited", open="60")
    record = AlertRecord("settled-since", NOW, lines=(whole, part))
    shown = alert(VOICE, record, TODAY)

    assert "may still collect EUR 200.00, though only EUR 60.00 is open" in shown.text
    assert "marks it as paid in Twikey" in shown.text
    assert "lowers it in Twikey" in shown.text
    assert shown.text.count("EUR 60.00 open in Teamleader") == 1
    assert [one for one in labels(shown) if one.startswith("Mark")] == [
        "Mark 2026 / 1 paid in Twikey"
    ]


def test_a_part_that_agrees_again_says_so() -> None:
    line = replace(
        settled(1, open="60.00"),
        state=LineState.SOLVED,
        facts={"how": "agreed", "open": "60.00"},
    )
    shown = alert(VOICE, AlertRecord("settled-since", NOW, NOW, lines=(line,)), TODAY)

    assert "Twikey and Teamleader agree again" in shown.text


def test_no_open_alert_is_said_in_so_many_words() -> None:
    done = AlertRecord("on-hold", NOW, lines=(a_line(1, "on-hold", LineState.SOLVED),))

    assert overview(VOICE, [], TODAY).text == "No alert is open. All is well."
    assert overview(VOICE, [done], TODAY).text == "No alert is open. All is well."


def refused(n: int, due_on: date) -> AlertLine:
    return AlertLine(
        SourceId(f"s-{n}"), f"2026 / {n}", None, None, Money.of("1"), due_on,
        LineState.OPEN, NOW, example(Reason.REFUSED),
    )  # fmt: skip


def test_several_refused_invoices_share_the_words_of_twikey_but_no_moment() -> None:
    lines = refused(1, TODAY - timedelta(days=3)), refused(2, TODAY)
    told = alert(VOICE, AlertRecord("refused:err_x", NOW, lines=lines), TODAY).text

    assert "Twikey's words: Contract template unknown" in told
    assert "That was on" not in told
    assert "The first was due 3 days ago." in told
    assert "err_x" not in told


def test_each_unknown_profile_is_named_in_its_headline() -> None:
    cause = "profile-unknown:4021"
    lines = tuple(a_line(n, cause) for n in range(3))
    told = alert(VOICE, AlertRecord(cause, NOW, lines=lines), TODAY).text

    assert told.startswith("Payment profile not known (4021): 3 invoices")
