"""Times in which nobody looked are told once, when they were made up for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

import pytest

from core.ahead import Begun
from core.domain.invoice import Invoice
from core.domain.outcome import Run, RunTrigger
from core.domain.reason import System
from core.errors import RemoteError
from core.gaps import MISSED, SweepEnd, end_gap, end_sweep, longest_pause
from core.ports import LedgerTx
from core.ports.watch import OutboxMessage
from core.reporting import Reporting
from core.standing import lost, restored
from core.stocktaking import take_stock
from core.systems import Systems
from core.watching import Watch
from storage.ledger import SqlLedger, open_ledger
from tests.conftest import KEY, LedgerClock
from tests.engine.company import Company
from tests.engine.replica import open_replica, passes
from tests.engine.test_connections_lost import key_stops_working, key_works_again
from tests.engine.watchman import Watchman

LOST_AND_BACK = ["connection-lost", "connection-back"]
LONGEST = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def watchman(company: Company, ledger_url: str) -> AsyncIterator[Watchman]:
    """A watch at work on a ledger of each kind, which hears no hints."""
    async with open_ledger(ledger_url, [KEY], company.clock.now) as ledger:
        company.ledger = ledger
        man = Watchman(company, await company.systems())
        man.loses_hints()
        await man.starts()
        await man.passes(minutes=10)
        await man.told()
        yield man


async def is_off(watchman: Watchman, **span: float) -> Watchman:
    """Let time pass without the bot, in which one invoice is booked; start it again."""
    clock = watchman.company.clock
    clock.advance(**{name: length / 2 for name, length in span.items()})
    watchman.company.booked()
    clock.advance(**{name: length / 2 for name, length in span.items()})
    return await watchman.restarts()


def gap(message: OutboxMessage) -> tuple[datetime, datetime, object]:
    """Return from when to when nobody looked, and how much came late."""
    since, until = (
        datetime.fromisoformat(str(message.facts[name])) for name in ("since", "until")
    )
    return since, until, message.facts["count"]


async def test_a_night_off_is_told_in_one_message(
    watchman: Watchman, company: Company
) -> None:
    evening = company.clock.now()
    restarted = await is_off(watchman, hours=12)
    morning = company.clock.now()
    await restarted.watch.sweep()
    await restarted.passes(minutes=30)

    (message,) = await restarted.told()
    assert message.kind == MISSED
    assert gap(message) == (evening, morning, 1)


async def test_what_came_in_on_time_did_not_come_late(
    watchman: Watchman, company: Company
) -> None:
    company.clock.advance(minutes=1)
    early = company.booked("10.00")
    await watchman.takes_in(early)
    await watchman.hears()
    restarted = await is_off(watchman, hours=12)
    fresh = company.booked("20.00")
    await restarted.watch.sweep()

    assert company.at_twikey(early)
    assert company.at_twikey(fresh)
    (message,) = await restarted.told()
    assert message.facts["count"] == 1


async def test_a_night_in_which_nothing_was_booked_is_told_too(
    watchman: Watchman, company: Company
) -> None:
    company.clock.advance(hours=12)
    await watchman.watch.sweep()

    (message,) = await watchman.told()
    assert (message.kind, message.facts["count"]) == (MISSED, 0)


@pytest.mark.parametrize(("minutes", "times"), [(10, 0), (15, 0), (16, 1)])
async def test_two_sweeps_late_are_nobodys_business(
    watchman: Watchman, minutes: int, times: int
) -> None:
    restarted = await is_off(watchman, minutes=minutes)
    await restarted.watch.sweep()

    assert len(await restarted.told(MISSED)) == times


@pytest.mark.parametrize(
    ("every", "longest"), [(60, 15), (300, 15), (600, 30), (3_600, 180)]
)
def test_three_periods_and_a_quarter_of_an_hour_are_too_long(
    every: int, longest: int
) -> None:
    assert longest_pause(timedelta(seconds=every)) == longest * MINUTE


async def test_who_sweeps_each_hour_is_not_late_after_three(
    watchman: Watchman, company: Company
) -> None:
    hour = timedelta(hours=1)
    watch = Watch(watchman.systems, hints_expected=False, sweep_every=hour)
    company.clock.advance(hours=3)
    await watch.sweep()
    assert await watchman.told(MISSED) == []

    company.clock.advance(hours=3, seconds=1)
    await watch.sweep()
    assert len(await watchman.told(MISSED)) == 1


async def test_a_bot_that_looks_all_the_time_says_nothing(watchman: Watchman) -> None:
    await watchman.passes(minutes=90)

    assert await watchman.told(MISSED) == []


async def test_the_first_start_ends_no_gap(
    newcomer: Watchman, company: Company
) -> None:
    company.clock.advance(days=30)
    await newcomer.starts()
    await newcomer.passes(minutes=30)

    assert await newcomer.told(MISSED) == []


async def test_a_night_off_right_after_the_first_start_is_told(
    newcomer: Watchman, company: Company
) -> None:
    await take_stock(newcomer.systems)
    restarted = await is_off(newcomer, hours=12)
    await restarted.watch.sweep()

    assert len(await restarted.told(MISSED)) == 1


async def test_while_automatic_import_is_off_nobody_misses_a_sweep(
    watchman: Watchman, company: Company
) -> None:
    company.decides(auto_import=False)
    restarted = await is_off(watchman, hours=12)
    await restarted.watch.sweep()
    company.decides(auto_import=True)
    await restarted.passes(minutes=30)

    assert await restarted.told(MISSED) == []


async def test_a_lost_connection_to_teamleader_is_no_gap(
    watchman: Watchman, company: Company
) -> None:
    replica = await open_replica(company)
    await passes(5, [replica])
    company.teamleader.auth.revoke_all()
    company.booked()
    await passes(40, [replica])
    await replica.gets_a_consent()
    await passes(10, [replica])

    assert company.creates == 1
    assert await told_of_connections(watchman) == LOST_AND_BACK


async def test_a_lost_connection_to_twikey_is_no_gap(
    watchman: Watchman, company: Company
) -> None:
    replica = await open_replica(company)
    await passes(5, [replica])
    key = key_stops_working(company)
    company.booked()
    await passes(40, [replica])
    key_works_again(company, key)
    await passes(10, [replica])

    assert company.creates == 1
    assert await told_of_connections(watchman) == LOST_AND_BACK


async def told_of_connections(watchman: Watchman) -> list[str]:
    """Send what waits; return what was said of connections and gaps."""
    kinds = [message.kind for message in await watchman.told()]
    return [kind for kind in kinds if kind in (*LOST_AND_BACK, MISSED)]


async def test_a_night_off_after_a_connection_came_back_is_told(
    watchman: Watchman, company: Company
) -> None:
    await lost(company.ledger, System.TWIKEY)
    await restored(company.ledger, System.TWIKEY)
    await watchman.passes(minutes=10)
    restarted = await is_off(watchman, hours=12)
    await restarted.watch.sweep()

    assert len(await restarted.told(MISSED)) == 1


async def test_teamleader_that_does_not_answer_for_hours_is_a_gap(
    watchman: Watchman, company: Company
) -> None:
    before = company.clock.now()
    company.teamleader.faults.add("*", "503", times=None)
    for _ in range(3):
        company.clock.advance(hours=1)
        with pytest.raises(RemoteError):
            await watchman.watch.sweep()
    company.teamleader.faults.clear()
    await watchman.watch.sweep()

    (message,) = await watchman.told(MISSED)
    assert gap(message)[0] == before


async def test_two_replicas_tell_a_gap_once(
    company: Company, watchman: Watchman
) -> None:
    await watchman.told()
    other = await is_off(watchman, hours=12)
    await asyncio.gather(watchman.watch.sweep(), other.watch.sweep())
    await passes(20, [await open_replica(company), await open_replica(company)])

    (message,) = await watchman.told(MISSED)
    assert message.facts["count"] == 1
    assert company.creates == 1


async def test_of_many_who_end_a_gap_at_the_same_moment_one_tells_it(
    shared: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await shared.write(end_gap)
    began = ledger_clock.advance(12 * 3600)

    def unit(tx: LedgerTx) -> bool:
        return end_sweep(tx, SweepEnd(began, began), LONGEST)

    told = await asyncio.gather(*(shared.write(unit) for _ in range(40)))
    assert told.count(True) == 1
    assert await shared.read(lambda tx: tx.outbox.waiting()) == 1


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a sweep mark how far it got after every five invoices."""
    monkeypatch.setattr("core.watching.IDS_AT_ONCE", 5)


