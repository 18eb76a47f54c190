"""Creating invoices in a Twikey that says yes to almost everything."""

from __future__ import annotations

from datetime import date

import pytest

from core.adapters.twikey import TwikeyClient
from core.domain.target import TargetState
from core.errors import (
    RateLimited,
    RemoteRefused,
    RemoteUnavailable,
    UnexpectedResponse,
)
from core.ports import Created
from tests.adapters.twikey.conftest import World, eligible
from tests.builders import SOURCE_ID, euro


async def test_an_invoice_is_created_under_our_own_id(
    world: World, client: TwikeyClient
) -> None:
    order = eligible()

    created = await client.create(order)

    assert isinstance(created, Created)
    invoice = created.invoice
    assert invoice.id == order.submission.target_id
    assert invoice.number == "2026 / 118"
    assert invoice.amount == euro("302.50")
    assert invoice.state is TargetState.BOOKED
    assert invoice.invoiced_on == date(2026, 3, 8)
    assert invoice.remittance == "+++120/3304/47171+++"
    assert invoice.ref == SOURCE_ID
    assert invoice.profile_id == "4021"
    assert world.standin.invoice("2026 / 118").id == invoice.id


async def test_creating_again_answers_with_the_same_invoice(
    world: World, client: TwikeyClient
) -> None:
    first = await client.create(eligible())
    again = await client.create(eligible())

    assert first == again
    assert len(world.standin.invoices) == 1


async def test_a_number_that_is_taken_answers_with_the_invoice_that_has_it(
    world: World, client: TwikeyClient
) -> None:
    """Twikey says 200: only the id tells that nothing was created."""
    stored = world.standin.add_invoice("2026 / 118", "99.00")

    created = await client.create(eligible())

    assert isinstance(created, Created)
    assert created.invoice.id == stored.id
    assert created.invoice.amount == euro("99.00")


async def test_a_short_answer_about_another_invoice_is_completed(
    world: World, client: TwikeyClient
) -> None:
    stored = world.standin.add_invoice("2026 / 118", "99.00")
    world.standin.faults.add("invoice.create", "null-fields:amount,date")

    created = await client.create(eligible())

    assert isinstance(created, Created)
    assert created.invoice.id == stored.id
    assert created.invoice.amount == euro("99.00")
    assert created.invoice.customer_number == "WALK-IN"


async def test_an_incomplete_answer_that_cannot_be_completed_is_unknown(
    world: World, client: TwikeyClient
) -> None:
    world.standin.add_invoice("2026 / 118", "99.00")
    world.standin.faults.add("invoice.create", "null-fields")
    world.standin.faults.add("invoice.detail", "html")

    with pytest.raises(RemoteUnavailable):
        await client.create(eligible())


async def test_a_short_answer_about_our_own_invoice_is_enough(
    world: World, client: TwikeyClient
) -> None:
    world.standin.switches.minimal_reply = True

    created = await client.create(eligible())

    assert isinstance(created, Created)
    assert created.invoice.amount is None
    assert world.count("invoice.detail") == 0


@pytest.mark.parametrize(
    "kind", ["500", "502", "503", "after-502", "lost-request", "lost-answer"]
)
async def test_a_create_with_an_unknown_outcome_is_not_repeated(
    world: World, client: TwikeyClient, kind: str
) -> None:
    world.standin.faults.add("invoice.create", kind)

    with pytest.raises(RemoteUnavailable):
        await client.create(eligible())

    assert world.count("invoice.create") == 1


@pytest.mark.parametrize("kind", ["html", "cut-json", "missing-keys"])
async def test_an_unreadable_answer_to_a_create_is_unexpected_and_not_repeated(
    world: World, client: TwikeyClient, kind: str
) -> None:
    world.standin.faults.add("invoice.create", kind)

    with pytest.raises(UnexpectedResponse):
        await client.create(eligible())

    assert world.count("invoice.create") == 1
    assert await client.find(eligible().submission.target_id) is not None


async def test_a_short_throttling_of_a_create_is_waited_out(
    world: World, client: TwikeyClient
) -> None:
    world.standin.faults.add("invoice.create", 429)

    created = await client.create(eligible())

    assert isinstance(created, Created)
    assert 30 <= sum(world.clock.waits) <= 33


async def test_a_long_throttling_is_told_with_its_wait(
    world: World, client: TwikeyClient
) -> None:
    world.standin.faults.add("invoice.create", 429, times=2)

    with pytest.raises(RateLimited) as limited:
        await client.create(eligible())

    assert limited.value.retry_after == 30
    assert not world.standin.invoices


async def test_amounts_may_be_written_as_text(
    world: World, client: TwikeyClient
) -> None:
    world.standin.switches.amounts_as = "string"

    created = await client.create(eligible())

    assert isinstance(created, Created)
    assert created.invoice.amount == euro("302.50")


async def test_a_no_without_a_code_is_an_error_not_a_refusal(
    world: World, client: TwikeyClient
) -> None:
    """Such a no comes from something in between, not from Twikey's rules."""
    world.standin.faults.add("invoice.create", "404")

    with pytest.raises(RemoteRefused) as refused:
        await client.create(eligible())

    assert refused.value.code == "http-404"


async def test_a_warning_beside_a_create_is_logged_without_its_words(
    world: World, client: TwikeyClient, caplog: pytest.LogCaptureFixture
) -> None:
    world.standin.switches.warning = "Klant Lotte Peeters bestaat al"

    assert isinstance(await client.create(eligible()), Created)

    assert "create-with-warning" in caplog.text
    assert "Lotte" not in caplog.text
