"""Why an invoice is not in Twikey: live where possible, from memory where not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from core.domain.outcome import Outcome
from core.domain.reason import Reason
from core.domain.verdict import Eligible
from tests.engine.company import Company, told


async def test_an_invoice_that_would_go_in_says_so(company: Company) -> None:
    invoice = company.booked()

    diagnosis = await company.why(f"{invoice.number}")

    assert isinstance(diagnosis.verdict, Eligible)
    assert diagnosis.decisive is None
    assert diagnosis.would_import_now is True
    assert diagnosis.department == "Koeltechniek Stand-in"
    assert diagnosis.customer_name == "Bakkerij Proef BV"
    assert diagnosis.amount is not None
    assert diagnosis.amount.plain() == "121.00"
    assert diagnosis.due_on == invoice.due_on
    assert company.creates == 0


async def test_links_lead_to_both_sides(company: Company) -> None:
    invoice = company.booked()
    before = await company.why(invoice.id)
    await company.imports()
    after = await company.why(invoice.id)

    assert before.links.teamleader is not None
    assert invoice.id in before.links.teamleader
    assert before.links.twikey is None
    assert after.links.teamleader == before.links.teamleader
    assert after.links.twikey is not None
    assert company.held(invoice).id in after.links.twikey


async def test_the_link_of_a_taken_number_leads_to_who_has_it(
    company: Company,
) -> None:
    invoice = company.booked()
    stranger = company.twikey.add_invoice(f"{invoice.number}", "3.00")
    diagnosis = await company.why(invoice.id)
    assert diagnosis.links.twikey is not None
    assert stranger.id in diagnosis.links.twikey


async def test_everything_that_holds_is_told_and_the_first_decides(
    company: Company,
) -> None:
    company.decides(auto_import=False)
    invoice = company.booked(currency="USD")
    company.teamleader.set_on_hold(invoice.id)
    company.teamleader.mark_sent(invoice.id)
    company.clock.advance(days=60)

    diagnosis = await company.why(f"{invoice.number}")

    assert [finding.reason for finding in diagnosis.findings] == [
        Reason.CURRENCY,
        Reason.AUTOMATIC_OFF,
        Reason.ON_HOLD,
        Reason.PAST_DUE,
        Reason.SENT_BY_TEAMLEADER,
        Reason.JUST_BOOKED,
    ]
    assert diagnosis.decisive is Reason.CURRENCY


async def test_the_amount_is_live_and_the_past_is_remembered(
    company: Company,
) -> None:
    invoice = company.drafted("0.00")
    await company.imports()
    steps: list[Callable[[], object]] = [
        lambda: company.teamleader.book(invoice.id),
        lambda: company.teamleader.update_invoice(invoice.id, total="100.00"),
        lambda: company.teamleader.register_payment(invoice.id),
    ]
    for step in steps:
        company.clock.advance(hours=1)
        step()
        await company.why(invoice.id)

    diagnosis = await company.why(invoice.id)

    events = [entry.event for entry in diagnosis.timeline if entry.event != "judged"]
    assert events == ["first-seen", "booked", "amount-changed", "paid", "matched"]
    moments = [entry.at for entry in diagnosis.timeline]
    assert moments == sorted(moments)
    assert diagnosis.first_cause is Reason.DRAFT
    assert diagnosis.decisive is Reason.PAID


async def test_the_time_line_goes_from_the_first_sight_to_the_import(
    company: Company,
) -> None:
    invoice = company.booked(payment_reference="x" * 141)
    await company.imports()
    company.clock.advance(minutes=10)
    company.teamleader.update_invoice(invoice.id, payment_reference="kort")
    await company.imports()

    timeline = (await company.why(invoice.id)).timeline

    told_apart = ("first-seen", "attempt-", "imported")
    happened = [entry for entry in timeline if entry.event.startswith(told_apart)]
    assert [entry.event for entry in happened] == [
        "first-seen",
        "attempt-refused",
        "attempt-created",
        "imported",
    ]
    assert happened[-1].at - happened[0].at == timedelta(minutes=10)
    assert happened[1].facts["code"] == "err_invalid_params"


async def test_an_imported_invoice_paid_since_is_told_while_twikey_may_collect(
    company: Company,
) -> None:
    invoice = company.booked()
    await company.imports()
    company.teamleader.register_payment(invoice.id)

    diagnosis = await company.why(invoice.id)

    assert diagnosis.decisive is Reason.ALREADY_IMPORTED
    assert Reason.SETTLED_SINCE in {finding.reason for finding in diagnosis.findings}
    company.twikey.mark_paid(company.held(invoice).id)
    after = {finding.reason for finding in (await company.why(invoice.id)).findings}
    assert Reason.SETTLED_SINCE not in after


async def test_an_imported_invoice_deleted_in_teamleader_is_told_so(
    company: Company,
) -> None:
    invoice = company.booked()
    await company.imports()
    number = f"{invoice.number}"
    company.teamleader.delete_invoice(invoice.id)

    diagnosis = await company.why(number)

    assert diagnosis.decisive is Reason.DELETED
    assert diagnosis.findings[0].facts["in_twikey"] is True
    assert Reason.SETTLED_SINCE in {finding.reason for finding in diagnosis.findings}
    assert diagnosis.customer_name == "Bakkerij Proef BV"
    assert diagnosis.links.twikey is not None
    assert (await company.imports(number)).lines[0].reason is Reason.DELETED


async def test_what_was_imported_first_was_never_kept_out(company: Company) -> None:
    """Guards against telling a later deletion as the first cause."""
    invoice = company.booked()
    await company.imports()
    company.teamleader.delete_invoice(invoice.id)

    diagnosis = await company.why(f"{invoice.number}")

    assert diagnosis.decisive is Reason.DELETED
    assert diagnosis.first_cause is None


async def test_a_paid_reason_tells_when_it_was_booked_and_paid(
    company: Company,
) -> None:
    invoice = company.booked(currency="USD")
    await company.imports()
    booked = company.clock.now()
    paid = company.clock.advance(days=3)
    company.teamleader.register_payment(invoice.id)

    facts = (await company.why(invoice.id)).findings[0].facts

    assert facts["paid"] == paid.isoformat()
    assert facts["booked"] == booked.isoformat()
    assert facts["first_tried"] == booked.isoformat()
    assert facts["first_cause"] == Reason.CURRENCY


async def test_asking_twice_changes_nothing(company: Company) -> None:
    invoice = company.booked(currency="USD")
    first = await company.why(invoice.id)
    second = await company.why(invoice.id)
    assert first == second


async def test_asking_why_is_no_attempt(company: Company) -> None:
    """What somebody only asked about did not fail for a first cause."""
    invoice = company.booked(currency="USD")
    await company.why(invoice.id)
    company.teamleader.register_payment(invoice.id)
    assert told(await company.imports(), invoice) == (
        Outcome.NOT_IMPORTED,
        Reason.PAID,
    )
    diagnosis = await company.why(invoice.id)
    assert diagnosis.first_cause is Reason.PAID
    assert diagnosis.findings[0].facts["first_cause"] is None
