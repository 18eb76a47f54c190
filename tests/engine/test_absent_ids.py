"""Ids that nobody knows: whoever names them makes us ask once a minute at the most."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from core.ports.watch import Hint
from storage.ledger import open_ledger
from tests.bot.hook_world import serving
from tests.bot.malformed import ACCOUNT
from tests.conftest import KEY
from tests.engine.company import Company
from tests.engine.watchman import Watchman

STRANGER = "00000000-0000-4000-8000-00000000000a"
LOOKS = ("invoices.list", "invoices.info", "creditNotes.info")
MINUTE = timedelta(minutes=1)


async def is_hinted(
    watchman: Watchman, id_: str = STRANGER, subject: str = "invoice"
) -> None:
    """Take in a hint that names an id, and follow what may be followed."""
    hint = Hint(subject, id_, f"{subject}.updated")
    await watchman.systems.ledger.write(lambda tx: tx.hints.add([hint]))
    await watchman.hints.follow()


def looks(company: Company) -> list[datetime]:
    """Return when Teamleader was asked for something by its id."""
    return [call.moment for call in company.teamleader.calls if call.operation in LOOKS]


def closest(moments: Sequence[datetime]) -> timedelta:
    """Return the shortest time between two of some moments."""
    return min(b - a for a, b in pairwise(moments))


@pytest.fixture
async def two(company: Company, ledger_url: str) -> AsyncIterator[list[Watchman]]:
    """Two processes with ledgers of their own on one database of each kind."""
    async with AsyncExitStack() as stack:
        watchmen = []
        for _ in range(2):
            opened = open_ledger(ledger_url, [KEY], company.clock.now)
            company.ledger = await stack.enter_async_context(opened)
            watchmen.append(Watchman(company, await company.systems()))
        await watchmen[0].starts()
        company.clock.advance(days=1)
        company.teamleader.calls.clear()
        yield watchmen


@pytest.mark.parametrize("subject", ["invoice", "creditNote"])
async def test_an_id_made_up_costs_one_call_a_minute_over_all_processes(
    two: list[Watchman], company: Company, subject: str
) -> None:
    for number in range(200):
        await is_hinted(two[number % 2], subject=subject)
        company.clock.advance(seconds=3)

    asked = looks(company)
    assert closest(asked) >= MINUTE
    assert len(asked) == 10


async def test_an_id_made_up_costs_no_more_under_several_names(
    two: list[Watchman], company: Company
) -> None:
    subjects = ("invoice", "creditNote", "company", "subscription", "contact")
    for number in range(200):
        for subject in subjects[number % 3 :]:
            await is_hinted(two[number % 2], subject=subject)
        company.clock.advance(seconds=3)

    asked = looks(company)
    assert closest(asked) >= MINUTE
    assert len(asked) == 10


async def test_a_process_that_was_just_started_knows_what_was_not_there(
    watchman: Watchman, company: Company
) -> None:
    company.teamleader.calls.clear()
    for _ in range(30):
        await is_hinted(await watchman.restarts())
        company.clock.advance(seconds=3)

    assert len(looks(company)) == 2
    assert closest(looks(company)) >= MINUTE


async def test_hints_that_are_stored_together_cost_no_more(
    two: list[Watchman], company: Company
) -> None:
    company.teamleader.account_id = ACCOUNT
    async with serving(two[0].systems.ledger) as served:
        for _ in range(40):
            await asyncio.gather(*(served.post() for _ in range(5)))
            for each in two:
                await each.hints.follow()
            company.clock.advance(seconds=5)

    assert len(looks(company)) == 4
    assert closest(looks(company)) >= MINUTE


async def test_one_that_is_hinted_during_the_look_at_it_waits_as_well(
    watchman: Watchman, company: Company
) -> None:
    company.teamleader.calls.clear()
    hold = company.teamleader_door.hold("POST", "/invoices.info")
    looking = company.begins(is_hinted(watchman))
    await hold.reached.wait()
    await is_hinted(await watchman.restarts())
    hold.released.set()
    await looking
    assert len(looks(company)) == 1

    company.clock.advance(seconds=59)
    assert await watchman.hints.follow() == 0
    company.clock.advance(seconds=1)
    assert await watchman.hints.follow() == 1


@pytest.mark.parametrize("minutes", [1, 8])
async def test_an_id_that_was_made_up_and_exists_later_is_imported(
    two: list[Watchman], company: Company, minutes: int
) -> None:
    invoice = company.booked()
    hidden = company.teamleader.books.invoices.pop(invoice.id)
    for _ in range(minutes * 5):
        await is_hinted(two[0], invoice.id)
        company.clock.advance(seconds=12)
    company.teamleader.books.invoices[invoice.id] = hidden

    await is_hinted(two[1], invoice.id)
    company.clock.advance(seconds=60)
    await two[1].hints.follow()

    assert company.held(invoice).amount == invoice.total


async def test_a_known_invoice_is_looked_at_with_every_hint(
    two: list[Watchman], company: Company
) -> None:
    invoice = company.booked()
    await two[0].hears()
    before = len(looks(company))

    for number in range(6):
        await is_hinted(two[number % 2], invoice.id)

    assert len(looks(company)) - before == 6


async def test_a_known_invoice_that_is_gone_is_looked_at_with_every_hint(
    watchman: Watchman, company: Company
) -> None:
    invoice = company.booked()
    await watchman.hears()
    company.teamleader.delete_invoice(invoice.id)
    before = len(looks(company))

    for _ in range(3):
        await is_hinted(watchman, invoice.id)

    assert len(looks(company)) - before == 3


async def test_an_id_that_is_found_rests_no_longer(
    watchman: Watchman, company: Company
) -> None:
    invoice = company.booked()
    hidden = company.teamleader.books.invoices.pop(invoice.id)
    await watchman.hears()
    company.teamleader.books.invoices[invoice.id] = hidden
    company.clock.advance(seconds=60)
    await watchman.hints.follow()
    before = len(looks(company))

    for _ in range(3):
        await is_hinted(watchman, invoice.id)

    assert len(looks(company)) - before == 3


async def test_a_hint_ends_a_long_wait_for_teamleader_within_a_minute(
    watchman: Watchman, company: Company
) -> None:
    invoice = company.booked()
    company.teamleader.faults.add("*", "503", times=None)
    await watchman.hears()
    for _ in range(4):
        company.clock.advance(minutes=10)
        await watchman.hints.follow()
    company.teamleader.faults.clear()

    await is_hinted(watchman, invoice.id)
    company.clock.advance(seconds=60)
    await watchman.hints.follow()

    assert company.held(invoice).amount == invoice.total


async def test_what_rests_holds_up_nobody(watchman: Watchman, company: Company) -> None:
    await is_hinted(watchman)
    invoice = company.booked()
    await company.teamleader.hooks.deliver_due()

    await is_hinted(watchman)

    assert company.held(invoice).amount == invoice.total


async def test_a_flood_of_strange_ids_does_not_read_the_feed_each_time(
    watchman: Watchman, company: Company
) -> None:
    feeds = len(company.twikey.calls_of("invoice.feed"))
    for number in range(20):
        await is_hinted(watchman, f"7f2c1d94-6a6e-4a0c-9a43-{number:012d}")
        watchman.company.clock.advance(seconds=2)

    assert len(company.twikey.calls_of("invoice.feed")) - feeds == 1
