from __future__ import annotations

import json
from datetime import timedelta

import httpx
import pytest

from sandbox.teamleader import RefusedError, TeamleaderStandIn
from sandbox.wire import ManualClock
from tests.sandbox.teamleader.caller import START, Caller


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 502, 503])
async def test_a_status_on_order_comes_once(
    teamleader: TeamleaderStandIn, caller: Caller, status: int
) -> None:
    teamleader.faults.add("users.me", status)

    answers = [(await caller.post("users.me")).status_code for _ in range(2)]
    assert answers == [status, 200]


async def test_a_fault_waits_strikes_so_often_and_only_its_operation(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    teamleader.faults.add("users.me", 500, times=2, after=1)
    other = await caller.post("departments.list")

    answers = [(await caller.post("users.me")).status_code for _ in range(4)]
    assert other.status_code == 200
    assert answers == [200, 500, 500, 200]


async def test_a_fault_can_stay_until_it_is_cleared(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    teamleader.faults.add("*", 503, times=None)
    during = [(await caller.post("users.me")).status_code for _ in range(3)]
    teamleader.faults.clear()

    assert during == [503, 503, 503]
    assert (await caller.post("users.me")).status_code == 200


async def test_a_429_on_order_says_that_nothing_remains(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    teamleader.faults.add("users.me", 429)
    answer = await caller.post("users.me")

    assert answer.headers["x-ratelimit-remaining"] == "0"
    assert answer.headers["x-ratelimit-reset"]


async def test_gateways_answer_with_pages(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    teamleader.faults.add("users.me", 502)
    answer = await caller.post("users.me")

    assert answer.headers["content-type"] == "text/html"
    assert "x-api-version" not in answer.headers


async def test_a_page_can_come_with_200(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    teamleader.faults.add("users.me", "html")
    answer = await caller.post("users.me")

    assert answer.status_code == 200
    assert answer.text.startswith("<!doctype html>")


async def test_json_can_break_off(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    teamleader.faults.add("users.me", "cut")
    answer = await caller.post("users.me")

    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()


async def test_keys_can_be_missing_or_null_in_every_row(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    teamleader.draft_invoice()
    teamleader.faults.add("invoices.list", "missing", detail=["total.due", "status"])
    missing = await caller.data("invoices.list")
    teamleader.faults.add("invoices.list", "nulls", detail="total.due")
    nulls = await caller.data("invoices.list")
    teamleader.faults.add("invoices.list", "missing")
    without = (await caller.post("invoices.list")).json()

    assert all("status" not in row for row in missing)
    assert all("due" not in row["total"] for row in missing)
    assert [row["total"]["due"] for row in nulls] == [None, None]
    assert without == {}


async def test_a_lost_answer_was_carried_out(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    teamleader.faults.add("invoices.removePayments", "lost-answer")
    teamleader.register_payment(booked)

    with pytest.raises(httpx.ReadTimeout):
        await caller.post("invoices.removePayments", {"id": booked})
    assert teamleader.books.invoices[booked].payments == []


async def test_a_lost_request_was_not(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    teamleader.faults.add("invoices.removePayments", "lost-request")
    teamleader.register_payment(booked)

    with pytest.raises(httpx.ConnectError):
        await caller.post("invoices.removePayments", {"id": booked})
    assert len(teamleader.books.invoices[booked].payments) == 1


async def test_a_refresh_whose_answer_is_lost_has_used_up_the_token(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    teamleader.faults.add("oauth2/access_token", "lost-answer")

    with pytest.raises(httpx.ReadTimeout):
        await caller.refresh(teamleader.refresh_token)
    assert (await caller.refresh(teamleader.refresh_token)).status_code == 400


async def test_a_refresh_that_failed_before_it_was_done_can_be_repeated(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    teamleader.faults.add("oauth2/access_token", 503)

    assert (await caller.refresh(teamleader.refresh_token)).status_code == 503
    assert (await caller.refresh(teamleader.refresh_token)).status_code == 200


async def test_latency_passes_on_the_clock(
    clock: ManualClock, teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    teamleader.faults.add("users.me", "latency", detail=7.5)
    answer = await caller.post("users.me")

    assert answer.status_code == 200
    assert clock.now() == START + timedelta(seconds=7.5)


async def test_the_links_to_pdfs_have_faults_of_their_own(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    teamleader.faults.add("cdn", 500)
    link = await caller.link(booked)

    answers = [(await caller.http.get(link)).status_code for _ in range(2)]
    assert answers == [500, 200]


async def test_trouble_of_an_unknown_kind_is_refused(
    teamleader: TeamleaderStandIn,
) -> None:
    with pytest.raises(RefusedError):
        teamleader.faults.add("users.me", "explosion")
