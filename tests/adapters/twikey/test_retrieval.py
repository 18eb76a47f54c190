"""Attaching PDFs and inviting customers: the one may be repeated."""

from __future__ import annotations

from datetime import date
from typing import Literal

import pytest

from core.adapters.twikey import TwikeyClient
from core.domain.invitation import Invited
from core.errors import NotSent, RemoteUnavailable
from core.ports import Created
from tests.adapters.twikey.conftest import PDF, UNKNOWN, World, eligible
from tests.builders import a_target


async def test_a_pdf_is_attached_and_nobody_is_invited_by_that(
    world: World, client: TwikeyClient
) -> None:
    created = await client.create(eligible())
    assert isinstance(created, Created)

    assert await client.attach(created.invoice, PDF) is None

    stored = world.standin.invoice("2026 / 118")
    assert stored.pdf == PDF.content
    assert (stored.date, stored.duedate) == (date(2026, 3, 8), date(2026, 3, 31))
    assert world.standin.outbox == []


async def test_the_days_that_go_with_a_pdf_are_looked_up_if_unknown(
    world: World, client: TwikeyClient
) -> None:
    world.standin.switches.minimal_reply = True
    created = await client.create(eligible())
    assert isinstance(created, Created)
    world.standin.switches.minimal_reply = False

    await client.attach(created.invoice, PDF)

    body = world.standin.calls_of("invoice.update")[-1].request.json()
    assert set(body) == {"pdf", "date", "duedate"}


async def test_a_pdf_for_an_invoice_that_is_gone_is_refused(
    client: TwikeyClient,
) -> None:
    refused = await client.attach(a_target(id=UNKNOWN), PDF)

    assert refused is not None
    assert refused.code == "err_not_found"


async def test_an_invitation_goes_out_once(world: World, client: TwikeyClient) -> None:
    await client.create(eligible())

    assert await client.invite(eligible().submission.target_id) is None

    (mail,) = world.standin.outbox
    assert (mail.number, mail.cause) == ("2026 / 118", "action:send")


@pytest.mark.parametrize("kind", ["500", "after-502", "lost-request", "lost-answer"])
async def test_an_invitation_with_an_unknown_outcome_is_not_repeated(
    world: World, client: TwikeyClient, kind: str
) -> None:
    await client.create(eligible())
    world.standin.faults.add("invoice.action", kind)

    with pytest.raises(RemoteUnavailable):
        await client.invite(eligible().submission.target_id)

    assert world.count("invoice.action") == 1


async def test_a_paid_invoice_is_not_invited(
    world: World, client: TwikeyClient
) -> None:
    await client.create(eligible())
    target_id = eligible().submission.target_id
    world.standin.mark_paid(target_id)

    refused = await client.invite(target_id)

    assert refused is not None
    assert refused.code == "err_invalid_state"


async def test_an_ignored_question_about_the_invitation_tells_nothing(
    world: World, client: TwikeyClient
) -> None:
    """Twikey answers what it does not understand with the invoice."""
    world.standin.switches.invite_state = "ignored"
    await client.create(eligible())
    target_id = eligible().submission.target_id
    before = await client.was_invited(target_id)
    await client.invite(target_id)

    assert (before, await client.was_invited(target_id)) == (Invited.UNTOLD,) * 2


async def test_twikey_tells_whether_it_invited_the_customer(
    world: World, client: TwikeyClient
) -> None:
    await client.create(eligible())
    target_id = eligible().submission.target_id
    before = await client.was_invited(target_id)
    await client.invite(target_id)

    assert (before, await client.was_invited(target_id)) == (Invited.NO, Invited.YES)


@pytest.mark.parametrize("switch", ["filters", "ignored"])
async def test_twikey_tells_nothing_about_an_invoice_it_does_not_have(
    world: World, client: TwikeyClient, switch: Literal["filters", "ignored"]
) -> None:
    world.standin.switches.invite_state = switch

    assert await client.was_invited(UNKNOWN) is Invited.UNTOLD


async def test_twikey_out_of_reach_is_no_answer_about_the_invitation(
    world: World, client: TwikeyClient
) -> None:
    await client.create(eligible())
    world.standin.faults.add("invoice.detail", "500", times=9)

    with pytest.raises(RemoteUnavailable):
        await client.was_invited(eligible().submission.target_id)


@pytest.mark.parametrize("kind", ["500", "lost-answer"])
async def test_an_invitation_before_which_the_login_failed_was_not_sent(
    world: World, client: TwikeyClient, kind: str
) -> None:
    await client.create(eligible())
    world.ledger.credentials.stored.clear()
    world.clock.advance(1)
    world.standin.faults.add("login", kind)

    with pytest.raises(NotSent, match="send invitation"):
        await client.invite(eligible().submission.target_id)

    assert world.count("invoice.action") == 0


@pytest.mark.parametrize(
    ("kind", "sent"), [("lost-request", False), ("lost-answer", True), ("500", True)]
)
async def test_an_invitation_that_never_arrived_is_told_from_one_that_may_have(
    world: World, client: TwikeyClient, kind: str, sent: bool
) -> None:
    await client.create(eligible())
    world.standin.faults.add("invoice.action", kind)

    with pytest.raises(RemoteUnavailable) as raised:
        await client.invite(eligible().submission.target_id)

    assert isinstance(raised.value, NotSent) is not sent
