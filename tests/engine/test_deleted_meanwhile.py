"""A person deletes an invoice at Twikey before its create was answered.

The profile mails as soon as an invoice is there, so creating it again mails again.
"""

from __future__ import annotations

import asyncio

import pytest

from core.domain.history import AttemptState
from core.domain.outcome import Outcome, Run
from core.domain.reason import Reason
from sandbox.teamleader import Invoice
from tests.engine.company import CREATE, Company, line_of, told
from tests.engine.office import Office, configures, sends_with_the_pdf, switches

ALREADY = (Outcome.ALREADY_IMPORTED, Reason.ALREADY_IMPORTED)
ASK = ("GET", "/creditor/invoice/")


@pytest.fixture
def company(company: Company) -> Company:
    """A company whose customers Twikey mails as soon as an invoice is there."""
    configures(company, send=True, pdf=False)
    switches(company, send=True, pdf=False)
    return company


def mails(company: Company, invoice: Invoice) -> int:
    return sum(mail.number == invoice.number for mail in company.twikey.outbox)


class Unanswered:
    """A create that Twikey carried out, by a worker that waits for the answer."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.invoice = company.booked()
        company.twikey.faults.add("invoice.create", "lost-answer")
        self._asking = company.twikey_door.hold(*ASK)

    async def begins(self) -> asyncio.Task[Run]:
        running = self.company.begins(self.company.imports(self.invoice.id))
        await self._asking.reached.wait()
        return running

    def is_deleted(self) -> None:
        self.company.twikey.delete(self.company.held(self.invoice).id)

    def goes_on(self) -> None:
        self._asking.released.set()


@pytest.mark.parametrize("minutes", [0, 1, 5, 15])
async def test_what_another_worker_found_before_is_not_created_again(
    company: Company, minutes: int
) -> None:
    create = Unanswered(company)
    running = await create.begins()
    found = await company.imports(create.invoice.id, by=await company.worker())
    company.clock.advance(minutes=minutes)
    create.is_deleted()
    create.goes_on()
    await running

    assert told(found, create.invoice) == ALREADY
    assert (company.creates, mails(company, create.invoice)) == (1, 1)
    memory = await company.remembers(create.invoice)
    assert memory.last_attempt is not None
    assert memory.last_attempt.state is AttemptState.CREATED


@pytest.mark.parametrize("minutes", [0, 1, 5, 15])
async def test_what_the_feed_showed_before_is_not_created_again(
    company: Company, minutes: int
) -> None:
    create = Unanswered(company)
    running = await create.begins()
    # A run over days long past reads the feed, and looks at no invoice.
    await company.imports(days=0, by=await company.worker(), preview=True)
    company.clock.advance(minutes=minutes)
    create.is_deleted()
    create.goes_on()
    await running
    by_itself = await company.imports()

    assert told(by_itself, create.invoice) == ALREADY
    assert line_of(by_itself, create.invoice).facts["state"] == "deleted"
    assert (company.creates, mails(company, create.invoice)) == (1, 1)


async def test_a_person_who_asks_gets_it_created_anew(company: Company) -> None:
    create = Unanswered(company)
    running = await create.begins()
    other = await company.worker()
    await company.imports(create.invoice.id, by=other)
    create.is_deleted()
    create.goes_on()
    await running
    run = await company.imports(create.invoice.id, by=other)

    assert told(run, create.invoice) == (Outcome.IMPORTED, None)
    assert company.held(create.invoice).amount == create.invoice.total
    assert (company.creates, mails(company, create.invoice)) == (2, 2)


async def test_a_create_that_got_lost_is_sent_once_more(company: Company) -> None:
    invoice = company.booked()
    company.twikey.faults.add("invoice.create", "lost-request")

    run = await company.imports()

    assert told(run, invoice) == (Outcome.IMPORTED, None)
    assert mails(company, invoice) == 1


async def test_a_create_that_got_lost_in_a_standstill_is_judged_again(
    company: Company,
) -> None:
    invoice = company.booked("121.00")
    company.twikey.faults.add("invoice.create", "lost-request")
    asking = company.twikey_door.hold(*ASK)
    running = company.begins(company.imports())
    await asking.reached.wait()
    company.clock.advance(minutes=15)
    company.teamleader.update_invoice(invoice.id, total="242.00")
    asking.released.set()
    stood_still = await running

    assert line_of(stood_still, invoice).outcome is Outcome.UNKNOWN
    assert company.at_twikey(invoice) is None
    await company.imports()
    assert company.held(invoice).amount == invoice.total
    assert mails(company, invoice) == 1


async def test_no_answer_at_all_leaves_what_another_worker_found(
    company: Company,
) -> None:
    create = Unanswered(company)
    running = await create.begins()
    await company.imports(create.invoice.id, by=await company.worker())
    company.twikey.faults.add("invoice.detail", "503", times=3)
    create.goes_on()
    await running

    memory = await company.remembers(create.invoice)
    assert memory.last_attempt is not None
    assert memory.last_attempt.state is AttemptState.CREATED


async def test_a_late_answer_leaves_the_invitation_where_it_stands(
    company: Company, office: Office
) -> None:
    sends_with_the_pdf(company)
    invoice = company.booked()
    creating = company.twikey_door.hold(*CREATE, after=True)
    running = company.begins(company.imports())
    await creating.reached.wait()
    found = await company.imports(invoice.id, by=await company.worker())
    await office.works()
    before = await office.stands(invoice)
    creating.released.set()
    await running

    assert told(found, invoice) == ALREADY
    assert before == ("sent", None)
    assert await office.stands(invoice) == before
    company.teamleader.update_invoice(invoice.id, total="242.00")
    await company.imports()
    await office.works()
    assert len(office.mails(invoice)) == 1
