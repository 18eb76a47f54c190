from __future__ import annotations

from datetime import timedelta

import pytest

from sandbox.twikey import TwikeyStandIn
from sandbox.twikey.payments import structured
from sandbox.wire import ManualClock
from tests.sandbox.twikey.client import PLAIN, SENDS, START, Caller, refused


async def with_mandate(caller: Caller, profile: int = PLAIN) -> None:
    """Let customer C-1 exist and sign."""
    await caller.created(number="FIRST", manual=True)
    caller.standin.sign_mandate("C-1", profile)


async def test_a_signed_mandate_in_the_profile_starts_a_collection(
    caller: Caller,
) -> None:
    await with_mandate(caller)

    assert (await caller.create()).json()["state"] == "PENDING"


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"ct": SENDS}, id="another profile"),
        pytest.param({"manual": True}, id="manual"),
        pytest.param({"manual": "true"}, id="manual in words"),
        pytest.param({"customer": {"customerNumber": "C-2"}}, id="another customer"),
    ],
)
async def test_nothing_is_collected_without_a_reason(
    caller: Caller, changes: dict[str, object]
) -> None:
    await with_mandate(caller)

    assert (await caller.create(**changes)).json()["state"] == "BOOKED"


async def test_a_mandate_signed_later_is_not_linked(caller: Caller) -> None:
    invoice_id = await caller.created()
    caller.standin.sign_mandate("C-1", PLAIN)

    assert caller.standin.invoices[invoice_id].state == "BOOKED"
    await caller.act(invoice_id, type="reoffer")
    assert caller.standin.invoices[invoice_id].state == "PENDING"


async def test_a_reoffer_without_a_mandate_is_refused(caller: Caller) -> None:
    invoice_id = await caller.created()

    response = await caller.act(invoice_id, type="reoffer")
    assert refused(response) == (400, "err_no_contract", invoice_id)


@pytest.mark.parametrize(
    ("forced", "state"), [("true", "PENDING"), ("false", "BOOKED")]
)
async def test_a_suspended_mandate_collects_only_by_force(
    caller: Caller, forced: str, state: str
) -> None:
    await with_mandate(caller)
    for mandate in caller.standin.mandates.values():
        mandate.state = "SUSPENDED"

    body = {
        "number": "F-1",
        "amount": 50,
        "date": "2031-04-12",
        "duedate": "2031-05-12",
        "ct": PLAIN,
        "customerByRef": "C-1",
    }
    headers = {"X-FORCE-TRANSACTION": forced}
    response = await caller.call(
        "POST", "/creditor/invoice", json=body, headers=headers
    )
    assert response.json()["state"] == state


async def test_a_collection_may_neither_be_deleted_nor_archived(
    caller: Caller,
) -> None:
    await with_mandate(caller)
    invoice_id = await caller.created()

    for response in (
        await caller.delete(invoice_id),
        await caller.update(invoice_id, state="archived"),
    ):
        assert refused(response) == (400, "err_invalid_state", invoice_id)


@pytest.mark.parametrize(
    ("amount", "bank_code"),
    [("5.00", "AM04"), ("10.50", "AM04"), ("15.00", "MS02"), ("32.00", "MS03")],
)
async def test_a_small_collection_looks_paid_and_then_fails(
    caller: Caller, amount: str, bank_code: str
) -> None:
    await with_mandate(caller)
    invoice_id = await caller.created(amount=amount)
    invoice = caller.standin.invoices[invoice_id]

    caller.standin.run_collections()
    assert str(invoice.state) == "PAID"
    caller.standin.run_collections()
    assert (str(invoice.state), invoice.last_error) == ("BOOKED", bank_code)
    caller.standin.run_collections()
    assert str(invoice.state) == "BOOKED"


async def test_a_larger_collection_stays_paid(caller: Caller) -> None:
    await with_mandate(caller)
    invoice_id = await caller.created(amount=33)
    caller.standin.run_collections()
    caller.standin.run_collections()

    assert caller.standin.invoices[invoice_id].state == "PAID"


async def test_a_failed_collection_past_its_due_date_is_expired(
    caller: Caller, clock: ManualClock
) -> None:
    await with_mandate(caller)
    invoice_id = await caller.created(amount=5)
    caller.standin.run_collections()
    clock.set(START + timedelta(days=40))
    caller.standin.run_collections()

    assert caller.standin.invoices[invoice_id].state == "EXPIRED"


async def test_booked_invoices_expire_after_their_due_date(
    caller: Caller, clock: ManualClock
) -> None:
    invoice_id = await caller.created()
    assert caller.standin.expire_due() == []

    clock.set(START + timedelta(days=31))
    assert [each.id for each in caller.standin.expire_due()] == [invoice_id]
    assert caller.standin.invoices[invoice_id].state == "EXPIRED"


@pytest.mark.parametrize(
    ("said", "form"),
    [
        ("090933755493", "+++090/9337/55493+++"),
        ("+++090/9337/55493+++", "+++090/9337/55493+++"),
        ("***090/9337/55493***", "+++090/9337/55493+++"),
        ("090933755494", None),
        ("203104129097", "+++203/1041/29097+++"),
        ("Invoice F-1", None),
    ],
)
def test_a_belgian_communication_is_recognised_in_any_spelling(
    said: str, form: str | None
) -> None:
    assert structured(said) == form


async def test_a_transfer_needs_the_communication_and_the_exact_amount(
    caller: Caller,
) -> None:
    stored = await caller.create(remittance="090933755493", amount=302.5)
    assert stored.json()["remittance"] == "090933755493"

    said = "+++090/9337/55493+++"
    assert caller.standin.receive_transfer(said, "302.00") is None
    matched = caller.standin.receive_transfer(said, "302.50")
    assert matched is not None
    assert matched.state == "PAID"


async def test_without_a_remittance_a_transfer_is_matched_on_the_title(
    caller: Caller,
) -> None:
    await caller.created(title="Bread in April")

    assert caller.standin.receive_transfer("Bread in April", "100.00") is not None


async def test_a_payer_pays_on_the_page_of_the_invoice(caller: Caller) -> None:
    invoice_id = await caller.created(number="<b>1</b>")
    page = await caller.call("GET", f"/invoice.html?{invoice_id}")
    assert "&lt;b&gt;1&lt;/b&gt;" in page.text
    assert "Pay EUR 100.00" in page.text

    paid = await caller.call("POST", f"/invoice.html?{invoice_id}")
    assert "PAID" in paid.text
    assert "Pay EUR" not in paid.text
    assert (await caller.call("GET", "/invoice.html?nobody")).status_code == 404


def test_the_same_seed_gives_the_same_ids(clock: ManualClock) -> None:
    first, second = (TwikeyStandIn(clock, seed=7) for _ in range(2))

    ids = {each.add_invoice("A", "1").id for each in (first, second)}
    assert len(ids) == 1
