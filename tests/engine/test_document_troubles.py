"""What is wrong with a PDF is told apart, and any of it may pass."""

from __future__ import annotations

import pytest

from core.domain.document import DocumentProblem
from core.domain.history import DocumentState
from sandbox.teamleader import Invoice, PdfPlan
from tests.engine.company import Company
from tests.engine.office import Office, rendered

PLANS = {
    DocumentProblem.NOT_A_PDF: PdfPlan(content="html"),
    DocumentProblem.CUT_OFF: PdfPlan(content="cut"),
    DocumentProblem.TOO_LARGE: PdfPlan(megabytes=60),
    DocumentProblem.LINK_EXPIRED: PdfPlan(link_seconds=0),
    DocumentProblem.FORBIDDEN_HOST: PdfPlan(redirect="https://inside.example/x"),
    DocumentProblem.NOT_YET: PdfPlan(ready_after=None),
}


@pytest.mark.parametrize("problem", PLANS)
async def test_troubles_are_told_apart_and_every_one_may_pass(
    company: Company, office: Office, problem: DocumentProblem
) -> None:
    invoice = await office.imports()
    invoice.pdf = PLANS[problem]

    (retrieval,) = await office.works()

    assert retrieval.problem is problem
    record = await office.document(invoice)
    assert (record.state, record.problem) == (DocumentState.WAITING, problem.value)
    assert office.attached(invoice) is None
    await _heals(company, office, invoice)


@pytest.mark.parametrize("kind", ["503", "lost-request", "lost-answer"])
async def test_a_link_that_does_not_answer_is_out_of_reach(
    company: Company, office: Office, kind: str
) -> None:
    invoice = await office.imports()
    company.teamleader.faults.add("cdn", kind)

    (retrieval,) = await office.works()
    assert retrieval.problem is DocumentProblem.UNREACHABLE
    await _heals(company, office, invoice)


async def test_an_empty_file_is_no_pdf(office: Office) -> None:
    invoice = await office.imports()
    invoice.pdf = PdfPlan(content="empty")

    (retrieval,) = await office.works()
    assert retrieval.problem is DocumentProblem.NOT_A_PDF


async def test_a_link_that_expired_on_the_way_is_replaced_at_once(
    company: Company, office: Office
) -> None:
    invoice = await office.imports()
    company.teamleader.faults.add("cdn", 403)
    await office.works()

    assert office.attached(invoice) == rendered(company, invoice)


async def test_a_link_may_lead_on_to_another_place(
    company: Company, office: Office
) -> None:
    invoice = await office.imports()
    invoice.pdf = PdfPlan(redirect="own")
    await office.works()

    assert office.attached(invoice) == rendered(company, invoice)


@pytest.mark.parametrize("trouble", ["503", "lost-request", "lost-answer", "429"])
async def test_twikey_in_trouble_gets_the_pdf_later(
    company: Company, office: Office, trouble: str
) -> None:
    invoice = await office.imports()
    company.twikey.faults.add("invoice.update", trouble, times=2)

    (retrieval,) = await office.works()
    assert retrieval.problem is DocumentProblem.UNREACHABLE
    company.twikey.faults.clear()
    await _heals(company, office, invoice)


async def test_a_pdf_that_twikey_refuses_is_offered_again(
    company: Company, office: Office
) -> None:
    invoice = await office.imports()
    company.twikey.faults.add("invoice.update", "err_invalid_params")

    (retrieval,) = await office.works()
    assert retrieval.problem is DocumentProblem.REFUSED_BY_TWIKEY
    await _heals(company, office, invoice)


async def test_one_bad_pdf_keeps_no_other_from_coming(
    company: Company, office: Office
) -> None:
    invoices = [await office.imports() for _ in range(5)]
    invoices[0].pdf = PdfPlan(content="html")
    await office.works()

    assert office.attached(invoices[0]) is None
    for invoice in invoices[1:]:
        assert office.attached(invoice) == rendered(company, invoice)


async def _heals(company: Company, office: Office, invoice: Invoice) -> None:
    """See it attached and the customer invited once, as soon as the trouble is over."""
    invoice.pdf = None
    assert office.mails(invoice) == []
    company.clock.advance(minutes=2)
    await office.works()
    assert office.attached(invoice) == rendered(company, invoice)
    assert len(office.mails(invoice)) == 1
