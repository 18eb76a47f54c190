"""The PDF of an invoice that was deleted in Teamleader is waited for no longer."""

from __future__ import annotations

from core.domain.document import DocumentProblem
from core.domain.history import DocumentState
from core.domain.invoice import SourceId
from core.domain.overview import Shown
from sandbox.teamleader import Invoice, PdfPlan
from tests.engine.company import Company
from tests.engine.office import DOWNLOAD, Office, rendered
from tests.engine.watchman import Watchman

GONE = (DocumentState.GAVE_UP, DocumentProblem.INVOICE_GONE.value)


async def stands(office: Office, invoice: Invoice) -> tuple[DocumentState, str | None]:
    record = await office.document(invoice)
    return record.state, record.problem


async def late(office: Office) -> Invoice:
    """Import an invoice whose PDF was asked for once, in vain."""
    invoice = await office.imports(late=True)
    await office.works()
    return invoice


async def is_deleted(watchman: Watchman, invoice: Invoice) -> None:
    """Delete an invoice in Teamleader and get the hint of it."""
    watchman.company.teamleader.delete_invoice(invoice.id)
    await watchman.hears()


async def test_it_ends_as_soon_as_the_invoice_is_seen_to_be_gone(
    watchman: Watchman, office: Office
) -> None:
    invoice = await late(office)
    await is_deleted(watchman, invoice)

    assert await stands(office, invoice) == GONE
    assert (await office.document(invoice)).next_at is None
    assert (await office.events(invoice, "document"))[-1] == "document-given-up"
    asked = office.downloads
    watchman.company.clock.advance(days=1)
    assert await office.works() == ()
    assert office.downloads == asked


async def test_it_ends_without_a_hint_too(watchman: Watchman, office: Office) -> None:
    watchman.loses_hints()
    invoice = await late(office)
    await is_deleted(watchman, invoice)
    assert await stands(office, invoice) != GONE
    await watchman.watch.check_open()

    assert await stands(office, invoice) == GONE


async def test_people_hear_of_the_deletion_and_not_of_the_pdf(
    watchman: Watchman, office: Office
) -> None:
    invoice = await late(office)
    await is_deleted(watchman, invoice)
    watchman.company.clock.advance(days=8)
    await office.works()

    kinds = [message.kind for message in await watchman.told()]
    assert "gave-up" not in kinds
    assert "alert" in kinds


async def test_it_is_neither_missing_nor_a_problem_any_more(
    watchman: Watchman, office: Office
) -> None:
    invoice = await late(office)
    await is_deleted(watchman, invoice)
    watchman.company.twikey.delete(watchman.company.held(invoice).id)

    assert await office.aftercare.fetch_missing() == ()
    assert not await office.documents.missing()


async def test_whoever_asks_by_hand_hears_that_the_invoice_is_gone(
    watchman: Watchman, office: Office
) -> None:
    invoice = await late(office)
    await is_deleted(watchman, invoice)
    watchman.company.clock.advance(hours=1)

    retrieval = await office.fetches(invoice)

    assert retrieval.problem is DocumentProblem.INVOICE_GONE
    assert retrieval.gave_up
    assert await stands(office, invoice) == GONE


async def test_what_is_on_its_way_when_the_invoice_goes_is_not_attached(
    watchman: Watchman, office: Office
) -> None:
    company: Company = watchman.company
    invoice = await office.imports()
    fetching = company.teamleader_door.hold(*DOWNLOAD, after=True)
    working = company.begins(office.works())
    await fetching.reached.wait()
    await is_deleted(watchman, invoice)
    fetching.released.set()

    assert await working == ()
    assert office.attached(invoice) is None
    assert await stands(office, invoice) == GONE


async def test_a_newer_pdf_is_not_waited_for_either(
    watchman: Watchman, office: Office
) -> None:
    company: Company = watchman.company
    invoice = await office.imports()
    await office.works()
    company.teamleader.update_invoice(invoice.id, total="242.00")
    invoice.pdf = PdfPlan(ready_after=None)
    await company.imports(invoice.id)
    await is_deleted(watchman, invoice)

    assert await stands(office, invoice) == GONE


async def test_an_attached_pdf_stays_attached(
    watchman: Watchman, office: Office
) -> None:
    invoice = await office.imports()
    await office.works()
    await is_deleted(watchman, invoice)

    assert (await office.document(invoice)).state is DocumentState.ATTACHED


async def test_an_invoice_that_is_back_gets_its_pdf(
    watchman: Watchman, office: Office
) -> None:
    company: Company = watchman.company
    invoice = await late(office)
    one = SourceId(invoice.id)
    await company.ledger.write(lambda tx: tx.invoices.see_gone(one))
    assert await stands(office, invoice) == GONE
    company.clock.advance(hours=2)

    await company.imports(invoice.id)
    assert await stands(office, invoice) == (DocumentState.WANTED, None)
    await office.works()
    assert office.attached(invoice) == rendered(company, invoice)


async def test_why_tells_it_and_the_overview_has_no_problem_left(
    watchman: Watchman, office: Office
) -> None:
    company: Company = watchman.company
    invoice = await late(office)
    company.twikey.mark_paid(company.held(invoice).id)
    await is_deleted(watchman, invoice)

    found = await company.why(invoice.id)
    assert (found.document.state, found.document.problem) == GONE
    problems = await company.ledger.read(lambda tx: tx.overview.count(Shown.PROBLEMS))
    assert problems == 0
