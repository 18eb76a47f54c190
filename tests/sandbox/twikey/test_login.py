from __future__ import annotations

from datetime import timedelta

import pytest

from sandbox.twikey import TwikeyStandIn, one_time_password
from sandbox.wire import ManualClock
from tests.sandbox.twikey.client import START, Caller, refused

PRIVATE_KEY = "00112233445566778899aabbccddeeff0123456789abcdef"


async def test_a_login_gives_the_token_in_header_and_body(stranger: Caller) -> None:
    response = await stranger.login()

    assert response.status_code == 200
    assert response.json() == {"Authorization": response.headers["Authorization"]}
    assert response.headers["X-MERCHANT-ID"] == "6120"


async def test_the_token_is_sent_without_bearer(caller: Caller) -> None:
    caller.token = f"Bearer {caller.token}"

    assert (await caller.get("/invoice")).status_code == 401


async def test_a_wrong_key_gets_a_400(stranger: Caller) -> None:
    response = await stranger.login("NOT-A-KEY")

    assert refused(response) == (400, "err_no_login", None)
    assert response.headers["ApiErrorCode"] == "err_no_login"
    assert "Authorization" not in response.headers


async def test_a_wrong_key_gets_a_401_if_switched(stranger: Caller) -> None:
    stranger.standin.switches.wrong_key_status = 401

    assert refused(await stranger.login("NOT-A-KEY"))[0] == 401


async def test_too_many_logins_are_throttled_with_an_empty_body(
    stranger: Caller, clock: ManualClock
) -> None:
    stranger.standin.switches.login_quota = 2
    await stranger.login()
    await clock.sleep(11)
    await stranger.login()

    response = await stranger.login()

    assert (response.status_code, response.content) == (429, b"")
    assert response.headers["X-Rate-Limit-Retry-After-Seconds"] == "1009"
    await clock.sleep(1009)
    assert (await stranger.login()).status_code == 200
    assert [each.status for each in stranger.standin.logins] == [200, 200, 429, 200]


async def test_a_token_lives_24_hours(caller: Caller, clock: ManualClock) -> None:
    clock.set(START + timedelta(hours=24, seconds=-1))
    assert (await caller.get("/invoice")).status_code == 200

    clock.set(START + timedelta(hours=24))
    response = await caller.get("/invoice")

    assert response.status_code == 401
    assert response.json() == {"message": "Not logged in"}
    assert "ApiError" not in response.headers
    assert "ApiErrorCode" not in response.headers


async def test_the_same_dead_token_at_once_is_not_authorised(
    stranger: Caller, clock: ManualClock
) -> None:
    stranger.token = "dead"
    first = await stranger.get("/invoice")
    second = await stranger.get("/invoice")
    await clock.sleep(60)
    later = await stranger.get("/invoice")

    assert first.status_code == later.status_code == 401
    assert refused(second) == (429, "err_not_authorised", None)


async def test_a_second_login_gives_a_fresh_token_and_the_first_stays(
    caller: Caller,
) -> None:
    first = caller.token
    await caller.login()
    assert caller.token != first

    caller.token = first
    assert (await caller.get("/invoice")).status_code == 200


async def test_a_second_login_repeats_the_token_if_switched(caller: Caller) -> None:
    first = caller.token
    caller.standin.switches.fresh_token_per_login = False
    await caller.login()

    assert caller.token == first


async def test_a_logout_kills_the_tokens_of_every_process_on_the_key(
    caller: Caller,
) -> None:
    first = caller.token
    await caller.login()
    assert (await caller.get("")).status_code == 204

    caller.token = first
    assert (await caller.get("/invoice")).status_code == 401


@pytest.mark.parametrize(
    ("moment", "password"),
    [(1700000000, 55872880), (1767225600, 23821469)],
)
def test_the_one_time_password_of_known_moments(moment: int, password: int) -> None:
    assert one_time_password(PRIVATE_KEY, moment) == password


@pytest.mark.parametrize(
    ("seconds_off", "status"),
    [(0, 200), (-30, 200), (30, 200), (-90, 400), (90, 400)],
)
async def test_a_password_of_a_neighbouring_step_is_accepted(
    clock: ManualClock, seconds_off: int, status: int
) -> None:
    secured = Caller(TwikeyStandIn(clock, private_key=PRIVATE_KEY), clock)
    otp = one_time_password(PRIVATE_KEY, START.timestamp() + seconds_off)

    assert (await secured.login(otp=f"{otp:08}")).status_code == status


async def test_enhanced_security_needs_a_password(clock: ManualClock) -> None:
    secured = Caller(TwikeyStandIn(clock, private_key=PRIVATE_KEY), clock)

    assert refused(await secured.login()) == (400, "err_no_login", None)
