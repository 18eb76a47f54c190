"""Why, while a system does not answer: what is remembered, and no guess."""

from __future__ import annotations

import pytest

from core.domain.reason import Reason, System
from core.domain.verdict import Undecided
from tests.builders import euro
from tests.engine.company import Company


@pytest.mark.parametrize("seen_before", [False, True], ids=["unseen", "seen"])
async def test_teamleader_down_is_unknown_and_tells_what_is_remembered(
    company: Company, seen_before: bool
) -> None:
    invoice = company.booked(currency="USD")
    if seen_before:
        await company.imports()
    company.teamleader.faults.add("*", "503", times=None)

    diagnosis = await company.why(f"{invoice.number}")

    assert isinstance(diagnosis.verdict, Undecided)
    assert diagnosis.verdict.system is System.TEAMLEADER
    assert diagnosis.would_import_now is None
    assert diagnosis.decisive is None
    if seen_before:
        assert diagnosis.source_id == invoice.id
        assert diagnosis.first_cause is Reason.CURRENCY
        assert diagnosis.timeline != ()


async def test_the_last_sight_and_the_address_are_told_while_teamleader_is_down(
    company: Company,
) -> None:
    invoice = company.booked("121.00")
    await company.imports()
    before = await company.why(f"{invoice.number}")
    company.teamleader.faults.add("*", "503", times=None)

    diagnosis = await company.why(f"{invoice.number}")

    assert diagnosis.amount == euro("121.00")
    assert diagnosis.due_on == before.due_on
    assert diagnosis.links.teamleader == before.links.teamleader is not None


async def test_what_is_deleted_has_no_address_in_teamleader(company: Company) -> None:
    invoice = company.booked("121.00", currency="USD")
    await company.imports()
    company.teamleader.delete_invoice(invoice.id)

    diagnosis = await company.why(f"{invoice.number}")

    assert diagnosis.decisive is Reason.DELETED
    assert diagnosis.amount is not None
    assert diagnosis.links.teamleader is None


async def test_twikey_down_is_unknown_and_says_so(company: Company) -> None:
    invoice = company.booked()
    company.twikey.faults.add("*", "503", times=10_000)

    diagnosis = await company.why(f"{invoice.number}")

    assert isinstance(diagnosis.verdict, Undecided)
    assert diagnosis.verdict.system is System.TWIKEY
    assert diagnosis.would_import_now is None
    assert diagnosis.amount is not None


async def test_an_imported_invoice_is_known_as_such_while_twikey_is_down(
    company: Company,
) -> None:
    invoice = company.booked()
    await company.imports()
    company.twikey.faults.add("*", "503", times=10_000)
    diagnosis = await company.why(f"{invoice.number}")
    assert diagnosis.decisive is Reason.ALREADY_IMPORTED


async def test_an_imported_invoice_is_recognised_while_teamleader_is_down(
    company: Company,
) -> None:
    invoice = company.booked()
    await company.imports()
    company.teamleader.faults.add("*", "503", times=None)

    diagnosis = await company.why(f"{invoice.number}")

    assert diagnosis.source_id == invoice.id
    assert "imported" in [entry.event for entry in diagnosis.timeline]
    assert diagnosis.links.twikey is not None