class Death(Exception):
    """The process was killed."""


class MortalWatch(Watch):
    """A watch that dies at the second step of its sweep."""

    def __init__(self, systems: Systems) -> None:
        super().__init__(systems, hints_expected=False)
        self._steps = 0

    async def bring_in(
        self, rows: Sequence[Invoice], trigger: RunTrigger, begun: Begun | None = None
    ) -> Run | None:
        self._steps += 1
        if self._steps > 1:
            raise Death
        return await super().bring_in(rows, trigger, begun)


@pytest.mark.usefixtures("small_steps")
async def test_a_restart_in_the_middle_of_making_up_for_it_tells_it_once(
    watchman: Watchman, company: Company
) -> None:
    evening = company.clock.now()
    restarted = await is_off(watchman, hours=12)
    for number in range(11):
        company.booked(f"{10 + number}.00")
    company.clock.advance(minutes=10)
    with pytest.raises(Death):
        await MortalWatch(restarted.systems).sweep()
    assert company.creates == 5
    company.clock.advance(minutes=5)
    successor = await restarted.restarts()
    began = company.clock.now()
    await successor.watch.sweep()
    await successor.passes(minutes=30)

    (message,) = await successor.told(MISSED)
    assert gap(message) == (evening, began, 12)
    assert company.creates == 12


