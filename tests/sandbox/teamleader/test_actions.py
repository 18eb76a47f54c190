from __future__ import annotations

from typing import Any

import pytest

from sandbox.teamleader import TeamleaderStandIn
from tests.sandbox.teamleader.caller import Caller


@pytest.fixture
def asked(teamleader: TeamleaderStandIn) -> dict[str, Any]:
    """The body of a draft over two hours at 80."""
    line = {
        "quantity": 2,
        "description": "Uurloon",
        "unit_price": {"amount": 80, "tax": "excluding"},
    }
    customer_id = teamleader.add_company("Proef")
    return {
        "invoicee": {"customer": {"type": "company", "id": customer_id}},
        "department_id": teamleader.add_department("Een"),
        "payment_term": {"type": "after_invoice_date", "days": 14},
        "grouped_lines": [{"line_items": [line]}],
    }


async def draft(caller: Caller, asked: dict[str, Any]) -> str:
    answer = await caller.post("invoices.draft", asked)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["data"]["id"])


async def test_an_invoice_goes_from_draft_to_booked(
    caller: Caller, asked: dict[str, Any]
) -> None:
    invoice_id = await draft(caller, asked)
    body = {"id": invoice_id, "on": "2026-03-01"}
    answer = await caller.post("invoices.book", body)

    info = await caller.info(invoice_id)
    assert answer.status_code == 204
    assert info["invoice_number"] == "2026 / 1"
    assert info["due_on"] == "2026-03-15"
    assert float(info["total"]["payable"]["amount"]) == 193.6
    assert info["grouped_lines"][0]["line_items"][0]["description"] == "Uurloon"


@pytest.mark.parametrize(
    "missing", ["invoicee", "department_id", "payment_term", "grouped_lines"]
)
async def test_a_draft_needs_its_required_fields(
    teamleader: TeamleaderStandIn, caller: Caller, asked: dict[str, Any], missing: str
) -> None:
    del asked[missing]
    answer = await caller.post("invoices.draft", asked)

    assert answer.status_code == 400
    assert teamleader.books.invoices == {}


@pytest.mark.parametrize("section", [None, {"title": None}, {"title": ""}])
async def test_an_empty_section_title_is_refused(
    caller: Caller, asked: dict[str, Any], section: object
) -> None:
    asked["grouped_lines"][0]["section"] = section

    assert (await caller.post("invoices.draft", asked)).status_code == 400


async def test_booking_wants_its_date(caller: Caller, asked: dict[str, Any]) -> None:
    invoice_id = await draft(caller, asked)

    assert (await caller.post("invoices.book", {"id": invoice_id})).status_code == 400


async def test_update_is_for_drafts_and_update_booked_for_the_rest(
    caller: Caller, asked: dict[str, Any], booked: str
) -> None:
    invoice_id = await draft(caller, asked)

    async def status(verb: str, on: str) -> int:
        body = {"id": on, "note": "Bedankt"}
        return (await caller.post(f"invoices.{verb}", body)).status_code

    assert await status("update", invoice_id) == 204
    assert await status("update", booked) == 400
    assert await status("updateBooked", booked) == 204
    assert await status("updateBooked", invoice_id) == 400
    assert (await caller.info(booked))["note"] == "Bedankt"


async def test_booked_invoices_may_be_closed_to_edits(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    teamleader.switches.booked_editable = False
    answer = await caller.post("invoices.updateBooked", {"id": booked, "note": "x"})

    assert answer.status_code == 400


async def test_new_lines_make_a_new_total(
    caller: Caller, asked: dict[str, Any], booked: str
) -> None:
    body = {"id": booked, "grouped_lines": asked["grouped_lines"]}
    await caller.post("invoices.updateBooked", body)

    total = (await caller.row(booked))["total"]
    assert float(total["payable"]["amount"]) == 193.6


async def test_custom_fields_are_wiped_without_the_partial_strategy(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    one = teamleader.add_custom_field_definition("invoice", "Een")
    two = teamleader.add_custom_field_definition("invoice", "Twee")
    teamleader.set_custom_field(booked, one, "a")
    body: dict[str, Any] = {"id": booked, "custom_fields": [{"id": two, "value": "b"}]}

    async def values() -> list[str | None]:
        fields = (await caller.info(booked))["custom_fields"]
        return [field["value"] for field in fields]

    partial = body | {"custom_fields_update_strategy": "partial"}
    await caller.post("invoices.updateBooked", partial)
    kept = await values()
    await caller.post("invoices.updateBooked", body)

    assert kept == ["a", "b"]
    assert await values() == [None, "b"]
