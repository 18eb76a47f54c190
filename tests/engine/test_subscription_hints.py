"""A changed subscription lets its invoices be judged again."""

from __future__ import annotations

import pytest

from core.domain.reason import Reason
from sandbox.teamleader import Invoice
from tests.engine.company import PROFILE, Company
from tests.engine.watchman import Watchman


@pytest.fixture
def field(company: Company) -> str:
    """The custom field of subscriptions that names the profile."""
    made = company.teamleader.add_custom_field_definition("subscription", "Profiel")
    company.decides(subscription_profile_field=made)
    return made


def subscribed(company: Company, field: str, value: object) -> str:
    customer = company.teamleader.any_customer()
    made = company.teamleader.add_subscription("Onderhoud", customer, "12.10")
    company.teamleader.set_custom_field(made, field, value)
    return made


async def stuck(watchman: Watchman, *subscriptions: str) -> Invoice:
    invoice = watchman.company.booked(subscription_ids=list(subscriptions))
    await watchman.hears()
    assert watchman.company.at_twikey(invoice) is None
    return invoice


async def test_a_corrected_field_brings_its_invoices_in(
    watchman: Watchman, company: Company, field: str
) -> None:
    subscription = subscribed(company, field, "wie weet")
    invoice = await stuck(watchman, subscription)
    company.teamleader.set_custom_field(subscription, field, str(PROFILE))

    await watchman.hears()

    assert company.held(invoice).ct == PROFILE


async def test_any_of_merged_subscriptions_counts(
    watchman: Watchman, company: Company, field: str
) -> None:
    right, wrong = (subscribed(company, field, one) for one in (PROFILE, "wie weet"))
    invoice = await stuck(watchman, right, wrong)
    company.teamleader.set_custom_field(wrong, field, str(PROFILE))

    await watchman.hears()

    assert company.held(invoice).ct == PROFILE


async def test_another_subscription_costs_no_call(
    watchman: Watchman, company: Company, field: str
) -> None:
    mine, other = (subscribed(company, field, "wie weet") for _ in range(2))
    invoice = await stuck(watchman, mine)
    calls = len(company.teamleader.calls)
    company.teamleader.set_custom_field(other, field, str(PROFILE))
    await watchman.hears()

    assert len(company.teamleader.calls) == calls
    memory = await watchman.memory(invoice)
    assert memory.decisive is Reason.PROFILE_UNREADABLE


async def test_what_came_in_already_is_left_alone(
    watchman: Watchman, company: Company, field: str
) -> None:
    subscription = subscribed(company, field, str(PROFILE))
    company.booked(subscription_ids=[subscription])
    await watchman.hears()
    calls = len(company.teamleader.calls)
    company.teamleader.set_custom_field(subscription, field, "4711")
    await watchman.hears()

    assert (company.creates, len(company.teamleader.calls)) == (1, calls)
