"""Just before invitations go out by themselves, the invoices are read once more."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from sandbox.teamleader import Invoice
from sandbox.twikey import Mail
from sandbox.wire import Request, Response
from tests.engine.company import Company
from tests.engine.office import Office

DUE = ("waiting", "batch")
NOT_NEEDED = ("not-needed", None)
SENT = ("sent", None)
LIST = "invoices.list"

Settle = Callable[[Company, Invoice], object]


def _paid(company: Company, invoice: Invoice) -> None:
    company.teamleader.register_payment(invoice.id)


def _credited(company: Company, invoice: Invoice) -> None:
    company.teamleader.credit(invoice.id)


def _deleted(company: Company, invoice: Invoice) -> None:
    company.teamleader.delete_invoice(invoice.id)


async def due(office: Office, how_many: int) -> list[Invoice]:
    """Import invoices and attach their PDFs, but invite nobody yet."""
    invoices = [await office.imports() for _ in range(how_many)]
    await office.documents.retrieve_due()
    assert {await office.stands(invoice) for invoice in invoices} == {DUE}
    return invoices


async def test_all_due_ones_are_read_again_in_one_list(
    company: Company, office: Office
) -> None:
    invoices = await due(office, 4)
    before = company.teamleader.count(LIST)
    sent = await office.inviting.send_due()

    assert company.teamleader.count(LIST) == before + 1
    assert {one.source_id for one in sent} == {invoice.id for invoice in invoices}
    assert {await office.stands(invoice) for invoice in invoices} == {SENT}


async def test_nothing_is_read_while_nothing_is_due(
    company: Company, office: Office
) -> None:
    await office.imports()
    before = len(company.teamleader.calls)
    assert await office.inviting.send_due() == ()
    assert len(company.teamleader.calls) == before


@pytest.mark.parametrize("settle", [_paid, _credited, _deleted])
async def test_what_was_settled_meanwhile_is_not_invited(
    company: Company, office: Office, settle: Settle
) -> None:
    still_open, settled = await due(office, 2)
    settle(company, settled)
    await office.inviting.send_due()

    assert await office.stands(settled) == NOT_NEEDED
    assert office.mails(settled) == []
    assert await office.stands(still_open) == SENT
    assert len(office.mails(still_open)) == 1


@pytest.mark.parametrize("marked", [{"paid": True}, {"status": "matched"}])
async def test_what_teamleader_calls_paid_is_not_invited_whatever_it_shows_as_due(
    company: Company, office: Office, marked: dict[str, object]
) -> None:
    (invoice,) = await due(office, 1)
    company.teamleader_door.spoil = _changed(invoice.id, marked)
    await office.inviting.send_due()

    assert await office.stands(invoice) == NOT_NEEDED
    assert office.actions == 0


async def test_a_credit_note_counts_even_if_teamleader_shows_all_as_due(
    company: Company, office: Office
) -> None:
    company.teamleader.switches.credit_lowers_due = False
    company.teamleader.switches.credited_shows = "outstanding"
    still_open, settled = await due(office, 2)
    _credited(company, settled)
    company.teamleader.credit(still_open.id, "21.00")
    await company.imports()
    await office.inviting.send_due()

    assert await office.stands(settled) == NOT_NEEDED
    assert await office.stands(still_open) == SENT


async def test_what_was_paid_at_twikey_meanwhile_is_not_invited(
    company: Company, office: Office
) -> None:
    still_open, settled = await due(office, 2)
    company.twikey.mark_paid(company.held(settled).id)
    await company.imports()
    await office.inviting.send_due()

    assert await office.stands(settled) == NOT_NEEDED
    assert office.actions == 1
    assert len(office.mails(still_open)) == 1


async def test_without_the_list_nothing_is_sent_until_it_can_be_read(
    company: Company, office: Office
) -> None:
    invoices = await due(office, 2)
    company.teamleader.faults.add(LIST, "503", times=None)
    assert await office.inviting.send_due() == ()
    assert office.actions == 0
    assert {await office.stands(invoice) for invoice in invoices} == {DUE}

    company.teamleader.faults.clear()
    await office.inviting.send_due()
    assert {len(office.mails(invoice)) for invoice in invoices} == {1}


@pytest.mark.parametrize("odd_parts", [{"total": None}, {"total": None, "id": None}])
async def test_an_invoice_that_cannot_be_understood_is_not_invited_until_it_can(
    company: Company, office: Office, odd_parts: dict[str, object]
) -> None:
    """A row that cannot be read is not a row that is gone."""
    odd, plain = await due(office, 2)
    company.teamleader_door.spoil = _changed(odd.id, odd_parts)
    await office.inviting.send_due()
    assert await office.stands(odd) == DUE
    assert len(office.mails(plain)) == 1

    company.teamleader_door.spoil = lambda request, answer: answer
    await office.inviting.send_due()
    assert len(office.mails(odd)) == 1


async def test_what_twikey_sent_after_all_is_not_sent_again(
    company: Company, office: Office
) -> None:
    (invoice,) = await due(office, 1)
    company.twikey.outbox.append(_mail_of_twikey(company, invoice))
    await office.inviting.send_due()

    assert await office.stands(invoice) == ("by-twikey", None)
    assert office.actions == 0


async def test_a_twikey_that_cannot_be_asked_is_told_nothing(
    company: Company, office: Office
) -> None:
    (invoice,) = await due(office, 1)
    company.twikey.faults.add("invoice.detail", "503", times=99)
    await office.inviting.send_due()
    assert office.actions == 0
    assert await office.stands(invoice) == DUE

    company.twikey.faults.clear()
    await office.inviting.send_due()
    assert len(office.mails(invoice)) == 1


async def test_a_person_who_is_quicker_than_the_reading_sends_the_only_mail(
    company: Company, office: Office
) -> None:
    (invoice,) = await due(office, 1)
    reading = company.teamleader_door.hold("POST", f"/{LIST}", after=True)
    batch = company.begins(office.inviting.send_due())
    await reading.reached.wait()
    await office.aftercare.invite(invoice.id, "U1")
    reading.released.set()
    await batch

    assert await office.stands(invoice) == SENT
    assert (office.actions, len(office.mails(invoice))) == (1, 1)


async def test_what_a_person_is_just_sending_is_not_called_settled(
    company: Company, office: Office
) -> None:
    """A mail that may be out is never forgotten."""
    (invoice,) = await due(office, 1)
    _paid(company, invoice)
    reading = company.teamleader_door.hold("POST", f"/{LIST}", after=True)
    batch = company.begins(office.inviting.send_due())
    await reading.reached.wait()
    sending = company.twikey_door.hold("POST", "/creditor/invoice/", after=True)
    by_hand = company.begins(office.aftercare.invite(invoice.id, "U1"))
    await sending.reached.wait()
    reading.released.set()
    await batch

    assert await office.stands(invoice) == ("unknown", None)
    sending.released.set()
    await by_hand
    assert await office.stands(invoice) == SENT


def _changed(
    source_id: str, changes: dict[str, object]
) -> Callable[[Request, Response], Response]:
    """Let the list show other values in one row."""

    def spoil(request: Request, answer: Response) -> Response:
        if request.path != f"/{LIST}":
            return answer
        payload = json.loads(answer.body)
        for row in payload["data"]:
            row.update(changes if row["id"] == source_id else {})
        return replace(answer, body=json.dumps(payload).encode())

    return spoil


def _mail_of_twikey(company: Company, invoice: Invoice) -> Mail:
    held = company.held(invoice)
    return Mail(
        invoice_id=held.id,
        number=held.number,
        to="boekhouding@customer.example",
        cc=(),
        kind="email",
        with_pdf=True,
        at=company.clock.now(),
        cause="create",
    )
