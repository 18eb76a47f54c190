"""Looking up invoices and profiles."""

from __future__ import annotations

import pytest

from core.adapters.twikey import ListedProfile, TwikeyClient
from core.domain.target import TargetId, TargetInvoice
from core.errors import (
    RemoteRefused,
    UnexpectedResponse,
)
from core.ports import FeedPage
from tests.adapters.twikey.conftest import UNKNOWN, World, eligible


def numbers(read: list[FeedPage]) -> list[str]:
    return [invoice.number for page in read for invoice in page.invoices]


async def test_an_unknown_id_is_none(client: TwikeyClient) -> None:
    assert await client.find(UNKNOWN) is None


async def test_a_deleted_invoice_is_none(world: World, client: TwikeyClient) -> None:
    await client.create(eligible())
    target_id = eligible().submission.target_id
    world.standin.delete(target_id)

    assert await client.find(target_id) is None


async def test_an_empty_answer_to_a_look_up_is_none(
    world: World, client: TwikeyClient
) -> None:
    """An id that needs escaping resolves to nothing: 200 without a body."""
    assert await client.find(TargetId("2026 / 118")) is None

    assert world.standin.calls_of("invoice.detail")[-1].status == 200


async def test_an_answer_about_another_invoice_is_not_believed(
    world: World, client: TwikeyClient
) -> None:
    """The detail call takes numbers as well as ids."""
    world.standin.add_invoice("F-1", "10.00")

    with pytest.raises(UnexpectedResponse, match="another invoice"):
        await client.find(TargetId("F-1"))


async def test_an_invoice_is_found_with_its_customer_number(
    world: World, client: TwikeyClient
) -> None:
    await client.create(eligible())
    submission = eligible().submission

    found = await client.find(submission.target_id)

    assert isinstance(found, TargetInvoice)
    assert found.customer_number == submission.payer.customer_number


@pytest.mark.parametrize("kind", ["500", "lost-request", "lost-answer"])
async def test_looking_up_is_tried_again(
    world: World, client: TwikeyClient, kind: str
) -> None:
    await client.create(eligible())
    world.standin.faults.add("invoice.detail", kind, times=2)

    assert await client.find(eligible().submission.target_id) is not None
    assert world.count("invoice.detail") == 3


async def test_the_reads_per_minute_are_waited_for(
    world: World, client: TwikeyClient
) -> None:
    world.standin.switches.reads_per_minute = 3

    for _ in range(10):
        assert await client.find(UNKNOWN) is None

    assert sum(world.clock.waits) >= 120


async def test_the_active_profiles_are_listed(
    world: World, client: TwikeyClient
) -> None:
    world.standin.add_profile(
        9, "Oud", send_on_booking=False, include_pdf=False, active=False
    )

    assert await client.profiles() == (ListedProfile("4021", "Standaard"),)


@pytest.mark.parametrize("kind", ["404", "html", "cut-json", "err_not_found"])
async def test_a_list_of_profiles_that_is_not_there_is_no_error(
    world: World, client: TwikeyClient, kind: str
) -> None:
    world.standin.faults.add("profile.list", kind)

    assert await client.profiles() is None


async def test_a_profile_is_looked_for_in_the_described_way(
    client: TwikeyClient,
) -> None:
    assert await client.profile_exists("4021")
    assert not await client.profile_exists("9999")
    assert not await client.profile_exists("Standaard")
    assert not await client.profile_exists("")


async def test_another_no_to_that_question_is_an_error(
    world: World, client: TwikeyClient
) -> None:
    world.standin.faults.add("profile.methods", "err_invalid_state")

    with pytest.raises(RemoteRefused):
        await client.profile_exists("4021")
