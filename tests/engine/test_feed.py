"""What is known of Twikey comes from its feed: read first, by one, to the end."""

from __future__ import annotations

from core.domain.outcome import Outcome
from core.domain.reason import Reason, System
from tests.engine.company import Company, line_of, told

IMPORTED = (Outcome.IMPORTED, None)
ALREADY = (Outcome.ALREADY_IMPORTED, Reason.ALREADY_IMPORTED)
TAKEN = (Outcome.NOT_IMPORTED, Reason.NUMBER_TAKEN)


async def test_our_own_hand_is_recognised_after_the_ledger_was_lost(
    company: Company,
) -> None:
    invoice = company.booked()
    await company.imports()
    await company.lose_the_ledger()

    run = await company.imports()
    by_number = await company.imports(f"{invoice.number}")

    assert told(run, invoice) == told(by_number, invoice) == ALREADY
    assert line_of(run, invoice).facts["route"] == "bot"
    assert company.creates == 1


async def test_what_was_brought_back_is_recognised_after_the_ledger_was_lost(
    company: Company,
) -> None:
    invoice = company.booked()
    await company.imports()
    company.twikey.delete(company.held(invoice).id)
    await company.imports(invoice.id)
    await company.lose_the_ledger()

    run = await company.imports()

    assert told(run, invoice) == ALREADY
    assert line_of(run, invoice).facts["route"] == "bot"
    assert company.creates == 2


async def test_nothing_is_created_before_twikeys_feed_was_read(
    company: Company,
) -> None:
    invoice = company.booked()
    company.twikey.faults.add("invoice.feed", "503", times=100)

    run = await company.imports()
    diagnosis = await company.why(f"{invoice.number}")

    assert line_of(run, invoice).outcome is Outcome.UNKNOWN
    assert line_of(run, invoice).system is System.TWIKEY
    assert diagnosis.would_import_now is None
    assert company.creates == 0

    company.twikey.faults.clear()
    assert told(await company.imports(), invoice) == IMPORTED


async def test_another_reader_of_the_feed_is_waited_for(company: Company) -> None:
    invoice = company.booked()
    company.twikey.faults.add("invoice.feed", "err_call_in_progress", times=2)
    assert told(await company.imports(), invoice) == IMPORTED


async def test_a_feed_that_stays_busy_leaves_everything_unknown(
    company: Company,
) -> None:
    invoice = company.booked()
    company.twikey.faults.add("invoice.feed", "err_call_in_progress", times=100)

    run = await company.imports()

    assert line_of(run, invoice).outcome is Outcome.UNKNOWN
    assert company.creates == 0


async def test_a_worker_waits_for_the_one_that_reads_the_feed(
    company: Company,
) -> None:
    invoice = company.booked()
    hold = company.twikey_door.hold("GET", "/creditor/invoice")
    first = company.begins(company.imports())
    await hold.reached.wait()

    impatient = await company.imports(by=await company.worker())
    hold.released.set()

    assert line_of(impatient, invoice).outcome is Outcome.UNKNOWN
    assert line_of(impatient, invoice).system is System.TWIKEY
    assert told(await first, invoice) == IMPORTED


async def test_once_the_feed_was_read_a_hanging_reader_holds_nobody_up(
    company: Company,
) -> None:
    await company.imports()
    invoice = company.booked()
    hold = company.twikey_door.hold("GET", "/creditor/invoice")
    company.begins(company.imports())
    await hold.reached.wait()

    run = await company.imports(by=await company.worker())

    assert told(run, invoice) == IMPORTED


async def test_a_long_feed_is_read_to_its_end(company: Company) -> None:
    company.twikey.switches.feed_page_size = 3
    for number in range(10):
        company.twikey.add_invoice(f"HAND / {number}", "10.00")
    invoice = company.booked()
    company.twikey.add_invoice(f"{invoice.number}", "99.00")

    assert told(await company.imports(), invoice) == TAKEN
