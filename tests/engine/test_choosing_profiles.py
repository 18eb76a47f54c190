"""What another choice of fields and profiles would change, before it is saved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.choosing_profiles import LOOKED_AT_MOST, PROFILE_REASONS, ChoosingProfiles
from core.domain.custom_fields import FieldContext
from core.domain.outcome import Outcome
from core.domain.profile import Profile
from core.domain.reason import Reason, System
from core.ports import LedgerTx
from core.systems import Systems
from sandbox.teamleader import Invoice
from tests.engine.company import PROFILE, Company, line_of
from tests.engine.test_profiles import LINK


@pytest.fixture
async def systems(company: Company) -> Systems:
    company.twikey.add_profile(
        LINK, "Betaallink", send_on_booking=False, include_pdf=False
    )
    return await company.systems()


@pytest.fixture
def choosing(systems: Systems) -> ChoosingProfiles:
    return ChoosingProfiles(systems)


async def held_back(company: Company, field: str, value: str) -> Invoice:
    """Book an invoice whose field says this; it is kept out while automatic is off."""
    company.decides(auto_import=False)
    invoice = company.booked(custom_fields={field: value})
    await company.why(invoice.id)
    return invoice


def defined(company: Company, context: str, label: str) -> str:
    return company.teamleader.add_custom_field_definition(context, label)


async def test_the_fields_of_the_right_context_and_the_profiles_are_offered(
    company: Company, choosing: ChoosingProfiles
) -> None:
    on_invoice = defined(company, "invoice", "Betaalprofiel")
    on_company = defined(company, "company", "Klantnummer")
    defined(company, "deal", "Kans")
    known = Profile(str(LINK), "Betaallink", send_automatically=True, require_pdf=False)
    company.decides(profiles=(known,))

    offer = await choosing.offer()

    assert [one.id for one in offer.fields_of(FieldContext.INVOICE)] == [on_invoice]
    numbers = offer.fields_of(FieldContext.COMPANY, FieldContext.CONTACT)
    assert [(one.id, one.label) for one in numbers] == [(on_company, "Klantnummer")]
    told = [(one.id, one.name, one.is_confirmed) for one in offer.profiles]
    assert told == [(str(LINK), "Betaallink", True), (str(PROFILE), "Standaard", False)]
    assert offer.profiles_are_listed
    assert offer.unread == frozenset()


async def test_without_a_list_at_twikey_the_profiles_of_the_settings_are_offered(
    company: Company, choosing: ChoosingProfiles
) -> None:
    company.twikey.switches.profile_list = False
    known = Profile(str(LINK), "Betaallink", send_automatically=True, require_pdf=False)
    company.decides(profiles=(known,))

    offer = await choosing.offer()

    assert not offer.profiles_are_listed
    assert [one.id for one in offer.profiles] == [str(PROFILE), str(LINK)]
    assert not any(one.is_listed for one in offer.profiles)


async def test_a_system_that_does_not_answer_is_told_in_the_offer(
    company: Company, choosing: ChoosingProfiles
) -> None:
    company.teamleader.faults.add("customFieldDefinitions.list", "503", times=None)

    offer = await choosing.offer()

    assert offer.unread == {System.TEAMLEADER}
    assert offer.fields == ()
    assert [one.id for one in offer.profiles] == [str(LINK), str(PROFILE)]


async def test_it_is_foretold_how_many_invoices_go_to_another_profile(
    company: Company, choosing: ChoosingProfiles
) -> None:
    field = defined(company, "invoice", "Betaalprofiel")
    for value in ("4022", "Betaallink", "", "goud"):
        await held_back(company, field, value)
    creates = company.creates

    wanted = replace(company.policy, invoice_profile_field=field)
    told = await choosing.would_change(wanted)

    assert told.moving == {str(LINK): 2}
    assert told.appearing == {Reason.PROFILE_UNREADABLE: 1}
    assert told.vanishing == {}
    assert (told.looked_at, told.is_complete) == (4, True)
    assert company.creates == creates


async def test_it_is_foretold_which_reasons_vanish(
    company: Company, choosing: ChoosingProfiles
) -> None:
    field = defined(company, "invoice", "Betaalprofiel")
    company.decides(invoice_profile_field=field)
    await held_back(company, field, "goud")

    told = await choosing.would_change(
        replace(company.policy, invoice_profile_field=None)
    )

    assert told.vanishing == {Reason.PROFILE_UNREADABLE: 1}
    assert told.moving == {str(PROFILE): 1}


async def test_what_cannot_be_read_counts_as_unknown(
    company: Company, choosing: ChoosingProfiles
) -> None:
    field = defined(company, "invoice", "Betaalprofiel")
    await held_back(company, field, "4022")
    company.teamleader.faults.add("invoices.info", "503", times=None)

    told = await choosing.would_change(
        replace(company.policy, invoice_profile_field=field)
    )

    assert (told.looked_at, told.unknown, told.system) == (0, 1, System.TEAMLEADER)
    assert not told.is_complete
    assert told.moving == {}


async def test_while_teamleader_is_away_everything_is_unknown(
    company: Company, choosing: ChoosingProfiles
) -> None:
    await held_back(company, defined(company, "invoice", "Betaalprofiel"), "4022")
    company.teamleader.faults.add("invoices.list", "503", times=None)

    told = await choosing.would_change(company.policy)

    assert (told.looked_at, told.unknown, told.system) == (0, 1, System.TEAMLEADER)


async def test_only_so_many_are_looked_at_and_the_rest_is_told(
    company: Company, choosing: ChoosingProfiles
) -> None:
    field = defined(company, "invoice", "Betaalprofiel")
    company.decides(invoice_profile_field=field, auto_import=False)
    for _ in range(LOOKED_AT_MOST + 3):
        company.booked()
    troubled = company.booked(custom_fields={field: "goud"})
    paid = company.booked(custom_fields={field: "goud"})
    company.teamleader.register_payment(paid.id)
    await company.imports(preview=True)
    await company.why(troubled.id)
    company.teamleader.calls.clear()

    told = await choosing.would_change(
        replace(company.policy, invoice_profile_field=None)
    )

    assert (told.looked_at, told.not_looked_at) == (LOOKED_AT_MOST, 4)
    assert not told.is_complete
    assert told.vanishing == {Reason.PROFILE_UNREADABLE: 1}
    assert company.teamleader.count("invoices.info") == LOOKED_AT_MOST
    assert len(company.teamleader.calls) <= LOOKED_AT_MOST + 5


async def test_invoices_out_for_a_profile_are_due_again_when_asked(
    company: Company, choosing: ChoosingProfiles
) -> None:
    field = defined(company, "invoice", "Betaalprofiel")
    company.decides(invoice_profile_field=field)
    troubled = company.booked(custom_fields={field: "goud"})
    other = company.booked(currency="USD")
    run = await company.imports()
    assert line_of(run, troubled).outcome is Outcome.NOT_IMPORTED
    company.clock.advance(minutes=20)

    count = await choosing.recheck(PROFILE_REASONS, "U0SOFIE01")

    def due(tx: LedgerTx) -> tuple[str, ...]:
        return tx.watched.due_again(10)

    assert count == 1
    assert await company.ledger.read(due) == (troubled.id,)
    company.clock.advance(days=2)
    assert set(await company.ledger.read(due)) == {troubled.id, other.id}
