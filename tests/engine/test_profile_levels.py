"""What decides where no field does: Twikey's customer, what was sent, the default."""

from __future__ import annotations

import pytest

from core.domain.outcome import Outcome
from core.domain.profile import LevelSight, ProfileChoice, ProfileLevel
from core.domain.reason import Reason
from sandbox.teamleader import Invoice
from tests.engine.company import PROFILE, Company, line_of, told
from tests.engine.test_profiles import LINK, goes_to

L = ProfileLevel


@pytest.fixture
def linked(company: Company) -> Company:
    """A company whose Twikey has a second profile and tells what customers keep."""
    company.twikey.add_profile(
        LINK, "Betaallink", send_on_booking=False, include_pdf=False
    )
    company.twikey.switches.customer_shows_profile = True
    return company


def customer_of(company: Company) -> str:
    return company.teamleader.any_customer()


def known_at_twikey(company: Company, profile: int | None) -> str:
    """Let Twikey have the customer without any invoice of ours."""
    number = customer_of(company)
    customer = {"customerNumber": number, "companyName": "Bakkerij Proef BV"}
    company.twikey.add_invoice("OLD-1", "10.00", customer=customer)
    company.twikey.keep_profile(number, profile)
    return number


async def decided(company: Company, invoice: Invoice) -> ProfileChoice:
    choice = (await company.why(invoice.id)).profile
    assert choice is not None
    return choice


async def test_what_twikey_keeps_on_the_customer_comes_before_the_default(
    linked: Company,
) -> None:
    known_at_twikey(linked, LINK)
    invoice = linked.booked()

    choice = await decided(linked, invoice)

    assert (choice.level, choice.id) == (L.CUSTOMER, str(LINK))
    assert choice.sights == (
        LevelSight(L.CUSTOMER, str(LINK)),
        LevelSight(L.LAST_SENT, None),
        LevelSight(L.DEFAULT, str(PROFILE)),
    )
    assert await goes_to(linked, invoice) == LINK


async def test_what_twikey_keeps_comes_before_what_was_sent_last(
    linked: Company,
) -> None:
    assert await goes_to(linked, linked.booked()) == PROFILE
    linked.twikey.keep_profile(customer_of(linked), LINK)
    linked.clock.advance(minutes=11)

    assert await goes_to(linked, linked.booked()) == LINK


async def test_a_field_comes_before_what_twikey_keeps(linked: Company) -> None:
    field = linked.teamleader.add_custom_field_definition("invoice", "Profiel")
    linked.decides(invoice_profile_field=field)
    known_at_twikey(linked, LINK)
    invoice = linked.booked(custom_fields={field: str(PROFILE)})

    choice = await decided(linked, invoice)

    assert (choice.level, choice.id) == (L.INVOICE, str(PROFILE))
    assert choice.sights == (LevelSight(L.INVOICE, str(PROFILE)),)


async def test_every_level_that_was_asked_is_told(linked: Company) -> None:
    teamleader = linked.teamleader
    on_invoice = teamleader.add_custom_field_definition("invoice", "Profiel")
    on_subscription = teamleader.add_custom_field_definition("subscription", "Profiel")
    linked.decides(
        invoice_profile_field=on_invoice, subscription_profile_field=on_subscription
    )
    id_ = teamleader.add_subscription("Onderhoud", customer_of(linked), "12.10")
    invoice = linked.booked(subscription_ids=[id_])

    choice = await decided(linked, invoice)

    assert [(one.level, one.seen, one.where) for one in choice.sights] == [
        (L.INVOICE, None, None),
        (L.SUBSCRIPTION, None, "Onderhoud"),
        (L.CUSTOMER, None, None),
        (L.LAST_SENT, None, None),
        (L.DEFAULT, str(PROFILE), None),
    ]
    assert choice.level is L.DEFAULT


async def test_a_customer_that_twikey_has_keeps_what_is_set_there(
    linked: Company,
) -> None:
    linked.twikey.switches.customer_shows_profile = False
    known_at_twikey(linked, LINK)
    # Known by its own record alone: the invoice that brought it is gone.
    linked.twikey.delete(linked.twikey.invoice("OLD-1").id)
    invoice = linked.booked()

    choice = await decided(linked, invoice)

    assert (choice.level, choice.id) == (L.TWIKEY, None)


@pytest.mark.parametrize(
    "fault",
    [
        "404",
        "405",
        "500",
        "503",
        "429",
        "html",
        "cut-json",
        "lost-request",
        "err_strange",
    ],
)
async def test_a_twikey_that_does_not_tell_leaves_the_levels_below(
    linked: Company, fault: str
) -> None:
    linked.twikey.faults.add("customer.get", fault, times=99)
    invoice = linked.booked()

    choice = await decided(linked, invoice)

    assert (choice.level, choice.id) == (L.DEFAULT, str(PROFILE))
    assert await goes_to(linked, invoice) == PROFILE


async def test_where_there_is_no_such_call_it_is_not_made_for_every_customer(
    linked: Company,
) -> None:
    linked.twikey.switches.customer_get = False
    for n in range(6):
        customer = linked.teamleader.add_company(f"Firma {n} BV")
        linked.booked(customer_id=customer)

    run = await linked.imports()

    assert run.counts["imported"] == 6
    # Some were under way at once; after the first answer nobody asks any more.
    assert len(linked.twikey.calls_of("customer.get")) <= 4
    linked.booked(customer_id=linked.teamleader.add_company("Later BV"))
    linked.twikey.calls.clear()
    await linked.imports()
    assert linked.twikey.calls_of("customer.get") == []


async def test_a_customer_is_asked_for_once_in_a_while(linked: Company) -> None:
    known_at_twikey(linked, LINK)
    for _ in range(5):
        linked.booked()

    await linked.imports()

    assert len(linked.twikey.calls_of("customer.get")) == 1


async def test_a_profile_that_was_sent_before_and_is_gone_holds_the_invoice(
    linked: Company,
) -> None:
    assert await goes_to(linked, linked.booked()) == PROFILE
    linked.twikey.profiles[PROFILE].active = False
    linked.clock.advance(minutes=11)
    invoice = linked.booked()

    run = await linked.imports()

    assert told(run, invoice) == (Outcome.NOT_IMPORTED, Reason.PROFILE_UNKNOWN)
    facts = line_of(run, invoice).facts
    assert (facts["level"], facts["profile"]) == ("last-sent", str(PROFILE))
