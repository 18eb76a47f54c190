"""A worker that stood still and goes on: what it knew is old by then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from core.documents import MOST_FETCHES
from core.domain.document import DocumentProblem
from core.domain.outcome import Outcome
from core.domain.reason import System
from core.engine import Engine
from core.ports import Ledger, LedgerTx
from core.ports.ledger import Claim
from sandbox.wire import Request
from tests.engine.company import Company, line_of
from tests.engine.office import DOWNLOAD, Office, rendered

T = TypeVar("T")
READ = ("POST", "/invoices.info")


class FreezesAfterClaiming:
    """A ledger whose user stands still once it has taken an invoice."""

    def __init__(self, ledger: Ledger, company: Company) -> None:
        self._ledger = ledger
        self._company = company
        self.thaws: Callable[[], None] = lambda: None

    async def write(self, unit: Callable[[LedgerTx], T]) -> T:
        value = await self._ledger.write(unit)
        if isinstance(value, Claim):
            self._company.clock.advance(minutes=15)
            self.thaws()
        return value

    jot = write

    async def read(self, query: Callable[[LedgerTx], T]) -> T:
        return await self._ledger.read(query)


async def test_what_was_read_before_the_standstill_is_not_sent(
    company: Company,
) -> None:
    invoice = company.booked("121.00")
    reading = company.teamleader_door.hold(*READ, after=True)
    running = company.begins(company.imports())
    await reading.reached.wait()
    company.clock.advance(minutes=15)
    company.teamleader.update_invoice(invoice.id, total="242.00")
    reading.released.set()
    line = line_of(await running, invoice)

    assert (line.outcome, line.system) == (Outcome.UNKNOWN, System.TEAMLEADER)
    assert company.creates == 0
    await company.imports()
    assert company.held(invoice).amount == invoice.total


async def test_what_was_claimed_before_the_standstill_is_not_sent(
    company: Company,
) -> None:
    invoice = company.booked("121.00")
    systems = await company.systems()
    frozen = FreezesAfterClaiming(systems.ledger, company)
    frozen.thaws = lambda: company.teamleader.update_invoice(invoice.id, total="242.00")
    worker = Engine(replace(systems, ledger=frozen))

    run = await company.imports(by=worker)

    assert line_of(run, invoice).outcome is Outcome.UNKNOWN
    assert company.creates == 0
    await company.imports()
    assert company.held(invoice).amount == invoice.total


async def test_a_pdf_that_was_fetched_before_the_standstill_is_fetched_anew(
    company: Company, office: Office
) -> None:
    invoice = await office.imports()
    fetching = company.teamleader_door.hold(*DOWNLOAD, after=True)
    working = company.begins(office.works())
    await fetching.reached.wait()
    company.clock.advance(minutes=4)
    company.teamleader.update_invoice(invoice.id, total="242.00")
    fetching.released.set()
    await working

    assert office.attached(invoice) == rendered(company, invoice)
    assert (office.downloads, office.attachments) == (2, 1)


async def test_a_slow_download_is_no_standstill(
    company: Company, office: Office
) -> None:
    await office.imports()
    fetching = company.teamleader_door.hold(*DOWNLOAD, after=True)
    working = company.begins(office.works())
    await fetching.reached.wait()
    company.clock.advance(minutes=3)
    fetching.released.set()
    await working

    assert (office.downloads, office.attachments) == (1, 1)


async def test_whoever_stands_still_again_and_again_attaches_nothing(
    company: Company, office: Office
) -> None:
    invoice = await office.imports()

    def stands_still(request: Request) -> None:
        if request.path.startswith("/cdn/"):
            company.clock.advance(minutes=4)

    company.teamleader_door.overhear = stands_still
    (retrieval,) = await office.works()
    assert retrieval.problem is DocumentProblem.UNREACHABLE
    assert (office.downloads, office.attachments) == (MOST_FETCHES, 0)

    company.teamleader_door.overhear = lambda request: None
    company.clock.advance(minutes=8)
    await office.works()
    assert office.attached(invoice) == rendered(company, invoice)
