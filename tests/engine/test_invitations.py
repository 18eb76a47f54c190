"""Which invitation goes out when: once, and as the profile says."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from core.aftercare import Hindrance, Nothing, Sent
from core.domain.history import DocumentState, InvitationState
from sandbox.teamleader import Invoice
from tests.engine.company import Company
from tests.engine.office import (
    Office,
    configures,
    rendered,
    switches,
)

Opens = Callable[[], Awaitable[Office]]
Fetch = Callable[[Office, Invoice], Awaitable[object]]

BY_TWIKEY = ("by-twikey", None)
BY_HAND = ("by-hand", None)
NOT_NEEDED = ("not-needed", None)
SENT = ("sent", None)
FOR_PDF = ("waiting", "document")
FOR_PROFILE = ("waiting", "profile")


async def _by_the_job(office: Office, invoice: Invoice) -> None:
    await office.works()


async def _by_hand(office: Office, invoice: Invoice) -> None:
    await office.fetches(invoice)


async def _all_by_hand(office: Office, invoice: Invoice) -> None:
    await office.aftercare.fetch_missing()


FETCHES = [_by_the_job, _by_hand, _all_by_hand]


@pytest.mark.parametrize("fetch", FETCHES)
@pytest.mark.parametrize(
    ("send", "pdf", "at_create", "mails_at_create", "after_pdf", "mails_after"),
    [
        (False, False, BY_HAND, 0, BY_HAND, 0),
        (False, True, BY_HAND, 0, BY_HAND, 0),
        (True, False, BY_TWIKEY, 1, BY_TWIKEY, 1),
        (True, True, FOR_PDF, 0, SENT, 1),
    ],
)
async def test_a_confirmed_profile_decides(
    company: Company,
    office: Office,
    fetch: Fetch,
    *,
    send: bool,
    pdf: bool,
    at_create: tuple[str, str | None],
    mails_at_create: int,
    after_pdf: tuple[str, str | None],
    mails_after: int,
) -> None:
    configures(company, send=send, pdf=pdf)
    switches(company, send=send, pdf=pdf)
    invoice = await office.imports()
    assert await office.stands(invoice) == at_create
    assert len(office.mails(invoice)) == mails_at_create

    await fetch(office, invoice)
    for _ in range(3):
        company.clock.advance(days=1)
        await office.works()
    assert await office.stands(invoice) == after_pdf
    assert len(office.mails(invoice)) == mails_after
    assert office.attached(invoice) == rendered(company, invoice)


@pytest.mark.parametrize("fetch", [_by_hand, _all_by_hand])
async def test_whoever_fetches_by_hand_need_not_wait_for_the_schedule(
    office: Office, fetch: Fetch
) -> None:
    invoice = await office.imports()
    await fetch(office, invoice)

    assert await office.stands(invoice) == SENT


async def test_the_invitation_goes_out_with_the_pdf(
    company: Company, office: Office
) -> None:
    invoice = await office.imports(late=True)
    await office.works()
    assert office.mails(invoice) == []
    company.clock.advance(hours=2)
    await office.works()

    (mail,) = office.mails(invoice)
    assert mail.with_pdf
    assert await office.events(invoice, "invitation") == [
        "invitation-waiting",
        "invitation-waiting",
        "invitation-sent",
    ]


async def test_a_pdf_that_never_comes_invites_nobody(
    company: Company, office: Office
) -> None:
    invoice = await office.imports(late=True)
    company.teamleader.faults.add("invoices.download", 404, times=None)
    while (await office.document(invoice)).state is not DocumentState.GAVE_UP:
        await office.works()
        company.clock.advance(hours=7)
    await office.works()

    assert await office.stands(invoice) == FOR_PDF
    assert office.mails(invoice) == []


@pytest.mark.parametrize("fetch", FETCHES)
async def test_an_unconfirmed_profile_leaves_the_invitation_to_people(
    company: Company, office: Office, fetch: Fetch
) -> None:
    company.decides(profiles=())
    invoice = await office.imports()
    assert await office.stands(invoice) == FOR_PROFILE

    await fetch(office, invoice)
    await office.works()

    assert await office.stands(invoice) == FOR_PROFILE
    assert office.mails(invoice) == []
    assert isinstance(await office.aftercare.invite(invoice.id, "U1"), Sent)
    assert len(office.mails(invoice)) == 1


async def test_who_owes_only_a_part_is_invited_once_for_it(
    company: Company, office: Office
) -> None:
    invoice = company.booked("121.00")
    company.teamleader.register_payment(invoice.id, "21.00")
    await company.imports(invoice.id)
    await office.works()
    await office.works()

    assert await office.stands(invoice) == SENT
    assert len(office.mails(invoice)) == 1


async def test_a_create_that_was_found_out_about_later_is_invited_once(
    company: Company, office: Office
) -> None:
    invoice = await _created_without_an_answer(company)
    assert await office.stands(invoice) == ("none", None)
    await company.imports(invoice.id)
    assert await office.stands(invoice) == FOR_PDF
    await office.works()
    await office.works()

    assert await office.stands(invoice) == SENT
    assert len(office.mails(invoice)) == 1


async def test_what_twikey_found_paid_is_never_invited(
    company: Company, office: Office
) -> None:
    invoice = await _created_without_an_answer(company)
    company.twikey.mark_paid(company.held(invoice).id)
    await company.imports(invoice.id)
    assert await office.stands(invoice) == NOT_NEEDED
    await office.works()

    assert await office.stands(invoice) == NOT_NEEDED
    assert office.actions == 0
    by_hand = await office.aftercare.invite(invoice.id, "U1")
    assert isinstance(by_hand, Nothing)
    assert by_hand.why is Hindrance.NOT_NEEDED
    assert office.actions == 0


async def test_whoever_was_invited_by_hand_is_not_invited_again_with_the_pdf(
    company: Company, office: Office
) -> None:
    switches(company, send=False, pdf=False)
    invoice = await office.imports(late=True)
    await office.aftercare.invite(invoice.id, "U1")
    assert len(office.mails(invoice)) == 1
    company.clock.advance(hours=2)
    await office.works()

    assert office.attached(invoice) == rendered(company, invoice)
    assert len(office.mails(invoice)) == 1


async def test_a_second_import_invites_nobody_again(
    company: Company, office: Office
) -> None:
    invoice = await office.imports()
    await office.works()
    await company.imports(invoice.id)
    await company.imports()
    await office.works()

    assert (await office.invitation(invoice)).state is InvitationState.SENT
    assert len(office.mails(invoice)) == 1


async def _created_without_an_answer(company: Company) -> Invoice:
    """An invoice that is at Twikey while nobody here knows for sure."""
    invoice = company.booked()
    company.twikey.faults.add("invoice.create", "lost-answer")
    company.twikey.faults.add("invoice.detail", "503", times=9)
    await company.imports(invoice.id)
    company.twikey.faults.clear()
    assert company.at_twikey(invoice) is not None
    return invoice
