"""Customers whose invoice came to Twikey by a create that nobody answered."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import null, select, update

from core.customer_catch_up import CustomerCatchUp
from storage.database import Database
from storage.tables import attempt
from tests.engine.company import Company
from tests.engine.test_customer_updates import UPDATE, Desk
from tests.engine.watchman import Watchman

AWAY = "503"


@pytest.fixture
def desk(watchman: Watchman, company: Company) -> Desk:
    return Desk(watchman, company)


async def bills_unheard(desk: Desk, customer: str, **details: Any) -> None:
    """Book an invoice whose create is carried out, and the answer lost."""
    faults = desk.company.twikey.faults
    faults.add("invoice.create", "lost-answer", times=2)
    faults.add("invoice.detail", AWAY, times=1000)
    invoice = desk.company.booked(customer_id=customer, **details)
    await desk.watchman.hears()
    faults.add("invoice.feed", AWAY, times=1000)
    assert (await desk.watchman.memory(invoice)).imported_at is None
    assert desk.at_twikey(customer)


async def is_found(desk: Desk) -> None:
    """Let Twikey answer again, and the next look find what it has."""
    desk.company.twikey.faults.clear()
    desk.company.clock.advance(hours=1)
    await desk.watchman.watch.judge_again()


async def test_a_correction_reaches_twikey_and_nothing_else_does(desk: Desk) -> None:
    customer = desk.adds()
    await bills_unheard(desk, customer)
    await is_found(desk)

    await desk.changes(customer, city="Aalst")

    assert desk.sent() == [{"city": "Aalst"}]


async def test_an_address_that_only_the_invoice_names_is_left_alone(
    desk: Desk,
) -> None:
    customer = desk.adds()
    await bills_unheard(desk, customer, email="werf-gent@devlinder.example")
    await is_found(desk)

    await desk.changes(customer, city="Aalst")

    assert desk.sent() == [{"city": "Aalst"}]
    assert desk.at_twikey(customer)["email"] == "werf-gent@devlinder.example"


@pytest.mark.parametrize("taken_over", [True, False], ids=["taken over", "ignored"])
async def test_a_customer_who_moved_away_and_back_is_back_at_twikey(
    desk: Desk, company: Company, taken_over: bool
) -> None:
    """An unanswered create may have changed a customer that was there."""
    company.twikey.switches.create_updates_customer = taken_over
    customer = desk.adds()
    await desk.bills(customer)
    company.decides(auto_import=False)
    await desk.changes(customer, city="Aalst")
    company.decides(auto_import=True)
    await bills_unheard(desk, customer)
    await is_found(desk)

    await desk.changes(customer, city="Gent")

    assert desk.at_twikey(customer)["city"] == "Gent"


async def test_a_correction_before_it_was_found_is_made_up_for(
    desk: Desk, company: Company
) -> None:
    catching_up = CustomerCatchUp(desk.watchman.systems, desk.watchman.watch)
    await catching_up.catch_up()
    customer = desk.adds()
    await bills_unheard(desk, customer)
    company.clock.advance(minutes=1)
    await desk.changes(customer, city="Aalst")
    company.clock.advance(hours=1)
    desk.adds(email="other@devlinder.example")
    await catching_up.catch_up()
    assert desk.at_twikey(customer)["city"] == "Gent"
    await is_found(desk)

    await catching_up.catch_up()

    assert desk.sent() == [{"city": "Aalst"}]


async def test_where_nobody_knows_what_was_sent_the_next_change_goes_whole(
    desk: Desk, company: Company
) -> None:
    """As with an attempt that an earlier version left open."""
    customer = desk.adds()
    await bills_unheard(desk, customer)
    _forget_what_was_sent(company)
    await is_found(desk)

    await desk.changes(customer, city="Aalst")

    (sent,) = desk.sent()
    assert (sent["city"], sent["zip"]) == ("Aalst", "9000")
    assert "customerNumber" not in sent
    assert list(company.twikey.customers) == [customer]


async def test_where_nobody_knows_a_known_customer_counts_as_unknown_but_its_address(
    desk: Desk, company: Company
) -> None:
    customer = desk.adds()
    await desk.bills(customer, email="werf-gent@devlinder.example")
    await bills_unheard(desk, customer)
    _forget_what_was_sent(company)
    await is_found(desk)

    await desk.changes(customer, street="Molendries 3")

    (sent,) = desk.sent()
    assert (sent["address"], sent["city"]) == ("Molendries 3", "Gent")
    assert "email" not in sent


@pytest.mark.parametrize("is_there", [True, False], ids=["made", "not made"])
async def test_what_was_tried_is_kept_no_longer_than_it_is_open(
    desk: Desk, company: Company, is_there: bool
) -> None:
    kind = "lost-answer" if is_there else "lost-request"
    company.twikey.faults.add("invoice.create", kind, times=2)
    company.twikey.faults.add("invoice.detail", AWAY, times=1000)
    company.booked(customer_id=desk.adds())
    await desk.watchman.hears()
    (kept,) = _kept(company)
    assert kept is not None
    assert "Vlinder" not in kept
    await is_found(desk)

    assert set(_kept(company)) == {None}


async def test_nobody_is_told_of_a_customer_whose_create_was_never_made(
    desk: Desk, company: Company
) -> None:
    customer = desk.adds()
    company.twikey.faults.add("invoice.create", "err_invalid_params", times=9)
    company.booked(customer_id=customer)
    await desk.watchman.hears()

    await desk.changes(customer, city="Aalst")

    assert company.twikey.calls_of(UPDATE) == []


def _forget_what_was_sent(company: Company) -> None:
    database: Database = company.ledger._database
    with database.writer.begin() as connection:
        connection.execute(update(attempt).values(customer=null()))


def _kept(company: Company) -> list[str | None]:
    database: Database = company.ledger._database
    with database.reader.begin() as connection:
        return list(connection.scalars(select(attempt.c.customer)))
