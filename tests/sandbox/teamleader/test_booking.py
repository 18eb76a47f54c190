from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from sandbox.teamleader import RefusedError, TeamleaderStandIn
from sandbox.wire import ManualClock
from tests.sandbox.teamleader.caller import START, Caller


async def test_a_draft_has_no_number_date_or_file(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    row = await caller.row(teamleader.draft_invoice())

    assert row["status"] == "draft"
    assert row["invoice_number"] is None
    assert row["invoice_date"] is None
    assert row["due_on"] is None
    assert row["payment_reference"] is None
    assert row["file"] is None


async def test_booking_gives_number_dates_and_reference(
    caller: Caller, booked: str
) -> None:
    row = await caller.row(booked)

    assert row["status"] == "outstanding"
    assert row["invoice_number"] == "2026 / 1"
    assert row["invoice_date"] == "2026-03-02"
    assert row["due_on"] == "2026-04-01"
    digits = "".join(c for c in row["payment_reference"] if c.isdigit())
    assert int(digits[:10]) % 97 in {int(digits[10:]), 0}


async def test_an_invoice_is_booked_only_once(
    teamleader: TeamleaderStandIn, booked: str
) -> None:
    with pytest.raises(RefusedError):
        teamleader.book(booked)


async def test_departments_number_apart_and_can_share_a_number(
    teamleader: TeamleaderStandIn,
) -> None:
    first = teamleader.add_department("Een")
    second = teamleader.add_department("Twee")
    third = teamleader.add_department("Drie", prefix="INV", next_number=42)

    def number(department_id: str) -> str:
        return teamleader.book(teamleader.draft_invoice(department_id=department_id))

    assert [number(first), number(second)] == ["2026 / 1", "2026 / 1"]
    assert [number(third), number(third)] == ["INV / 42", "INV / 43"]


async def test_the_invoice_date_is_the_day_at_the_office(
    clock: ManualClock, teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    clock.set(datetime(2026, 3, 2, 23, 30, tzinfo=UTC))
    caller.renew()
    invoice_id = teamleader.draft_invoice()
    teamleader.book(invoice_id)

    assert (await caller.row(invoice_id))["invoice_date"] == "2026-03-03"


async def test_books_can_reach_back(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    then = START - timedelta(days=45)
    with teamleader.acting_at(then):
        old = teamleader.draft_invoice()
        teamleader.book(old)
    drafted = teamleader.draft_invoice(created_at=then)

    row = await caller.row(old)
    assert row["created_at"] == row["updated_at"] == then.isoformat()
    assert row["invoice_date"] == "2026-01-16"
    assert (await caller.row(drafted))["created_at"] == then.isoformat()


async def test_only_the_last_number_can_be_deleted_and_it_comes_back(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    last = teamleader.draft_invoice()
    teamleader.book(last)
    refused = await caller.post("invoices.delete", {"id": booked})
    deleted = await caller.post("invoices.delete", {"id": last})
    successor = teamleader.draft_invoice()

    assert (refused.status_code, deleted.status_code) == (400, 204)
    assert (await caller.post("invoices.info", {"id": last})).status_code == 404
    assert await caller.ids(ids=[last]) == []
    assert teamleader.book(successor) == "2026 / 2"


async def test_a_deletion_never_shows_in_updated_since(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    teamleader.delete_invoice(booked)

    assert await caller.ids(updated_since=START.isoformat()) == []


async def test_the_payment_term_makes_the_due_date(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    cash = teamleader.draft_invoice(payment_days=0)
    none = teamleader.draft_invoice(payment_days=None)
    teamleader.book(cash, on=date(2026, 3, 1))
    teamleader.book(none)

    assert (await caller.info(cash))["payment_term"] == {"type": "cash"}
    assert (await caller.row(cash))["due_on"] == "2026-03-01"
    assert (await caller.row(none))["due_on"] is None
