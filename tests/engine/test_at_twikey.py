"""What Twikey holds already, by our hand or by another route."""

from __future__ import annotations

from typing import Any

import pytest

from core.domain.outcome import Outcome
from core.domain.reason import Reason
from sandbox.teamleader import Invoice
from tests.engine.company import CREATE, Company, line_of, told

IMPORTED = (Outcome.IMPORTED, None)
ALREADY = (Outcome.ALREADY_IMPORTED, Reason.ALREADY_IMPORTED)
TAKEN = (Outcome.NOT_IMPORTED, Reason.NUMBER_TAKEN)


def by_another_route(company: Company, invoice: Invoice, **changes: str) -> None:
    """Book the same invoice at Twikey by hand."""
    assert invoice.invoice_date is not None
    same = {
        "number": f"{invoice.number}",
        "amount": str(invoice.total),
        "date": invoice.invoice_date.isoformat(),
        "remittance": f"{invoice.payment_reference}",
    }
    company.twikey.add_invoice(**{**same, **changes})


@pytest.mark.parametrize("spelled", ["INV / 1", "inv/1", "INV/ 1"])
async def test_the_same_invoice_by_another_route_is_recognised(
    company: Company, spelled: str
) -> None:
    company.teamleader.add_department("Hoofdkantoor", prefix="INV")
    invoice = company.booked()
    by_another_route(company, invoice, number=spelled)

    run = await company.imports()

    assert told(run, invoice) == ALREADY
    assert line_of(run, invoice).facts["route"] == "other"
    assert company.creates == 0


@pytest.mark.parametrize(
    ("differing", "named"),
    [
        ({"amount": "121.01"}, ["amount"]),
        ({"date": "2026-01-31"}, ["date"]),
        ({"remittance": "+++090/9337/55493+++"}, ["remittance"]),
    ],
)
async def test_another_invoice_under_the_number_keeps_ours_out(
    company: Company, differing: dict[str, str], named: list[str]
) -> None:
    invoice = company.booked()
    by_another_route(company, invoice, **differing)

    run = await company.imports()

    assert told(run, invoice) == TAKEN
    assert line_of(run, invoice).facts["differs"] == named
    assert company.creates == 0


@pytest.mark.parametrize("same_number", ["stored", "strict"])
@pytest.mark.parametrize("alike", [False, True])
async def test_of_two_departments_with_one_number_one_goes_in(
    company: Company, same_number: str, alike: bool
) -> None:
    company.twikey.switches.turn(duplicate_number=same_number)
    reference: dict[str, Any] = {}
    if alike:
        reference["payment_reference"] = "+++090/9337/55493+++"
    north = company.teamleader.add_department("Noord")
    south = company.teamleader.add_department("Zuid")
    first = company.booked("50.00", department_id=north, **reference)
    amount = "50.00" if alike else "60.00"
    second = company.booked(amount, department_id=south, **reference)

    run = await company.imports()
    again = await company.imports()

    outcomes = {told(run, first), told(run, second)}
    assert outcomes == {IMPORTED, TAKEN}
    taken = line_of(run, second if told(run, first) == IMPORTED else first)
    assert taken.facts["tied_to"] == company.held(first).ref
    assert taken.department in ("Noord", "Zuid")
    assert company.creates == 1
    assert again.counts["already_imported"] == again.counts["not_imported"] == 1


@pytest.mark.parametrize("same_number", ["stored", "strict"])
async def test_a_number_taken_a_moment_ago_is_found_out_from_the_answer(
    company: Company, same_number: str
) -> None:
    company.twikey.switches.turn(duplicate_number=same_number)
    invoice = company.booked()
    hold = company.twikey_door.hold(*CREATE)
    importing = company.begins(company.imports())
    await hold.reached.wait()
    company.twikey.add_invoice(f"{invoice.number}", "75.00")
    hold.released.set()
    run = await importing

    assert told(run, invoice) == TAKEN
    assert (await company.why(invoice.id)).decisive is Reason.NUMBER_TAKEN


@pytest.mark.parametrize("same_number", ["stored", "strict"])
async def test_the_same_invoice_booked_by_hand_a_moment_ago_counts_as_there(
    company: Company, same_number: str
) -> None:
    company.twikey.switches.turn(duplicate_number=same_number)
    invoice = company.booked()
    hold = company.twikey_door.hold(*CREATE)
    importing = company.begins(company.imports())
    await hold.reached.wait()
    by_another_route(company, invoice)
    hold.released.set()

    assert told(await importing, invoice) == ALREADY


async def test_a_number_used_again_after_a_deletion_is_taken(company: Company) -> None:
    first = company.booked("50.00")
    await company.imports()
    number = f"{first.number}"
    company.teamleader.delete_invoice(first.id)
    second = company.booked("60.00")
    assert second.number == number

    run = await company.imports()
    by_number = await company.imports(number)

    assert told(run, second) == TAKEN
    assert line_of(run, second).facts["tied_to"] == first.id
    assert told(by_number, second) == TAKEN
    assert (await company.why(number)).source_id == second.id


async def test_a_window_leaves_what_a_person_deleted_at_twikey(
    company: Company,
) -> None:
    invoice = company.booked()
    await company.imports()
    company.twikey.delete(company.held(invoice).id)
    assert (await company.why(f"{invoice.number}")).would_import_now is True

    run = await company.imports()

    assert told(run, invoice) == ALREADY
    assert line_of(run, invoice).facts["state"] == "deleted"
    assert company.at_twikey(invoice) is None


async def test_a_number_brings_back_what_a_person_deleted_at_twikey(
    company: Company,
) -> None:
    invoice = company.booked()
    await company.imports()
    before = company.held(invoice).id
    company.twikey.delete(before)

    run = await company.imports(f"{invoice.number}")

    assert told(run, invoice) == IMPORTED
    assert company.held(invoice).id != before
    assert told(await company.imports(), invoice) == ALREADY
    company.twikey.delete(company.held(invoice).id)
    assert told(await company.imports(invoice.id), invoice) == IMPORTED


async def test_a_number_kept_from_a_deleted_invoice_is_a_refusal(
    company: Company,
) -> None:
    """Nobody has the number that we could see, yet Twikey does not give it again."""
    company.twikey.switches.turn(number_free_after_delete=False)
    invoice = company.booked()
    company.twikey.delete(company.twikey.add_invoice(f"{invoice.number}", "9.00").id)

    run = await company.imports()

    assert told(run, invoice) == (Outcome.REFUSED, Reason.REFUSED)
    assert line_of(run, invoice).facts["code"] == "err_duplicate_ref"
