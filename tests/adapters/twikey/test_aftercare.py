"""Marking as paid and changing customers: both may be asked twice."""

from __future__ import annotations

from datetime import date

import pytest

from core.adapters.twikey import TwikeyClient
from core.errors import RemoteRefused, RemoteUnavailable
from core.ports import Created
from sandbox.wire import Request, Response
from tests.adapters.twikey.conftest import UNKNOWN, World, eligible
from tests.builders import COMPANY, a_target


async def created(client: TwikeyClient) -> Created:
    made = await client.create(eligible())
    assert isinstance(made, Created)
    return made


async def test_an_invoice_is_marked_as_paid_with_both_days(
    world: World, client: TwikeyClient
) -> None:
    made = await created(client)

    assert await client.mark_paid(made.invoice) is None

    assert world.standin.invoice("2026 / 118").state == "PAID"
    assert world.standin.calls_of("invoice.update")[-1].request.json() == {
        "state": "paid",
        "date": "2026-03-08",
        "duedate": "2026-03-31",
    }


async def test_marking_changes_no_day(world: World, client: TwikeyClient) -> None:
    made = await created(client)
    await client.mark_paid(made.invoice)

    stored = world.standin.invoice("2026 / 118")
    assert (stored.date, stored.duedate) == (date(2026, 3, 8), date(2026, 3, 31))


async def test_the_days_are_looked_up_if_unknown(
    world: World, client: TwikeyClient
) -> None:
    made = await created(client)

    await client.mark_paid(a_target(id=made.invoice.id, invoiced_on=None, due_on=None))

    body = world.standin.calls_of("invoice.update")[-1].request.json()
    assert set(body) == {"state", "date", "duedate"}


async def test_a_paid_invoice_may_be_marked_again(
    world: World, client: TwikeyClient
) -> None:
    made = await created(client)
    await client.mark_paid(made.invoice)

    assert await client.mark_paid(made.invoice) is None
    assert len(world.standin.invoice("2026 / 118").payments) == 1


async def test_marking_an_invoice_that_is_gone_is_refused(client: TwikeyClient) -> None:
    refused = await client.mark_paid(a_target(id=UNKNOWN))

    assert refused is not None
    assert refused.code == "err_not_found"


async def test_a_state_that_does_not_allow_it_is_a_refusal(
    world: World, client: TwikeyClient
) -> None:
    made = await created(client)
    world.doctor = lambda request, answer: _no(request, answer, "err_invalid_state")

    refused = await client.mark_paid(made.invoice)

    assert refused is not None
    assert refused.code == "err_invalid_state"


async def test_a_lost_answer_says_that_it_may_be_marked(
    world: World, client: TwikeyClient
) -> None:
    made = await created(client)
    world.standin.faults.add("invoice.update", "lost-answer")

    with pytest.raises(RemoteUnavailable):
        await client.mark_paid(made.invoice)

    assert world.standin.invoice("2026 / 118").state == "PAID"


async def test_only_what_is_given_changes_at_a_customer(
    world: World, client: TwikeyClient
) -> None:
    await created(client)
    before = dict(world.standin.customers[COMPANY.id].fields)
    changes = {"email": "nieuw@devlinder.example", "address": "Koornmarkt 1 & 2"}

    assert await client.update_customer(COMPANY.id, changes) is None

    assert world.standin.customers[COMPANY.id].fields == {**before, **changes}
    call = world.standin.calls_of("customer.update")[-1].request
    assert dict(call.query) == changes
    assert call.body == b""


async def test_without_changes_nobody_is_asked(
    world: World, client: TwikeyClient
) -> None:
    assert await client.update_customer(COMPANY.id, {}) is None
    assert world.count("customer.update") == 0


async def test_a_customer_twikey_does_not_have_is_a_refusal(
    client: TwikeyClient,
) -> None:
    refused = await client.update_customer("C/1 2", {"city": "Gent"})

    assert refused is not None
    assert (refused.code, refused.extra) == ("err_debtor_not_found", "C/1 2")


async def test_a_refused_address_is_a_refusal(
    world: World, client: TwikeyClient
) -> None:
    await created(client)

    refused = await client.update_customer(COMPANY.id, {"email": "nobody"})

    assert refused is not None
    assert refused.code == "err_invalid_email"


async def test_changing_a_customer_is_tried_again(
    world: World, client: TwikeyClient
) -> None:
    await created(client)
    world.standin.faults.add("customer.update", "lost-answer")

    await client.update_customer(COMPANY.id, {"city": "Aalst"})

    assert world.standin.customers[COMPANY.id].fields["city"] == "Aalst"
    assert world.count("customer.update") == 2


async def test_a_no_without_a_code_is_an_error(
    world: World, client: TwikeyClient
) -> None:
    await created(client)
    world.doctor = lambda request, answer: Response(403, b"")

    with pytest.raises(RemoteRefused):
        await client.update_customer(COMPANY.id, {"city": "Aalst"})


def _no(request: Request, answer: Response, code: str) -> Response:
    if request.method != "PUT":
        return answer
    return Response.of_json({"code": code, "message": "no", "extra": ""}, 400)
