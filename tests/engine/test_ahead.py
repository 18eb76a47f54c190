"""Hints of a few invoices are followed as fast as can be, and just as carefully."""

from __future__ import annotations

from decimal import Decimal

from core.domain.reason import Reason, System
from core.readings import follow_feed
from tests.engine.company import Company
from tests.engine.watchman import Watchman


def asked(company: Company) -> dict[str, int]:
    names = ("invoices.list", "invoices.info", "companies.list", "creditNotes.list")
    return {name: company.teamleader.count(name) for name in names}


async def test_a_booked_invoice_costs_one_reading_of_each_kind(
    watchman: Watchman, company: Company
) -> None:
    company.booked()
    await watchman.hears()
    before = asked(company)
    company.booked()
    await watchman.hears()
    after = asked(company)

    assert {name: after[name] - before[name] for name in after} == {
        "invoices.list": 0,
        "invoices.info": 1,
        "companies.list": 1,
        "creditNotes.list": 1,
    }
    assert company.creates == 2


async def test_the_customer_is_not_read_for_what_stays_out_anyway(
    watchman: Watchman, company: Company
) -> None:
    before = asked(company)["companies.list"]
    for invoice in (company.booked("0.00"), company.drafted()):
        await watchman.takes_in(invoice)
        await watchman.hears()

    assert asked(company)["companies.list"] == before


async def test_many_at_once_are_read_as_a_list(
    watchman: Watchman, company: Company
) -> None:
    before = asked(company)["invoices.list"]
    for _ in range(5):
        company.booked()
    await watchman.hears()

    assert (asked(company)["invoices.list"] - before, company.creates) == (1, 5)


async def test_twikeys_feed_is_read_before_anything_is_created(
    watchman: Watchman, company: Company
) -> None:
    hold = company.twikey_door.hold("GET", "/creditor/invoice", after=True)
    invoice = company.booked()
    hearing = company.begins(watchman.hears())
    await hold.reached.wait()
    for _ in range(100):
        # Everybody else gets as far as they can.
        await company.clock.sleep(0)
    assert company.teamleader.count("companies.list") == 1
    assert company.creates == 0
    hold.released.set()
    await hearing

    assert company.held(invoice)


async def test_whoever_stands_still_before_the_import_reads_again(
    watchman: Watchman, company: Company
) -> None:
    hold = company.twikey_door.hold("GET", "/creditor/invoice", after=True)
    invoice = company.booked("121.00")
    hearing = company.begins(watchman.hears())
    await hold.reached.wait()
    while not company.teamleader.count("companies.list"):
        await company.clock.sleep(0)
    company.clock.advance(minutes=20)
    company.teamleader.update_invoice(invoice.id, total=Decimal("242.00"))
    hold.released.set()
    await hearing

    assert company.held(invoice).amount == Decimal("242.00")


async def test_a_feed_that_cannot_be_read_leaves_it_unknown(
    watchman: Watchman, company: Company
) -> None:
    company.twikey.faults.add("invoice.feed", "500", times=99)
    invoice = company.booked()
    await watchman.hears()

    assert company.creates == 0
    memory = await watchman.memory(invoice)
    assert memory.decisive is not Reason.ALREADY_IMPORTED
    assert System.TWIKEY.value in str(await watchman.why(invoice))


async def test_an_invoice_that_cannot_be_understood_holds_up_no_other(
    watchman: Watchman, company: Company
) -> None:
    company.teamleader.faults.add("invoices.info", "missing", detail=["total"], times=1)
    odd, other = company.booked(), company.booked()
    await watchman.hears()
    company.clock.advance(minutes=2)
    await watchman.watch.judge_again()

    assert company.held(odd)
    assert company.held(other)


async def test_several_readers_in_one_process_read_the_feed_in_turn(
    watchman: Watchman, company: Company
) -> None:
    readings = [company.begins(follow_feed(watchman.systems)) for _ in range(3)]

    assert [await reading for reading in readings] == [None, None, None]
    assert company.twikey_door.most_at_once == 1
