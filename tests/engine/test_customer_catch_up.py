"""Customer changes that no hint told of come to Twikey all the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.customer_catch_up import MARK, CustomerCatchUp, reached_by
from core.domain.invoice import CustomerId, CustomerKind, CustomerRef
from core.errors import RemoteUnavailable
from core.ports import ChangedCustomer
from sandbox.teamleader import Invoice
from tests.engine.company import Company
from tests.engine.watchman import Watchman

UPDATE = "customer.update"
BEGIN = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def lists(company: Company) -> int:
    calls = company.teamleader
    return calls.count("companies.list") + calls.count("contacts.list")


async def billed(watchman: Watchman, name: str = "Brouwerij") -> str:
    """Add a customer with an invoice that is in Twikey."""
    company = watchman.company
    customer = company.teamleader.add_company(name, email="a@example.be")
    company.held(await booked_for(watchman, customer))
    return customer


async def booked_for(watchman: Watchman, customer: str) -> Invoice:
    invoice = watchman.company.booked(customer_id=customer)
    await watchman.hears()
    return invoice


@pytest.fixture
async def catching(watchman: Watchman) -> CustomerCatchUp:
    """A catch-up that began an hour ago, from when on all hints are lost."""
    made = CustomerCatchUp(watchman.systems, watchman.watch)
    await made.catch_up()
    watchman.company.clock.advance(hours=1)
    return made


async def test_a_change_whose_hint_was_lost_is_brought_to_twikey(
    watchman: Watchman, company: Company, catching: CustomerCatchUp
) -> None:
    customer = await billed(watchman)
    watchman.loses_hints()
    company.teamleader.update_customer(customer, email="b@example.be")
    await watchman.hears()
    company.clock.advance(hours=1)
    assert company.twikey.customers[customer].fields["email"] == "a@example.be"

    assert await catching.catch_up() == 1

    assert company.twikey.customers[customer].fields["email"] == "b@example.be"


async def test_what_was_told_already_is_not_sent_again(
    watchman: Watchman, company: Company, catching: CustomerCatchUp
) -> None:
    customer = await billed(watchman)
    company.teamleader.update_customer(customer, email="b@example.be")
    await watchman.hears()
    updates = len(company.twikey.calls_of(UPDATE))
    for _ in range(3):
        company.clock.advance(hours=1)
        await catching.catch_up()

    assert len(company.twikey.calls_of(UPDATE)) == updates


async def test_customers_that_are_not_in_twikey_cost_two_lists_and_no_more(
    watchman: Watchman, company: Company, catching: CustomerCatchUp
) -> None:
    for number in range(30):
        company.teamleader.add_company(f"Klant {number}")
    company.clock.advance(hours=1)
    before = lists(company)

    assert await catching.catch_up() == 0
    assert lists(company) - before == 2


async def test_an_invoice_that_waits_for_its_customer_comes_in(
    watchman: Watchman, company: Company, catching: CustomerCatchUp
) -> None:
    customer = company.teamleader.add_company("")
    invoice = await booked_for(watchman, customer)
    assert company.at_twikey(invoice) is None
    watchman.loses_hints()
    company.clock.advance(hours=1)
    company.teamleader.update_customer(customer, name="Brouwerij")
    await watchman.hears()
    company.clock.advance(hours=1)
    await catching.catch_up()

    assert company.held(invoice)


async def test_the_first_look_asks_nothing(
    watchman: Watchman, company: Company
) -> None:
    before = lists(company)
    await CustomerCatchUp(watchman.systems, watchman.watch).catch_up()

    assert lists(company) == before


async def test_while_automatic_import_is_off_nothing_moves_and_later_it_does(
    watchman: Watchman, company: Company, catching: CustomerCatchUp
) -> None:
    customer = await billed(watchman)
    watchman.loses_hints()
    company.decides(auto_import=False)
    company.teamleader.update_customer(customer, email="b@example.be")
    company.clock.advance(days=9)
    assert await catching.catch_up() == 0
    company.decides(auto_import=True)
    await catching.catch_up()

    assert company.twikey.customers[customer].fields["email"] == "b@example.be"


async def test_an_outage_loses_nothing(
    watchman: Watchman, company: Company, catching: CustomerCatchUp
) -> None:
    customer = await billed(watchman)
    watchman.loses_hints()
    company.teamleader.update_customer(customer, email="b@example.be")
    company.clock.advance(hours=1)
    company.teamleader.faults.add("contacts.list", 503, times=99)
    with pytest.raises(RemoteUnavailable):
        await catching.catch_up()
    company.teamleader.faults.clear()
    company.clock.advance(days=2)
    await catching.catch_up()

    assert company.twikey.customers[customer].fields["email"] == "b@example.be"


async def test_many_changes_are_followed_bit_by_bit_and_all_in_the_end(
    watchman: Watchman, company: Company
) -> None:
    catching = CustomerCatchUp(watchman.systems, watchman.watch, most=100)
    await catching.catch_up()
    company.clock.advance(hours=1)
    for number in range(250):
        company.teamleader.add_company(f"Klant {number}")
        company.clock.advance(seconds=1)
    customer = await billed(watchman)
    watchman.loses_hints()
    company.teamleader.update_customer(customer, email="b@example.be")
    company.clock.advance(hours=1)
    marks = []
    for _ in range(4):
        await catching.catch_up()
        mark = await watchman.systems.ledger.read(lambda tx: tx.marks.get(MARK))
        assert mark is not None
        marks.append(mark)

    assert marks == sorted(marks)
    assert company.twikey.customers[customer].fields["email"] == "b@example.be"


async def test_more_changes_in_one_second_than_are_read_at_once_hold_up_nothing(
    watchman: Watchman, company: Company
) -> None:
    catching = CustomerCatchUp(watchman.systems, watchman.watch, most=100)
    await catching.catch_up()
    company.clock.advance(hours=1)
    for number in range(350):
        company.teamleader.add_company(f"Klant {number}")
    customer = await billed(watchman)
    watchman.loses_hints()
    company.clock.advance(hours=1)
    company.teamleader.update_customer(customer, email="b@example.be")
    company.clock.advance(hours=1)
    for _ in range(2):
        await catching.catch_up()

    assert company.twikey.customers[customer].fields["email"] == "b@example.be"


def test_a_list_that_was_cut_short_goes_on_exactly_where_it_stopped() -> None:
    minute = timedelta(minutes=1)
    changed = [
        ChangedCustomer(
            CustomerRef(CustomerKind.COMPANY, CustomerId(f"c{n}")), BEGIN + n * minute
        )
        for n in range(100)
    ]

    assert reached_by(changed, BEGIN, 100) == BEGIN + 99 * minute
    assert reached_by(changed, BEGIN, 101) == BEGIN + 89 * minute
    assert reached_by(changed[:3], BEGIN, 100) == BEGIN
    assert reached_by([], BEGIN, 100) == BEGIN
