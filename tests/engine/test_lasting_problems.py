"""A problem that was found stays one until it is over, whoever looks meanwhile."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.deciding import Deciding, Excluding
from core.domain.alert import LineState
from core.domain.reason import Reason
from sandbox.teamleader import Invoice
from tests.engine.company import PROFILE, Company
from tests.engine.test_not_imported import (
    of_a_deleted_customer,
    under_a_number_in_use,
)
from tests.engine.watchman import Watchman

DAY = 24 * 60


def refused_by_twikey(company: Company) -> Invoice:
    """An invoice that Twikey refuses, whoever sends it."""
    return company.booked(payment_reference="x" * 141)


FOUND_BY_HAND: list[tuple[Callable[[Company], Invoice], Reason]] = [
    (of_a_deleted_customer, Reason.CUSTOMER_INCOMPLETE),
    (under_a_number_in_use, Reason.NUMBER_TAKEN),
    (refused_by_twikey, Reason.REFUSED),
]


async def problems(company: Company) -> set[str]:
    found = await company.ledger.read(lambda tx: tx.invoices.open_problems(None))
    return {one.source_id for one in found}


async def reasons(company: Company, invoice: Invoice) -> Reason | None:
    return (await company.remembers(invoice)).decisive


@pytest.mark.parametrize(("arrange", "reason"), FOUND_BY_HAND)
async def test_asking_why_ends_no_problem_while_automatic_import_is_off(
    watchman: Watchman,
    company: Company,
    arrange: Callable[[Company], Invoice],
    reason: Reason,
) -> None:
    company.decides(auto_import=False)
    invoice = arrange(company)
    await watchman.hears()
    await company.imports()
    await watchman.passes(minutes=62)
    (cause,) = await watchman.alerts()

    diagnosis = await watchman.why(invoice)
    await watchman.passes(minutes=2)

    assert diagnosis.decisive is Reason.AUTOMATIC_OFF
    assert await watchman.alerts() == [cause]
    assert (await watchman.line(cause, invoice)).state is LineState.OPEN
    assert await reasons(company, invoice) is reason
    assert await problems(company) == {invoice.id}


@pytest.mark.parametrize(("arrange", "reason"), FOUND_BY_HAND)
async def test_judging_again_ends_no_problem_while_automatic_import_is_off(
    watchman: Watchman,
    company: Company,
    arrange: Callable[[Company], Invoice],
    reason: Reason,
) -> None:
    company.decides(auto_import=False)
    invoice = arrange(company)
    await watchman.hears()
    await company.imports()
    await watchman.passes(minutes=62)
    before = await watchman.alerts()

    company.clock.advance(minutes=DAY)
    assert await watchman.watch.judge_again() == 1
    await watchman.alerting.look()

    assert await watchman.alerts() == before
    assert await reasons(company, invoice) is reason
    assert company.at_twikey(invoice) is None or reason is Reason.NUMBER_TAKEN


@pytest.mark.parametrize(("arrange", "reason"), FOUND_BY_HAND)
async def test_a_problem_of_an_old_invoice_stays_one_when_it_is_judged_again(
    newcomer: Watchman,
    company: Company,
    arrange: Callable[[Company], Invoice],
    reason: Reason,
) -> None:
    invoice = arrange(company)
    company.clock.advance(days=3)
    await newcomer.starts()
    await company.imports()

    for _ in range(3):
        company.clock.advance(minutes=DAY)
        await newcomer.watch.judge_again()
        await newcomer.why(invoice)

    assert await problems(company) == {invoice.id}
    assert await reasons(company, invoice) is reason
    assert (await newcomer.why(invoice)).decisive is Reason.BEFORE_START


async def test_a_hold_takes_the_place_of_no_problem(
    watchman: Watchman, company: Company
) -> None:
    invoice = of_a_deleted_customer(company)
    await watchman.hears()
    company.teamleader.set_on_hold(invoice.id)
    await watchman.looks_at(invoice)

    assert (await watchman.why(invoice)).decisive is Reason.ON_HOLD
    assert await reasons(company, invoice) is Reason.CUSTOMER_INCOMPLETE


async def test_a_problem_is_over_once_an_import_would_go_through(
    watchman: Watchman, company: Company
) -> None:
    company.decides(auto_import=False, default_profile="9999")
    invoice = company.booked()
    await company.imports()
    await watchman.passes(minutes=62)
    cause = f"{Reason.PROFILE_UNKNOWN}:9999"
    assert await watchman.alerts() == [cause]

    company.decides(default_profile=str(PROFILE))
    await watchman.looks_at(invoice)
    await watchman.alerting.look()

    assert await watchman.alerts() == []
    assert await problems(company) == set()
    assert await reasons(company, invoice) is Reason.AUTOMATIC_OFF


async def test_a_problem_that_comes_back_is_one_again(
    watchman: Watchman, company: Company
) -> None:
    company.decides(auto_import=False, default_profile="9999")
    invoice = company.booked()
    await company.imports()
    company.decides(default_profile=str(PROFILE))
    await watchman.looks_at(invoice)

    company.decides(default_profile="9999")
    await watchman.looks_at(invoice)

    assert await reasons(company, invoice) is Reason.PROFILE_UNKNOWN


async def test_one_problem_gives_way_to_another(
    watchman: Watchman, company: Company
) -> None:
    company.decides(auto_import=False, default_profile="9999")
    invoice = under_a_number_in_use(company)
    await company.imports()
    company.decides(default_profile=str(PROFILE))

    await watchman.why(invoice)

    assert await reasons(company, invoice) is Reason.NUMBER_TAKEN


async def test_what_is_left_out_is_a_problem_again_once_it_is_taken_back(
    watchman: Watchman, company: Company
) -> None:
    company.decides(auto_import=False)
    invoice = of_a_deleted_customer(company)
    await watchman.hears()
    await company.imports()
    deciding = Deciding(watchman.systems)
    await deciding.leave_out(invoice.id, "U1", Excluding())
    assert await problems(company) == set()

    await deciding.take_back(invoice.id, "U1")

    assert await problems(company) == {invoice.id}


async def test_an_outage_while_judging_again_hides_no_problem(
    watchman: Watchman, company: Company
) -> None:
    company.decides(auto_import=False)
    invoice = of_a_deleted_customer(company)
    await company.imports()
    company.twikey.faults.add("*", "503", times=10**9)

    await watchman.why(invoice)
    await watchman.looks_at(invoice)

    assert await problems(company) == {invoice.id}


async def test_what_nobody_tried_to_import_is_no_problem_while_it_is_off(
    watchman: Watchman, company: Company
) -> None:
    company.decides(auto_import=False)
    invoice = of_a_deleted_customer(company)
    await watchman.hears()
    await watchman.why(invoice)
    await watchman.passes(minutes=130)

    assert await watchman.alerts() == []
    assert await problems(company) == set()
    assert await reasons(company, invoice) is Reason.AUTOMATIC_OFF


async def test_what_only_the_switch_keeps_out_costs_no_call_of_its_own(
    watchman: Watchman, company: Company
) -> None:
    company.decides(auto_import=False)
    invoices = [company.booked() for _ in range(5)]
    await watchman.looks_at(*invoices)

    assert not [c for c in company.teamleader.calls if c.operation == "invoices.info"]
