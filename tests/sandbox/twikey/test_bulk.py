from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.twikey.client import Caller, invoice, refused

ID = "4badd3a5-3559-5457-ba34-c69063dedc58"
BAD = "e2ee87e9-a2f6-518e-9ca3-037ebb1df71d"


async def submit(caller: Caller, body: Any) -> Any:
    return await caller.call("POST", "/creditor/invoice/bulk", json=body)


async def test_a_batch_is_busy_and_then_tells_each_result(caller: Caller) -> None:
    bad = invoice(id=BAD, number="B", customer=None, customerByRef="NOBODY")
    batch = (await submit(caller, [invoice(id=ID), bad])).json()["batchId"]
    params = {"batchId": batch}

    busy = await caller.get("/invoice/bulk", params=params)
    assert (busy.status_code, busy.content) == (409, b"")
    done = await caller.get("/invoice/bulk", params=params)
    assert done.json() == [
        {"id": ID, "status": "OK"},
        {"id": BAD, "status": "err_debtor_not_found"},
    ]


async def test_an_unknown_batch_is_not_found(caller: Caller) -> None:
    response = await caller.get("/invoice/bulk", params={"batchId": ID})

    assert refused(response) == (400, "err_not_found", None)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param([], id="empty"),
        pytest.param({"number": "F-1"}, id="no list"),
        pytest.param([{}] * 5001, id="too many"),
    ],
)
async def test_a_batch_of_the_wrong_shape_is_refused(
    caller: Caller, body: object
) -> None:
    assert refused(await submit(caller, body))[1] == "err_invalid_params"
