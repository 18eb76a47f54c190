"""A machine whose clock is wrong: what the ledger keeps goes by the ledger's clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.domain.diagnosis import Diagnosis
from core.domain.document import DocumentProblem
from core.domain.invoice import SourceId
from core.domain.reason import Reason
from core.engine import Engine
from core.mandates import refresh_mandates
from core.systems import Systems
from sandbox.teamleader import PdfPlan
from tests.engine.company import Company
from tests.engine.doors import CompanyClock
from tests.engine.office import Office, open_office, sends_with_the_pdf
from tests.engine.watchman import Watchman

HOURS = [-2, 2]


class WrongClock(CompanyClock):
    """The clock of a machine that is some hours behind or ahead of everybody else."""

    def __init__(self, true: CompanyClock, hours: int) -> None:
        super().__init__(true.now())
        self._true = true
        self._off = timedelta(hours=hours)

    def now(self) -> datetime:
        return self._true.now() + self._off

    def monotonic(self) -> float:
        return self._true.monotonic()


async def wrong(company: Company, hours: int) -> Systems:
    """Start a worker on a machine whose clock is wrong."""
    return replace(await company.systems(), clock=WrongClock(company.clock, hours))


@pytest.mark.parametrize("hours", HOURS)
async def test_a_late_pdf_is_asked_for_after_its_wait_and_not_at_once(
    company: Company, hours: int
) -> None:
    sends_with_the_pdf(company)
    async with open_office(company, await wrong(company, hours)) as office:
        invoice = await office.imports()
        invoice.pdf = PdfPlan(ready_after=None)
        (retrieval,) = await office.works()

        assert retrieval.problem is DocumentProblem.NOT_YET
        assert await _wait_for(office, invoice.id) == pytest.approx(60, abs=6.1)


@pytest.mark.parametrize("hours", HOURS)
async def test_a_pdf_is_given_up_after_seven_days_of_the_ledger(
    company: Company, hours: int
) -> None:
    sends_with_the_pdf(company)
    async with open_office(company, await wrong(company, hours)) as office:
        invoice = await office.imports()
        invoice.pdf = PdfPlan(ready_after=None)
        company.clock.advance(days=7, hours=-1)
        (early,) = await office.works()
        company.clock.advance(hours=1)
        (last,) = await office.works()

        assert (early.gave_up, last.gave_up) == (False, True)


@pytest.mark.parametrize(("minutes", "is_new"), [(59, True), (61, False)])
@pytest.mark.parametrize("hours", HOURS)
async def test_what_was_just_booked_is_told_by_the_ledger_alone(
    company: Company, hours: int, minutes: int, *, is_new: bool
) -> None:
    company.decides(auto_import=False)
    invoice = company.booked()
    engine = Engine(await wrong(company, hours))
    await engine.diagnose(invoice.id)
    company.clock.advance(minutes=minutes)

    answer = await engine.diagnose(invoice.id)

    assert isinstance(answer, Diagnosis)
    found = {finding.reason for finding in answer.verdict.findings}
    assert (Reason.JUST_BOOKED in found) is is_new


@pytest.mark.parametrize("hours", HOURS)
async def test_mandates_that_were_read_lately_are_not_read_again(
    company: Company, hours: int
) -> None:
    systems = await wrong(company, hours)
    await refresh_mandates(systems)
    read = len(company.twikey.calls_of("mandate.feed"))
    company.clock.advance(minutes=4)
    await refresh_mandates(systems)
    assert len(company.twikey.calls_of("mandate.feed")) == read

    company.clock.advance(minutes=2)
    await refresh_mandates(systems)
    assert len(company.twikey.calls_of("mandate.feed")) > read > 0


@pytest.mark.parametrize(("minutes", "is_told"), [(4, False), (6, True)])
@pytest.mark.parametrize("hours", HOURS)
async def test_a_hint_is_missed_only_when_it_is_late(
    company: Company, hours: int, minutes: int, *, is_told: bool
) -> None:
    watchman = Watchman(company, await wrong(company, hours))
    await watchman.starts()
    company.clock.advance(minutes=5)
    company.booked()
    company.clock.advance(minutes=minutes)

    swept = await watchman.watch.sweep()

    assert (swept.imported, swept.unannounced) == (1, int(is_told))


async def _wait_for(office: Office, invoice_id: str) -> float:
    """Return how long until a PDF is asked for again, in seconds of the ledger."""
    one = SourceId(invoice_id)
    found = await office.company.ledger.read(lambda tx: tx.documents.of([one]))
    next_at = found[one].next_at
    assert next_at is not None
    return (next_at - office.company.clock.now()).total_seconds()
