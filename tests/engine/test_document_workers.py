"""Several workers and a person at the same PDF, at the same moment."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from core.aftercare import Fetched, Hindrance, Nothing
from core.domain.history import DocumentState
from tests.engine.company import Company
from tests.engine.office import ATTACH, DOWNLOAD, Office, rendered

Opens = Callable[[], Awaitable[Office]]
LEASE = 421.0
"""Seconds after which nobody holds a document any more."""


async def test_two_workers_and_a_person_attach_once_and_invite_once(
    company: Company, office: Office, another_office: Opens
) -> None:
    invoice = await office.imports()
    first, second = await another_office(), await another_office()

    await asyncio.gather(
        office.works(), first.works(), second.aftercare.fetch(invoice.id)
    )
    await office.works()

    assert (office.downloads, office.attachments, office.actions) == (1, 1, 1)
    assert len(office.mails(invoice)) == 1


async def test_two_workers_share_the_work(
    company: Company, office: Office, another_office: Opens
) -> None:
    invoices = [await office.imports() for _ in range(8)]
    other = await another_office()

    mine, theirs = await asyncio.gather(office.works(), other.works())
    await office.works()

    assert mine
    assert theirs
    assert len(mine) + len(theirs) == len(invoices)
    assert office.downloads == office.attachments == office.actions == len(invoices)
    assert {len(office.mails(invoice)) for invoice in invoices} == {1}


async def test_what_is_being_fetched_is_not_fetched_beside_it(
    company: Company, office: Office, another_office: Opens
) -> None:
    invoice = await office.imports()
    fetching = company.teamleader_door.hold(*DOWNLOAD)
    first = company.begins(office.works())
    await fetching.reached.wait()
    other = await another_office()
    company.clock.advance(minutes=6)

    assert await other.works() == ()
    by_hand = await other.aftercare.fetch(invoice.id)
    assert isinstance(by_hand, Nothing)
    assert by_hand.why is Hindrance.BUSY
    assert await other.aftercare.fetch_missing() == ()
    assert office.downloads == 0
    fetching.released.set()
    await first
    assert office.attachments == 1
    assert len(office.mails(invoice)) == 1


async def test_few_pdfs_are_fetched_at_once(company: Company, office: Office) -> None:
    for _ in range(5):
        await office.imports()
    holds = [company.teamleader_door.hold(*DOWNLOAD) for _ in range(5)]
    working = company.begins(office.works())
    for hold in holds[:3]:
        await hold.reached.wait()
    for _ in range(20):
        await company.clock.sleep(0)

    assert [hold.reached.is_set() for hold in holds] == [True] * 3 + [False] * 2
    for hold in holds:
        hold.released.set()
    await working
    assert office.attachments == 5


async def test_what_a_late_worker_fetched_replaces_no_newer_pdf(
    company: Company, office: Office, another_office: Opens
) -> None:
    invoice = await office.imports()
    fetching = company.teamleader_door.hold(*DOWNLOAD, after=True)
    late = company.begins(office.works())
    await fetching.reached.wait()
    company.clock.advance(seconds=LEASE)
    company.teamleader.render_again(invoice.id)
    await (await another_office()).works()
    fetching.released.set()

    assert await late == ()
    assert office.attached(invoice) == rendered(company, invoice)
    assert (office.attachments, office.actions) == (1, 1)


@pytest.mark.parametrize("trouble", [None, "lost-answer"])
async def test_what_a_late_worker_overwrote_is_put_right(
    company: Company, office: Office, another_office: Opens, trouble: str | None
) -> None:
    """Its call was all but out when it stood still: nothing could hold it back."""
    invoice = await office.imports()
    attaching = company.twikey_door.hold(*ATTACH)
    late = company.begins(office.documents.retrieve_due())
    await attaching.reached.wait()
    company.clock.advance(seconds=LEASE)
    company.teamleader.update_invoice(invoice.id, total="242.00")
    await (await another_office()).works()
    if trouble is not None:
        company.twikey.faults.add("invoice.update", trouble)
    attaching.released.set()

    (again,) = await late

    assert again.problem is None
    assert office.attachments == 3
    assert office.attached(invoice) == rendered(company, invoice)
    assert await office.events(invoice, "document") == [
        "document-wanted",
        "document-attached",
        "document-in-doubt",
        "document-attached",
    ]
    assert len(office.mails(invoice)) == 1


async def test_two_who_attach_at_the_same_moment_end_with_the_newer_pdf(
    company: Company, office: Office, another_office: Opens
) -> None:
    invoice = await office.imports()
    attaching = company.twikey_door.hold(*ATTACH)
    late = company.begins(office.documents.retrieve_due())
    await attaching.reached.wait()
    company.clock.advance(seconds=LEASE)
    company.teamleader.update_invoice(invoice.id, total="242.00")
    answering = company.twikey_door.hold(*ATTACH, after=True)
    other = await another_office()
    newer = company.begins(other.documents.retrieve_due())
    await answering.reached.wait()
    attaching.released.set()
    await late
    answering.released.set()
    await newer

    await other.works()
    await office.works()

    assert office.attached(invoice) == rendered(company, invoice)
    assert (await office.document(invoice)).state is DocumentState.ATTACHED


async def test_what_a_late_worker_could_not_attach_changes_nothing(
    company: Company, office: Office, another_office: Opens
) -> None:
    invoice = await office.imports()
    attaching = company.twikey_door.hold(*ATTACH)
    late = company.begins(office.works())
    await attaching.reached.wait()
    company.clock.advance(seconds=LEASE)
    await (await another_office()).works()
    company.twikey.faults.add("invoice.update", "err_invalid_params")
    attaching.released.set()
    await late

    assert (await office.document(invoice)).state is DocumentState.ATTACHED
    told = await office.events(invoice, "document")
    assert told == ["document-wanted", "document-attached"]
    assert len(office.mails(invoice)) == 1


async def test_a_slow_worker_that_nobody_replaced_keeps_its_result(
    company: Company, office: Office
) -> None:
    invoice = await office.imports()
    fetching = company.teamleader_door.hold(*DOWNLOAD)
    slow = company.begins(office.aftercare.fetch(invoice.id))
    await fetching.reached.wait()
    company.clock.advance(seconds=LEASE)
    fetching.released.set()

    assert isinstance(await slow, Fetched)
    assert office.attached(invoice) == rendered(company, invoice)
    assert len(office.mails(invoice)) == 1
