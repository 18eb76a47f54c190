"""How the bot stands, and the proof of a month."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

import pytest

from core.detours import Trouble, keep_detours, read_detours
from core.domain.alert import AlertLine, LineState
from core.domain.invoice import SourceId
from core.domain.money import Money
from core.domain.overview import Wish
from core.domain.reason import System
from core.errors import RemoteError
from core.gaps import got_through
from core.overviewing import Overviewing
from core.ports import LedgerTx
from core.ports.watch import Hint, OutboxMessage
from core.reporting import Queues, Reporting
from tests.builders import NOW
from tests.engine.company import Company
from tests.engine.watchman import Watchman

EVERY = {"sweep": 300.0, "digest": 60.0}


async def reporting(company: Company) -> Reporting:
    return Reporting(await company.systems(), EVERY)


def sweep_begins(tx: LedgerTx, slot: int) -> None:
    tx.ticks.take("sweep", slot)


async def test_a_bot_that_just_started_says_so(company: Company) -> None:
    found = await (await reporting(company)).status()

    assert (found.last_hint, found.last_sweep, found.late) == (None, None, 0)
    assert found.queues == Queues(0, 0, 0)
    assert [one.until for one in found.connections] == [None, None]
    assert [one.last for one in found.jobs] == [None, None]
    assert found.troubles == ()


async def test_the_status_is_one_reading_of_everything(company: Company) -> None:
    def happens(tx: LedgerTx) -> None:
        line = AlertLine(
            SourceId("s"), "1", None, None, Money.zero(), None, LineState.OPEN, NOW
        )
        solved = replace(line, source_id=SourceId("t"), state=LineState.SOLVED)
        tx.alerts.put_lines("on-hold", [line, solved])
        tx.hints.add([Hint("invoice", "id", "invoice.booked")])
        tx.outbox.put(OutboxMessage("stock", "stock", {"count": 1}))
        tx.ticks.take("sweep", 1)
        got_through(tx, NOW)
        keep_detours(tx, read_detours(tx).troubled(Trouble("C1", "is_archived", NOW)))

    invoice = company.booked()
    await company.imports(str(invoice.number))
    await company.ledger.write(happens)
    company.clock.set(NOW + timedelta(seconds=60))
    found = await (await reporting(company)).status()

    assert found.at == NOW + timedelta(seconds=60)
    assert found.last_hint == NOW
    assert found.last_sweep == NOW
    assert found.late == 1
    assert found.queues == Queues(hints=1, documents=1, messages=1)
    assert {one.system for one in found.connections if one.until} == {
        System.TEAMLEADER,
        System.TWIKEY,
    }
    assert found.jobs[0].next == NOW + timedelta(seconds=300)
    assert found.troubles == (Trouble("C1", "is_archived", NOW),)
    assert found.automatic_import


async def test_a_sweep_that_never_got_through_is_no_look_through_the_list(
    watchman: Watchman, company: Company
) -> None:
    reports = Reporting(watchman.systems, EVERY)
    last = (await reports.status()).last_sweep
    assert last == company.clock.now() - timedelta(days=1)

    company.teamleader.faults.add("*", "503", times=None)
    for slot in range(3):
        company.clock.advance(minutes=5)
        await company.ledger.write(partial(sweep_begins, slot=slot))
        with pytest.raises(RemoteError):
            await watchman.watch.sweep()
    assert (await reports.status()).last_sweep == last

    company.teamleader.faults.clear()
    await watchman.watch.sweep()
    assert (await reports.status()).last_sweep == company.clock.now()


async def test_before_the_first_look_there_was_none(
    newcomer: Watchman, company: Company
) -> None:
    company.teamleader.faults.add("*", "503", times=None)
    await company.ledger.write(lambda tx: tx.ticks.take("sweep", 1))
    with pytest.raises(RemoteError):
        await newcomer.starts()

    status = await Reporting(newcomer.systems, EVERY).status()
    page = await Overviewing(company.ledger).page(Wish(), 5)
    assert (status.last_sweep, page.teamleader) == (None, None)


async def test_a_month_is_proven_up_to_today(company: Company) -> None:
    invoice = company.booked("121.00")
    await company.imports(str(invoice.number))
    found = await (await reporting(company)).proof("")

    assert (found.first, found.last) == (date(2026, 3, 1), NOW.date())
    assert found.total()[0] == 1
    assert found.unexplained == ()


async def test_a_past_month_is_proven_to_its_end(company: Company) -> None:
    found = await (await reporting(company)).proof("2026-02")

    assert (found.first, found.last) == (date(2026, 2, 1), date(2026, 2, 28))


@pytest.mark.parametrize("typed", ["2026-13", "march", "2026-02-01"])
async def test_another_text_is_no_month(company: Company, typed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        await (await reporting(company)).proof(typed)


async def test_trouble_with_a_channel_keeps_its_beginning(company: Company) -> None:
    def troubled(tx: LedgerTx, at: datetime) -> None:
        found = Trouble("C1", "not_in_channel", at)
        keep_detours(tx, read_detours(tx).troubled(found))

    await company.ledger.write(lambda tx: troubled(tx, NOW))
    await company.ledger.write(lambda tx: troubled(tx, NOW + timedelta(hours=1)))
    detours = await company.ledger.read(read_detours)

    assert detours.troubles["C1"].since == NOW
    assert detours.healed("C1").troubles == {}
