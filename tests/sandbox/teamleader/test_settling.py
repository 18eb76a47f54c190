from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sandbox.teamleader import RefusedError, TeamleaderStandIn
from sandbox.wire import ManualClock
from tests.sandbox.teamleader.caller import START, Caller


def shown(row: Any) -> tuple[str, bool, float]:
    return row["status"], row["paid"], float(row["total"]["due"]["amount"])


def payment(invoice_id: str, amount: float, **changes: object) -> dict[str, object]:
    return {
        "id": invoice_id,
        "payment": {"amount": amount, "currency": "EUR"},
        "paid_at": "2026-03-10T00:00:00+00:00",
        **changes,
    }


async def test_a_full_payment_settles_the_invoice(caller: Caller, booked: str) -> None:
    answer = await caller.post("invoices.registerPayment", payment(booked, 302.5))

    info = await caller.info(booked)
    assert answer.status_code == 204
    assert shown(info) == ("matched", True, 0)
    assert info["paid_at"] == "2026-03-10T00:00:00+00:00"
    assert info["payments"] == [
        {
            "paid_at": "2026-03-10T00:00:00+00:00",
            "payment": {"amount": 302.5, "currency": "EUR"},
        }
    ]


async def test_a_part_payment_lowers_what_is_due(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    teamleader.register_payment(booked, 100)

    row = await caller.row(booked)
    assert shown(row) == ("outstanding", False, 202.5)
    assert row["paid_at"] is None


async def test_registering_twice_pays_twice(caller: Caller, booked: str) -> None:
    for _ in range(2):
        await caller.post("invoices.registerPayment", payment(booked, 100))

    assert len((await caller.info(booked))["payments"]) == 2


async def test_removing_takes_every_payment_away(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    teamleader.register_payment(booked, 100)
    teamleader.register_payment(booked)
    await caller.post("invoices.removePayments", {"id": booked})

    info = await caller.info(booked)
    assert shown(info) == ("outstanding", False, 302.5)
    assert info["payments"] == []


@pytest.mark.parametrize("moves", [True, False], ids=["moves", "stays"])
async def test_whether_a_payment_raises_updated_at_is_a_switch(
    clock: ManualClock,
    teamleader: TeamleaderStandIn,
    caller: Caller,
    booked: str,
    moves: bool,
) -> None:
    teamleader.switches.payments_touch = moves
    clock.set(START + timedelta(minutes=30))
    teamleader.register_payment(booked)

    later = (START + timedelta(seconds=1)).isoformat()
    assert (booked in await caller.ids(updated_since=later)) == moves


async def test_paying_a_draft_or_a_paid_invoice_is_refused(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    teamleader.register_payment(booked)
    draft = teamleader.draft_invoice()

    for invoice_id in (booked, draft):
        answer = await caller.post("invoices.registerPayment", payment(invoice_id, 10))
        assert answer.status_code == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"payment": {"currency": "EUR"}},
        {"payment": {"amount": 10, "currency": "USD"}},
        {"paid_at": "2026-03-10"},
        {"paid_at": None},
        {"payment_method_id": "cash"},
    ],
)
async def test_a_malformed_payment_is_refused(
    caller: Caller, booked: str, changes: dict[str, object]
) -> None:
    body = payment(booked, 10, **changes)

    assert (await caller.post("invoices.registerPayment", body)).status_code == 400
    assert (await caller.info(booked))["payments"] == []


@pytest.mark.parametrize(("negative", "due"), [(False, 0), (True, -97.5)])
async def test_what_an_overpaid_invoice_shows_is_a_switch(
    teamleader: TeamleaderStandIn,
    caller: Caller,
    booked: str,
    negative: bool,
    due: float,
) -> None:
    teamleader.switches.overpaid_due_negative = negative
    teamleader.register_payment(booked, 400)

    assert shown(await caller.row(booked)) == ("matched", True, due)


