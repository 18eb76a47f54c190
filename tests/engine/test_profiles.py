"""Which payment profile an invoice goes to, and what it costs to find out.

With a field on the subscription, an invoice whose own field is empty costs one call of
``subscriptions.list`` more, and each subscription one of ``subscriptions.info`` in a
run. At Twikey the profiles are listed once in ten minutes, however many invoices.
"""

from __future__ import annotations

from typing import Literal

import pytest

from core.domain.outcome import Outcome
from core.domain.reason import Reason
from sandbox.teamleader import Invoice
from tests.engine.company import PROFILE, Company, line_of, told

LINK, OLD = 4022, 4019
UNREADABLE = (Outcome.NOT_IMPORTED, Reason.PROFILE_UNREADABLE)
UNKNOWN_PROFILE = (Outcome.NOT_IMPORTED, Reason.PROFILE_UNKNOWN)


@pytest.fixture
def on_invoice(company: Company) -> str:
    """The field on the invoice, configured; Twikey has a second profile."""
    company.twikey.add_profile(
        LINK, "Betaallink", send_on_booking=False, include_pdf=False
    )
    company.twikey.add_profile(
        OLD, "Oud", send_on_booking=False, include_pdf=False, active=False
    )
    field = company.teamleader.add_custom_field_definition("invoice", "Profiel")
    company.decides(invoice_profile_field=field)
    return field


@pytest.fixture
def on_subscription(company: Company, on_invoice: str) -> str:
    """The field on the subscription, configured beside the one on the invoice."""
    field = company.teamleader.add_custom_field_definition("subscription", "Profiel")
    company.decides(subscription_profile_field=field)
    return field


def from_subscriptions(company: Company, field: str, *values: object) -> Invoice:
    """Book the invoice of subscriptions whose fields say this."""
    customer = company.teamleader.any_customer()
    ids = []
    for number, value in enumerate(values, start=1):
        title = f"Onderhoud {number}"
        ids.append(company.teamleader.add_subscription(title, customer, "12.10"))
        company.teamleader.set_custom_field(ids[-1], field, value)
    return company.booked(subscription_ids=ids)


async def goes_to(company: Company, invoice: Invoice) -> int | None:
    run = await company.imports()
    assert line_of(run, invoice).outcome is Outcome.IMPORTED, line_of(run, invoice)
    return company.held(invoice).ct


@pytest.mark.parametrize("value", ["4022 - Betaallink", "#4022", "betaallink", 4022])
async def test_the_invoices_own_field_decides(
    company: Company, on_invoice: str, value: object
) -> None:
    invoice = company.booked(custom_fields={on_invoice: value})

    assert await goes_to(company, invoice) == LINK
    assert company.teamleader.count("subscriptions.list") == 0


async def test_an_empty_field_leaves_the_default(
    company: Company, on_invoice: str
) -> None:
    invoice = company.booked(custom_fields={on_invoice: " "})

    assert await goes_to(company, invoice) == PROFILE


@pytest.mark.parametrize("shown", ["empty", "missing"])
async def test_a_field_that_is_only_unset_leaves_the_default(
    company: Company, on_subscription: str, shown: Literal["empty", "missing"]
) -> None:
    company.teamleader.switches.unset_fields = shown
    invoice = from_subscriptions(company, on_subscription, None)

    assert await goes_to(company, invoice) == PROFILE


async def test_a_deleted_field_holds_the_invoice(
    company: Company, on_invoice: str
) -> None:
    invoice = company.booked(custom_fields={on_invoice: str(LINK)})
    del company.teamleader.books.definitions[on_invoice]

    run = await company.imports()

    assert told(run, invoice) == UNREADABLE
    facts = line_of(run, invoice).facts
    assert (facts["problem"], facts["level"], facts["seen"]) == (
        "no-field",
        "invoice",
        {},
    )
    assert company.creates == 0


async def test_a_field_of_another_context_holds_the_invoice(company: Company) -> None:
    field = company.teamleader.add_custom_field_definition("company", "Profiel")
    company.decides(invoice_profile_field=field)
    invoice = company.booked()

    run = await company.imports()

    assert told(run, invoice) == UNREADABLE
    assert line_of(run, invoice).facts["problem"] == "no-field"


async def test_a_field_of_invoices_is_none_of_subscriptions(
    company: Company, on_invoice: str
) -> None:
    company.decides(subscription_profile_field=on_invoice)
    invoice = from_subscriptions(company, on_invoice, "4022")
    alone = company.booked()

    run = await company.imports()

    assert told(run, invoice) == UNREADABLE
    assert line_of(run, invoice).facts["level"] == "subscription"
    assert line_of(run, alone).outcome is Outcome.IMPORTED


async def test_who_may_not_read_the_definitions_takes_the_default(
    company: Company, on_invoice: str
) -> None:
    invoice = company.booked(custom_fields={on_invoice: str(LINK)})
    del company.teamleader.books.definitions[on_invoice]
    company.teamleader.faults.add("customFieldDefinitions.list", "403", times=None)

    assert await goes_to(company, invoice) == PROFILE


async def test_the_definitions_are_read_once_in_a_while(
    company: Company, on_invoice: str
) -> None:
    company.teamleader.switches.unset_fields = "missing"
    for _ in range(7):
        company.booked()

    await company.imports()

    assert company.teamleader.count("customFieldDefinitions.list") == 1


