"""Whoever dies in a sweep misses nothing: the next one goes on where it stood."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from itertools import count

import pytest

from core.stocktaking import SWEEP
from sandbox.wire import Request
from tests.engine.company import CREATE, Company
from tests.engine.watchman import Watchman


async def marked(watchman: Watchman) -> datetime:
    mark = await watchman.systems.ledger.read(lambda tx: tx.marks.get(SWEEP))
    assert mark is not None
    return mark


def _dying_at(task: asyncio.Task[object], create: int) -> Callable[[Request], None]:
    creates = count(1)

    def overhear(request: Request) -> None:
        if (request.method, request.path) == CREATE and next(creates) == create:
            task.cancel()

    return overhear


async def _has_died(task: asyncio.Task[object], company: Company) -> None:
    """Wait for the end of a process, and of what it had handed to the database."""
    await asyncio.wait([task])
    await company.ledger.write(lambda tx: None)


@pytest.mark.parametrize("seen_as_draft", [False, True], ids=["new", "was-a-draft"])
@pytest.mark.parametrize("place", ["list", "create"])
async def test_whoever_dies_in_a_sweep_misses_nothing(
    watchman: Watchman, company: Company, seen_as_draft: bool, place: str
) -> None:
    drafts = [company.drafted(f"{10 + n}.00") for n in range(5)]
    if seen_as_draft:
        await watchman.hears()
    company.clock.advance(minutes=1)
    watchman.loses_hints()
    for draft in drafts:
        company.teamleader.book(draft.id)
    before = await marked(watchman)
    door, call = company.twikey_door, CREATE
    if place == "list":
        door, call = company.teamleader_door, ("POST", "/invoices.info")
    hold = door.hold(*call)
    sweeping = company.begins(watchman.watch.sweep())
    await hold.reached.wait()
    sweeping.cancel()
    await _has_died(sweeping, company)

    assert await marked(watchman) <= before
    successor = await watchman.restarts()
    company.clock.advance(minutes=3)
    await successor.watch.sweep()

    assert all(company.held(each).amount == each.total for each in drafts)


async def test_a_long_sweep_that_breaks_off_does_not_begin_anew(
    watchman: Watchman, company: Company
) -> None:
    watchman.loses_hints()
    drafts = [company.drafted(f"{1 + n}.00") for n in range(150)]
    for draft in drafts:
        company.teamleader.book(draft.id)
    for draft in reversed(drafts):
        company.clock.advance(minutes=1)
        company.teamleader.update_invoice(draft.id, note="Nieuw")
    sweeping = company.begins(watchman.watch.sweep())
    company.twikey_door.overhear = _dying_at(sweeping, 120)
    await _has_died(sweeping, company)
    assert sweeping.cancelled()

    half_way = await marked(watchman)
    company.twikey_door.overhear = lambda request: None
    company.clock.advance(minutes=3)
    swept = await (await watchman.restarts()).watch.sweep()

    booked = company.teamleader.books.invoices.values()
    assert half_way > min(each.updated_at for each in booked)
    assert swept.changed < 100
    assert all(company.at_twikey(each) for each in booked)


async def test_whoever_dies_among_invoices_of_one_second_misses_none(
    watchman: Watchman, company: Company
) -> None:
    drafts = [company.drafted(f"{1 + n}.00") for n in range(150)]
    await watchman.hears()
    watchman.loses_hints()
    company.clock.advance(minutes=1)
    for draft in drafts:
        company.teamleader.book(draft.id)
    sweeping = company.begins(watchman.watch.sweep())
    company.twikey_door.overhear = _dying_at(sweeping, 120)
    await _has_died(sweeping, company)

    company.clock.advance(minutes=3)
    await (await watchman.restarts()).watch.sweep()

    assert all(company.at_twikey(each) for each in drafts)


async def test_whoever_dies_over_what_showed_up_late_misses_nothing(
    watchman: Watchman, company: Company
) -> None:
    draft = company.drafted("20.00")
    await watchman.hears()
    watchman.loses_hints()
    booked = company.clock.advance(minutes=1)
    company.clock.advance(minutes=4)
    company.booked("10.00")
    await watchman.watch.sweep()
    with company.teamleader.acting_at(booked):
        company.teamleader.book(draft.id)
    hold = company.twikey_door.hold(*CREATE)
    sweeping = company.begins(watchman.watch.sweep())
    await hold.reached.wait()
    sweeping.cancel()
    await _has_died(sweeping, company)

    company.clock.advance(minutes=3)
    await (await watchman.restarts()).watch.sweep()

    assert company.held(draft).amount == draft.total
