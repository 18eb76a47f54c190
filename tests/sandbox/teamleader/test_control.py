from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from sandbox.teamleader import TeamleaderStandIn
from sandbox.wire import ManualClock, SystemClock, serve
from tests.sandbox.teamleader.caller import NOWHERE, START, Caller
from tests.sandbox.teamleader.conftest import Inbox


async def seen(caller: Caller) -> list[dict[str, Any]]:
    answer = await caller.http.get("/_control/invoices")
    rows: list[dict[str, Any]] = answer.json()["invoices"]
    return rows


async def test_the_list_shows_what_a_person_wants_to_see(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    teamleader.register_payment(booked, 100)

    assert await seen(caller) == [
        {
            "id": booked,
            "number": "2026 / 1",
            "status": "outstanding",
            "paid": False,
            "total": "302.50",
            "due": "202.50",
            "currency": "EUR",
            "customer": "Bakkerij Proef BV",
            "customer_id": teamleader.books.invoices[booked].customer.id,
            "department": "Koeltechniek Stand-in",
            "created_at": START.isoformat(),
            "sent": False,
            "on_hold_since": None,
            "pdf": "ready",
        }
    ]


async def test_an_invoice_is_played_from_draft_to_deletion(caller: Caller) -> None:
    made = await caller.control("draft", total="50.00", note="hallo")
    told = await caller.control("book", id=made["id"], on="2026-03-01")
    await caller.control("set_amount", id=told["number"], amount="80")
    await caller.control("pay", id=told["number"], amount="30")
    (paid,) = await seen(caller)
    await caller.control("unpay", id=told["number"])
    await caller.control("credit", id=told["number"], amount=20)
    await caller.control("hold", id=told["number"])
    await caller.control("sent", id=told["number"])
    (later,) = await seen(caller)
    await caller.control("hold", id=told["number"], since=None)
    (released,) = await seen(caller)
    await caller.control("delete", id=told["number"])

    assert told == {"id": made["id"], "number": "2026 / 1"}
    assert (paid["total"], paid["due"]) == ("80.00", "50.00")
    assert (later["due"], later["sent"]) == ("60.00", True)
    assert later["on_hold_since"] == "2026-03-02"
    assert released["on_hold_since"] is None
    assert await seen(caller) == []


async def test_a_draft_can_be_booked_at_once_and_dated_back(caller: Caller) -> None:
    then = (START - timedelta(days=3)).isoformat()
    made = await caller.control("draft", total=10, book=True, created_at=then)

    (row,) = await seen(caller)
    assert made["number"] == "2026 / 1"
    assert row["created_at"] == then


async def test_the_pdf_can_be_held_back_and_made_available(
    caller: Caller, booked: str
) -> None:
    held = await caller.control("pdf", id=booked, ready_after=None, content="html")
    freed = await caller.control("pdf", id=booked)

    assert (held["pdf"], freed["pdf"]) == ("never", "ready")


async def test_customers_are_listed_and_changed(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    listed = (await caller.http.get("/_control/customers")).json()["customers"]
    await caller.control("update_customer", id=listed[0]["id"], city="Gent")

    assert listed[0]["name"] == "Bakkerij Proef BV"
    assert teamleader.books.companies[listed[0]["id"]].city == "Gent"


async def test_switches_are_set_by_name(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    await caller.control("switches", strict=True, hooks={"delay": 5})
    shown = (await caller.http.get("/_control/switches")).json()

    assert teamleader.switches.strict is True
    assert shown["hooks"]["delay"] == 5


async def test_an_unknown_switch_changes_nothing(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    body = {"strict": True, "stric": True}
    answer = await caller.http.post("/_control/switches", json=body)

    assert answer.status_code == 400
    assert "stric" in answer.json()["error"]
    assert teamleader.switches.strict is False


async def test_faults_are_ordered_and_cleared(caller: Caller) -> None:
    await caller.control("faults", operation="users.me", kind="500", times=5)
    during = await caller.post("users.me")
    cleared = await caller.control("faults", clear=True)

    assert during.status_code == 500
    assert cleared == {"orders": []}
    assert (await caller.post("users.me")).status_code == 200


async def test_time_can_be_advanced_on_a_clock_that_can_be_set(
    clock: ManualClock, caller: Caller
) -> None:
    await caller.control("advance", seconds=60)
    real = Caller(TeamleaderStandIn(SystemClock()))
    refused = await real.http.post("/_control/advance", json={"seconds": 1})

    assert clock.now() == START + timedelta(seconds=60)
    assert refused.status_code == 409


async def test_webhooks_can_be_delivered_on_demand(
    teamleader: TeamleaderStandIn, caller: Caller, inbox: Inbox
) -> None:
    teamleader.hooks.register("https://bot.example/h", ["invoice.drafted"])
    teamleader.switches.hooks.delay = 600
    teamleader.draft_invoice()

    assert await caller.control("deliver") == {"delivered": 1}
    assert len(inbox.received) == 1


@pytest.mark.parametrize(
    ("name", "body", "status"),
    [
        ("book", {"id": NOWHERE}, 404),
        ("draft", {}, 400),
        ("draft", {"total": "much"}, 400),
        ("faults", {"operation": "x", "kind": "y"}, 400),
        ("faults", {"colour": "red"}, 400),
        ("update_customer", {"id": NOWHERE}, 404),
        ("explode", {}, 404),
    ],
)
async def test_what_makes_no_sense_is_refused_with_a_reason(
    caller: Caller, name: str, body: object, status: int
) -> None:
    answer = await caller.http.post(f"/_control/{name}", json=body)

    assert answer.status_code == status
    assert answer.json()["error"]


async def test_control_calls_do_not_count_as_calls(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    await seen(caller)

    assert teamleader.calls == []


async def test_it_can_be_served_on_loopback(
    teamleader: TeamleaderStandIn, booked: str
) -> None:
    headers = {"Authorization": f"Bearer {teamleader.access_token()}"}
    async with serve(teamleader.handle) as address, httpx.AsyncClient() as http:
        teamleader.public_url = address
        body = {"id": booked, "format": "pdf"}
        url = f"{address}/invoices.download"
        link = (await http.post(url, json=body, headers=headers)).json()["data"]
        pdf = await http.get(link["location"])

    assert pdf.content.startswith(b"%PDF")
