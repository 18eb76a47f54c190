"""Mandates in their feed, and what is undocumented of customers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.twikey.client import PLAIN, SENDS, Caller


async def messages(caller: Caller) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await caller.get("/mandate")).json()["Messages"]
    return found


async def test_a_mandate_moves_and_ends_in_its_feed(caller: Caller) -> None:
    await caller.created()
    number = caller.standin.sign_mandate("C-1", PLAIN).number
    await messages(caller)

    caller.standin.move_mandate(number, SENDS)
    caller.standin.cancel_mandate(number)

    amended, cancelled = await messages(caller)
    assert amended["OrgnlMndtId"] == cancelled["OrgnlMndtId"] == number
    assert amended["Mndt"]["SplmtryData"] == [{"Key": "TemplateId", "Value": SENDS}]
    assert "Mndt" not in cancelled
    assert {"CxlRsn", "EvtTime"} <= set(cancelled)


async def test_a_withdrawn_mandate_collects_nothing(caller: Caller) -> None:
    await caller.created()
    number = caller.standin.sign_mandate("C-1", PLAIN).number
    caller.standin.cancel_mandate(number)

    created = (await caller.create(number="F-2")).json()

    assert created["state"] == "BOOKED"


async def test_the_feed_can_be_read_again_from_a_place(caller: Caller) -> None:
    await caller.created()
    for _ in range(2):
        caller.standin.sign_mandate("C-1", PLAIN)
    first = await caller.get("/mandate")
    place = str(int(first.headers["X-LAST"]) - 1)

    again = await caller.get("/mandate", headers={"X-RESUME-AFTER": place})

    assert len(again.json()["Messages"]) == 1


@pytest.mark.parametrize("place", ["Id", "Othr"])
async def test_the_customer_number_may_stand_in_two_places(
    caller: Caller, place: str
) -> None:
    customer = {"customerNumber": "C-1", "vatno": "BE0123456749"}
    await caller.created(customer=customer)
    caller.standin.switches.turn(mandate_customer=place)
    caller.standin.sign_mandate("C-1", PLAIN)

    (message,) = await messages(caller)

    debtor = message["Mndt"]["Dbtr"]
    other = {"Id": "BE0123456749", "CtctDtls": {"Othr": "C-1"}}
    assert debtor == ({"Id": "C-1"} if place == "Id" else other)


async def test_a_key_may_lack_the_right_to_read_mandates(caller: Caller) -> None:
    caller.standin.switches.mandate_feed = False

    response = await caller.get("/mandate")

    assert response.status_code == 400
    assert response.json()["code"] == "err_not_authorised"


async def test_the_profile_of_a_customer_may_be_shown(caller: Caller) -> None:
    await caller.created()
    caller.standin.keep_profile("C-1", SENDS)
    assert "ct" not in (await caller.get("/customer/C-1")).json()

    caller.standin.switches.customer_shows_profile = True

    assert (await caller.get("/customer/C-1")).json()["ct"] == SENDS


async def test_another_process_can_withdraw_a_mandate_and_set_a_profile(
    caller: Caller,
) -> None:
    await caller.created()
    number = caller.standin.sign_mandate("C-1", PLAIN).number

    await caller.control("cancel_mandate", {"mandate": number})
    await caller.control(
        "customer_profile", {"customer_number": "C-1", "profile": SENDS}
    )

    (mandate,) = (await caller.control("mandates")).json()
    assert mandate["state"] == "CANCELLED"
    assert caller.standin.customers["C-1"].ct == SENDS
