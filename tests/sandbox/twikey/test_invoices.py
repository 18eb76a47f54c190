from __future__ import annotations

import pytest

from sandbox.wire import ManualClock
from tests.sandbox.twikey.client import PDF, PDF_TEXT, Caller, refused

NOBODY = "00000000-0000-0000-0000-000000000000"


async def test_an_update_attaches_a_document(caller: Caller) -> None:
    invoice_id = await caller.created()

    assert (await caller.update(invoice_id, pdf=PDF_TEXT)).status_code == 200
    response = await caller.get(f"/invoice/{invoice_id}/pdf")
    assert response.content == PDF
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].endswith('filename="F-1.pdf"')


async def test_an_update_ignores_amount_number_and_customer(caller: Caller) -> None:
    invoice_id = await caller.created()
    reply = (
        await caller.update(
            invoice_id, amount=1, number="F-9", customer={"email": "x"}, title="New"
        )
    ).json()

    assert (reply["amount"], reply["number"], reply["title"]) == (100.0, "F-1", "New")
    assert caller.standin.invoices[invoice_id].customer.number == "C-1"


@pytest.mark.parametrize("key", ["state", "status"])
async def test_an_update_marks_as_paid_under_either_name(
    caller: Caller, key: str
) -> None:
    invoice_id = await caller.created()
    first = await caller.update(invoice_id, **{key: "paid"})
    again = await caller.update(invoice_id, **{key: "paid"})

    assert first.json()["state"] == again.json()["state"] == "PAID"
    assert "url" not in first.json()
    assert len(caller.standin.invoices[invoice_id].payments) == 1


@pytest.mark.parametrize(
    ("body", "code", "extra"),
    [
        ({"pdf": "***"}, "invalid_file", "pdf"),
        ({"pdf": ""}, "invalid_file", "pdf"),
        ({"state": "gone"}, "err_invalid_params", "state"),
        ({"duedate": "soon"}, "err_invalid_date", "duedate"),
    ],
)
async def test_an_update_that_is_refused_changes_nothing(
    caller: Caller, body: dict[str, str], code: str, extra: str
) -> None:
    invoice_id = await caller.created()
    response = await caller.update(invoice_id, title="New", **body)

    assert refused(response) == (400, code, extra)
    assert caller.standin.invoices[invoice_id].title == "F-1"


async def test_an_update_is_one_event_in_the_feed(caller: Caller) -> None:
    invoice_id = await caller.created()
    await caller.feed()
    await caller.update(invoice_id, state="paid", title="New")

    assert (await caller.feed())[0] == ["F-1"]


async def test_a_later_due_date_revives_an_expired_invoice(caller: Caller) -> None:
    invoice_id = await caller.created(duedate="2031-04-01")
    reply = await caller.update(invoice_id, duedate="2031-06-01")

    assert reply.json()["state"] == "BOOKED"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_not_found_is_a_400(caller: Caller, method: str) -> None:
    path = f"/creditor/invoice/{NOBODY}"
    body = {"title": "x"} if method == "PUT" else None

    response = await caller.call(method, path, json=body)
    assert refused(response) == (400, "err_not_found", NOBODY)


async def test_a_deleted_invoice_is_not_found_and_its_number_is_free(
    caller: Caller,
) -> None:
    invoice_id = await caller.created()

    assert (await caller.delete(invoice_id)).status_code == 204
    assert refused(await caller.get(f"/invoice/{invoice_id}"))[1] == "err_not_found"
    assert await caller.created() != invoice_id


async def test_a_deleted_number_stays_taken_if_switched(caller: Caller) -> None:
    caller.standin.switches.number_free_after_delete = False
    await caller.delete(await caller.created())

    assert refused(await caller.create()) == (400, "err_duplicate_ref", "F-1")


async def test_a_detail_is_found_by_id_and_by_number(caller: Caller) -> None:
    invoice_id = await caller.created()

    by_id = await caller.get(f"/invoice/{invoice_id}")
    assert by_id.json() == (await caller.get("/invoice/F-1")).json()


@pytest.mark.parametrize("number", ["2026 / 12", "2026/12", "A#1", "A?1", "F 1"])
async def test_a_number_that_needs_escaping_resolves_to_nothing(
    caller: Caller, number: str
) -> None:
    await caller.created(number=number)
    escaped = "".join(f"%{ord(c):02X}" if c in " /#?" else c for c in number)

    response = await caller.get(f"/invoice/{escaped}")
    assert (response.status_code, response.content) == (200, b"")


async def test_includes_are_repeated_not_comma_separated(caller: Caller) -> None:
    invoice_id = await caller.created()
    path = f"/invoice/{invoice_id}"
    repeated = await caller.get(f"{path}?include=meta&include=customer")
    together = await caller.get(f"{path}?include=meta,customer")

    assert repeated.json()["meta"] == {"reminderLevel": 0}
    assert repeated.json()["customer"]["customerNumber"] == "C-1"
    assert not {"meta", "customer"} & set(together.json())


async def test_the_newest_payment_comes_first(caller: Caller) -> None:
    invoice_id = await caller.created(amount=5)
    caller.standin.sign_mandate("C-1", 4020)
    await caller.act(invoice_id, type="reoffer")
    caller.standin.run_collections()
    caller.standin.run_collections()

    response = await caller.get(f"/invoice/{invoice_id}?include=lastpayment")
    lines = response.json()["lastpayment"]
    assert [(line["action"], line["rc"]) for line in lines] == [
        ("payment_fail", "AM04"),
        ("payment", "PAID"),
    ]


async def test_single_reads_are_counted_per_minute(
    caller: Caller, clock: ManualClock
) -> None:
    caller.standin.switches.reads_per_minute = 2
    invoice_id = await caller.created()
    await clock.sleep(20)
    first = await caller.get(f"/invoice/{invoice_id}")
    second = await caller.get(f"/invoice/{invoice_id}")
    third = await caller.get(f"/invoice/{invoice_id}")

    assert first.headers["X-Rate-Limit-Remaining"] == "1"
    assert second.headers["X-Rate-Limit-Remaining"] == "0"
    assert (third.status_code, third.content) == (429, b"")
    assert third.headers["X-Rate-Limit-Retry-After-Seconds"] == "40"
    await clock.sleep(40)
    assert (await caller.get(f"/invoice/{invoice_id}")).status_code == 200


async def test_a_missing_document_is_the_one_404(caller: Caller) -> None:
    invoice_id = await caller.created()

    assert (await caller.get(f"/invoice/{invoice_id}/pdf")).status_code == 404


async def test_an_unknown_path_is_a_404(caller: Caller) -> None:
    assert (await caller.get("/nothing")).status_code == 404
