"""A worker that stood still and goes on: what it knew is old by then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from core.domain.outcome import Outcome
from core.domain.reason import System
from core.engine import Engine
from core.ports import Ledger, LedgerTx
from core.ports.ledger import Claim
from tests.engine.company import Company, line_of

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
