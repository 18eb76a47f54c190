"""Marking as paid at Twikey: only what is settled, on purpose, and never mid-debit."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from core.domain.alert import AlertLine, AlertRecord, LineState
from core.domain.invoice import SourceId
from core.domain.outcome import RunTrigger
from core.domain.target import TargetId, TargetState
from core.errors import RemoteError, RemoteUnavailable
from core.marking import Hindrance, Marked, Nothing, mark_paid
from core.ports import Refused
from core.settling import CAUSE
from core.watching import Watch
from sandbox.teamleader import Invoice
from sandbox.wire import Request, Response
from storage.tables import audit
from tests.engine.company import PROFILE, Company

BY = "U0SOFIE"


async def imported(company: Company, **details: Any) -> Invoice:
    invoice = company.booked(**details)
    await company.imports()
    return invoice


async def marked(company: Company, invoice: Invoice) -> Marked | Nothing | Refused:
    return await mark_paid(await company.systems(), SourceId(invoice.id), BY)


async def alerted(company: Company, *invoices: Invoice) -> None:
    """Let the watch see that the invoices are settled, and tell people."""
    watch = Watch(await company.systems(), hints_expected=False)
    ids = [SourceId(each.id) for each in invoices]
    await watch.look_at(ids, RunTrigger.AUTOMATIC)


async def alert(company: Company) -> AlertRecord:
    record = await company.ledger.read(lambda tx: tx.alerts.get(CAUSE))
    assert record is not None
    return record


async def line(company: Company, invoice: Invoice) -> AlertLine:
    record = await alert(company)
    (found,) = (each for each in record.lines if each.source_id == invoice.id)
    return found


async def acts(company: Company) -> list[tuple[str, str, str]]:
    def read(tx: Any) -> list[tuple[str, str, str]]:
        rows = tx._work.connection.execute(select(audit))
        return [(row.who, row.what, row.subject) for row in rows]

    return await company.ledger.read(read)


async def mirrored(company: Company, invoice: Invoice) -> TargetState | None:
    target_id = TargetId(company.held(invoice).id)
    held = await company.ledger.read(lambda tx: tx.targets.get(target_id))
    return held.state if held else None


def updates(company: Company) -> int:
    return len(company.twikey.calls_of("invoice.update"))


async def test_a_paid_invoice_is_marked_at_twikey(company: Company) -> None:
    invoice = await imported(company)
    company.teamleader.register_payment(invoice.id)

    done = await marked(company, invoice)

    assert done == Marked(SourceId(invoice.id), invoice.number, "paid")
    assert company.held(invoice).state == "PAID"
    assert await mirrored(company, invoice) is TargetState.PAID
    assert await acts(company) == [(BY, "mark-paid", invoice.id)]


@pytest.mark.parametrize("shown", ["paid", "matched", "outstanding"])
async def test_a_credited_invoice_is_settled_however_it_shows(
    company: Company, shown: Any
) -> None:
    company.teamleader.switches.credited_shows = shown
    company.teamleader.switches.credit_lowers_due = shown != "outstanding"
    invoice = await imported(company)
    company.teamleader.credit(invoice.id)

    done = await marked(company, invoice)

    assert done == Marked(SourceId(invoice.id), invoice.number, "credited")
    assert company.held(invoice).state == "PAID"


async def test_an_invoice_deleted_in_teamleader_is_settled(company: Company) -> None:
    invoice = await imported(company)
    company.teamleader.delete_invoice(invoice.id)

    done = await marked(company, invoice)

    assert done == Marked(SourceId(invoice.id), invoice.number, "deleted")


async def test_the_alert_says_who_marked_it_and_closes_with_the_last(
    company: Company,
) -> None:
    one, other = company.booked(), company.booked()
    await company.imports()
    for each in (one, other):
        company.teamleader.register_payment(each.id)
    await alerted(company, one, other)

    await marked(company, one)
    assert (await line(company, one)).state is LineState.SOLVED
    facts = (await line(company, one)).facts
    assert (facts["how"], facts["by"]) == ("marked", BY)
    assert (await line(company, other)).state is LineState.OPEN
    assert (await alert(company)).closed_at is None

    await marked(company, other)
    assert (await alert(company)).closed_at is not None


async def test_an_open_invoice_stays_as_it_is(company: Company) -> None:
    invoice = await imported(company)

    assert await marked(company, invoice) == Nothing(
        Hindrance.NOT_SETTLED, invoice.number
    )
    assert updates(company) == 0
    assert await acts(company) == []


async def test_a_partly_paid_invoice_stays_as_it_is(company: Company) -> None:
    invoice = await imported(company, total="100.00")
    company.teamleader.register_payment(invoice.id, "99.99")

    assert await marked(company, invoice) == Nothing(
        Hindrance.NOT_SETTLED, invoice.number
    )
    assert company.held(invoice).state == "BOOKED"


async def test_a_payment_that_was_taken_back_is_noticed(company: Company) -> None:
    """What counts is what Teamleader says now, not what the alert said."""
    invoice = await imported(company)
    company.teamleader.register_payment(invoice.id)
    await alerted(company, invoice)
    company.teamleader.remove_payments(invoice.id)

    assert await marked(company, invoice) == Nothing(
        Hindrance.NOT_SETTLED, invoice.number
    )


async def test_while_a_collection_is_in_progress_nothing_is_marked(
    company: Company,
) -> None:
    customer = company.teamleader.add_company("Drukkerij Inkt BV", email="a@inkt.be")
    await imported(company, customer_id=customer)
    company.twikey.sign_mandate(customer, PROFILE)
    invoice = await imported(company, customer_id=customer)
    company.teamleader.register_payment(invoice.id)
    assert company.held(invoice).state == "PENDING"

    assert await marked(company, invoice) == Nothing(
        Hindrance.COLLECTING, invoice.number
    )
    assert company.held(invoice).state == "PENDING"
    assert updates(company) == 0


async def test_what_twikey_holds_now_counts_not_the_mirror(company: Company) -> None:
    invoice = await imported(company)
    company.teamleader.register_payment(invoice.id)
    await alerted(company, invoice)
    company.twikey.mark_paid(company.held(invoice).id)

    assert await marked(company, invoice) == Nothing(Hindrance.NOT_OPEN, invoice.number)
    assert updates(company) == 0
    assert await mirrored(company, invoice) is TargetState.PAID
    assert (await line(company, invoice)).state is LineState.SOLVED


async def test_what_is_gone_at_twikey_is_not_marked(company: Company) -> None:
    invoice = await imported(company)
    company.teamleader.register_payment(invoice.id)
    company.twikey.delete(company.held(invoice).id)

    assert await marked(company, invoice) == Nothing(Hindrance.GONE, invoice.number)


async def test_an_invoice_that_was_never_imported_is_not_marked(
    company: Company,
) -> None:
    invoice = company.booked()
    company.teamleader.register_payment(invoice.id)
    await company.imports()

    assert await marked(company, invoice) == Nothing(
        Hindrance.NOT_IMPORTED, invoice.number
    )


async def test_a_no_of_twikey_is_told_and_written_down(company: Company) -> None:
    invoice = await imported(company)
    company.teamleader.register_payment(invoice.id)
    company.twikey_door.spoil = _refusing

    done = await marked(company, invoice)

    assert done == Refused("err_invalid_state", "No", "")
    assert [what for _, what, _ in await acts(company)] == [
        "mark-paid",
        "mark-paid-refused",
    ]
    assert await mirrored(company, invoice) is TargetState.BOOKED


async def test_after_a_lost_answer_it_may_be_asked_again(company: Company) -> None:
    invoice = await imported(company)
    company.teamleader.register_payment(invoice.id)
    await alerted(company, invoice)
    company.twikey.faults.add("invoice.update", "lost-answer")
    with pytest.raises(RemoteUnavailable):
        await marked(company, invoice)

    assert await marked(company, invoice) == Nothing(Hindrance.NOT_OPEN, invoice.number)
    assert (await line(company, invoice)).state is LineState.SOLVED
    assert company.held(invoice).state == "PAID"


@pytest.mark.parametrize("operation", ["invoices.list", "creditNotes.list"])
async def test_what_teamleader_does_not_tell_is_not_guessed(
    company: Company, operation: str
) -> None:
    invoice = await imported(company)
    company.teamleader.register_payment(invoice.id)
    company.teamleader.faults.add(operation, "500", times=9)

    with pytest.raises(RemoteError):
        await marked(company, invoice)

    assert updates(company) == 0


async def test_what_twikey_does_not_tell_is_not_guessed(company: Company) -> None:
    invoice = await imported(company)
    company.teamleader.register_payment(invoice.id)
    company.twikey.faults.add("invoice.detail", "500", times=9)

    with pytest.raises(RemoteError):
        await marked(company, invoice)

    assert updates(company) == 0


def _refusing(request: Request, answer: Response) -> Response:
    if request.method != "PUT":
        return answer
    no = {"code": "err_invalid_state", "message": "No", "extra": ""}
    return Response.of_json(no, 400)
