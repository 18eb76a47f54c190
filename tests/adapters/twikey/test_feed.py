"""Reading the feed whose cursor lives on the server."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.adapters.twikey import TwikeyClient
from core.errors import (
    RemoteRefused,
    RemoteUnavailable,
    UnexpectedResponse,
)
from core.ports import FeedPage, InvoiceTarget
from sandbox.wire import Request, Response
from tests.adapters.twikey.conftest import World


async def pages(client: InvoiceTarget, after: int = 0) -> list[FeedPage]:
    return [page async for page in client.feed(after)]


def numbers(read: list[FeedPage]) -> list[str]:
    return [invoice.number for page in read for invoice in page.invoices]


async def test_the_feed_is_read_page_by_page_to_its_end(
    world: World, client: TwikeyClient
) -> None:
    world.standin.switches.feed_page_size = 2
    for n in range(5):
        world.standin.add_invoice(f"F-{n}", "10.00")

    read = await pages(client)

    assert numbers(read) == [f"F-{n}" for n in range(5)]
    assert [page.position for page in read] == sorted(
        page.position for page in read if page.position is not None
    )


async def test_only_the_first_call_of_a_reading_sets_the_position(
    world: World, client: TwikeyClient
) -> None:
    world.standin.switches.feed_page_size = 2
    for n in range(5):
        world.standin.add_invoice(f"F-{n}", "10.00")

    await pages(client, after=1)

    sent = [
        call.request.headers.get("x-resume-after")
        for call in world.standin.calls_of("invoice.feed")
    ]
    assert sent[0] == "1"
    assert len(sent) > 2
    assert not any(sent[1:])


async def test_the_feed_goes_on_where_a_page_was_stored(
    world: World, client: TwikeyClient
) -> None:
    world.standin.switches.feed_page_size = 2
    for n in range(3):
        world.standin.add_invoice(f"F-{n}", "10.00")
    first = await anext(client.feed(0))
    assert first.position is not None

    # The server has the same place, but somebody reads on before we come back.
    async with world.open() as other:
        await pages(other)

    assert numbers(await pages(client, after=first.position)) == ["F-2"]


async def test_a_lost_page_is_read_again(world: World, client: TwikeyClient) -> None:
    """Reading moves the cursor on the server, even if the page never arrives."""
    world.standin.switches.feed_page_size = 2
    for n in range(6):
        world.standin.add_invoice(f"F-{n}", "10.00")
    world.standin.faults.add("invoice.feed", "lost-answer", after=1)

    assert numbers(await pages(client)) == [f"F-{n}" for n in range(6)]


async def test_an_empty_feed_has_no_pages(client: TwikeyClient) -> None:
    assert await pages(client) == []


async def test_a_busy_feed_is_waited_for_shortly(
    world: World, client: TwikeyClient
) -> None:
    world.standin.add_invoice("F-1", "10.00")
    world.standin.faults.add("invoice.feed", "err_call_in_progress", times=2)

    assert numbers(await pages(client)) == ["F-1"]


async def test_a_feed_that_stays_busy_is_unavailable(
    world: World, client: TwikeyClient
) -> None:
    world.standin.faults.add("invoice.feed", "err_call_in_progress", times=99)

    with pytest.raises(RemoteUnavailable):
        await pages(client)

    assert sum(world.clock.waits) < 60


async def test_a_page_of_the_feed_that_is_no_json_is_unexpected(
    world: World, client: TwikeyClient
) -> None:
    world.standin.add_invoice("F-1", "10.00")
    world.standin.faults.add("invoice.feed", "html")

    with pytest.raises(UnexpectedResponse):
        await pages(client)


async def test_a_feed_without_positions_is_read_to_its_end(
    world: World, client: TwikeyClient
) -> None:
    world.doctor = _without_position
    world.standin.switches.feed_page_size = 2
    for n in range(5):
        world.standin.add_invoice(f"F-{n}", "10.00")

    read = await pages(client)

    assert numbers(read) == [f"F-{n}" for n in range(5)]
    assert {page.position for page in read} == {None}


async def test_a_page_lost_at_an_unknown_position_ends_the_reading(
    world: World, client: TwikeyClient
) -> None:
    """Going on would leave the lost page out for ever."""
    world.doctor = _without_position
    world.standin.switches.feed_page_size = 2
    for n in range(5):
        world.standin.add_invoice(f"F-{n}", "10.00")
    world.standin.faults.add("invoice.feed", "lost-answer", after=1)

    with pytest.raises(RemoteUnavailable):
        await pages(client)

    assert world.count("invoice.feed") == 2


async def test_a_feed_that_does_not_move_on_is_noticed(
    world: World, client: TwikeyClient
) -> None:
    body = b'{"Invoices": [{"id": "x", "number": "1", "state": "PAID"}]}'
    world.doctor = lambda request, answer: (
        Response(200, body, {"X-LAST": "7"}) if request.method == "GET" else answer
    )

    with pytest.raises(UnexpectedResponse, match="does not move on"):
        await pages(client)


@pytest.mark.parametrize("body", [b"", b"{}", b'{"Invoices": [{"id": "x"}]}', b"[]"])
async def test_a_page_of_another_shape_is_unexpected(
    world: World, client: TwikeyClient, body: bytes
) -> None:
    world.doctor = lambda request, answer: (
        Response(200, body) if request.method == "GET" else answer
    )

    with pytest.raises(UnexpectedResponse):
        await pages(client)


async def test_a_no_of_the_feed_is_an_error(world: World, client: TwikeyClient) -> None:
    world.standin.faults.add("invoice.feed", "err_invalid_params")

    with pytest.raises(RemoteRefused):
        await pages(client)


async def test_short_entries_of_the_feed_leave_the_rest_open(
    world: World, client: TwikeyClient
) -> None:
    world.standin.switches.minimal_feed = True
    world.standin.add_invoice("F-1", "10.00")

    ((invoice,),) = [page.invoices for page in await pages(client)]

    assert (invoice.number, invoice.amount, invoice.due_on) == ("F-1", None, None)
    assert invoice.customer_number == "WALK-IN"


async def test_both_includes_are_asked_for_separately(
    world: World, client: TwikeyClient
) -> None:
    await pages(client)

    query = world.standin.calls_of("invoice.feed")[-1].request.query
    assert query == (("include", "customer"), ("include", "meta"))


def _without_position(_: Request, answer: Response) -> Response:
    headers = {k: v for k, v in answer.headers.items() if k != "X-LAST"}
    return replace(answer, headers=headers)
