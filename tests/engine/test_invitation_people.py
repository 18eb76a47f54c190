"""Several people and the schedule at one invitation: one mail for each decision."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from core.aftercare import Hindrance, Nothing, Sent
from core.domain.history import InvitationRecord, InvitationState
from core.domain.invitation import HeldFor
from sandbox.teamleader import Invoice
from tests.engine.company import Company
from tests.engine.office import Office, configures, switches

Opens = Callable[[], Awaitable[Office]]
ACTION = "invoice.action"


async def by_hand(company: Company, office: Office) -> Invoice:
    configures(company, send=False, pdf=False)
    return await office.imports()


async def waiting(company: Company, office: Office) -> Invoice:
    company.decides(profiles=())
    return await office.imports()


async def sent(company: Company, office: Office) -> Invoice:
    invoice = await office.imports()
    await office.works()
    return invoice


async def unknown(company: Company, office: Office) -> Invoice:
    invoice = await office.imports()
    company.twikey.faults.add(ACTION, "lost-answer")
    await office.works()
    return invoice


@pytest.mark.parametrize("begins", [by_hand, waiting, sent, unknown])
async def test_two_people_who_confirm_at_the_same_moment_send_one_mail(
    company: Company,
    office: Office,
    another_office: Opens,
    begins: Callable[[Company, Office], Awaitable[Invoice]],
) -> None:
    switches(company, send=False, pdf=False)
    invoice = await begins(company, office)
    before = len(office.mails(invoice))
    seen = (await company.why(invoice.id)).invitation
    company.clock.advance(minutes=1)
    other = await another_office()

    done = await asyncio.gather(
        office.aftercare.invite(invoice.id, "U1", seen),
        other.aftercare.invite(invoice.id, "U2", seen),
    )

    (turned_away,) = [one for one in done if isinstance(one, Nothing)]
    assert turned_away.why is Hindrance.OVERTAKEN
    assert len(office.mails(invoice)) == before + 1


async def test_a_person_who_was_slower_than_the_schedule_sends_no_second_mail(
    company: Company, office: Office
) -> None:
    invoice = await office.imports()
    seen = (await company.why(invoice.id)).invitation
    assert seen == InvitationRecord(InvitationState.WAITING, held_for=HeldFor.DOCUMENT)
    await office.works()
    late = await office.aftercare.invite(invoice.id, "U1", seen)

    assert isinstance(late, Nothing)
    assert late.why is Hindrance.OVERTAKEN
    assert len(office.mails(invoice)) == 1


async def test_a_person_who_looks_again_may_decide_again(
    company: Company, office: Office
) -> None:
    invoice = await sent(company, office)
    company.clock.advance(minutes=1)
    for user in ("U1", "U2"):
        seen = (await company.why(invoice.id)).invitation
        done = await office.aftercare.invite(invoice.id, user, seen)
        assert isinstance(done, Sent)
        company.clock.advance(minutes=1)

    assert len(office.mails(invoice)) == 3
