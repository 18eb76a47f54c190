from __future__ import annotations

from datetime import datetime, timedelta

import httpx
import pytest

from sandbox.teamleader import TeamleaderStandIn
from sandbox.wire import ManualClock
from tests.sandbox.teamleader.caller import NOWHERE, START, Caller


async def test_every_answer_carries_version_and_rate(caller: Caller) -> None:
    good = await caller.post("users.me")
    bad = await caller.post("invoices.info", {"id": "nonsense"})

    assert good.headers["x-api-version"] == "2023-09-26"
    assert good.headers["x-ratelimit-limit"] == "200"
    assert good.headers["x-ratelimit-remaining"] == "199"
    assert good.headers["x-ratelimit-reset"] == "2026-03-02T08:01:00+00:00"
    assert bad.headers["x-ratelimit-remaining"] == "198"


async def test_an_unknown_path_answers_without_a_version(caller: Caller) -> None:
    answer = await caller.post("invoices.history")

    assert answer.status_code == 404
    assert "x-api-version" not in answer.headers


async def test_an_unknown_invoice_answers_with_a_version(caller: Caller) -> None:
    answer = await caller.post("invoices.info", {"id": NOWHERE})

    assert answer.status_code == 404
    assert "x-api-version" in answer.headers


async def test_a_newer_version_can_be_asked_for_but_not_an_older_one(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    teamleader.switches.pinned_version = "2022-09-15"
    newer = await caller.post("users.me", **{"X-Api-Version": "2023-09-26"})
    older = await caller.post("users.me", **{"X-Api-Version": "2018-10-30"})

    assert newer.headers["x-api-version"] == "2023-09-26"
    assert older.headers["x-api-version"] == "2022-09-15"


async def test_the_window_of_the_rate_limit_slides(
    clock: ManualClock, teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    teamleader.limits.limit = 2
    await caller.post("users.me")
    clock.set(START + timedelta(seconds=30))
    await caller.post("users.me")
    refused = await caller.post("users.me")
    clock.set(START + timedelta(seconds=60))
    still = await caller.post("users.me")
    clock.set(START + timedelta(seconds=120))
    free = await caller.post("users.me")

    assert refused.status_code == 429
    assert refused.headers["x-ratelimit-remaining"] == "0"
    assert refused.headers["x-ratelimit-reset"] == "2026-03-02T08:01:00+00:00"
    assert (still.status_code, free.status_code) == (429, 200)


async def test_failed_and_refused_calls_count_as_well(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    teamleader.limits.limit = 3
    for _ in range(3):
        await caller.post("invoices.info", {"id": "nonsense"})
    refused = await caller.post("users.me")

    assert refused.status_code == 429


async def test_every_replica_of_a_client_shares_the_limit(
    teamleader: TeamleaderStandIn,
) -> None:
    one, other = Caller(teamleader), Caller(teamleader)
    teamleader.limits.limit = 1
    await one.post("users.me")

    assert (await other.post("users.me")).status_code == 429


async def test_calls_to_the_token_endpoint_may_count(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    teamleader.limits.limit = 1
    free = await caller.refresh(teamleader.refresh_token)
    teamleader.switches.token_calls_count = True
    await caller.post("users.me")
    counted = await caller.refresh(free.json()["refresh_token"])

    assert free.status_code == 200
    assert counted.status_code == 429


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("seconds", "2026-03-02T08:01:00+00:00"),
        ("millis", "2026-03-02T08:01:00.000+0000"),
        ("offset", "2026-03-02T09:01:00+0100"),
    ],
)
async def test_the_reset_time_is_written_in_every_form_seen(
    teamleader: TeamleaderStandIn, caller: Caller, form: str, written: str
) -> None:
    await caller.control("switches", reset_format=form)
    answer = await caller.post("users.me")

    assert answer.headers["x-ratelimit-reset"] == written
    assert datetime.fromisoformat(written) == START + timedelta(seconds=60)


async def test_a_call_without_a_token_is_unauthorized(caller: Caller) -> None:
    answer = await caller.http.post("/invoices.list", json={})

    assert answer.status_code == 401
    assert answer.json()["errors"][0]["status"] == 401


async def test_errors_name_the_field(caller: Caller) -> None:
    answer = await caller.post("invoices.info", {"id": "nonsense"})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["meta"] == {"field": "id"}


async def test_a_body_that_is_not_json_is_refused(caller: Caller) -> None:
    headers = {"Authorization": f"Bearer {caller.token}"}
    broken = await caller.http.post("/users.me", content=b"{", headers=headers)
    listed = await caller.http.post("/users.me", content=b"[1]", headers=headers)
    got = await caller.http.get("/users.me", headers=headers)

    assert (broken.status_code, listed.status_code) == (400, 400)
    assert got.status_code == 405


async def test_strict_mode_wants_a_body(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    headers = {"Authorization": f"Bearer {caller.token}"}
    lenient = await caller.http.post("/users.me", headers=headers)
    teamleader.switches.strict = True
    strict = await caller.http.post("/users.me", headers=headers)

    assert (lenient.status_code, strict.status_code) == (200, 400)


async def test_calls_are_remembered_for_counting(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    await caller.post("users.me")
    await caller.post("invoices.list")
    await caller.post("invoices.list")

    assert teamleader.count("invoices.list") == 2
    assert teamleader.calls[0] == (START, "users.me")


async def test_the_account_can_be_compared_with_webhooks(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    me = await caller.data("users.me")

    assert me["account"] == {"type": "account", "id": teamleader.account_id}
    assert me["time_zone"] == "Europe/Brussels"


async def test_the_same_seed_makes_the_same_account(clock: ManualClock) -> None:
    one, same, other = (TeamleaderStandIn(clock, seed=seed) for seed in (4, 4, 5))

    assert one.refresh_token == same.refresh_token
    assert one.draft_invoice() == same.draft_invoice()
    assert one.refresh_token != other.refresh_token


async def test_the_web_link_of_an_invoice_shows_a_page(
    caller: Caller, booked: str
) -> None:
    row = await caller.row(booked)
    page = await caller.http.get(row["web_url"])
    unknown = await caller.http.get("/invoice_detail.php", params={"id": NOWHERE})

    assert "Invoice 2026 / 1" in page.text
    assert "302.50 EUR" in page.text
    assert unknown.status_code == 404


async def test_a_lost_connection_looks_like_one_to_httpx(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    teamleader.faults.add("users.me", "lost-request")

    with pytest.raises(httpx.ConnectError):
        await caller.post("users.me")
    assert teamleader.count("users.me") == 0
