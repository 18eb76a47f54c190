"""What is worth an alert, and what is not."""

from __future__ import annotations

from core.domain.reason import Alert, Reason
from sandbox.teamleader import Invoice
from tests.engine.company import Company
from tests.engine.watchman import Watchman

HOLD = "on-hold"


async def held_up(watchman: Watchman, *totals: str) -> list[Invoice]:
    """Book invoices that are put on hold before they could be imported."""
    company = watchman.company
    invoices = [company.booked(total) for total in totals or ("121.00",)]
    for invoice in invoices:
        company.teamleader.set_on_hold(invoice.id)
    await watchman.hears()
    return invoices


async def look_after(watchman: Watchman, **span: float) -> int:
    watchman.company.clock.advance(**span)
    return await watchman.alerting.look()


async def test_what_only_the_digest_tells_is_no_alert(
    watchman: Watchman, company: Company
) -> None:
    company.booked("0.00")
    company.booked("-50.00")
    paid = company.booked()
    company.teamleader.register_payment(paid.id)
    credited = company.booked()
    company.teamleader.credit(credited.id)
    gone = company.booked()
    await watchman.watch.sweep()
    company.teamleader.delete_invoice(gone.id)
    await watchman.hears()

    assert await look_after(watchman, hours=3) == 0


async def test_what_people_switched_off_is_silent(
    watchman: Watchman, company: Company
) -> None:
    company.decides(alert_levels={"on-hold": Alert.DIGEST})
    await held_up(watchman)

    assert await look_after(watchman, hours=3) == 0


async def test_a_system_that_does_not_answer_is_an_alert_of_its_own(
    watchman: Watchman, company: Company
) -> None:
    company.twikey.faults.add("*", "503", times=10**9)
    invoice = company.booked()
    await watchman.passes(minutes=62)

    assert await watchman.alerts() == ["unknown:twikey"]
    assert (await watchman.line("unknown:twikey", invoice)).number == invoice.number

    company.twikey.faults.clear()
    await watchman.passes(minutes=61)
    assert await watchman.alerts() == []
    assert company.held(invoice).amount == invoice.total


async def test_what_nobody_judged_is_given_an_hour_more(
    watchman: Watchman, company: Company
) -> None:
    watchman.loses_hints()
    invoice = company.booked()
    await company.imports(f"{invoice.number}", preview=True)
    assert (await watchman.memory(invoice)).decisive is None

    assert await look_after(watchman, minutes=61) == 0
    assert await look_after(watchman, minutes=58) == 0
    assert await look_after(watchman, minutes=2) == 1

    assert await watchman.alerts() == ["unknown:bot"]


async def test_a_booked_draft_that_nobody_judged_since_is_told_as_such(
    watchman: Watchman, company: Company
) -> None:
    draft = company.drafted()
    await watchman.hears()
    assert (await watchman.memory(draft)).decisive is Reason.DRAFT
    watchman.loses_hints()
    company.teamleader.book(draft.id)
    await watchman.why(draft)

    assert await look_after(watchman, minutes=61) == 0
    assert await look_after(watchman, minutes=60) == 1

    assert await watchman.alerts() == ["unknown:bot"]


async def test_what_came_to_twikey_by_another_route_is_not_late(
    watchman: Watchman, company: Company
) -> None:
    invoice = company.booked("302.50")
    company.twikey.add_invoice(
        f"{invoice.number}",
        "302.50",
        date=f"{invoice.invoice_date}",
        remittance=invoice.payment_reference,
    )
    await watchman.hears()
    assert company.creates == 0

    assert await look_after(watchman, hours=3) == 0


async def test_what_was_booked_before_the_start_is_never_late(
    newcomer: Watchman, company: Company
) -> None:
    company.booked(currency="USD")
    company.clock.advance(days=1)
    await newcomer.starts()
    await newcomer.told()
    await newcomer.passes(minutes=130)

    assert await newcomer.told() == []


async def test_each_refusal_code_is_a_cause_of_its_own(
    watchman: Watchman, company: Company
) -> None:
    company.twikey.faults.add("invoice.create", "err_invalid_amount")
    company.twikey.faults.add("invoice.create", "err_invalid_date")
    company.booked("10.00")
    await watchman.hears()
    company.booked("20.00")
    await watchman.hears()

    await look_after(watchman, minutes=61)

    causes = ["refused:err_invalid_amount", "refused:err_invalid_date"]
    assert sorted(await watchman.alerts()) == causes


async def test_an_invoice_paid_while_something_kept_it_out_is_an_alert(
    watchman: Watchman, company: Company
) -> None:
    (invoice,) = await held_up(watchman)
    company.teamleader.register_payment(invoice.id)
    await watchman.hears()

    assert await look_after(watchman, hours=3) == 1
    (alert,) = await watchman.alerting.open()
    assert alert.cause == Reason.PAID
    assert alert.open_lines[0].facts["first_cause"] == HOLD
