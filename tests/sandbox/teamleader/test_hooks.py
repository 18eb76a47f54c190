from __future__ import annotations

import asyncio
import json
from collections import Counter
from datetime import timedelta

import pytest

from sandbox.teamleader import TeamleaderStandIn
from sandbox.wire import ManualClock, Request, Response, serve
from tests.sandbox.teamleader.caller import START, Caller
from tests.sandbox.teamleader.conftest import Inbox

HERE = "https://bot.example/hooks/secret"
ALL = [
    "invoice.drafted", "invoice.booked", "invoice.sent", "invoice.updated",
    "invoice.deleted", "invoice.paymentRegistered", "invoice.paymentRemoved",
    "creditNote.booked", "company.updated", "subscription.updated",
]  # fmt: skip


@pytest.fixture
def listening(teamleader: TeamleaderStandIn) -> TeamleaderStandIn:
    teamleader.hooks.register(HERE, ALL)
    return teamleader


def types(inbox: Inbox) -> list[str]:
    return [json.loads(body)["type"] for _, body in inbox.received]


async def test_a_delivery_names_subject_account_and_type_and_nothing_more(
    listening: TeamleaderStandIn, inbox: Inbox, booked: str
) -> None:
    await listening.hooks.deliver_due()
    url, body = inbox.received[1]

    assert url == HERE
    assert json.loads(body) == {
        "subject": {"type": "invoice", "id": booked},
        "account": {"type": "account", "id": listening.account_id},
        "type": "invoice.booked",
    }


async def test_each_verb_announces_its_own_event(
    listening: TeamleaderStandIn, inbox: Inbox, booked: str
) -> None:
    subscription_id = listening.add_subscription("S", listening.any_customer(), "10")
    field = listening.add_custom_field_definition("subscription", "Profiel")
    listening.update_invoice(booked, total="10")
    listening.set_on_hold(booked)
    listening.mark_sent(booked)
    listening.register_payment(booked)
    listening.remove_payments(booked)
    listening.credit(booked)
    listening.update_customer(listening.any_customer(), city="Gent")
    listening.set_custom_field(subscription_id, field, "1")
    listening.delete_invoice(booked)
    await listening.hooks.deliver_due()

    assert types(inbox) == [
        "invoice.drafted",
        "invoice.booked",
        "invoice.updated",
        "invoice.updated",
        "invoice.sent",
        "invoice.paymentRegistered",
        "invoice.paymentRemoved",
        "creditNote.booked",
        "company.updated",
        "subscription.updated",
        "invoice.deleted",
    ]


async def test_a_delivery_can_be_delayed(
    clock: ManualClock, listening: TeamleaderStandIn, inbox: Inbox
) -> None:
    listening.switches.hooks.delay = 60
    listening.draft_invoice()
    clock.set(START + timedelta(seconds=59))
    early = await listening.hooks.deliver_due()
    clock.set(START + timedelta(seconds=60))

    assert (early, await listening.hooks.deliver_due()) == (0, 1)
    assert types(inbox) == ["invoice.drafted"]


async def test_deliveries_can_be_lost_and_doubled(
    listening: TeamleaderStandIn, inbox: Inbox
) -> None:
    listening.switches.hooks.loss = 1.0
    listening.draft_invoice()
    listening.switches.hooks.loss = 0.0
    listening.switches.hooks.duplication = 1.0
    doubled = listening.draft_invoice()
    await listening.hooks.deliver_due()

    subjects = [json.loads(body)["subject"]["id"] for _, body in inbox.received]
    assert subjects == [doubled, doubled]
    announced = Counter(each.type for each in listening.hooks.announced)
    assert announced["invoice.drafted"] == 2


async def test_deliveries_can_overtake_each_other_the_same_way_each_time(
    clock: ManualClock,
) -> None:
    async def order(seed: int) -> list[int]:
        inbox = Inbox()
        one = TeamleaderStandIn(clock, seed=seed, deliver=inbox.deliver)
        one.hooks.register(HERE, ["invoice.drafted"])
        one.switches.hooks.reordering = 30
        ids = [one.draft_invoice() for _ in range(8)]
        await one.hooks.deliver_all()
        return [ids.index(json.loads(b)["subject"]["id"]) for _, b in inbox.received]

    first = await order(1)
    assert sorted(first) == list(range(8))
    assert first != list(range(8))
    assert await order(1) == first
    assert await order(2) != first


async def test_deliveries_can_come_in_bursts(
    listening: TeamleaderStandIn, inbox: Inbox
) -> None:
    listening.switches.hooks.burst = 3
    listening.draft_invoice()
    listening.draft_invoice()
    held = await listening.hooks.deliver_due()
    listening.draft_invoice()

    assert held == 0
    assert await listening.hooks.deliver_due() == 3
    assert len(inbox.received) == 3


async def test_nothing_is_delivered_again_unless_retries_are_switched_on(
    clock: ManualClock, listening: TeamleaderStandIn, inbox: Inbox
) -> None:
    inbox.status = 500
    listening.draft_invoice()
    await listening.hooks.deliver_due()
    given_up = listening.hooks.waiting
    listening.switches.hooks.retries = 1
    listening.draft_invoice()
    await listening.hooks.deliver_due()
    clock.set(START + timedelta(seconds=60))
    await listening.hooks.deliver_due()

    assert given_up == 0
    assert len(inbox.received) == 3
    assert Counter(d.status for d in listening.hooks.deliveries) == {500: 3}


async def test_an_unreachable_receiver_is_noted(
    listening: TeamleaderStandIn,
) -> None:
    async def refuse(url: str, body: bytes) -> int:
        raise ConnectionRefusedError

    listening.hooks.deliver = refuse
    listening.draft_invoice()
    await listening.hooks.deliver_due()

    assert [d.status for d in listening.hooks.deliveries] == [None]


async def test_a_delivery_travels_over_http_by_default(clock: ManualClock) -> None:
    arrived: list[Request] = []

    async def receive(request: Request) -> Response:
        arrived.append(request)
        return Response(204)

    sender = TeamleaderStandIn(clock)
    async with serve(receive) as address:
        sender.hooks.register(f"{address}/h", ["invoice.drafted"])
        sender.draft_invoice()
        await sender.hooks.deliver_due()

    assert [d.status for d in sender.hooks.deliveries] == [204]
    assert arrived[0].json()["type"] == "invoice.drafted"
    assert arrived[0].headers["content-type"] == "application/json"


async def test_whether_own_changes_echo_is_a_switch(
    listening: TeamleaderStandIn, caller: Caller, inbox: Inbox, booked: str
) -> None:
    await listening.hooks.deliver_due()
    inbox.received.clear()
    listening.switches.hooks.echo = False
    await caller.post("invoices.removePayments", {"id": booked})
    listening.switches.hooks.echo = True
    await caller.post("invoices.removePayments", {"id": booked})
    await listening.hooks.deliver_due()

    assert types(inbox) == ["invoice.paymentRemoved"]


async def test_deliveries_go_out_by_themselves_while_running(
    listening: TeamleaderStandIn, inbox: Inbox
) -> None:
    listening.switches.hooks.delay = 2
    running = asyncio.create_task(listening.hooks.run())
    listening.draft_invoice()
    for _ in range(100):
        await asyncio.sleep(0)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running

    assert types(inbox) == ["invoice.drafted"]
