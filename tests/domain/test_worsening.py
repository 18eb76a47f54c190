"""When an alert is told once more: rarely, and whenever it really got worse."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from core.domain.alert import AlertLine, AlertRecord, LineState
from core.domain.invoice import SourceId
from core.domain.money import Money
from core.domain.worsening import CALM, has_worsened
from tests.builders import BRUSSELS, NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER = date(2026, 12, 31)
TOLD = AlertRecord("on-hold", NOW, channel="C1", ts="1.0", posted_at=NOW)


def day_of(moment: datetime) -> date:
    return moment.astimezone(BRUSSELS).date()


def lines(
    count: int,
    at: datetime,
    state: LineState = LineState.OPEN,
    due_on: date | None = LATER,
) -> tuple[AlertLine, ...]:
    return tuple(
        AlertLine(
            SourceId(f"{at}-{n}"), "1", None, None, Money.of("1"), due_on, state, at
        )
        for n in range(count)
    )


def worse(record: AlertRecord, after: timedelta, *held: AlertLine) -> bool:
    return has_worsened(replace(record, lines=held), NOW + after, day_of)


def test_what_only_stands_there_is_not_told_again() -> None:
    assert not worse(TOLD, 30 * DAY, *lines(3, NOW - HOUR))


def test_an_invoice_that_joins_is_told_when_the_message_is_a_day_old() -> None:
    held = (*lines(3, NOW), *lines(1, NOW + HOUR))

    assert not worse(TOLD, CALM - timedelta(seconds=1), *held)
    assert worse(TOLD, CALM, *held)


def test_a_flood_is_told_at_once() -> None:
    assert worse(TOLD, HOUR, *lines(6, NOW), *lines(6, NOW + HOUR))
    assert not worse(TOLD, HOUR, *lines(6, NOW), *lines(5, NOW + HOUR))


def test_a_few_more_are_no_flood() -> None:
    assert not worse(TOLD, HOUR, *lines(1, NOW), *lines(4, NOW + HOUR))
    assert worse(TOLD, HOUR, *lines(1, NOW), *lines(5, NOW + HOUR))


def test_what_was_solved_since_counts_as_told() -> None:
    solved = lines(4, NOW + HOUR, LineState.SOLVED)
    assert not worse(TOLD, HOUR, *lines(2, NOW), *solved, *lines(5, NOW + HOUR))


def test_what_was_solved_before_does_not() -> None:
    solved = lines(9, NOW - HOUR, LineState.SOLVED)
    assert worse(TOLD, HOUR, *lines(2, NOW), *solved, *lines(5, NOW + HOUR))


def test_a_due_date_that_comes_near_is_told_once() -> None:
    soon = day_of(NOW) + timedelta(days=5)
    held = lines(1, NOW, due_on=soon)

    assert [worse(TOLD, days * DAY, *held) for days in range(3)] == [False, False, True]
    known = replace(TOLD, posted_at=NOW + 2 * DAY, moved_at=NOW + 2 * DAY)
    assert not worse(known, 4 * DAY, *held)


def test_it_is_told_again_at_most_once_a_day() -> None:
    moved = replace(TOLD, moved_at=NOW)
    flood = (*lines(1, NOW), *lines(50, NOW + HOUR))

    assert not worse(moved, CALM - timedelta(seconds=1), *flood)
    assert worse(moved, CALM, *flood)


def test_what_twikey_may_collect_without_right_waits_for_an_hour_only() -> None:
    settled = replace(TOLD, cause="settled-since")
    held = (*lines(1, NOW), *lines(1, NOW + timedelta(minutes=5)))

    assert not worse(settled, timedelta(minutes=59), *held)
    assert worse(settled, HOUR, *held)
    assert not worse(replace(settled, moved_at=NOW), timedelta(minutes=59), *held)


def test_an_alert_without_a_message_waits_for_its_first_one() -> None:
    assert not worse(replace(TOLD, ts=None), 9 * DAY, *lines(9, NOW + HOUR))


def test_an_alert_that_is_over_is_not_told_again() -> None:
    assert not worse(TOLD, 9 * DAY, *lines(9, NOW + HOUR, LineState.SOLVED))


def test_a_message_from_before_this_was_kept_counts_from_the_opening() -> None:
    assert worse(replace(TOLD, posted_at=None), CALM, *lines(1, NOW + HOUR))