class SlowWatch(Watch):
    """A watch whose every step takes minutes."""

    def __init__(self, company: Company, systems: Systems) -> None:
        super().__init__(systems, hints_expected=False)
        self._company = company

    async def bring_in(
        self, rows: Sequence[Invoice], trigger: RunTrigger, begun: Begun | None = None
    ) -> Run | None:
        self._company.clock.advance(minutes=6)
        return await super().bring_in(rows, trigger, begun)


@pytest.mark.usefixtures("small_steps")
async def test_a_sweep_that_takes_long_is_no_gap(
    watchman: Watchman, company: Company
) -> None:
    for number in range(22):
        company.booked(f"{10 + number}.00")
    await SlowWatch(company, watchman.systems).sweep()

    assert company.creates == 22
    assert await watchman.told(MISSED) == []


async def test_who_falls_asleep_in_the_middle_of_a_sweep_was_not_looking(
    watchman: Watchman, company: Company
) -> None:
    company.booked()
    evening = company.clock.now()
    hold = company.teamleader_door.hold("POST", "/invoices.list", after=True)
    sweeping = company.begins(watchman.watch.sweep())
    await hold.reached.wait()
    morning = company.clock.advance(hours=9)
    hold.released.set()
    await sweeping

    (message,) = await watchman.told(MISSED)
    assert gap(message) == (evening, morning, 1)


async def test_the_status_tells_since_when_nobody_has_looked(
    watchman: Watchman, company: Company
) -> None:
    reporting = Reporting(watchman.systems, {"sweep": 300.0})
    looked = company.clock.now()
    company.clock.advance(minutes=15)
    assert (await reporting.status()).unlooked_since is None

    company.clock.advance(minutes=1)
    assert (await reporting.status()).unlooked_since == looked

    company.decides(auto_import=False)
    assert (await reporting.status()).unlooked_since is None
