"""Lost hints are noticed: later sweeps look back at what earlier ones imported."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from core.domain.invoice import SourceId
from core.domain.reason import System
from core.ports import LedgerTx
from core.ports.watch import SweptInvoice
from core.silence import UNANNOUNCED, is_unannounced, tell_unannounced
from core.standing import lost, restored
from core.watching import Watch
from sandbox.teamleader import Invoice
from storage.ledger import open_ledger
from tests.builders import NOW
from tests.conftest import KEY
from tests.engine.company import Company
from tests.engine.watchman import Watchman

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def at_work(company: Company, ledger_url: str) -> AsyncIterator[Watchman]:
    """A watch on a ledger of each kind that sweeps every five minutes."""
    async with open_ledger(ledger_url, [KEY], company.clock.now) as ledger:
        company.ledger = ledger
        watchman = Watchman(company, await company.systems())
        await watchman.starts()
        await watchman.passes(minutes=10)
        await watchman.told()
        yield watchman


async def counts(watchman: Watchman) -> list[object]:
    """Return what the messages that were not sent yet say of lost hints."""
    return [message.facts["count"] for message in await watchman.told(UNANNOUNCED)]


async def books(watchman: Watchman, many: int, *, heard: int = 0) -> list[Invoice]:
    """Book invoices between two sweeps; the first ``heard`` hints arrive."""
    company = watchman.company
    watchman.loses_hints(0.0)
    booked = [company.booked(f"{10 + n}.00") for n in range(heard)]
    await company.teamleader.hooks.deliver_due()
    watchman.loses_hints()
    booked += [company.booked(f"{50 + n}.00") for n in range(many - heard)]
    await company.teamleader.hooks.deliver_due()
    return booked


@pytest.mark.parametrize(("heard", "missed"), [(0, 9), (6, 3), (9, 0)])
async def test_the_message_tells_how_many_of_nine_came_without_notice(
    at_work: Watchman, company: Company, heard: int, missed: int
) -> None:
    await at_work.passes(minutes=3)
    invoices = await books(at_work, 9, heard=heard)

    await at_work.passes(minutes=30)

    assert all(company.at_twikey(each) for each in invoices)
    assert await counts(at_work) == ([missed] if missed else [])


async def test_what_the_sweep_brought_in_before_its_hint_came_was_announced(
    at_work: Watchman, company: Company
) -> None:
    await books(at_work, 3, heard=3)
    assert (await at_work.watch.sweep()).imported == 3

    await at_work.passes(minutes=30)

    assert await counts(at_work) == []


async def test_a_hint_that_comes_after_the_sweep_still_counts(
    at_work: Watchman, company: Company
) -> None:
    late, never = await books(at_work, 2)
    assert (await at_work.watch.sweep()).imported == 2
    company.clock.advance(minutes=4)
    await at_work.takes_in(late)

    await at_work.passes(minutes=30)

    assert company.at_twikey(never)
    assert await counts(at_work) == [1]


async def test_each_invoice_is_counted_once_over_restarts(
    at_work: Watchman, company: Company
) -> None:
    await books(at_work, 2)
    await at_work.passes(minutes=5)
    successor = await at_work.restarts()
    successor.loses_hints()
    await successor.passes(minutes=10)
    assert await counts(successor) == [2]

    await books(successor, 1)
    successor = await successor.restarts()
    successor.loses_hints()
    await successor.passes(minutes=20)
    assert await counts(successor) == [1]


async def test_each_invoice_is_counted_once_over_all_replicas(
    at_work: Watchman, company: Company
) -> None:
    other = await at_work.restarts()
    await books(at_work, 4)
    await at_work.watch.sweep()
    company.clock.advance(minutes=6)

    swept = await asyncio.gather(at_work.watch.sweep(), other.watch.sweep())

    assert sum(each.unannounced for each in swept) == 4
    assert await counts(at_work) == [4]


async def test_messages_that_were_not_sent_yet_do_not_hide_each_other(
    at_work: Watchman, company: Company
) -> None:
    for many in (2, 3):
        await books(at_work, many)
        await at_work.passes(minutes=10)

    assert sorted(map(str, await counts(at_work))) == ["2", "3"]


async def test_the_sweep_that_ends_a_gap_and_later_ones_miss_no_hint_of_the_gap(
    at_work: Watchman, company: Company
) -> None:
    company.clock.advance(hours=5)
    await books(at_work, 2)
    company.clock.advance(minutes=2)
    restarted = await at_work.restarts()
    restarted.loses_hints()
    await restarted.watch.sweep()
    await restarted.passes(minutes=30)

    kinds = [message.kind for message in await restarted.told()]
    assert "missed-runs" in kinds
    assert UNANNOUNCED not in kinds


async def test_hints_of_a_time_off_that_nobody_tells_are_not_missed_either(
    at_work: Watchman, company: Company
) -> None:
    await lost(company.ledger, System.TWIKEY)
    company.clock.advance(hours=5)
    await books(at_work, 2)
    company.clock.advance(hours=1)
    await restored(company.ledger, System.TWIKEY)
    restarted = await at_work.restarts()
    restarted.loses_hints()
    assert (await restarted.watch.sweep()).imported == 2
    await restarted.passes(minutes=30)

    kinds = {message.kind for message in await restarted.told()}
    assert not kinds & {"missed-runs", UNANNOUNCED}


async def test_who_falls_asleep_in_the_middle_of_a_sweep_heard_no_hints(
    at_work: Watchman, company: Company
) -> None:
    hold = company.teamleader_door.hold("POST", "/invoices.list")
    sweeping = company.begins(at_work.watch.sweep())
    await hold.reached.wait()
    company.clock.advance(hours=5)
    await books(at_work, 2)
    company.clock.advance(hours=1)
    hold.released.set()
    assert (await sweeping).imported == 2
    await at_work.passes(minutes=30)

    kinds = [message.kind for message in await at_work.told()]
    assert "missed-runs" in kinds
    assert UNANNOUNCED not in kinds


async def test_what_came_while_no_hints_were_expected_is_never_missed(
    newcomer: Watchman, company: Company
) -> None:
    await newcomer.starts()
    newcomer.loses_hints()
    alone = Watch(newcomer.systems, hints_expected=False)
    company.clock.advance(minutes=1)
    company.booked()
    assert (await alone.sweep()).imported == 1
    company.clock.advance(minutes=4)
    await alone.sweep()

    company.clock.advance(minutes=4)
    for _ in range(3):
        company.clock.advance(minutes=5)
        assert (await newcomer.watch.sweep()).unannounced == 0


async def test_a_later_look_has_the_webhooks_repaired(
    at_work: Watchman, company: Company
) -> None:
    looks: list[datetime] = []

    async def look() -> None:
        looks.append(company.clock.now())

    watch = Watch(at_work.systems, hints_expected=True, repair=look)
    await books(at_work, 1)
    await watch.sweep()
    assert looks == []
    company.clock.advance(minutes=5)
    await watch.sweep()
    company.clock.advance(minutes=5)
    await watch.sweep()

    assert len(looks) == 1


def swept(**moments: int | None) -> SweptInvoice:
    """Return an invoice with its moments in minutes from now."""
    at = {k: None if v is None else NOW + v * MINUTE for k, v in moments.items()}
    return SweptInvoice(SourceId("a"), **at)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("updated", "imported", "hinted", "missed"),
    [
        (-6, -5, None, True),
        (-5, -5, None, True),
        (-4, -4, None, False),
        (-6, -5, -6, False),
        (-6, -5, -7, False),
        (-6, -5, -8, True),
        (-6, -5, 0, False),
        (-60, -5, None, False),
        (-1, -6, None, True),
        (-1, -6, -10, False),
        (-1, -6, -25, True),
        (-1, -4, None, False),
    ],
)
def test_a_hint_is_missed_when_it_should_have_come_and_has_not(
    updated: int, imported: int, hinted: int | None, *, missed: bool
) -> None:
    one = swept(updated_at=updated, imported_at=imported, hinted_at=hinted)

    assert is_unannounced(one, NOW - 30 * MINUTE, NOW) is missed


async def test_whoever_looks_for_the_first_time_counts_nothing(
    company: Company,
) -> None:
    def unit(tx: LedgerTx) -> int:
        return tell_unannounced(tx)

    assert await company.ledger.write(unit) == 0
    assert await company.ledger.read(lambda tx: tx.marks.get("listening"))
