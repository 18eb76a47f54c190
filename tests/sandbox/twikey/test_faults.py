from __future__ import annotations

import json

import httpx
import pytest

from sandbox.twikey import TwikeyStandIn
from sandbox.wire import ManualClock
from tests.sandbox.twikey.client import START, Caller, refused


@pytest.mark.parametrize("status", [401, 429, 500, 502, 503])
async def test_a_planned_status_stops_the_work(caller: Caller, status: int) -> None:
    caller.standin.faults.add("invoice.create", status)

    assert (await caller.create()).status_code == status
    assert not caller.standin.invoices
    assert (await caller.create()).status_code == 200


async def test_a_planned_429_says_how_long_to_wait(caller: Caller) -> None:
    caller.standin.faults.add("invoice.create", 429)

    response = await caller.create()
    assert response.headers["X-Rate-Limit-Retry-After-Seconds"] == "30"


async def test_a_planned_500_names_itself_without_the_prefix(caller: Caller) -> None:
    caller.standin.faults.add("invoice.create", 500)

    assert refused(await caller.create())[:2] == (500, "error_system")


async def test_a_planned_code_is_a_400(caller: Caller) -> None:
    caller.standin.faults.add("invoice.feed", "err_call_in_progress")

    assert refused(await caller.get("/invoice"))[:2] == (400, "err_call_in_progress")


async def test_a_lost_request_did_nothing(caller: Caller) -> None:
    caller.standin.faults.add("invoice.create", "lost-request")
    with pytest.raises(httpx.ConnectError):
        await caller.create()

    assert not caller.standin.invoices
    assert caller.standin.calls[-1].status is None


@pytest.mark.parametrize("kind", ["after-502", "html", "cut-json"])
async def test_a_spoilt_answer_comes_after_the_work(caller: Caller, kind: str) -> None:
    caller.standin.faults.add("invoice.create", kind)
    response = await caller.create()

    with pytest.raises(json.JSONDecodeError):
        response.json()
    assert len(caller.standin.invoices) == 1


async def test_a_lost_answer_comes_after_the_work(caller: Caller) -> None:
    caller.standin.faults.add("invoice.create", "lost-answer")
    with pytest.raises(httpx.ReadTimeout):
        await caller.create()

    assert len(caller.standin.invoices) == 1
    assert caller.standin.calls[-1].status is None


@pytest.mark.parametrize(
    ("kind", "names"),
    [("missing-keys", {"id"}), ("missing-keys:amount,state", {"amount", "state"})],
)
async def test_keys_go_missing(caller: Caller, kind: str, names: set[str]) -> None:
    await caller.created()
    caller.standin.faults.add("invoice.feed", kind)
    caller.standin.faults.add("invoice.create", kind)

    (entry,) = (await caller.get("/invoice")).json()["Invoices"]
    reply = (await caller.create()).json()
    assert not names & (set(entry) | set(reply))
    assert "number" in entry
    assert "number" in reply


async def test_fields_become_null(caller: Caller) -> None:
    caller.standin.faults.add("invoice.create", "null-fields")
    reply = (await caller.create()).json()

    assert (reply["number"], reply["state"]) == ("F-1", "BOOKED")
    assert reply["amount"] is reply["date"] is None


async def test_latency_passes_on_the_clock(caller: Caller, clock: ManualClock) -> None:
    caller.standin.faults.add("invoice.create", "latency:30")
    assert (await caller.create()).status_code == 200

    assert (clock.now() - START).total_seconds() == 30


async def test_a_fault_waits_for_its_turn_and_repeats(caller: Caller) -> None:
    caller.standin.faults.add("invoice.create", 503, times=2, after=1)
    statuses = [(await caller.create(number=number)).status_code for number in "ABCD"]

    assert statuses == [200, 503, 503, 200]


async def test_a_fault_hits_every_operation_if_planned_so(caller: Caller) -> None:
    caller.standin.faults.add("*", 502, times=2)

    assert (await caller.get("/invoice")).status_code == 502
    assert (await caller.get("/template")).status_code == 502
    assert (await caller.get("/template")).status_code == 200


def test_an_unknown_kind_of_fault_is_an_error(twikey: TwikeyStandIn) -> None:
    with pytest.raises(ValueError, match="no such kind"):
        twikey.faults.add("invoice.create", "explosion")


async def test_forgotten_faults_do_not_strike(caller: Caller) -> None:
    caller.standin.faults.add("*", 503)
    caller.standin.faults.clear()

    assert (await caller.get("/invoice")).status_code == 200


async def test_every_call_is_on_record(caller: Caller) -> None:
    await caller.create(number=None)
    (call,) = caller.standin.calls_of("invoice.create")

    assert (call.method, call.path, call.status) == ("POST", "/creditor/invoice", 400)
    assert [each.operation for each in caller.standin.calls] == [
        "login",
        "invoice.create",
    ]
