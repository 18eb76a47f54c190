"""Two workers on one ledger, at the same time."""

from __future__ import annotations

import asyncio
from collections import Counter

from core.creating import Creation, Overtaken, create_once
from core.domain.history import SeenBy
from core.domain.invoice import Invoice
from core.domain.judging import judge
from core.domain.outcome import Outcome, Run
from core.domain.reason import Reason, Trigger
from core.domain.verdict import Eligible
from core.following import follows_of
from core.gathering import Gatherer, Question
from core.ports import InvoiceFilter
from core.readings import Readings, read_account
from core.systems import Systems
from sandbox.teamleader import Invoice as Booked
from tests.engine.company import CREATE, Company, line_of, told

IMPORTED = (Outcome.IMPORTED, None)
ALREADY = (Outcome.ALREADY_IMPORTED, Reason.ALREADY_IMPORTED)
ASK_FOR_ANY = ("GET", "/creditor/invoice/")


def outcomes(invoice: Booked, *runs: Run) -> list[Outcome]:
    return sorted(line_of(run, invoice).outcome for run in runs)


async def test_both_importing_the_same_window_bring_each_invoice_once(
    company: Company,
) -> None:
    invoices = [company.booked(f"{amount}.00") for amount in range(20, 32)]
    other = await company.worker()

    runs = await asyncio.gather(company.imports(), company.imports(by=other))

    for invoice in invoices:
        assert outcomes(invoice, *runs) == [Outcome.ALREADY_IMPORTED, Outcome.IMPORTED]
        assert company.held(invoice).amount == invoice.total
    together = Counter(line.outcome for run in runs for line in run.lines)
    assert together[Outcome.IMPORTED] == len(invoices)
    assert company.creates == len(invoices)


async def test_the_second_waits_for_the_answer_of_the_first(company: Company) -> None:
    invoice = company.booked()
    creating = company.twikey_door.hold(*CREATE)
    first = company.begins(company.imports())
    await creating.reached.wait()
    asking = company.twikey_door.hold(*ASK_FOR_ANY, after=True)
    second = company.begins(company.imports(by=await company.worker()))
    await asking.reached.wait()
    creating.released.set()
    assert told(await first, invoice) == IMPORTED
    asking.released.set()

    late = await second
    assert told(late, invoice) == ALREADY
    assert line_of(late, invoice).facts["state"] == "BOOKED"
    assert line_of(await company.imports(), invoice).facts["state"] == "BOOKED"
    assert company.creates == 1


async def test_a_worker_that_hangs_keeps_its_invoice_and_no_other(
    company: Company,
) -> None:
    invoice = company.booked()
    creating = company.twikey_door.hold(*CREATE)
    hanging = company.begins(company.imports())
    await creating.reached.wait()
    free = company.booked("60.00")

    other = await company.imports(by=await company.worker())
    creating.released.set()

    assert line_of(other, invoice).outcome is Outcome.UNKNOWN
    assert told(other, free) == IMPORTED
    assert told(await hanging, invoice) == IMPORTED
    assert company.creates == 2


async def test_a_judgement_that_was_overtaken_creates_nothing(company: Company) -> None:
    invoice = company.booked()
    systems = await company.systems()
    eligible = await judged(company, systems)
    assert told(await company.imports(), invoice) == IMPORTED

    assert isinstance(await creates(systems, eligible), Overtaken)
    assert company.creates == 1


async def test_a_judgement_older_than_an_unanswered_create_creates_nothing(
    company: Company,
) -> None:
    company.booked()
    systems = await company.systems()
    eligible = await judged(company, systems)
    company.twikey.faults.add("invoice.create", "503", times=2)
    company.twikey.faults.add("invoice.detail", "503", times=3)
    await company.imports()
    asked = company.creates

    assert isinstance(await creates(systems, eligible), Overtaken)
    assert company.creates == asked


async def test_an_answer_that_another_worker_never_got_is_looked_up(
    company: Company,
) -> None:
    invoice = company.booked()
    reading = company.teamleader_door.hold("POST", "/invoices.info")
    slow = company.begins(company.imports())
    await reading.reached.wait()
    company.twikey.faults.add("invoice.create", "lost-answer", times=2)
    company.twikey.faults.add("invoice.detail", "503", times=3)
    other = await company.imports(by=await company.worker())
    company.twikey.faults.clear()
    reading.released.set()

    assert line_of(other, invoice).outcome is Outcome.UNKNOWN
    assert told(await slow, invoice) == ALREADY
    assert (await company.remembers(invoice)).imported_at is not None


async def created(company: Company, systems: Systems, eligible: Eligible) -> Creation:
    follows = follows_of(eligible.submission, company.policy)
    return await create_once(systems, eligible, follows, None)


async def judged(company: Company, systems: Systems) -> Eligible:
    """Judge the only invoice there is, as another worker would."""
    pages = [page async for page in systems.source.invoices(InvoiceFilter())]
    rows = [row for page in pages for row in page if isinstance(row, Invoice)]
    await systems.ledger.write(lambda tx: tx.targets.complete())
    readings = Readings(await read_account(systems))
    gatherer = Gatherer(systems, readings, company.policy)
    first = await gatherer.first(rows, Question(Trigger.NUMBER, SeenBy.IMPORT))
    (evidence,) = await gatherer.second(first)
    verdict = judge(evidence)
    assert isinstance(verdict, Eligible)
    return verdict


async def test_both_importing_by_number_bring_it_once(company: Company) -> None:
    invoice = company.booked()
    other = await company.worker()

    runs = await asyncio.gather(
        company.imports(invoice.id), company.imports(invoice.id, by=other)
    )

    assert outcomes(invoice, *runs) == [Outcome.ALREADY_IMPORTED, Outcome.IMPORTED]
    assert company.creates == 1


async def test_two_departments_under_one_number_by_two_workers(
    company: Company,
) -> None:
    north, south = _colliding(company)
    other = await company.worker()

    runs = await asyncio.gather(
        company.imports(north.id), company.imports(south.id, by=other)
    )

    lines = [line_of(runs[0], north), line_of(runs[1], south)]
    assert sorted(line.outcome for line in lines) == [
        Outcome.IMPORTED,
        Outcome.NOT_IMPORTED,
    ]
    assert {line.reason for line in lines} == {None, Reason.NUMBER_TAKEN}
    winner = next(line for line in lines if line.outcome is Outcome.IMPORTED)
    assert company.held(north).ref == winner.source_id


async def test_a_deleted_invoice_is_brought_back_once_by_two_people(
    company: Company,
) -> None:
    invoice = company.booked()
    await company.imports()
    company.twikey.delete(company.held(invoice).id)
    other = await company.worker()

    runs = await asyncio.gather(
        company.imports(invoice.id), company.imports(invoice.id, by=other)
    )

    assert outcomes(invoice, *runs) == [Outcome.ALREADY_IMPORTED, Outcome.IMPORTED]
    assert company.creates == 2


def _colliding(company: Company) -> tuple[Booked, Booked]:
    north = company.teamleader.add_department("Noord")
    south = company.teamleader.add_department("Zuid")
    first = company.booked("50.00", department_id=north)
    second = company.booked("60.00", department_id=south)
    assert first.number == second.number
    return first, second


async def creates(systems: Systems, eligible: Eligible) -> Creation:
    follows = follows_of(eligible.submission, await systems.policy())
    return await create_once(systems, eligible, follows, None)
