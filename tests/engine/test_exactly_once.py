"""Whatever happens to a call or to a worker, an invoice is at Twikey once."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from core.domain.history import DocumentState
from core.domain.outcome import Outcome
from core.domain.reason import Reason, System
from tests.engine.company import CREATE, Company, line_of, told

IMPORTED = (Outcome.IMPORTED, None)
ALREADY = (Outcome.ALREADY_IMPORTED, Reason.ALREADY_IMPORTED)
LEASE = {"minutes": 3}
"""Longer than a worker may keep an invoice to itself."""


async def test_the_same_import_twice_brings_nothing_the_second_time(
    company: Company,
) -> None:
    invoices = [company.booked(f"{amount}.00") for amount in range(10, 15)]
    first = await company.imports()
    second = await company.imports()

    assert first.counts["imported"] == 5
    assert second.counts == {
        "seen": 5,
        "imported": 0,
        "already_imported": 5,
        "not_imported": 0,
        "refused": 0,
        "unknown": 0,
    }
    assert company.creates == 5
    assert second.imported_amount.is_zero
    assert (await company.why(invoices[0].id)).decisive is Reason.ALREADY_IMPORTED


@pytest.mark.parametrize(
    "trouble",
    ["503", "lost-request", "lost-answer", "after-502", "html", "cut-json", "429"],
)
async def test_one_mishap_at_a_create_is_settled_at_once(
    company: Company, trouble: str
) -> None:
    invoice = company.booked()
    company.twikey.faults.add("invoice.create", trouble)

    run = await company.imports()

    assert told(run, invoice) == IMPORTED
    assert company.held(invoice).amount == invoice.total
    assert (await company.why(invoice.id)).decisive is Reason.ALREADY_IMPORTED


@pytest.mark.parametrize(
    ("trouble", "next_time"),
    [("503", IMPORTED), ("lost-request", IMPORTED), ("lost-answer", ALREADY)],
)
async def test_what_could_not_be_found_out_is_settled_by_the_next_run(
    company: Company, trouble: str, next_time: tuple[Outcome, Reason | None]
) -> None:
    invoice = company.booked()
    company.twikey.faults.add("invoice.create", trouble, times=2)
    company.twikey.faults.add("invoice.detail", "503", times=3)

    first = await company.imports()
    assert line_of(first, invoice).outcome is Outcome.UNKNOWN
    assert line_of(first, invoice).system is System.TWIKEY

    company.twikey.faults.clear()
    second = await company.imports()

    assert told(second, invoice) == next_time
    assert company.held(invoice).amount == invoice.total
    events = [e.event for e in (await company.why(invoice.id)).timeline]
    assert events.count("imported") == 1


async def test_twikey_is_asked_before_anything_is_sent_again(company: Company) -> None:
    invoice = company.booked()
    company.twikey.faults.add("invoice.create", "lost-answer", times=2)
    company.twikey.faults.add("invoice.detail", "503", times=3)
    company.twikey.switches.minimal_feed = True
    await company.imports()
    company.twikey.faults.clear()
    sent_before = company.creates

    await company.imports()

    assert company.creates == sent_before
    assert len(company.twikey.calls_of("invoice.detail")) > 3
    assert company.at_twikey(invoice) is not None


async def test_what_the_feed_shows_needs_no_other_answer(company: Company) -> None:
    """A create without an answer is settled although Twikey cannot be asked for it."""
    invoice = company.booked()
    company.twikey.faults.add("invoice.create", "lost-answer", times=2)
    company.twikey.faults.add("invoice.detail", "503", times=1000)
    await company.imports()
    assert (await company.remembers(invoice)).imported_at is None

    run = await company.imports()

    assert told(run, invoice) == ALREADY
    memory = await company.remembers(invoice)
    assert memory.imported_at is not None
    assert memory.document.state is DocumentState.WANTED


@pytest.mark.parametrize("carried_out", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("restart", ["at-once", "after-the-lease"])
async def test_a_worker_that_dies_at_the_create_call_leaves_no_double(
    company: Company, carried_out: bool, restart: str
) -> None:
    invoice = company.booked()
    hold = company.twikey_door.hold(*CREATE, after=carried_out)
    dying = company.begins(company.imports())
    await hold.reached.wait()
    dying.cancel()
    with suppress(asyncio.CancelledError):
        await dying
    if restart == "after-the-lease":
        company.clock.advance(**LEASE)

    first = await company.imports(by=await company.worker())
    company.clock.advance(**LEASE)
    second = await company.imports(by=await company.worker())

    outcomes = {line_of(first, invoice).outcome, line_of(second, invoice).outcome}
    assert Outcome.NOT_IMPORTED not in outcomes
    assert told(second, invoice) == ALREADY or told(first, invoice)[0] is not (
        Outcome.IMPORTED
    )
    assert company.held(invoice).amount == invoice.total
    assert told(await company.imports(), invoice) == ALREADY
    events = [e.event for e in (await company.why(invoice.id)).timeline]
    assert events.count("imported") == 1


async def test_a_worker_that_dies_before_it_wrote_the_answer_down(
    company: Company,
) -> None:
    """The invoice is known to be imported, although nobody heard the answer."""
    invoice = company.booked()
    hold = company.twikey_door.hold(*CREATE, after=True)
    dying = company.begins(company.imports())
    await hold.reached.wait()
    dying.cancel()
    await asyncio.wait([dying])
    company.clock.advance(**LEASE)

    run = await company.imports(by=await company.worker())

    assert told(run, invoice) == ALREADY
    assert line_of(run, invoice).facts["route"] == "bot"
    assert line_of(run, invoice).facts["at"] is not None
    assert company.creates == 1


async def test_a_worker_that_wakes_up_too_late_changes_nothing(
    company: Company,
) -> None:
    """Its call never arrived, another worker has done the work since."""
    invoice = company.booked()
    hold = company.twikey_door.hold(*CREATE)
    sleeping = company.begins(company.imports())
    await hold.reached.wait()
    company.clock.advance(**LEASE)

    other = await company.imports(by=await company.worker())
    hold.released.set()
    late = await sleeping

    assert told(other, invoice) == IMPORTED
    assert told(late, invoice) == ALREADY
    assert company.held(invoice).amount == invoice.total
    events = [e.event for e in (await company.why(invoice.id)).timeline]
    assert events.count("imported") == 1


async def test_asking_why_does_not_disturb_a_create_under_way(
    company: Company,
) -> None:
    invoice = company.booked()
    hold = company.twikey_door.hold(*CREATE)
    importing = company.begins(company.imports())
    await hold.reached.wait()
    await company.why(f"{invoice.number}")
    hold.released.set()

    assert told(await importing, invoice) == IMPORTED
    assert (await company.why(f"{invoice.number}")).decisive is Reason.ALREADY_IMPORTED
    assert "imported" in [e.event for e in (await company.why(invoice.id)).timeline]
