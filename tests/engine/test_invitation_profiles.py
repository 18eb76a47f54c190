"""What holds an invitation back: the profile of the moment, or no address."""

from __future__ import annotations

import pytest

from tests.engine.company import PROFILE, Company
from tests.engine.office import Office, configures, rendered, sends_with_the_pdf

FOR_PROFILE = ("waiting", "profile")
FOR_ADDRESS = ("waiting", "address")


async def test_without_a_profile_twikey_decides_and_we_send_nothing(
    company: Company, office: Office
) -> None:
    company.decides(default_profile=None)
    invoice = await office.imports()
    assert company.held(invoice).ct == PROFILE
    await office.works()

    assert await office.stands(invoice) == FOR_PROFILE
    assert office.actions == 0


async def test_a_customer_without_an_address_waits_for_a_person(
    company: Company, office: Office
) -> None:
    mute = company.teamleader.add_company("Zonder Adres BV")
    invoice = company.booked(customer_id=mute)
    await company.imports(invoice.id)
    await office.works()

    assert office.attached(invoice) == rendered(company, invoice)
    assert await office.stands(invoice) == FOR_ADDRESS
    assert office.actions == 0


@pytest.mark.parametrize(
    ("send", "pdf"), [(False, False), (False, True), (True, False)]
)
async def test_a_profile_that_changed_before_the_pdf_came_holds_the_invitation(
    company: Company, office: Office, *, send: bool, pdf: bool
) -> None:
    invoice = await office.imports()
    configures(company, send=send, pdf=pdf)
    await office.works()

    assert office.attached(invoice) == rendered(company, invoice)
    assert await office.stands(invoice) == FOR_PROFILE
    assert office.actions == 0


async def test_a_profile_no_longer_confirmed_when_the_pdf_comes_holds_the_invitation(
    company: Company, office: Office
) -> None:
    invoice = await office.imports()
    company.decides(profiles=())
    await office.documents.retrieve_due()
    sends_with_the_pdf(company)
    await office.works()

    assert await office.stands(invoice) == FOR_PROFILE
    assert office.actions == 0


async def test_a_profile_no_longer_confirmed_in_the_last_moment_holds_it_too(
    company: Company, office: Office
) -> None:
    invoice = await office.imports()
    await office.documents.retrieve_due()
    assert await office.stands(invoice) == ("waiting", "batch")
    company.decides(profiles=())
    await office.inviting.send_due()

    assert await office.stands(invoice) == FOR_PROFILE
    assert office.actions == 0
