"""How many customers a preview says would be invited, and of whom it cannot tell."""

from __future__ import annotations

import pytest

from core.deciding import Deciding
from core.domain.invoice import SourceId
from core.domain.outcome import Run
from core.domain.profile import Profile
from sandbox.teamleader import Invoice
from tests.engine.company import PROFILE, Company

LINK = 4022
SENDS = Profile(str(PROFILE), "Standaard", True, False)
BY_HAND = Profile(str(LINK), "Betaallink", False, False)


@pytest.fixture
def field(company: Company) -> str:
    """A field on the invoice, where one of two profiles sends by itself."""
    company.twikey.add_profile(
        LINK, "Betaallink", send_on_booking=False, include_pdf=False
    )
    field = company.teamleader.add_custom_field_definition("invoice", "Profiel")
    company.decides(invoice_profile_field=field, profiles=(SENDS, BY_HAND))
    return field


def invited(run: Run) -> tuple[object, object]:
    return run.facts["invitations"], run.facts["invitations_unknown"]


async def seen(company: Company, *invoices: Invoice) -> None:
    for invoice in invoices:
        await company.why(invoice.id)


async def test_without_a_field_every_customer_is_known(company: Company) -> None:
    company.decides(profiles=(SENDS,))
    company.booked()
    company.booked()

    assert invited(await company.imports(preview=True)) == (2, 0)


async def test_what_a_field_says_is_not_known_before_it_was_read_once(
    company: Company, field: str
) -> None:
    sends = company.booked(custom_fields={field: str(PROFILE)})
    by_hand = company.booked(custom_fields={field: "4022 - Betaallink"})
    company.booked(custom_fields={field: str(PROFILE)})
    await seen(company, sends, by_hand)

    assert invited(await company.imports(preview=True)) == (1, 1)


async def test_an_empty_field_leaves_it_to_the_customer(
    company: Company, field: str
) -> None:
    invoice = company.booked(custom_fields={field: ""})
    await seen(company, invoice)

    assert invited(await company.imports(preview=True)) == (1, 0)


async def test_a_profile_that_a_person_chose_is_known(
    company: Company, field: str
) -> None:
    invoice = company.booked(custom_fields={field: "goud"})
    await seen(company, invoice)
    deciding = Deciding(await company.systems())
    await deciding.choose_profile(SourceId(invoice.id), str(PROFILE), "U0SOFIE01")

    assert invited(await company.imports(preview=True)) == (1, 0)


async def test_a_subscription_may_always_say_something_else(
    company: Company, field: str
) -> None:
    on_subscription = company.teamleader.add_custom_field_definition(
        "subscription", "Profiel"
    )
    company.decides(subscription_profile_field=on_subscription)
    invoice = company.booked(custom_fields={field: ""})
    await seen(company, invoice)

    assert invited(await company.imports(preview=True)) == (0, 1)


async def test_where_no_profile_sends_by_itself_nobody_is_invited_for_sure(
    company: Company, field: str
) -> None:
    company.decides(profiles=(BY_HAND,))
    company.booked(custom_fields={field: str(PROFILE)})

    assert invited(await company.imports(preview=True)) == (0, 0)


async def test_a_customer_whose_number_is_kept_in_a_field_is_known_once_sent(
    company: Company,
) -> None:
    number = company.teamleader.add_custom_field_definition("company", "Klantnummer")
    company.decides(customer_number_fields=(number,), profiles=(SENDS,))
    company.booked()
    assert invited(await company.imports(preview=True)) == (0, 1)
    await company.imports()
    company.booked()

    assert invited(await company.imports(preview=True)) == (1, 0)
