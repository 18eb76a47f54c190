"""An invoice that was changed in Teamleader after its PDF was attached."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from core.domain.document import DocumentProblem
from core.domain.history import DocumentState
from sandbox.teamleader import Invoice, PdfPlan
from tests.engine.company import Company
from tests.engine.office import ATTACH, DOWNLOAD, Office, rendered

Change = Callable[[Company, Invoice], None]


def _amount(company: Company, invoice: Invoice) -> None:
    company.teamleader.update_invoice(invoice.id, total="242.00")


def _date(company: Company, invoice: Invoice) -> None:
    company.teamleader.update_invoice(
        invoice.id, invoice_date=date(2026, 3, 9), due_on=invoice.due_on
    )


def _due_date(company: Company, invoice: Invoice) -> None:
    company.teamleader.update_invoice(invoice.id, due_on=date(2026, 6, 30))


def _customer(company: Company, invoice: Invoice) -> None:
    other = company.teamleader.add_company("Elders BV", email="elders@elders.example")
    company.teamleader.update_invoice(invoice.id, customer_id=other)


CHANGES = [_amount, _date, _due_date, _customer]


@pytest.fixture
async def invoice(office: Office) -> Invoice:
    """An invoice that was imported, with its PDF attached and its customer invited."""
    invoice = await office.imports()
    await office.works()
    return invoice


@pytest.mark.parametrize("change", CHANGES)
async def test_the_changed_pdf_is_attached_once_and_nobody_is_invited_again(
    company: Company, office: Office, invoice: Invoice, change: Change
) -> None:
    before = office.attached(invoice)
    change(company, invoice)
    await company.imports(invoice.id)
    assert (await office.document(invoice)).state is DocumentState.CHANGED

    (retrieval,) = await office.works()
    await company.imports(invoice.id)
    await office.works()

    assert retrieval.changed
    assert office.attached(invoice) == rendered(company, invoice) != before
    assert office.attachments == 2
    assert await office.events(invoice, "document") == [
        "document-wanted",
        "document-attached",
        "document-changed",
        "document-attached",
    ]
    assert (len(office.mails(invoice)), office.actions) == (1, 1)


async def test_a_pdf_that_is_only_rendered_again_is_not_even_looked_at(
    company: Company, office: Office, invoice: Invoice
) -> None:
    before = office.attached(invoice)
    company.teamleader.render_again(invoice.id)
    company.teamleader.mark_sent(invoice.id)
    await company.imports(invoice.id)
    await office.works()

    assert office.downloads == 1
    assert office.attached(invoice) == before
    assert "document-changed" not in await office.events(invoice, "document")


async def test_a_payment_changes_no_pdf(
    company: Company, office: Office, invoice: Invoice
) -> None:
    company.teamleader.register_payment(invoice.id, "20.00")
    await company.imports(invoice.id)
    await office.works()

    assert office.downloads == 1


async def test_a_changed_pdf_that_is_late_stays_a_changed_one(
    company: Company, office: Office, invoice: Invoice
) -> None:
    before = office.attached(invoice)
    _amount(company, invoice)
    invoice.pdf = PdfPlan(ready_after=None)
    await company.imports(invoice.id)

    (retrieval,) = await office.works()

    assert retrieval.problem is DocumentProblem.NOT_YET
    assert (await office.document(invoice)).state is DocumentState.CHANGED
    assert office.attached(invoice) == before
    company.teamleader.make_pdf_available(invoice.id)
    company.clock.advance(minutes=2)
    await office.works()
    assert office.attached(invoice) == rendered(company, invoice)
    assert len(office.mails(invoice)) == 1


async def test_what_changed_while_the_pdf_was_on_its_way_is_fetched_before_it_is_sent(
    company: Company, office: Office
) -> None:
    invoice = await office.imports()
    fetching = company.teamleader_door.hold(*DOWNLOAD, after=True)
    working = company.begins(office.works())
    await fetching.reached.wait()
    _amount(company, invoice)
    await company.imports(invoice.id)
    fetching.released.set()
    await working

    assert office.attached(invoice) == rendered(company, invoice)
    assert office.attachments == 1
    assert (len(office.mails(invoice)), office.actions) == (1, 1)


async def test_a_change_while_the_pdf_is_being_attached_makes_it_due_again(
    company: Company, office: Office
) -> None:
    invoice = await office.imports()
    attaching = company.twikey_door.hold(*ATTACH, after=True)
    working = company.begins(office.works())
    await attaching.reached.wait()
    _amount(company, invoice)
    await company.imports(invoice.id)
    attaching.released.set()
    await working

    assert office.attached(invoice) == rendered(company, invoice)
    assert office.attachments == 2
    assert (len(office.mails(invoice)), office.actions) == (1, 1)


async def test_an_invoice_that_is_created_anew_gets_its_pdf_anew(
    company: Company, office: Office, invoice: Invoice
) -> None:
    company.twikey.delete(company.held(invoice).id)
    await company.imports(invoice.id)
    assert office.attached(invoice) is None
    await office.works()

    assert office.attached(invoice) == rendered(company, invoice)
    assert (await office.document(invoice)).state is DocumentState.ATTACHED


async def test_what_was_attached_to_an_invoice_that_is_gone_counts_for_nothing(
    company: Company, office: Office
) -> None:
    invoice = await office.imports()
    attaching = company.twikey_door.hold(*ATTACH, after=True)
    working = company.begins(office.documents.retrieve_due())
    await attaching.reached.wait()
    company.twikey.delete(company.held(invoice).id)
    await company.imports(invoice.id)
    invoice.pdf = PdfPlan(ready_after=None)
    attaching.released.set()
    await working

    assert await office.stands(invoice) == ("waiting", "document")
    assert office.attached(invoice) is None
    await office.works()
    assert office.actions == 0
