"""Mandates at Twikey: mirrored, and told where they do not collect an invoice."""

from __future__ import annotations

import pytest

from core.domain.mandate import Mandate
from core.errors import RemoteUnavailable
from core.mandates import MANDATES, UNTOLD, follow_feeds, follow_mandates
from core.systems import Systems
from sandbox.teamleader import Invoice
from tests.engine.company import PROFILE, Company
from tests.engine.test_profiles import LINK


@pytest.fixture
async def systems(company: Company) -> Systems:
    company.twikey.add_profile(
        LINK, "Betaallink", send_on_booking=False, include_pdf=False
    )
    return await company.systems()


async def imported(company: Company) -> Invoice:
    """Have a first invoice in Twikey, which brings the customer along."""
    invoice = company.booked()
    await company.imports(invoice.id)
    return invoice


def signs(company: Company, profile: int) -> str:
    customer = company.teamleader.any_customer()
    return company.twikey.sign_mandate(customer, profile).number


async def known(company: Company) -> list[Mandate]:
    customer = company.teamleader.any_customer()
    return list(await company.ledger.read(lambda tx: tx.mandates.of(customer)))


@pytest.mark.parametrize("place", ["Id", "Othr"])
async def test_signed_mandates_are_mirrored(
    company: Company, systems: Systems, place: str
) -> None:
    company.twikey.switches.turn(mandate_customer=place)
    await imported(company)
    number = signs(company, LINK)

    await follow_mandates(systems)

    (mandate,) = await known(company)
    assert (mandate.number, mandate.profile_id) == (number, str(LINK))
    assert mandate.is_signed
    assert mandate.at == company.clock.now()


async def test_a_mandate_that_moves_or_ends_is_known_as_it_is_now(
    company: Company, systems: Systems
) -> None:
    await imported(company)
    number = signs(company, LINK)
    await follow_mandates(systems)

    company.twikey.move_mandate(number, PROFILE)
    await follow_mandates(systems)
    moved = await known(company)
    company.twikey.cancel_mandate(number)
    await follow_mandates(systems)
    ended = await known(company)

    assert [(one.profile_id, one.is_signed) for one in moved] == [(str(PROFILE), True)]
    assert [(one.profile_id, one.is_signed) for one in ended] == [(str(PROFILE), False)]


async def test_the_feed_is_read_on_from_where_it_was(
    company: Company, systems: Systems
) -> None:
    company.twikey.switches.feed_page_size = 2
    await imported(company)
    for _ in range(5):
        signs(company, LINK)
    await follow_mandates(systems)
    company.twikey.calls.clear()
    last = signs(company, PROFILE)

    await follow_mandates(await company.systems())

    # One page with the new one, one that is empty.
    assert len(company.twikey.calls_of("mandate.feed")) == 2
    assert last in {one.number for one in await known(company)}
    assert len(await known(company)) == 6


async def test_a_mandate_on_another_profile_is_told(
    company: Company, systems: Systems
) -> None:
    await imported(company)
    number = signs(company, LINK)
    waiting = company.booked()

    found = await company.why(waiting.id)

    assert [one.number for one in found.mandates_beside] == [number]
    assert found.profile_names[str(LINK)] == "Betaallink"


async def test_it_is_told_of_an_invoice_that_is_in_twikey_too(
    company: Company, systems: Systems
) -> None:
    invoice = await imported(company)
    number = signs(company, LINK)

    found = await company.why(invoice.id)

    assert [one.number for one in found.mandates_beside] == [number]


async def test_a_mandate_on_the_same_profile_leaves_nothing_to_tell(
    company: Company, systems: Systems
) -> None:
    invoice = await imported(company)
    signs(company, LINK)
    signs(company, PROFILE)

    assert (await company.why(invoice.id)).mandates_beside == ()


async def test_a_withdrawn_mandate_is_none(company: Company, systems: Systems) -> None:
    invoice = await imported(company)
    company.twikey.cancel_mandate(signs(company, LINK))

    assert (await company.why(invoice.id)).mandates_beside == ()


async def test_a_paid_invoice_needs_no_mandate(
    company: Company, systems: Systems
) -> None:
    invoice = await imported(company)
    signs(company, LINK)
    company.teamleader.register_payment(invoice.id)

    assert (await company.why(invoice.id)).mandates_beside == ()


async def test_a_key_that_may_not_read_mandates_knows_of_none(
    company: Company, systems: Systems
) -> None:
    company.twikey.switches.mandate_feed = False
    invoice = await imported(company)
    signs(company, LINK)

    await follow_mandates(systems)
    found = await company.why(invoice.id)

    assert found.mandates_beside == ()
    # Once was enough: it is left alone for hours.
    assert len(company.twikey.calls_of("mandate.feed")) == 1
    company.twikey.switches.mandate_feed = True
    company.clock.advance(seconds=UNTOLD.total_seconds() + 1)
    await follow_mandates(systems)
    assert len(await known(company)) == 1


async def test_whoever_asks_reads_the_feed_at_most_every_few_minutes(
    company: Company, systems: Systems
) -> None:
    invoice = await imported(company)
    await company.why(invoice.id)
    first = len(company.twikey.calls_of("mandate.feed"))

    await company.why(invoice.id)
    again = len(company.twikey.calls_of("mandate.feed"))
    company.clock.advance(minutes=6)
    await company.why(invoice.id)

    assert first == again == 1
    assert len(company.twikey.calls_of("mandate.feed")) == 2


async def test_a_feed_that_is_down_hides_no_answer(
    company: Company, systems: Systems
) -> None:
    invoice = await imported(company)
    company.twikey.faults.add("mandate.feed", "503", times=99)

    with pytest.raises(RemoteUnavailable):
        await follow_mandates(systems)
    found = await company.why(invoice.id)

    assert found.mandates_beside == ()
    assert found.profile is not None
    assert await company.ledger.read(lambda tx: tx.marks.get(MANDATES)) is None


async def test_only_one_worker_reads_the_feed(
    company: Company, systems: Systems
) -> None:
    await imported(company)
    signs(company, LINK)
    company.twikey.calls.clear()
    await company.ledger.write(lambda tx: tx.leaders.lead(MANDATES, "another", 60.0))

    await follow_mandates(systems)

    assert company.twikey.calls_of("mandate.feed") == []


async def test_a_hint_of_twikey_lets_both_feeds_be_read(
    company: Company, systems: Systems
) -> None:
    await imported(company)
    signs(company, LINK)
    company.twikey.calls.clear()

    await follow_feeds(systems)

    assert company.twikey.calls_of("invoice.feed")
    assert len(await known(company)) == 1


async def test_an_invoice_whose_profile_twikey_decides_is_not_judged_by_mandates(
    company: Company, systems: Systems
) -> None:
    company.decides(default_profile=None)
    await imported(company)
    signs(company, LINK)
    other = company.booked()

    found = await company.why(other.id)

    assert found.profile is not None
    assert found.profile.id is None
    assert found.mandates_beside == ()
