"""An outage ends no alert: what was known before it stands until somebody can look."""

from __future__ import annotations

import pytest

from core.domain.alert import LineState
from core.domain.invoice import SourceId
from core.domain.reason import Alert, Reason
from sandbox.teamleader import Invoice
from tests.engine.company import Company
from tests.engine.test_not_imported import under_a_number_in_use
from tests.engine.watchman import Watchman

TAKEN = Reason.NUMBER_TAKEN.value


async def alerted(watchman: Watchman) -> list[Invoice]:
    """Three invoices under numbers that are in use, long enough to be alerted."""
    invoices = [under_a_number_in_use(watchman.company) for _ in range(3)]
    await watchman.passes(minutes=62)
    assert await watchman.alerts() == [TAKEN]
    await watchman.told()
    return invoices


def goes_down(company: Company) -> None:
    company.twikey.faults.add("*", "503", times=10**9)


async def test_an_outage_solves_no_alert(watchman: Watchman, company: Company) -> None:
    invoices = await alerted(watchman)
    goes_down(company)

    await company.imports(days=1)
    await watchman.passes(minutes=30)

    assert await watchman.alerts() == [TAKEN]
    for invoice in invoices:
        assert (await watchman.line(TAKEN, invoice)).state is LineState.OPEN
    assert await watchman.told("alert") == []


async def test_after_an_outage_alerts_are_judged_as_ever(
    watchman: Watchman, company: Company
) -> None:
    *others, solved = await alerted(watchman)
    goes_down(company)
    await company.imports(days=1)
    company.twikey.faults.clear()
    company.teamleader.delete_invoice(solved.id)

    await watchman.passes(minutes=70)

    assert await watchman.alerts() == [TAKEN]
    assert (await watchman.line(TAKEN, solved)).state is LineState.SOLVED
    for invoice in others:
        assert (await watchman.line(TAKEN, invoice)).state is LineState.OPEN


async def test_a_refusal_keeps_its_code_in_an_outage(
    watchman: Watchman, company: Company
) -> None:
    company.booked(payment_reference="x" * 141)
    await watchman.passes(minutes=62)
    before = await watchman.alerts()
    assert before == ["refused:err_invalid_params"]
    goes_down(company)

    await company.imports(days=1)
    await watchman.passes(minutes=10)

    assert await watchman.alerts() == before


async def test_what_people_accepted_is_not_told_again_in_an_outage(
    watchman: Watchman, company: Company
) -> None:
    invoices = await alerted(watchman)
    ids = [SourceId(invoice.id) for invoice in invoices]
    await watchman.alerting.accept(TAKEN, ids, "U1")
    await watchman.told()
    goes_down(company)

    await company.imports(days=1)
    await watchman.passes(minutes=10)

    assert await watchman.alerts() == []
    assert await watchman.told("alert") == []


async def test_an_invoice_without_a_cause_is_told_as_unknown_beside_the_others(
    watchman: Watchman, company: Company
) -> None:
    await alerted(watchman)
    goes_down(company)
    new = company.booked()
    await watchman.passes(minutes=62)

    assert sorted(await watchman.alerts()) == [TAKEN, "unknown:twikey"]
    (line,) = (await watchman.alert("unknown:twikey")).open_lines
    assert line.source_id == new.id


@pytest.mark.parametrize("level", [Alert.DIGEST, Alert.NOTHING])
async def test_what_people_made_quiet_stays_quiet_in_an_outage(
    watchman: Watchman, company: Company, level: Alert
) -> None:
    company.decides(alert_levels={TAKEN: level})
    under_a_number_in_use(company)
    await watchman.passes(minutes=62)
    goes_down(company)

    await company.imports(days=1)
    await watchman.passes(minutes=10)

    assert await watchman.alerts() == []


async def test_what_people_made_loud_stays_open_in_an_outage(
    watchman: Watchman, company: Company
) -> None:
    company.decides(alert_levels={Reason.ZERO_AMOUNT.value: Alert.ALERT})
    company.booked("0.00")
    await watchman.passes(minutes=62)
    assert await watchman.alerts() == [Reason.ZERO_AMOUNT]
    goes_down(company)

    await company.imports(days=1)
    await watchman.passes(minutes=10)

    assert await watchman.alerts() == [Reason.ZERO_AMOUNT]


async def test_an_invoice_paid_too_late_stays_told_in_an_outage(
    watchman: Watchman, company: Company
) -> None:
    invoice = company.booked(currency="USD")
    await watchman.passes(minutes=2)
    company.teamleader.register_payment(invoice.id)
    await watchman.passes(minutes=62)
    assert await watchman.alerts() == [Reason.PAID]
    goes_down(company)

    await company.imports(days=1)
    await watchman.passes(minutes=10)

    assert await watchman.alerts() == [Reason.PAID]
