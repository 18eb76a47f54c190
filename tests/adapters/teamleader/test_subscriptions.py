"""Which subscriptions made an invoice, and what their custom fields say."""

from __future__ import annotations

from typing import Any

import pytest

from core.adapters.teamleader import TeamleaderClient
from core.domain.invoice import CustomFieldId, SourceId
from core.errors import UnexpectedResponse
from sandbox.wire import Request
from tests.adapters.teamleader.conftest import UNKNOWN, World, booked


async def test_an_invoice_tells_the_subscriptions_it_was_merged_from(
    world: World, client: TeamleaderClient
) -> None:
    standin = world.standin
    standin.switches.strict = True
    customer = standin.any_customer()
    ids = [standin.add_subscription(f"Abo {n}", customer, "12.10") for n in range(3)]
    id_ = standin.draft_invoice("24.20", subscription_ids=ids[:2])

    assert set(await client.subscriptions_of(SourceId(id_))) == set(ids[:2])
    assert await client.subscriptions_of(booked(world)) == ()


async def test_a_subscription_is_read_with_its_own_fields(
    world: World, client: TeamleaderClient
) -> None:
    standin = world.standin
    customer = standin.any_customer()
    field = standin.add_custom_field_definition("subscription", "Profiel")
    id_ = standin.add_subscription("Onderhoud", customer, "12.10")
    standin.set_custom_field(id_, field, "4022 - Link")

    found = await client.subscription(id_)

    assert found is not None
    assert (found.id, found.title) == (id_, "Onderhoud")
    assert found.custom_fields[CustomFieldId(field)] == "4022 - Link"
    assert await client.subscription(UNKNOWN) is None


async def test_more_subscriptions_than_one_invoice_can_have_are_not_believed(
    world: World, client: TeamleaderClient
) -> None:
    customer = world.standin.any_customer()
    for number in range(51):
        world.standin.add_subscription(f"Abo {number}", customer, "12.10")
    ids = list(world.standin.books.subscriptions)
    id_ = world.standin.draft_invoice("12.10", subscription_ids=ids)

    with pytest.raises(UnexpectedResponse, match="51 subscriptions"):
        await client.subscriptions_of(SourceId(id_))


def without_ids(request: Request, payload: Any) -> None:
    if request.path == "/subscriptions.list":
        payload["data"][0].pop("id")
    if request.path == "/subscriptions.info":
        payload["data"].pop("id")


async def test_a_subscription_without_an_id_is_told_as_unexpected(
    world: World, client: TeamleaderClient
) -> None:
    id_ = world.standin.add_subscription("A", world.standin.any_customer(), "12.10")
    invoice = world.standin.draft_invoice("12.10", subscription_ids=[id_])
    world.doctor = without_ids

    with pytest.raises(UnexpectedResponse, match=r"subscriptions\.list"):
        await client.subscriptions_of(SourceId(invoice))
    with pytest.raises(UnexpectedResponse, match=r"subscriptions\.info"):
        await client.subscription(id_)