@pytest.mark.parametrize("value", ["goud", True, ["4022"], "4021 of 4022"])
async def test_a_field_that_names_no_profile_holds_the_invoice(
    company: Company, on_invoice: str, value: object
) -> None:
    invoice = company.booked(custom_fields={on_invoice: value})

    run = await company.imports()

    assert told(run, invoice) == UNREADABLE
    assert line_of(run, invoice).facts["seen"] == {"invoice": str(value)}
    assert (await company.why(f"{invoice.number}")).decisive is run.lines[0].reason
    assert company.creates == 0


async def test_a_corrected_field_lets_the_invoice_go_in(
    company: Company, on_invoice: str
) -> None:
    invoice = company.booked(custom_fields={on_invoice: "goud"})
    await company.imports()

    company.teamleader.set_custom_field(invoice.id, on_invoice, "4022")

    assert await goes_to(company, invoice) == LINK


@pytest.mark.parametrize("value", ["9999", str(OLD)], ids=["unknown", "inactive"])
@pytest.mark.parametrize("listed", [True, False], ids=["listed", "not-listed"])
async def test_a_profile_twikey_does_not_have_holds_the_invoice(
    company: Company, on_invoice: str, value: str, *, listed: bool
) -> None:
    company.twikey.switches.profile_list = listed
    invoice = company.booked(custom_fields={on_invoice: value})

    run = await company.imports()

    assert told(run, invoice) == UNKNOWN_PROFILE
    assert line_of(run, invoice).facts["profile"] == value
    assert company.creates == 0


async def test_without_a_list_a_profile_is_asked_for_by_its_id(
    company: Company, on_invoice: str
) -> None:
    company.twikey.switches.profile_list = False
    invoice = company.booked(custom_fields={on_invoice: "4022"})

    assert await goes_to(company, invoice) == LINK


async def test_a_default_twikey_does_not_have_is_told_as_the_default(
    company: Company,
) -> None:
    company.decides(default_profile="9999")
    invoice = company.booked()

    run = await company.imports()

    assert told(run, invoice) == UNKNOWN_PROFILE
    assert line_of(run, invoice).facts["level"] == "default"


async def test_while_twikey_does_not_answer_the_profile_is_unknown(
    company: Company, on_invoice: str
) -> None:
    company.twikey.faults.add("profile.list", "503", times=99)
    invoice = company.booked(custom_fields={on_invoice: "4022"})

    run = await company.imports()

    assert line_of(run, invoice).outcome is Outcome.UNKNOWN
    assert company.creates == 0


async def test_an_empty_field_leaves_it_to_the_subscription(
    company: Company, on_subscription: str
) -> None:
    invoice = from_subscriptions(company, on_subscription, "betaallink (4022)")

    assert await goes_to(company, invoice) == LINK


async def test_the_invoices_own_field_spares_the_subscription(
    company: Company, on_subscription: str, on_invoice: str
) -> None:
    invoice = from_subscriptions(company, on_subscription, "goud")
    invoice.custom_fields[on_invoice] = "4022"

    assert await goes_to(company, invoice) == LINK
    assert company.teamleader.count("subscriptions.list") == 0


async def test_merged_subscriptions_that_agree_decide_together(
    company: Company, on_subscription: str
) -> None:
    invoice = from_subscriptions(company, on_subscription, "4022", "Betaallink", None)

    assert await goes_to(company, invoice) == LINK


async def test_merged_subscriptions_that_disagree_hold_the_invoice(
    company: Company, on_subscription: str
) -> None:
    invoice = from_subscriptions(company, on_subscription, "4021", "4022")

    run = await company.imports()

    assert told(run, invoice) == UNREADABLE
    facts = line_of(run, invoice).facts
    assert facts["problem"] == "disagree"
    assert facts["seen"] == {"Onderhoud 1": "4021", "Onderhoud 2": "4022"}


async def test_while_subscriptions_cannot_be_read_the_profile_is_unknown(
    company: Company, on_subscription: str
) -> None:
    company.teamleader.faults.add("subscriptions.info", "503", times=None)
    invoice = from_subscriptions(company, on_subscription, "4022")

    run = await company.imports()

    assert line_of(run, invoice).outcome is Outcome.UNKNOWN
    assert company.creates == 0


async def test_a_subscription_is_read_once_in_a_run(
    company: Company, on_subscription: str
) -> None:
    first = from_subscriptions(company, on_subscription, "4022")
    others = [
        company.booked(subscription_ids=list(first.subscription_ids)) for _ in range(9)
    ]

    run = await company.imports()

    assert run.counts["imported"] == 10
    assert {company.held(each).ct for each in [first, *others]} == {LINK}
    assert company.teamleader.count("subscriptions.list") == 10
    assert company.teamleader.count("subscriptions.info") == 1
    assert len(company.twikey.calls_of("profile.list")) == 1


async def test_without_a_field_no_subscription_is_asked_for(company: Company) -> None:
    company.booked()

    await company.imports()

    assert company.teamleader.count("subscriptions.list") == 0
    assert len(company.twikey.calls_of("profile.list")) == 1


async def test_a_profile_for_one_invoice_does_not_bind_the_customers_next_one(
    company: Company, on_invoice: str
) -> None:
    """A customer with a mandate sometimes pays one invoice another way."""
    ordinary = company.booked()
    assert await goes_to(company, ordinary) == int(PROFILE)
    once = company.booked(custom_fields={on_invoice: str(LINK)})
    assert await goes_to(company, once) == LINK
    following = company.booked()

    assert await goes_to(company, following) == int(PROFILE)
