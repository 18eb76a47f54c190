from __future__ import annotations

import json

import pytest

from sandbox.teamleader import TeamleaderStandIn
from tests.sandbox.teamleader.caller import Caller
from tests.sandbox.teamleader.conftest import Inbox

HERE = "https://bot.example/hooks/secret"


def types(inbox: Inbox) -> list[str]:
    return [json.loads(body)["type"] for _, body in inbox.received]


async def test_only_registered_types_are_delivered(
    teamleader: TeamleaderStandIn, caller: Caller, inbox: Inbox
) -> None:
    body = {"url": HERE, "types": ["invoice.booked"]}
    answer = await caller.post("webhooks.register", body)
    teamleader.book(teamleader.draft_invoice())
    await teamleader.hooks.deliver_due()

    assert answer.status_code == 204
    assert types(inbox) == ["invoice.booked"]


async def test_registering_adds_types_and_unregistering_takes_them_off(
    caller: Caller,
) -> None:
    async def send(verb: str, *events: str) -> None:
        body = {"url": HERE, "types": list(events)}
        await caller.post(f"webhooks.{verb}", body)

    await send("register", "invoice.booked")
    await send("register", "invoice.booked", "company.updated")
    both = await caller.data("webhooks.list")
    await send("unregister", "invoice.booked", "company.updated")

    assert both == [{"url": HERE, "types": ["company.updated", "invoice.booked"]}]
    assert await caller.data("webhooks.list") == []


@pytest.mark.parametrize("event", ["invoice.created", "invoice.paid", "nonsense", 7])
async def test_events_that_do_not_exist_cannot_be_registered(
    caller: Caller, event: object
) -> None:
    body = {"url": HERE, "types": ["invoice.booked", event]}

    assert (await caller.post("webhooks.register", body)).status_code == 400
    assert await caller.data("webhooks.list") == []
