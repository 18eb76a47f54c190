"""The first start: stock is taken silently, and what is old stays old."""

from __future__ import annotations

import pytest

from core.domain.reason import Reason
from core.errors import RemoteUnavailable
from core.stocktaking import remember_start
from tests.engine.company import Company, days_ago
from tests.engine.watchman import Watchman


async def test_the_first_start_imports_nothing_and_alerts_nobody(
    newcomer: Watchman, company: Company
) -> None:
    for day in range(3, 6):
        company.booked(at=days_ago(day))
    company.drafted(at=days_ago(2))
    paid = company.booked(at=days_ago(8))
    with company.teamleader.acting_at(days_ago(7)):
        company.teamleader.register_payment(paid.id)

    await newcomer.starts()

    (message,) = await newcomer.told()
    assert (message.kind, message.facts) == ("stock", {"count": 3})
    newcomer.loses_hints()
    await newcomer.passes(minutes=150)
    assert company.creates == 0
    assert await newcomer.alerts() == []
    assert await newcomer.told() == []


async def test_empty_books_are_not_worth_a_message(newcomer: Watchman) -> None:
    await newcomer.starts()
    assert await newcomer.told() == []


async def test_the_start_is_remembered_over_restarts(
    newcomer: Watchman, company: Company
) -> None:
    await newcomer.starts()
    started = await newcomer.since()
    assert started == company.clock.now()

    company.clock.advance(days=3)
    again = await newcomer.restarts()
    await again.starts()

    assert await again.since() == started


async def test_what_was_booked_before_the_start_waits_for_a_person(
    newcomer: Watchman, company: Company
) -> None:
    old = company.booked(at=days_ago(3))
    await newcomer.starts()
    company.clock.advance(hours=1)
    company.teamleader.update_invoice(old.id, note="Bel eerst")
    await newcomer.hears()

    assert company.creates == 0
    assert (await newcomer.why(old)).decisive is Reason.BEFORE_START

    await company.imports(f"{old.number}")
    assert company.held(old).amount == old.total


async def test_a_draft_of_before_the_start_is_imported_once_it_is_booked(
    newcomer: Watchman, company: Company
) -> None:
    draft = company.drafted(at=days_ago(3))
    await newcomer.starts()
    company.clock.advance(hours=1)
    company.teamleader.book(draft.id)

    await newcomer.hears()

    assert company.held(draft).amount == draft.total


async def test_a_draft_of_before_the_start_that_gets_stuck_is_alerted(
    newcomer: Watchman, company: Company
) -> None:
    draft = company.drafted(at=days_ago(3), currency="USD")
    company.booked(at=days_ago(3), currency="USD")
    await newcomer.starts()
    company.teamleader.book(draft.id)

    await newcomer.passes(minutes=62)

    (line,) = (await newcomer.alert("currency")).lines
    assert line.source_id == draft.id


async def test_a_hint_that_comes_before_stock_was_taken_waits(
    newcomer: Watchman, company: Company
) -> None:
    old = company.booked(at=days_ago(3))
    await newcomer.takes_in(old)

    assert await newcomer.hints.follow() == 0
    assert await newcomer.watch.judge_again() == 0
    assert company.creates == 0

    await newcomer.starts()
    assert await newcomer.hints.follow() == 1
    assert company.creates == 0


async def test_what_is_booked_while_stock_is_taken_is_imported(
    newcomer: Watchman, company: Company
) -> None:
    hold = company.teamleader_door.hold("POST", "/invoices.list")
    starting = company.begins(newcomer.starts())
    await hold.reached.wait()
    newcomer.loses_hints()
    company.clock.advance(seconds=2)
    meanwhile = company.booked()
    hold.released.set()
    await starting

    company.clock.advance(minutes=5)
    await newcomer.watch.sweep()

    assert company.held(meanwhile).amount == meanwhile.total


async def test_stock_that_could_not_be_read_is_taken_the_next_time(
    newcomer: Watchman, company: Company
) -> None:
    company.booked(at=days_ago(3))
    company.teamleader.faults.add("invoices.list", "503", times=None)
    with pytest.raises(RemoteUnavailable):
        await newcomer.starts()
    assert not await newcomer.watch.has_taken_stock()
    started = await newcomer.since()
    company.clock.advance(hours=1)
    meanwhile = company.booked()

    company.teamleader.faults.clear()
    await newcomer.starts()
    assert await newcomer.since() == started
    await newcomer.hears()
    assert company.held(meanwhile)

    assert [m.facts for m in await newcomer.told("stock")] == [{"count": 1}]


async def test_what_is_booked_between_the_start_and_the_first_look_is_not_old(
    newcomer: Watchman, company: Company
) -> None:
    await remember_start(newcomer.systems)
    started = company.clock.now()
    company.clock.advance(seconds=5)
    invoice = company.booked()
    newcomer.loses_hints()
    company.clock.advance(seconds=5)
    await newcomer.starts()
    assert await newcomer.since() == started
    assert await newcomer.told("stock") == []

    company.clock.advance(minutes=5)
    await newcomer.watch.sweep()

    assert company.held(invoice)


async def test_the_start_stays_where_it_was_first(
    newcomer: Watchman, company: Company
) -> None:
    await remember_start(newcomer.systems)
    started = company.clock.now()
    company.clock.advance(days=1)
    await remember_start(newcomer.systems)

    assert await newcomer.since() == started
