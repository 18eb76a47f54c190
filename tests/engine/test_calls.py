"""What a run costs: lists of a hundred, one call per invoice that may go in.

For N invoices of which K pass what the list and the ledger know, a run makes N / 100
calls of ``invoices.list``, one of ``creditNotes.list``, one list of companies and one
of contacts per hundred, and K calls of ``invoices.info``: about K + 10 at Teamleader.
At Twikey it is one reading of the feed and K creates, each one call.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from core.domain.outcome import Outcome
from sandbox.wire import Request, Response
from tests.builders import NOW
from tests.engine.company import Company

BOOK = 250
PASSING = 50


async def a_book_of_250(company: Company) -> None:
    companies = [company.teamleader.add_company(f"Firma {n} BV") for n in range(30)]
    people = [company.teamleader.add_contact("Jo", f"Peeters {n}") for n in range(10)]
    customers = companies + people
    for number in range(BOOK):
        customer = customers[number % len(customers)]
        created = NOW - timedelta(minutes=number)
        invoice = company.drafted("12.10", at=created, customer_id=customer)
        company.teamleader.book(invoice.id)
        if number >= PASSING:
            company.teamleader.register_payment(invoice.id)


@contextmanager
def listening(company: Company) -> Iterator[list[Request]]:
    """Hear every list that is asked for."""
    heard: list[Request] = []
    company.teamleader.calls.clear()
    company.twikey.calls.clear()
    company.teamleader_door.overhear = heard.append
    yield heard


async def test_a_book_of_250_costs_one_call_per_invoice_that_may_go_in(
    company: Company,
) -> None:
    await a_book_of_250(company)
    count = company.teamleader.count

    with listening(company) as heard:
        run = await company.imports()

    assert run.counts["seen"] == BOOK
    assert run.counts["imported"] == count("invoices.info") == PASSING
    assert count("invoices.list") == 3
    assert count("creditNotes.list") == 1
    assert count("companies.list") == count("contacts.list") == 1
    assert count("departments.list") == count("users.me") == 1
    lists = [r.json()["page"]["size"] for r in heard if r.path == "/invoices.list"]
    assert lists == [100, 100, 100]
    assert len(company.teamleader.calls) <= PASSING + 10
    assert company.creates == PASSING
    assert len(company.twikey.calls_of("invoice.feed")) <= 2
    assert company.twikey.calls_of("invoice.detail") == []


async def test_a_second_run_costs_the_lists_alone(company: Company) -> None:
    company.twikey.switches.feed_page_size = 10
    for number in range(130):
        invoice = company.booked("12.10")
        if number % 10:
            company.teamleader.register_payment(invoice.id)
    await company.imports()

    with listening(company):
        again = await company.imports()

    assert again.counts["already_imported"] == 13
    assert company.teamleader.count("invoices.list") == 2
    assert company.teamleader.count("invoices.info") == 0
    assert company.teamleader.count("companies.list") == 0
    assert len(company.teamleader.calls) <= 5
    assert company.creates == 0
    # The feed tells of the 13 new ones, two pages of them, and then of nothing.
    assert len(company.twikey.calls_of("invoice.feed")) == 3


async def test_all_problems_are_listed_together(company: Company) -> None:
    for _ in range(40):
        company.booked("12.10", currency="USD")
    await company.imports()

    with listening(company):
        run = await company.imports_problems()

    assert {line.outcome for line in run.lines} == {Outcome.NOT_IMPORTED}
    assert run.counts["seen"] == 40
    assert company.teamleader.count("invoices.list") == 1
    assert company.teamleader.count("creditNotes.list") == 1


async def test_several_numbers_share_their_lists(company: Company) -> None:
    invoices = [company.booked("12.10") for _ in range(12)]

    with listening(company):
        run = await company.imports(*(invoice.id for invoice in invoices))

    assert run.counts["imported"] == 12
    assert company.teamleader.count("creditNotes.list") == 1
    assert company.teamleader.count("companies.list") == 1


async def test_more_invoices_than_a_minute_admits_take_longer_and_all_go_in(
    company: Company,
) -> None:
    """Teamleader admits so many calls a minute, and never has to say no."""
    company.teamleader.limits.limit = 30
    worker = await company.worker(rate_limit=30)
    statuses: Counter[int] = Counter()
    company.teamleader_door.spoil = lambda _, answer: counted(statuses, answer)
    for _ in range(50):
        company.booked("12.10")
    began = company.clock.now()

    run = await company.imports(by=worker)

    assert run.counts["imported"] == 50
    assert (company.clock.now() - began).total_seconds() > 60
    assert set(statuses) == {200}


def counted(statuses: Counter[int], answer: Response) -> Response:
    statuses[answer.status] += 1
    return answer


async def test_neither_side_is_asked_too_much_at_once(company: Company) -> None:
    for _ in range(30):
        company.booked("12.10")
    company.teamleader.faults.add("invoices.info", "latency", times=None, detail=1)
    company.twikey.faults.add("invoice.create", "latency:1", times=30)

    run = await company.imports()

    assert run.counts["imported"] == 30
    assert 1 < company.teamleader_door.most_at_once <= 6
    assert 1 < company.twikey_door.most_at_once <= 8
