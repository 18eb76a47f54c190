"""Calls that went wrong, and people at once: never a second mail by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from core.aftercare import Sent
from core.errors import NotSent, RemoteUnavailable
from tests.engine.company import Company
from tests.engine.office import INVITE, Office, configures

Opens = Callable[[], Awaitable[Office]]
ACTION = "invoice.action"
DUE = ("waiting", "batch")
UNKNOWN = ("unknown", None)
SENT = ("sent", None)
BY_HAND = ("by-hand", None)


async def days_pass(company: Company, *offices: Office) -> None:
    """Let everybody work for some days."""
    for _ in range(3):
        company.clock.advance(days=1)
        for office in offices:
            await office.works()


@pytest.mark.parametrize("trouble", ["lost-answer", "after-502", "503", "500"])
async def test_an_invitation_that_may_be_out_is_never_repeated_by_itself(
    company: Company, office: Office, another_office: Opens, trouble: str
) -> None:
    invoice = await office.imports()
    company.twikey.faults.add(ACTION, trouble)
    await office.works()
    assert await office.stands(invoice) == UNKNOWN

    await days_pass(company, office, await another_office())
    await company.imports(invoice.id)
    assert await office.stands(invoice) == UNKNOWN
    assert office.actions == 1


async def test_a_person_may_send_one_that_may_be_out_already(
    company: Company, office: Office
) -> None:
    invoice = await office.imports()
    company.twikey.faults.add(ACTION, "lost-answer")
    await office.works()
    await office.aftercare.invite(invoice.id, "U1")
    await days_pass(company, office)

    assert await office.stands(invoice) == SENT
    assert office.actions == 2


@pytest.mark.parametrize(
    ("trouble", "times"), [("lost-request", 1), ("429", 2), ("401", 2)]
)
async def test_one_that_certainly_did_not_go_out_goes_out_the_next_time(
    company: Company, office: Office, trouble: str, times: int
) -> None:
    invoice = await office.imports()
    company.twikey.faults.add(ACTION, trouble, times=times)
    await office.works()
    assert await office.stands(invoice) == DUE
    assert office.mails(invoice) == []

    await office.works()
    assert await office.stands(invoice) == SENT
    assert len(office.mails(invoice)) == 1


async def test_what_a_person_tried_in_vain_stands_where_it_stood(
    company: Company, office: Office
) -> None:
    configures(company, send=False, pdf=False)
    invoice = await office.imports()
    before = await office.invitation(invoice)
    company.twikey.faults.add(ACTION, "lost-request")

    with pytest.raises(NotSent):
        await office.aftercare.invite(invoice.id, "U1")

    assert await office.invitation(invoice) == before
    assert await office.events(invoice, "invitation") == ["invitation-by-hand"]


async def test_a_person_hears_that_a_mail_may_be_out(
    company: Company, office: Office
) -> None:
    configures(company, send=False, pdf=False)
    invoice = await office.imports()
    company.twikey.faults.add(ACTION, "lost-answer")

    with pytest.raises(RemoteUnavailable):
        await office.aftercare.invite(invoice.id, "U1")
    assert await office.stands(invoice) == UNKNOWN


async def test_what_twikey_refuses_is_left_to_people(
    company: Company, office: Office
) -> None:
    invoice = await office.imports()
    company.twikey.faults.add(ACTION, "err_email_disabled")
    await days_pass(company, office)

    assert await office.stands(invoice) == BY_HAND
    assert office.actions == 1
    company.twikey.faults.add(ACTION, "err_email_disabled")
    again = await office.aftercare.invite(invoice.id, "U1")
    assert isinstance(again, Sent)
    assert again.invitation.refusal == "err_email_disabled"


async def test_one_refusal_or_trouble_keeps_no_other_from_going_out(
    company: Company, office: Office
) -> None:
    invoices = [await office.imports() for _ in range(4)]
    company.twikey.faults.add(ACTION, "err_email_disabled")
    company.twikey.faults.add(ACTION, "lost-answer")
    company.twikey.faults.add(ACTION, "lost-request")
    await office.works()

    stands = [await office.stands(invoice) for invoice in invoices]
    assert sorted(stands, key=str) == sorted([BY_HAND, UNKNOWN, DUE, SENT], key=str)


async def test_whoever_was_killed_before_the_call_leaves_it_to_people(
    company: Company, office: Office, another_office: Opens
) -> None:
    invoice = await office.imports()
    inviting = company.twikey_door.hold(*INVITE)
    killed = company.begins(office.works())
    await inviting.reached.wait()
    killed.cancel()
    restarted = await another_office()
    await days_pass(company, restarted)

    assert await office.stands(invoice) == UNKNOWN
    assert office.mails(invoice) == []
    await restarted.aftercare.invite(invoice.id, "U1")
    assert len(office.mails(invoice)) == 1


async def test_a_slow_call_that_never_left_undoes_no_mail_of_a_person(
    company: Company, office: Office
) -> None:
    invoice = await office.imports()
    await office.documents.retrieve_due()
    inviting = company.twikey_door.hold(*INVITE)
    slow = company.begins(office.inviting.send_due())
    await inviting.reached.wait()
    company.clock.advance(seconds=30)
    await office.aftercare.invite(invoice.id, "U1")
    company.twikey.faults.add(ACTION, "lost-request")
    inviting.released.set()
    await slow
    await days_pass(company, office)

    assert await office.stands(invoice) == SENT
    assert len(office.mails(invoice)) == 1


async def test_a_slow_call_that_never_left_hides_no_unknown_one_of_a_person(
    company: Company, office: Office
) -> None:
    invoice = await office.imports()
    await office.documents.retrieve_due()
    inviting = company.twikey_door.hold(*INVITE)
    slow = company.begins(office.inviting.send_due())
    await inviting.reached.wait()
    company.clock.advance(seconds=30)
    company.twikey.faults.add(ACTION, "lost-answer")
    with pytest.raises(RemoteUnavailable):
        await office.aftercare.invite(invoice.id, "U1")
    company.twikey.faults.add(ACTION, "lost-request")
    inviting.released.set()
    await slow
    await days_pass(company, office)

    assert await office.stands(invoice) == UNKNOWN
    assert len(office.mails(invoice)) == 1


async def test_many_workers_at_the_same_moment_send_one_mail_each(
    company: Company, office: Office, another_office: Opens
) -> None:
    invoices = [await office.imports() for _ in range(3)]
    await office.documents.retrieve_due()
    others = [await another_office() for _ in range(3)]
    await asyncio.gather(*(one.inviting.send_due() for one in (office, *others)))

    assert [len(office.mails(invoice)) for invoice in invoices] == [1, 1, 1]
    assert office.actions == 3
