"""The sweep: what no hint told is found, whatever happens to whoever looks."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from core.domain.invoice import SourceId
from core.errors import RemoteError
from core.stocktaking import SWEEP
from core.watching import Watch
from tests.engine.company import Company
from tests.engine.watchman import Watchman


async def marked(watchman: Watchman) -> datetime:
    mark = await watchman.systems.ledger.read(lambda tx: tx.marks.get(SWEEP))
    assert mark is not None
    return mark


async def test_the_sweep_finds_what_hints_missed_and_says_so(
    watchman: Watchman, company: Company
) -> None:
    company.booked("10.00")
    await watchman.hears()
    watchman.loses_hints()
    missed = [company.booked("20.00"), company.booked("30.00")]
    company.clock.advance(minutes=6)

    swept = await watchman.watch.sweep()

    assert all(company.held(each).amount == each.total for each in missed)
    assert (swept.imported, swept.unannounced) == (2, 2)
    assert [m.facts for m in await watchman.told("unannounced")] == [{"count": 2}]


async def test_a_hint_that_may_still_be_on_its_way_is_not_missed(
    watchman: Watchman, company: Company
) -> None:
    watchman.loses_hints()
    company.booked("20.00")
    company.clock.advance(minutes=4)

    swept = await watchman.watch.sweep()

    assert (swept.imported, swept.unannounced) == (1, 0)


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
    company.clock.advance(minutes=6)

    swept = await successor.watch.sweep()

    assert swept.imported == len(missed) == 140
    assert all(company.held(each).amount == each.total for each in missed)
    (message,) = await watchman.told()
    assert (message.kind, message.facts["count"]) == ("missed-runs", 140)


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


async def test_silent_webhooks_are_looked_at_at_once(
    watchman: Watchman, company: Company
) -> None:
    looks = []

    async def look() -> None:
        looks.append(company.clock.now())

    watch = Watch(watchman.systems, hints_expected=True, repair=look)
    company.booked("10.00")
    await watchman.hears()
    company.clock.advance(minutes=6)
    await watch.sweep()
    assert looks == []

    watchman.loses_hints()
    company.booked("20.00")
    company.clock.advance(minutes=6)
    await watch.sweep()
    assert looks == [company.clock.now()]


async def test_where_teamleader_shows_an_invoice_is_filled_in_by_the_sweep(
    watchman: Watchman, company: Company
) -> None:
    invoice = company.booked()
    known = SourceId(invoice.id)
    await watchman.hears()
    company.clock.advance(minutes=1)
    await watchman.watch.sweep()

    found = await watchman.systems.ledger.read(lambda tx: tx.watched.addresses([known]))
    assert found[known].endswith(invoice.id)
