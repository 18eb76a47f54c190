"""Where Teamleader sends its hints: asked for, ordered, never ordered twice."""

from __future__ import annotations

from typing import Any

import pytest

from core.adapters.teamleader import TeamleaderClient
from core.errors import RemoteRefused, RemoteUnavailable, UnexpectedResponse
from core.ports import HookRegistry, Registration
from sandbox.wire import Request
from tests.adapters.teamleader.conftest import World

HERE = "https://bot.example/teamleader/webhooks/s3cr3t"
THERE = "https://other.example/hook"
TWO = ("invoice.booked", "invoice.updated")


# The type checker proves this one.
def registry(client: TeamleaderClient) -> HookRegistry:
    return client


async def test_nothing_is_registered_at_first(client: TeamleaderClient) -> None:
    assert await registry(client).webhooks() == ()


async def test_what_is_registered_is_listed_by_address(
    client: TeamleaderClient,
) -> None:
    await client.register_webhooks(THERE, ["company.added"])
    await client.register_webhooks(HERE, TWO)

    assert await client.webhooks() == (
        Registration(HERE, TWO),
        Registration(THERE, ("company.added",)),
    )


async def test_types_are_taken_off_an_address(client: TeamleaderClient) -> None:
    await client.register_webhooks(HERE, TWO)
    await client.unregister_webhooks(HERE, ["invoice.booked"])

    assert await client.webhooks() == (Registration(HERE, ("invoice.updated",)),)


async def test_a_type_that_is_listed_twice_is_shown_twice(
    world: World, client: TeamleaderClient
) -> None:
    def doubled(request: Request, payload: Any) -> None:
        if request.path == "/webhooks.list":
            payload["data"] = payload["data"] * 2

    world.doctor = doubled
    await client.register_webhooks(HERE, TWO)

    assert await client.webhooks() == (Registration(HERE, TWO + TWO),)


@pytest.mark.parametrize("operation", ["register", "unregister"])
@pytest.mark.parametrize("kind", ["500", "lost-answer"])
async def test_an_order_with_an_unknown_outcome_is_not_repeated(
    world: World, client: TeamleaderClient, operation: str, kind: str
) -> None:
    world.standin.faults.add(f"webhooks.{operation}", kind)
    order = getattr(client, f"{operation}_webhooks")

    with pytest.raises(RemoteUnavailable):
        await order(HERE, TWO)

    assert world.count(f"webhooks.{operation}") == 1


async def test_an_order_waits_for_a_rate_slot(
    world: World, client: TeamleaderClient
) -> None:
    world.standin.faults.add("webhooks.register", "429")

    await client.register_webhooks(HERE, TWO)

    assert world.standin.hooks.registered == {HERE: set(TWO)}


async def test_an_unknown_type_is_refused(client: TeamleaderClient) -> None:
    with pytest.raises(RemoteRefused, match=r"webhooks\.register"):
        await client.register_webhooks(HERE, ["invoice.sung"])


async def test_a_list_of_another_shape_is_noticed(
    world: World, client: TeamleaderClient
) -> None:
    def spoilt(request: Request, payload: Any) -> None:
        if request.path == "/webhooks.list":
            payload["data"] = [{"types": ["invoice.booked"]}]

    world.doctor = spoilt

    with pytest.raises(UnexpectedResponse, match=r"webhooks\.list.*url"):
        await client.webhooks()
