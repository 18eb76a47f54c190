"""Alerts compared with what is late: only differences are written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.alert import (
    LEFT_OUT,
    AlertChange,
    AlertLine,
    AlertRecord,
    LateInvoice,
    LineState,
    by_risk,
    changes,
    level_of,
)
from core.domain.invoice import SourceId
from core.domain.reason import Alert, Facts, Reason, System
from tests.builders import NOW, euro

HOUR = timedelta(hours=1)


def late(one: str = "a", **changed: object) -> LateInvoice:
    """An invoice that is late because it is on hold."""
    invoice = LateInvoice(
        source_id=SourceId(one),
        number=f"2026 / {one}",
        department_id="gent",
        customer_name="Brouwerij De Vlinder BV",
        amount=euro("302.50"),
        due_on=date(2026, 3, 31),
        created_at=NOW - 3 * HOUR,
        booked_at=NOW - 2 * HOUR,
        reason=Reason.ON_HOLD,
        system=None,
    )
    return replace(invoice, **changed)  # type: ignore[arg-type]


def line(
    one: str = "a", state: LineState = LineState.OPEN, **facts: object
) -> AlertLine:
    return AlertLine(
        source_id=SourceId(one),
        number=f"2026 / {one}",
        department_id="gent",
        customer_name="Brouwerij De Vlinder BV",
        amount=euro("302.50"),
        due_on=date(2026, 3, 31),
        state=state,
        changed_at=NOW - HOUR,
        facts=facts,
    )


def record(
    *lines: AlertLine, cause: str = "on-hold", closed: bool = False
) -> AlertRecord:
    closed_at = NOW if closed else None
    return AlertRecord(cause, NOW - HOUR, closed_at=closed_at, lines=lines)


def change(
    wanted: list[LateInvoice],
    *present: AlertRecord,
    how: dict[SourceId, Facts] | None = None,
) -> tuple[AlertChange, ...]:
    return changes(wanted, present, NOW, how or {})


def states(found: AlertChange) -> dict[str, LineState]:
    return {each.source_id: each.state for each in found.lines}


def test_the_first_late_invoice_opens_an_alert() -> None:
    (found,) = change([late("a"), late("b")])
    assert (found.cause, found.closes) == ("on-hold", False)
    assert states(found) == {"a": LineState.OPEN, "b": LineState.OPEN}
    assert found.lines[0] == replace(line("a"), changed_at=NOW)


def test_only_who_joins_is_written() -> None:
    (found,) = change([late("a"), late("b")], record(line("a")))
    assert states(found) == {"b": LineState.OPEN}


def test_who_is_not_late_any_more_is_solved_and_told_how() -> None:
    how: dict[SourceId, Facts] = {SourceId("a"): {"how": "imported"}}
    (found,) = change([late("b")], record(line("a"), line("b")), how=how)
    (solved,) = found.lines
    assert (solved.state, solved.changed_at) == (LineState.SOLVED, NOW)
    assert solved.facts == {"how": "imported"}
    assert not found.closes


def test_the_last_solved_line_closes() -> None:
    accepted = line("b", LineState.ACCEPTED)
    (found,) = change([], record(line("a"), accepted))
    assert found.closes


def test_a_solved_line_opens_again() -> None:
    solved, other = line("a", LineState.SOLVED), line("b")
    (found,) = change([late("a"), late("b")], record(solved, other))
    assert states(found) == {"a": LineState.OPEN}


def test_an_accepted_line_stays_as_it_is() -> None:
    accepted = line("a", LineState.ACCEPTED, by="U1")
    assert change([late("a")], record(accepted, line("b")), record()) != ()
    assert change([late("a"), late("b")], record(accepted, line("b"))) == ()
    assert change([late("a")], record(accepted, closed=True)) == ()


def test_an_alert_that_opens_anew_takes_over_what_is_still_accepted() -> None:
    accepted = line("a", LineState.ACCEPTED, by="U1")
    former = line("gone", LineState.ACCEPTED, by="U1")
    closed = record(accepted, former, line("c", LineState.SOLVED), closed=True)
    (found,) = change([late("a"), late("b"), late("c")], closed)
    assert states(found) == {
        "a": LineState.ACCEPTED,
        "b": LineState.OPEN,
        "c": LineState.OPEN,
    }
    assert accepted in found.lines
    assert not found.closes


def test_causes_come_apart() -> None:
    found = change(
        [late("a"), late("b", reason=Reason.CURRENCY)],
        record(line("b")),
    )
    assert [each.cause for each in found] == ["currency", "on-hold"]
    assert states(found[0]) == {"b": LineState.OPEN}
    assert states(found[1]) == {"a": LineState.OPEN, "b": LineState.SOLVED}


@pytest.mark.parametrize(
    ("changed", "cause"),
    [
        ({}, "on-hold"),
        ({"facts": {"code": "err_x"}}, "on-hold"),
        ({"reason": Reason.REFUSED, "facts": {"code": "err_x"}}, "refused:err_x"),
        ({"reason": Reason.REFUSED}, "refused"),
        (
            {"reason": Reason.PROFILE_UNKNOWN, "facts": {"profile": "77"}},
            "profile-unknown:77",
        ),
        ({"reason": None, "system": System.TWIKEY}, "unknown:twikey"),
        ({"reason": None}, "unknown:bot"),
        ({"reason": Reason.DRAFT}, "unknown:bot"),
    ],
)
def test_a_cause_is_a_reason_and_what_tells_it_apart(
    changed: dict[str, object], cause: str
) -> None:
    assert replace(late(), **changed).cause == cause  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("reason", "facts", "level"),
    [
        (Reason.ON_HOLD, {}, Alert.ALERT),
        (Reason.ZERO_AMOUNT, {}, Alert.DIGEST),
        (Reason.CREDITED, {}, Alert.DIGEST),
        (Reason.BEFORE_START, {}, Alert.NOTHING),
        (Reason.AUTOMATIC_OFF, {}, Alert.NOTHING),
        (Reason.PAID, {}, Alert.DIGEST),
        (Reason.PAID, {"first_cause": None}, Alert.DIGEST),
        (Reason.PAID, {"first_cause": "zero-amount"}, Alert.DIGEST),
        (Reason.PAID, {"first_cause": "automatic-off"}, Alert.DIGEST),
        (Reason.PAID, {"first_cause": "on-hold"}, Alert.ALERT),
        (Reason.PAID, {"first_cause": "refused"}, Alert.ALERT),
        (Reason.DRAFT, {}, Alert.ALERT),
        (None, {}, Alert.ALERT),
    ],
)
def test_what_the_channel_hears(
    reason: Reason | None, facts: Facts, level: Alert
) -> None:
    assert level_of(reason, facts, {}) is level


def test_people_choose_what_the_channel_hears() -> None:
    chosen = {"on-hold": Alert.NOTHING, "zero-amount": Alert.ALERT}
    assert level_of(Reason.ON_HOLD, {}, chosen) is Alert.NOTHING
    assert level_of(Reason.ZERO_AMOUNT, {}, chosen) is Alert.ALERT
    assert level_of(None, {}, chosen) is Alert.ALERT


def test_what_is_due_soonest_stands_first_then_the_largest() -> None:
    today = date(2026, 3, 10)
    lines = [
        replace(line("no-date"), due_on=None),
        replace(line("later"), due_on=today + timedelta(days=2)),
        replace(line("small"), due_on=today, amount=euro("5")),
        replace(line("large"), due_on=today, amount=euro("50")),
        replace(line("past"), due_on=today - timedelta(days=9), amount=euro("1")),
        replace(line("long-past"), due_on=today - timedelta(days=90)),
    ]
    order = [each.source_id for each in by_risk(lines, today)]
    assert order == ["long-past", "past", "large", "small", "later", "no-date"]


IDS = st.sampled_from("abcd")
CAUSES = st.sampled_from([Reason.ON_HOLD, Reason.CURRENCY, Reason.WAS_ZERO])
WORLDS = st.dictionaries(IDS, CAUSES)


@given(st.lists(WORLDS, max_size=6))
def test_after_any_history_the_open_lines_are_exactly_what_is_late(
    history: list[dict[str, Reason]],
) -> None:
    books: dict[str, AlertRecord] = {}
    for world in history:
        wanted = [late(one, reason=reason) for one, reason in world.items()]
        for found in changes(wanted, list(books.values()), NOW, {}):
            books[found.cause] = apply(books.get(found.cause), found)
        assert changes(wanted, list(books.values()), NOW, {}) == ()
        assert {
            (each.source_id, book.cause)
            for book in books.values()
            for each in book.open_lines
        } == {(one, reason.value) for one, reason in world.items()}
        assert all(bool(b.open_lines) == (b.closed_at is None) for b in books.values())


def apply(book: AlertRecord | None, found: AlertChange) -> AlertRecord:
    """Write a change down as the ledger does."""
    if book is None or book.closed_at is not None:
        book = AlertRecord(found.cause, NOW)
    lines = {each.source_id: each for each in (*book.lines, *found.lines)}
    closed_at = NOW if found.closes else None
    return replace(book, lines=tuple(lines.values()), closed_at=closed_at)


@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
def test_an_invoice_that_was_left_out_is_told_again_once_it_is_late_again(
    *, closed: bool
) -> None:
    """Guards against an acceptance that outlives the leaving out it came from."""
    left_out = line("a", LineState.ACCEPTED, by="U1", how=LEFT_OUT)
    before = record(left_out, closed=closed)

    (told,) = change([late("a")], before)

    assert [(one.source_id, one.state) for one in told.lines] == [("a", LineState.OPEN)]
    assert not told.closes


DOWN = late(reason=None, system=System.TWIKEY)
QUIET = {Reason.REFUSED.value: Alert.NOTHING}
LOUD = {Reason.ZERO_AMOUNT.value: Alert.ALERT}


@pytest.mark.parametrize(
    ("former", "facts", "chosen", "cause"),
    [
        (None, {}, {}, "unknown:twikey"),
        (Reason.DRAFT, {}, {}, "unknown:twikey"),
        (Reason.AUTOMATIC_OFF, {}, {}, "unknown:twikey"),
        (Reason.ON_HOLD, {}, {}, "on-hold"),
        (Reason.REFUSED, {"code": "err_x"}, {}, "refused:err_x"),
        (Reason.REFUSED, {"code": "err_x"}, QUIET, "refused:err_x"),
        (Reason.ZERO_AMOUNT, {}, {}, "unknown:twikey"),
        (Reason.ZERO_AMOUNT, {}, LOUD, "zero-amount"),
        (Reason.PAID, {}, {}, "unknown:twikey"),
        (Reason.PAID, {"first_cause": "on-hold"}, {}, "paid"),
    ],
)
def test_what_cannot_be_looked_at_stands_under_what_was_found_before(
    former: Reason | None, facts: Facts, chosen: dict[str, Alert], cause: str
) -> None:
    invoice = replace(DOWN, former=former, facts=facts)
    assert invoice.still_out_for(chosen).cause == cause
    looked_at = late(reason=Reason.CURRENCY)
    assert looked_at.still_out_for(chosen) is looked_at