@pytest.mark.parametrize(("lowers", "due"), [(True, 242.0), (False, 302.5)])
async def test_whether_a_credit_note_lowers_due_is_a_switch(
    teamleader: TeamleaderStandIn,
    caller: Caller,
    booked: str,
    lowers: bool,
    due: float,
) -> None:
    teamleader.switches.credit_lowers_due = lowers
    teamleader.credit(booked, "60.50")

    assert shown(await caller.row(booked)) == ("outstanding", False, due)


@pytest.mark.parametrize(
    ("shows", "expected"),
    [
        ("paid", ("matched", True, 0)),
        ("matched", ("matched", False, 0)),
        ("outstanding", ("outstanding", False, 0)),
    ],
)
async def test_what_a_fully_credited_invoice_shows_is_a_switch(
    caller: Caller, booked: str, shows: str, expected: tuple[str, bool, float]
) -> None:
    await caller.control("switches", credited_shows=shows)
    answer = await caller.post("invoices.credit", {"id": booked})

    assert answer.status_code == 201
    assert answer.json()["data"]["type"] == "creditNote"
    assert shown(await caller.row(booked)) == expected


async def test_an_invoice_cannot_be_credited_twice(
    teamleader: TeamleaderStandIn, booked: str
) -> None:
    teamleader.credit(booked)

    with pytest.raises(RefusedError):
        teamleader.credit(booked)


async def test_a_credit_note_shows_its_invoice_and_no_due(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    note_id = teamleader.credit(booked, "60.50")
    (row,) = await caller.data("creditNotes.list", {"filter": {"invoice_id": booked}})

    assert row["id"] == note_id
    assert row["invoice"] == {"type": "invoice", "id": booked}
    assert row["credit_note_number"] == "2026 / 1"
    assert row["total"]["payable"]["amount"] == 60.5
    assert row["total"].keys() == {"tax_exclusive", "tax_inclusive", "payable", "taxes"}


async def test_sign_and_spelling_of_credit_notes_are_switches(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    teamleader.switches.credit_amounts_negative = True
    teamleader.switches.credit_number_spaces = False
    teamleader.credit(booked, "60.50")
    (row,) = await caller.data("creditNotes.list")

    assert row["total"]["payable"]["amount"] == -60.5
    assert row["credit_note_number"] == "2026/1"


async def test_the_details_of_a_credit_note_may_come_as_a_list(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    note_id = teamleader.credit(booked)
    plain = await caller.data("creditNotes.info", {"id": note_id})
    teamleader.switches.credit_info_as_list = True
    listed = await caller.data("creditNotes.info", {"id": note_id})

    assert plain["id"] == note_id
    assert listed == [plain]


async def test_the_last_day_of_a_credit_note_filter_is_left_out(
    caller: Caller, booked: str
) -> None:
    body = {"id": booked, "credit_note_date": "2026-03-05"}
    await caller.post("invoices.credit", body)

    async def found(**filters: str) -> int:
        return len(await caller.ids("creditNotes.list", **filters))

    assert await found(credit_note_date_after="2026-03-05") == 1
    assert await found(credit_note_date_before="2026-03-05") == 0
    assert await found(credit_note_date_before="2026-03-06") == 1


async def test_credit_notes_can_be_read_since_a_moment(
    clock: ManualClock, teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    clock.set(START + timedelta(minutes=30))
    note_id = teamleader.credit(booked)
    since = (START + timedelta(minutes=30)).isoformat()

    assert await caller.ids("creditNotes.list", updated_since=since) == [note_id]


async def test_crediting_some_lines_credits_their_sum(
    caller: Caller, booked: str
) -> None:
    line = {"quantity": 1, "description": "Korting", "unit_price": {"amount": 50}}
    body = {"id": booked, "grouped_lines": [{"line_items": [line]}]}
    await caller.post("invoices.creditPartially", body)

    assert shown(await caller.row(booked)) == ("outstanding", False, 242)


async def test_a_credit_note_can_be_downloaded(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    body = {"id": teamleader.credit(booked), "format": "pdf"}
    link = await caller.data("creditNotes.download", body)
    pdf = await caller.http.get(link["location"])

    assert pdf.content.startswith(b"%PDF")
