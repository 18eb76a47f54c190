"""When a digest is due, and which days it accounts for."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from core.domain.alert import LateInvoice
from core.domain.digest import days_before, due_day, grouped
from core.domain.invoice import SourceId
from core.domain.money import Money
from core.domain.reason import Reason, System
from tests.builders import BRUSSELS, NOW


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-20T06:59:59", None),
        ("2026-11-20T07:00:00", date(2026, 11, 20)),
        ("2026-11-20T22:59:00", date(2026, 11, 20)),
        ("2026-11-21T08:00:00", None),
        ("2026-11-22T12:00:00", None),
        ("2026-11-23T07:00:00", date(2026, 11, 23)),
        # The clocks went forward on Sunday 29 March and back on Sunday 25 October.
        ("2026-03-27T06:59:59", None),
        ("2026-03-27T07:00:00", date(2026, 3, 27)),
        ("2026-03-30T05:59:59", None),
        ("2026-03-30T06:00:00", date(2026, 3, 30)),
        ("2026-10-23T06:00:00", date(2026, 10, 23)),
        ("2026-10-26T06:59:59", None),
        ("2026-10-26T07:00:00", date(2026, 10, 26)),
    ],
)
def test_a_digest_is_due_on_business_days_from_eight_local_time(
    moment: str, day: date | None
) -> None:
    now = datetime.fromisoformat(moment).replace(tzinfo=UTC)

    assert due_day(now, BRUSSELS) == day


@pytest.mark.parametrize(
    ("day", "days"),
    [
        ("2026-11-20", ("2026-11-19", "2026-11-19")),
        ("2026-11-23", ("2026-11-20", "2026-11-22")),
        ("2026-11-24", ("2026-11-23", "2026-11-23")),
    ],
)
def test_a_digest_accounts_for_the_days_since_the_last_one(
    day: str, days: tuple[str, str]
) -> None:
    first, last = days_before(date.fromisoformat(day))

    assert (first.isoformat(), last.isoformat()) == days


def late(reason: Reason | None, due_on: date | None) -> LateInvoice:
    system = None if reason else System.TWIKEY
    amount = Money.of("10.00")
    return LateInvoice(
        SourceId("s"), "1", "d", None, amount, due_on, NOW, NOW, reason, system
    )


def test_what_is_due_first_stands_first() -> None:
    groups = grouped(
        [
            late(Reason.ON_HOLD, None),
            late(Reason.REFUSED, date(2026, 3, 20)),
            late(None, date(2026, 3, 12)),
            late(Reason.REFUSED, date(2026, 3, 11)),
        ]
    )

    assert [one.reason for one in groups] == [Reason.REFUSED, None, Reason.ON_HOLD]
    assert groups[0].due_on == date(2026, 3, 11)
    assert len(groups[0].amounts) == 2
