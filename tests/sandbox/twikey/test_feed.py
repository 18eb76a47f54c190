from __future__ import annotations

import asyncio

import httpx
import pytest

from sandbox.wire import ManualClock
from tests.sandbox.twikey.client import SENDS, Caller, refused


async def test_reading_moves_the_place_kept_at_twikey(caller: Caller) -> None:
    await caller.created()
    first, last = await caller.feed()
    second, no_last = await caller.feed()

    assert (first, second) == (["F-1"], [])
    assert last is not None
    assert no_last is None


async def test_an_invoice_appears_again_on_every_change(caller: Caller) -> None:
    invoice_id = await caller.created()
    await caller.feed()
    await caller.update(invoice_id, title="New")
    assert (await caller.feed())[0] == ["F-1"]

    caller.standin.mark_paid(invoice_id)
    assert (await caller.feed())[0] == ["F-1"]


async def test_pages_are_read_until_one_is_empty(caller: Caller) -> None:
    caller.standin.switches.feed_page_size = 2
    for number in ("A", "B", "C"):
        await caller.created(number=number)

    assert [(await caller.feed())[0] for _ in range(3)] == [["A", "B"], ["C"], []]


async def test_resuming_rewinds_and_repeating_it_loops(caller: Caller) -> None:
    caller.standin.switches.feed_page_size = 1
    await caller.created(number="A")
    await caller.created(number="B")
    page, last = await caller.feed()
    assert page == ["A"]
    assert last is not None

    assert (await caller.feed(X_RESUME_AFTER="0"))[0] == ["A"]
    assert (await caller.feed(X_RESUME_AFTER="0"))[0] == ["A"]
    assert (await caller.feed(X_RESUME_AFTER=last))[0] == ["B"]
    assert (await caller.feed())[0] == []


async def test_a_lost_page_is_gone_unless_resumed(caller: Caller) -> None:
    await caller.created()
    caller.standin.faults.add("invoice.feed", "lost-answer")
    with pytest.raises(httpx.ReadTimeout):
        await caller.feed()

    assert (await caller.feed())[0] == []
    assert (await caller.feed(X_RESUME_AFTER="0"))[0] == ["F-1"]


async def test_two_readers_on_one_key_steal_from_each_other(caller: Caller) -> None:
    other = Caller(caller.standin, caller.clock)
    await other.login()
    await caller.created()

    assert (await other.feed())[0] == ["F-1"]
    assert (await caller.feed())[0] == []


async def test_each_key_has_its_own_place(caller: Caller) -> None:
    caller.standin.add_api_key("SECOND-KEY")
    other = Caller(caller.standin, caller.clock)
    await other.login("SECOND-KEY")
    await caller.created()

    assert (await other.feed())[0] == (await caller.feed())[0] == ["F-1"]


async def test_two_readers_at_once_get_in_each_others_way(caller: Caller) -> None:
    await caller.created()
    first, second = await asyncio.gather(caller.get("/invoice"), caller.get("/invoice"))

    assert first.status_code == 200
    assert refused(second) == (400, "err_call_in_progress", None)
    assert (await caller.get("/invoice")).status_code == 200


async def test_deleted_invoices_do_not_appear_and_do_not_end_the_feed(
    caller: Caller,
) -> None:
    caller.standin.switches.feed_page_size = 1
    gone = await caller.created(number="A")
    await caller.created(number="B")
    caller.standin.delete(gone)

    assert (await caller.feed())[0] == ["B"]


async def test_the_feed_shows_more_when_asked(caller: Caller) -> None:
    await caller.created()
    asked = [("include", "customer"), ("include", "meta"), ("include", "seq")]

    (entry,) = (await caller.get("/invoice", params=asked)).json()["Invoices"]
    assert entry["customer"]["customerNumber"] == "C-1"
    assert entry["meta"] == {"reminderLevel": 0}


async def test_the_feed_can_be_limited_to_the_uninvited(caller: Caller) -> None:
    await caller.created(number="A", ct=SENDS)
    await caller.created(number="B")

    page = (await caller.get("/invoice?invite_state=not_ok")).json()["Invoices"]
    assert [entry["number"] for entry in page] == ["B"]


async def test_a_place_that_is_no_number_is_refused(caller: Caller) -> None:
    response = await caller.get("/invoice", headers={"X-RESUME-AFTER": "start"})

    assert refused(response)[1] == "err_invalid_params"


async def test_an_invoice_by_another_route_appears_too(caller: Caller) -> None:
    caller.standin.add_invoice("LINK-7", "12.50")

    assert (await caller.feed())[0] == ["LINK-7"]
    assert caller.standin.invoice("LINK-7").source == "other-route"


async def test_the_payment_feed_has_a_place_of_its_own(
    caller: Caller, clock: ManualClock
) -> None:
    invoice_id = await caller.created(ref="order 55")
    caller.standin.mark_paid(invoice_id)
    await caller.feed()

    response = await caller.get("/invoice/payment/feed")
    (event,) = response.json()["Payments"]
    assert (event["eventType"], event["amount"]) == ("payment", 100)
    assert event["occurredAt"] == "2031-04-12T09:00:00.000Z"
    assert event["details"]["source"] == "credit_transfer"
    assert event["origin"] == {
        "object": "invoice",
        "id": invoice_id,
        "number": "F-1",
        "ref": "order 55",
    }
    assert "X-LAST" in response.headers
    assert (await caller.get("/invoice/payment/feed")).json() == {"Payments": []}
