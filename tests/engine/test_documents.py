"""PDFs come later than their invoices: fetched, attached, asked for again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import pairwise
from typing import Literal

import pytest

from core.aftercare import Hindrance, Nothing
from core.domain.document import GIVE_UP_AFTER
from core.domain.history import DocumentState
from sandbox.teamleader import Invoice, PdfPlan
from tests.engine.company import Company
from tests.engine.office import DOWNLOAD, FIRST_WAIT, LATE, Office, rendered

Opens = Callable[[], Awaitable[Office]]
UNREADY: list[Literal["202", "404", "500"]] = ["202", "404", "500"]


async def test_an_import_wants_the_pdf_without_waiting_for_it(office: Office) -> None:
    invoice = await office.imports()

    assert (await office.document(invoice)).state is DocumentState.WANTED
    assert office.attached(invoice) is None
    assert office.downloads == 0


async def test_the_job_attaches_the_very_bytes_of_teamleader(
    company: Company, office: Office
) -> None:
    invoice = await office.imports()
    await office.works()

    expected = rendered(company, invoice)
    assert office.attached(invoice) == expected
    record = await office.document(invoice)
    assert (record.state, record.size) == (DocumentState.ATTACHED, len(expected))
    told = await office.events(invoice, "document")
    assert told == ["document-wanted", "document-attached"]


async def test_an_attached_pdf_is_left_alone(company: Company, office: Office) -> None:
    invoice = await office.imports()
    await office.works()
    company.clock.advance(days=2)
    await office.works()
    await company.imports(invoice.id)
    await office.works()

    assert (office.downloads, office.attachments) == (1, 1)
    done = await office.aftercare.fetch(invoice.id)
    assert isinstance(done, Nothing)
    assert done.why is Hindrance.ATTACHED


async def test_a_link_is_followed_without_our_token(
    company: Company, office: Office
) -> None:
    await office.imports()
    await office.works()

    (request,) = company.teamleader.cdn_requests
    assert "authorization" not in request.headers


@pytest.mark.parametrize("unready", UNREADY)
async def test_a_late_pdf_is_asked_for_ever_more_rarely_until_it_comes(
    company: Company, office: Office, unready: Literal["202", "404", "500"]
) -> None:
    invoice = await office.imports()
    invoice.pdf = PdfPlan(ready_after=LATE.total_seconds(), unready=unready)

    waits = await _waits(company, office, invoice)

    assert waits[0] / FIRST_WAIT == pytest.approx(1, abs=0.11)
    assert all(1.6 < long / short < 2.5 for short, long in pairwise(waits))
    assert office.attached(invoice) == rendered(company, invoice)
    assert sum(waits, timedelta()) < 2.5 * LATE
    assert await office.events(invoice, "document") == [
        "document-wanted",
        "document-failed",
        "document-attached",
    ]


@pytest.mark.parametrize("unready", UNREADY)
async def test_a_pdf_that_never_comes_is_given_up_after_seven_days(
    company: Company, office: Office, unready: Literal["202", "404", "500"]
) -> None:
    invoice = await office.imports()
    invoice.pdf = PdfPlan(ready_after=None, unready=unready)
    wanted_at = company.clock.now()

    waits = await _waits(company, office, invoice)

    assert company.clock.now() - wanted_at >= GIVE_UP_AFTER
    assert company.clock.now() - wanted_at < GIVE_UP_AFTER + timedelta(minutes=5)
    assert max(waits) <= timedelta(hours=6.6)
    assert len(waits) < 45
    record = await office.document(invoice)
    assert (record.state, record.next_at) == (DocumentState.GAVE_UP, None)
    assert (await office.events(invoice, "document"))[-1] == "document-given-up"


async def test_a_document_that_was_given_up_is_still_fetched_by_hand(
    company: Company, office: Office
) -> None:
    invoice = await office.imports()
    invoice.pdf = PdfPlan(ready_after=None)
    await _waits(company, office, invoice)
    company.clock.advance(days=30)
    await office.works()
    assert (await office.fetches(invoice)).gave_up
    assert (await office.document(invoice)).state is DocumentState.GAVE_UP
    company.teamleader.make_pdf_available(invoice.id)

    assert (await office.fetches(invoice)).problem is None
    assert office.attached(invoice) == rendered(company, invoice)


async def test_before_its_time_it_is_fetched_by_hand_only(
    company: Company, office: Office
) -> None:
    invoice = await office.imports(late=True)
    await office.works()
    company.teamleader.make_pdf_available(invoice.id)
    await office.works()
    assert office.attached(invoice) is None

    await office.fetches(invoice)
    assert office.attached(invoice) == rendered(company, invoice)


async def test_a_restart_goes_on_where_the_last_one_stopped(
    company: Company, office: Office, another_office: Opens
) -> None:
    invoice = await office.imports(late=True)
    await office.works()
    before = await office.document(invoice)
    restarted = await another_office()

    await restarted.works()
    assert await restarted.document(invoice) == before
    company.clock.advance(hours=1)
    await restarted.works()
    assert restarted.attached(invoice) == rendered(company, invoice)
    assert (await restarted.document(invoice)).attempts == before.attempts + 1


async def test_whoever_was_killed_while_fetching_is_replaced_after_his_lease(
    company: Company, office: Office, another_office: Opens
) -> None:
    invoice = await office.imports()
    fetching = company.teamleader_door.hold(*DOWNLOAD)
    killed = company.begins(office.works())
    await fetching.reached.wait()
    killed.cancel()
    restarted = await another_office()

    assert await restarted.works() == ()
    company.clock.advance(minutes=7)
    await restarted.works()
    assert restarted.attached(invoice) == rendered(company, invoice)


async def test_after_a_pause_of_a_day_everything_is_caught_up_with(
    company: Company, office: Office
) -> None:
    invoices = [await office.imports(late=True) for _ in range(5)]
    await office.works()
    company.clock.advance(days=1)

    await office.works()

    for invoice in invoices:
        assert office.attached(invoice) == rendered(company, invoice)
        assert len(office.mails(invoice)) == 1


async def test_all_missing_ones_are_fetched_by_hand(
    company: Company, office: Office
) -> None:
    invoices = [await office.imports(late=True) for _ in range(3)]
    there = await office.imports()
    await office.works()
    for invoice in invoices[:2]:
        company.teamleader.make_pdf_available(invoice.id)

    done = await office.aftercare.fetch_missing()

    assert {one.source_id for one in done} == {invoice.id for invoice in invoices}
    assert [one.problem for one in done].count(None) == 2
    assert [office.attached(one) is None for one in [*invoices, there]] == [
        False,
        False,
        True,
        False,
    ]


async def _waits(company: Company, office: Office, invoice: Invoice) -> list[timedelta]:
    """Work whenever the document is due; returns how long was waited each time."""
    waits: list[timedelta] = []
    await office.works()
    while (next_at := (await office.document(invoice)).next_at) is not None:
        waits.append(next_at - company.clock.now())
        company.clock.set(next_at)
        await office.works()
    return waits
