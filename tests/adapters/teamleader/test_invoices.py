"""Reading lists of invoices to their true end."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from core.adapters.teamleader import TeamleaderClient
from core.domain.invoice import (
    Invoice,
    InvoiceStatus,
)
from core.domain.money import Money
from core.errors import (
    UnexpectedResponse,
)
from core.ports import InvoiceFilter, InvoiceSource, UnreadableInvoice
from sandbox.wire import Request
from tests.adapters.doubles import START
from tests.adapters.teamleader.conftest import (
    EVERYTHING,
    UNKNOWN,
    World,
    booked,
    rows,
)


async def ids(client: InvoiceSource, wanted: InvoiceFilter) -> list[str | None]:
    return [row.source_id for row in await rows(client, wanted)]


async def test_a_booked_invoice_is_read_with_exact_amounts(
    world: World, client: TeamleaderClient
) -> None:
    id_ = world.standin.draft_invoice("1234.56", payment_days=30)
    number = world.standin.book(id_)

    (invoice,) = await rows(client, EVERYTHING)

    assert isinstance(invoice, Invoice)
    assert invoice.source_id == id_
    assert invoice.number == number
    assert invoice.status is InvoiceStatus.OUTSTANDING
    assert invoice.total == invoice.due == Money.of("1234.56")
    assert invoice.total.plain() == "1234.56"
    assert invoice.invoiced_on == date(2026, 3, 10)
    assert invoice.due_on == date(2026, 4, 9)
    assert invoice.created_at == START
    assert not invoice.paid


async def test_a_draft_has_no_number_and_no_days(
    world: World, client: TeamleaderClient
) -> None:
    world.standin.draft_invoice()

    (draft,) = await rows(client, EVERYTHING)

    assert isinstance(draft, Invoice)
    assert not draft.is_booked
    assert (draft.number, draft.invoiced_on, draft.due_on) == (None, None, None)


@pytest.mark.parametrize("order", ["asc", "desc"])
async def test_a_long_list_is_read_to_its_end_whatever_the_default_order(
    world: World, client: TeamleaderClient, order: str
) -> None:
    world.standin.switches.strict = True
    world.standin.switches.withhold_meta = True
    world.standin.switches.default_order = order  # type: ignore[assignment]
    expected = [booked(world) for _ in range(201)]

    found = await ids(client, EVERYTHING)

    assert found == expected
    assert world.count("invoices.list") == 3


async def test_an_invoice_that_moves_to_the_next_page_is_seen_once(
    world: World, client: TeamleaderClient
) -> None:
    expected = {booked(world) for _ in range(101)}
    pages = client.invoices(EVERYTHING)

    first = await anext(pages)
    # An earlier invoice appears, so the last row of the first page moves on.
    early = world.standin.draft_invoice()
    world.standin.book(early, on=date(2020, 1, 1))
    rest = [row async for page in pages for row in page]

    found = [row.source_id for row in (*first, *rest)]
    assert len(found) == len(set(found))
    assert set(found) == expected


async def test_only_invoices_changed_since_are_listed(
    world: World, client: TeamleaderClient
) -> None:
    world.standin.switches.strict = True
    booked(world)
    world.clock.advance(3600)
    new = booked(world)
    since = world.clock.now() - timedelta(seconds=0.5)
    world.clock.advance(60)

    found = await ids(client, InvoiceFilter(updated_since=since))

    assert found == [new]


async def test_many_ids_are_asked_for_in_chunks_without_an_extra_page(
    world: World, client: TeamleaderClient
) -> None:
    world.standin.switches.strict = True
    wanted = tuple(booked(world) for _ in range(199))
    booked(world)

    found = await ids(client, InvoiceFilter(ids=(*wanted, UNKNOWN, wanted[0])))

    assert set(found) == set(wanted)
    assert len(found) == len(wanted)
    assert world.count("invoices.list") == 2


async def test_a_number_finds_the_invoices_of_every_department(
    world: World, client: TeamleaderClient
) -> None:
    expected = set()
    for name in ("Koeltechniek", "Sanitair"):
        department = world.standin.add_department(name)
        id_ = world.standin.draft_invoice(department_id=department)
        world.standin.book(id_)
        expected.add(id_)

    found = await ids(client, InvoiceFilter(number="2026 / 1"))

    assert set(found) == expected


@pytest.mark.parametrize(
    "wanted",
    [
        InvoiceFilter(updated_since=START + timedelta(days=1)),
        InvoiceFilter(ids=(UNKNOWN,)),
        InvoiceFilter(number="2026 / 77"),
    ],
    ids=["updated_since", "ids", "number"],
)
async def test_an_ignored_filter_is_noticed(
    world: World, client: TeamleaderClient, wanted: InvoiceFilter
) -> None:
    """Teamleader ignores a filter it does not know and answers with everything."""
    booked(world)
    await client.account()
    world.overhear = _without_filters

    with pytest.raises(UnexpectedResponse, match="not asked for"):
        await rows(client, wanted)


async def test_a_list_that_ignores_page_numbers_does_not_run_for_ever(
    world: World, client: TeamleaderClient
) -> None:
    for _ in range(100):
        booked(world)
    await client.account()
    world.overhear = _without_pages

    with pytest.raises(UnexpectedResponse, match="same page twice"):
        await rows(client, EVERYTHING)


async def test_a_broken_row_hides_none_of_its_neighbours(
    world: World, client: TeamleaderClient
) -> None:
    """Teamleader adds enum values without a new version of its API."""
    fine, odd = booked(world), booked(world)
    world.standin.books.invoices[odd].name = "Geheime Klant"

    def spoil(request: Request, payload: Any) -> None:
        for row in payload["data"] if request.path == "/invoices.list" else ():
            row["status"] = "half_paid" if row["id"] == odd else row["status"]

    world.doctor = spoil

    good, bad = await rows(client, EVERYTHING)

    assert isinstance(good, Invoice)
    assert good.source_id == fine
    assert isinstance(bad, UnreadableInvoice)
    assert bad.source_id == odd
    assert bad.outline.startswith("status: not one of draft, outstanding, matched")
    assert "Geheime" not in bad.outline


@pytest.mark.parametrize("data", [{}, 7, "text"])
async def test_a_list_that_is_none_is_unexpected(
    world: World, client: TeamleaderClient, data: object
) -> None:
    def spoil(request: Request, payload: Any) -> None:
        if request.path == "/invoices.list":
            payload["data"] = data

    world.doctor = spoil

    with pytest.raises(UnexpectedResponse, match="not a list"):
        await rows(client, EVERYTHING)


async def test_keys_that_are_gone_make_the_row_unreadable_not_the_run(
    world: World, client: TeamleaderClient
) -> None:
    broken = booked(world)
    world.standin.faults.add("invoices.list", "missing", detail="total")

    (row,) = await rows(client, EVERYTHING)

    assert isinstance(row, UnreadableInvoice)
    assert (row.source_id, row.number) == (broken, "2026 / 1")
    assert row.outline.startswith("total.tax_inclusive")


def _without_filters(request: Request) -> Request:
    asked = request.json()
    asked.pop("filter", None)
    return replace(request, body=json.dumps(asked).encode())


def _without_pages(request: Request) -> Request:
    asked = request.json() | {"page": {"size": 100, "number": 1}}
    return replace(request, body=json.dumps(asked).encode())
