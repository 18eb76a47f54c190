from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from sandbox.teamleader import TeamleaderStandIn
from sandbox.wire import ManualClock
from tests.sandbox.teamleader.caller import Caller

BACK = "https://bot.example/callback"
ASKED = {
    "client_id": "demo-client",
    "response_type": "code",
    "redirect_uri": BACK,
    "state": "s1",
}


async def consent(caller: Caller, **changes: str) -> httpx.Response:
    return await caller.http.get("/oauth2/authorize", params={**ASKED, **changes})


def carried(answer: httpx.Response) -> dict[str, list[str]]:
    return parse_qs(urlsplit(answer.headers["location"]).query)


async def redeem(caller: Caller, code: str, **changes: str) -> httpx.Response:
    body = {
        "client_id": "demo-client",
        "client_secret": "demo-secret",
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": BACK,
        **changes,
    }
    return await caller.http.post("/oauth2/access_token", json=body)


async def test_the_first_refresh_token_gives_a_pair_that_works(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    pair = (await caller.refresh(teamleader.refresh_token)).json()
    caller.token = pair["access_token"]

    assert pair["token_type"] == "Bearer"
    assert pair["expires_in"] == 3600
    assert (await caller.post("users.me")).status_code == 200
    assert (await caller.refresh(pair["refresh_token"])).status_code == 200


async def test_a_refresh_token_works_only_once(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    await caller.refresh(teamleader.refresh_token)
    again = await caller.refresh(teamleader.refresh_token)

    assert again.status_code == 400
    error = again.json()["errors"][0]
    assert error["code"] == 8
    assert error["meta"] == {
        "type": "invalid_request",
        "hint": "Token has been revoked",
    }


async def test_the_refusal_of_a_refresh_comes_in_every_wording_seen(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    teamleader.switches.revoked_type = "invalid_grant"
    newer = (await caller.refresh("gone")).json()
    teamleader.switches.token_errors = "rfc"
    rfc = (await caller.refresh("gone")).json()

    assert newer["errors"][0]["meta"]["type"] == "invalid_grant"
    assert rfc["error"] == "invalid_grant"


async def test_a_wrong_secret_is_not_a_revoked_token(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    answer = await caller.refresh(teamleader.refresh_token, client_secret="wrong")

    assert answer.status_code == 401
    assert teamleader.auth.is_live(teamleader.refresh_token)


async def test_an_access_token_ends_after_its_hour(
    clock: ManualClock, caller: Caller
) -> None:
    clock.set(clock.now() + timedelta(seconds=3599))
    before = await caller.post("users.me")
    clock.set(clock.now() + timedelta(seconds=1))
    after = await caller.post("users.me")

    assert (before.status_code, after.status_code) == (200, 401)


async def test_the_old_access_token_may_die_at_the_refresh(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    first = (await caller.refresh(teamleader.refresh_token)).json()
    caller.token = first["access_token"]
    second = (await caller.refresh(first["refresh_token"])).json()
    outlived = (await caller.post("users.me")).status_code

    teamleader.switches.old_access_dies = True
    caller.token = second["access_token"]
    await caller.refresh(second["refresh_token"])

    assert outlived == 200
    assert (await caller.post("users.me")).status_code == 401


async def test_tokens_are_long(teamleader: TeamleaderStandIn, caller: Caller) -> None:
    assert 900 < len(teamleader.refresh_token) <= 1000
    assert caller.token.count(".") == 2


async def test_revoking_ends_both_tokens(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    teamleader.auth.revoke_all()

    assert (await caller.post("users.me")).status_code == 401
    assert (await caller.refresh(teamleader.refresh_token)).status_code == 400


async def test_access_can_end_while_the_refresh_token_lives(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    teamleader.auth.end_access()

    assert (await caller.post("users.me")).status_code == 401
    assert (await caller.refresh(teamleader.refresh_token)).status_code == 200


@pytest.mark.parametrize(
    "changes", [{"grant_type": "password"}, {"code": "never issued"}]
)
async def test_other_grants_and_unknown_codes_are_refused(
    caller: Caller, changes: dict[str, str]
) -> None:
    assert (await redeem(caller, **{"code": "c", **changes})).status_code == 400


async def test_the_consent_page_offers_allow_and_deny(caller: Caller) -> None:
    page = (await consent(caller)).text

    assert ">Allow</a>" in page
    assert ">Deny</a>" in page
    assert "state=s1" in page


async def test_allowing_carries_a_code_and_the_state_back(caller: Caller) -> None:
    allowed = await consent(caller, consent="allow")
    pair = await redeem(caller, carried(allowed)["code"][0])

    assert allowed.headers["location"].startswith(BACK)
    assert carried(allowed)["state"] == ["s1"]
    assert pair.status_code == 200


async def test_denying_carries_an_error_back(caller: Caller) -> None:
    denied = await consent(caller, consent="deny")

    assert carried(denied)["error"] == ["access_denied"]


async def test_consent_can_be_given_at_once(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    asked_for = await consent(caller, auto="1")
    teamleader.switches.auto_consent = True
    by_switch = await consent(caller)

    assert "code" in carried(asked_for)
    assert "code" in carried(by_switch)


async def test_a_code_works_once_in_time_and_for_its_own_redirect(
    clock: ManualClock, caller: Caller
) -> None:
    async def code() -> str:
        return carried(await consent(caller, auto="1"))["code"][0]

    used = await code()
    await redeem(caller, used)
    late = await code()
    clock.set(clock.now() + timedelta(minutes=10))
    outcomes = [
        await redeem(caller, used),
        await redeem(caller, late),
        await redeem(caller, await code(), redirect_uri="https://other.example"),
    ]

    assert [outcome.status_code for outcome in outcomes] == [400, 400, 400]


async def test_consent_is_refused_for_strangers_scopes_and_unlisted_addresses(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    teamleader.switches.redirect_uris = [BACK]

    async def status(**changes: Any) -> int:
        return (await consent(caller, **changes)).status_code

    assert await status() == 200
    assert await status(client_id="stranger") == 400
    assert await status(scope="invoices") == 400
    assert await status(redirect_uri="https://other.example") == 400
    assert await status(response_type="token") == 400


async def test_a_missing_scope_is_forbidden_for_its_resources_only(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    teamleader.switches.missing_scopes = ["invoices"]

    assert (await caller.post("invoices.list")).status_code == 403
    assert (await caller.post("creditNotes.list")).status_code == 403
    assert (await caller.post("companies.list")).status_code == 200
