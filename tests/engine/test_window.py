"""Which invoices a window holds: by creation, in the company's local days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.domain.outcome import Outcome
from core.domain.reason import Reason
from tests.engine.company import Company, brussels, days_ago, told

IMPORTED = (Outcome.IMPORTED, None)


def numbers(company: Company) -> set[str]:
    return {invoice.number for invoice in company.twikey.invoices.values()}


@pytest.mark.parametrize(
    ("today", "days", "first_inside"),
    [
        pytest.param("2026-03-10T10:00", 30, "2026-02-08", id="the-default"),
        pytest.param("2026-03-10T23:59", 30, "2026-02-08", id="late-in-the-evening"),
        pytest.param("2026-03-10T00:00", 30, "2026-02-08", id="at-midnight"),
        pytest.param("2026-03-10T00:00", 0, "2026-03-10", id="today-at-midnight"),
        pytest.param("2026-04-02T10:00", 10, "2026-03-23", id="back-into-winter-time"),
        pytest.param("2026-04-05T10:00", 7, "2026-03-29", id="from-the-day-of-spring"),
        pytest.param("2026-10-28T10:00", 10, "2026-10-18", id="back-into-summer-time"),
        pytest.param("2026-10-25T23:30", 0, "2026-10-25", id="the-day-of-25-hours"),
        pytest.param("2026-03-01T10:00", 30, "2026-01-30", id="across-february"),
    ],
)
async def test_a_window_begins_at_local_midnight_so_many_days_ago(
    company: Company, today: str, days: int, first_inside: str
) -> None:
    company.clock.set(brussels(today))
    midnight = brussels(f"{first_inside}T00:00")
    before = company.booked(at=midnight - timedelta(seconds=1))
    inside = company.booked(at=midnight)

    run = await company.imports(days=days)

    assert told(run, inside) == IMPORTED
    assert run.counts["seen"] == 1
    assert company.at_twikey(before) is None


async def test_from_and_to_are_both_inside(company: Company) -> None:
    moments = [
        "2026-02-01T23:59:59",
        "2026-02-02T00:00:00",
        "2026-02-05T23:59:59",
        "2026-02-06T00:00:00",
    ]
    early, first, last, late = [company.booked(at=brussels(m)) for m in moments]

    run = await company.imports(span=(date(2026, 2, 2), date(2026, 2, 5)))

    assert [line.source_id for line in run.lines] == [first.id, last.id]
    assert numbers(company) == {first.number, last.number}
    assert company.at_twikey(early) is None
    assert company.at_twikey(late) is None


async def test_drafts_created_inside_are_seen_and_left(company: Company) -> None:
    inside = company.drafted()
    company.drafted(at=days_ago(40))

    run = await company.imports(days=30)

    assert run.counts["seen"] == run.counts["not_imported"] == 1
    assert told(run, inside) == (Outcome.NOT_IMPORTED, Reason.DRAFT)


async def test_an_old_invoice_that_changed_today_is_not_in_the_window(
    company: Company,
) -> None:
    old = company.booked(at=days_ago(31))
    company.teamleader.update_invoice(old.id, note="Bel eerst")

    run = await company.imports(days=30)

    assert run.counts["seen"] == 0
    assert company.at_twikey(old) is None


async def test_the_day_that_counts_is_that_of_creation_not_of_the_invoice(
    company: Company,
) -> None:
    dated_back = company.drafted()
    company.teamleader.book(dated_back.id, on=date(2025, 12, 31))
    created_long_ago = company.drafted(at=days_ago(50))
    company.teamleader.book(created_long_ago.id)

    run = await company.imports(days=30)

    assert [line.source_id for line in run.lines] == [dated_back.id]


async def test_a_number_is_imported_however_old_it_is(company: Company) -> None:
    old = company.booked(at=days_ago(300))
    run = await company.imports(f"{old.number}")
    assert told(run, old) == IMPORTED


async def test_older_problems_are_counted_beside_the_window(company: Company) -> None:
    older = company.booked(at=days_ago(60), currency="USD")
    company.booked(at=days_ago(59))
    recent = company.booked(currency="USD")
    await company.imports(days=90)
    first_day = company.window(30).starts_at(company.policy.time_zone)

    assert await company.engine.older_problems(first_day) == 1

    run = await company.imports_problems()
    assert {line.source_id for line in run.lines} == {older.id, recent.id}
