"""The sweep: what no hint told is found, whatever happens to whoever looks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

import pytest

from core.errors import RemoteError
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


async def test_the_sweep_finds_what_hints_missed_and_says_so(
    watchman: Watchman, company: Company
) -> None:
    company.booked("10.00")
    await watchman.hears()
    watchman.loses_hints()
    missed = [company.booked("20.00"), company.booked("30.00")]

    swept = await watchman.watch.sweep()

    assert all(company.held(each).amount == each.total for each in missed)
    assert (swept.imported, swept.unannounced) == (2, 2)
    assert [m.facts for m in await watchman.told("unannounced")] == [{"count": 2}]


async def test_where_no_hints_are_expected_none_is_missed(
    newcomer: Watchman, company: Company
) -> None:
    alone = Watchman(company, newcomer.systems, hints_expected=False)
    alone.loses_hints()
    await alone.starts()
    company.clock.advance(minutes=5)
    invoice = company.booked()

    swept = await alone.watch.sweep()

    assert company.held(invoice).amount == invoice.total
    assert (swept.imported, swept.unannounced) == (1, 0)
    assert await alone.told() == []


async def test_a_quiet_sweep_looks_at_nothing_twice(
    watchman: Watchman, company: Company
) -> None:
    company.booked()
    watchman.loses_hints()
    await watchman.watch.sweep()
    details = company.teamleader.count("invoices.info")

    for _ in range(4):
        company.clock.advance(minutes=1)
        swept = await watchman.watch.sweep()
        assert swept.changed == 0

    assert company.teamleader.count("invoices.info") == details


async def test_the_same_second_holds_several_invoices(
    watchman: Watchman, company: Company
) -> None:
    watchman.loses_hints()
    first = company.booked("10.00")
    await watchman.watch.sweep()
    second = company.booked("20.00")
    assert second.updated_at == first.updated_at

    await watchman.watch.sweep()

    assert company.held(second).amount == second.total


async def test_what_shows_up_with_an_older_time_is_found_too(
    watchman: Watchman, company: Company
) -> None:
    watchman.loses_hints()
    company.booked("10.00")
    await watchman.watch.sweep()
    late = company.booked("20.00", at=company.clock.now() - timedelta(minutes=9))
    company.clock.advance(minutes=5)

    await watchman.watch.sweep()

    assert company.held(late).amount == late.total


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
    await asyncio.wait([sweeping])

    assert await marked(watchman) <= before
    successor = await watchman.restarts()
    company.clock.advance(minutes=3)
    await successor.watch.sweep()

    assert all(company.held(each).amount == each.total for each in drafts)


async def test_a_question_does_not_hide_a_booked_draft_from_the_sweep(
    watchman: Watchman, company: Company
) -> None:
    draft = company.drafted()
    await watchman.hears()
    watchman.loses_hints()
    company.clock.advance(minutes=1)
    company.teamleader.book(draft.id)
    await watchman.why(draft)

    await watchman.watch.sweep()

    assert company.held(draft).amount == draft.total


async def test_after_a_week_of_downtime_it_goes_on_where_it_stopped(
    watchman: Watchman, company: Company
) -> None:
    watchman.loses_hints()
    missed = []
    for day in range(7):
        company.clock.advance(days=1)
        missed += [company.booked(f"{10 + day}.{n:02}") for n in range(20)]
    successor = await watchman.restarts()

    swept = await successor.watch.sweep()

    assert swept.imported == len(missed) == 140
    assert all(company.held(each).amount == each.total for each in missed)
    assert [m.facts for m in await watchman.told("unannounced")] == [{"count": 140}]


async def test_a_long_sweep_that_breaks_off_does_not_begin_anew(
    watchman: Watchman, company: Company
) -> None:
    watchman.loses_hints()
    for minute in range(150):
        company.clock.advance(minutes=1)
        company.booked(f"{1 + minute}.00")
    sweeping = company.begins(watchman.watch.sweep())
    company.twikey_door.overhear = _dying_at(sweeping, 120)
    await asyncio.wait([sweeping])
    assert sweeping.cancelled()

    half_way = await marked(watchman)
    company.twikey_door.overhear = lambda request: None
    company.clock.advance(minutes=3)
    swept = await (await watchman.restarts()).watch.sweep()

    booked = company.teamleader.books.invoices.values()
    assert half_way > min(each.updated_at for each in booked)
    assert swept.changed < 100
    assert all(company.at_twikey(each) for each in booked)


async def test_the_mark_stays_while_teamleader_is_down(
    watchman: Watchman, company: Company
) -> None:
    watchman.loses_hints()
    invoice = company.booked()
    before = await marked(watchman)
    company.teamleader.faults.add("*", "503", times=None)
    with pytest.raises(RemoteError):
        await watchman.watch.sweep()
    assert await marked(watchman) == before

    company.teamleader.faults.clear()
    await watchman.watch.sweep()
    assert company.held(invoice).amount == invoice.total


async def test_another_account_behind_the_connection_moves_no_mark(
    watchman: Watchman, company: Company
) -> None:
    first = company.booked()
    await watchman.hears()
    assert company.at_twikey(first)
    ours, company.teamleader.account_id = company.teamleader.account_id, "f" * 32
    company.clock.advance(minutes=1)
    watchman.loses_hints()
    second = company.booked()
    wrong = await watchman.restarts()
    before = await marked(watchman)

    with pytest.raises(RemoteError):
        await wrong.watch.sweep()
    await wrong.takes_in(second)
    await wrong.hints.follow()

    assert await marked(watchman) == before
    assert await wrong.waiting() == 1
    company.teamleader.account_id = ours
    await watchman.watch.sweep()
    assert company.held(second).amount == second.total
