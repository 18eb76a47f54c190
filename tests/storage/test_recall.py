"""Finding invoices without asking anybody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.domain.history import AttemptState
from core.domain.invoice import SourceId
from core.domain.number import fold, parse_number
from core.domain.target import TargetId
from storage.ledger import SqlLedger
from tests.builders import NOW, SOURCE_ID, an_invoice
from tests.storage.test_sights import see
from tests.storage.test_timeline import attempt

OTHER = SourceId("other")


async def found(ledger: SqlLedger, typed: str) -> list[SourceId]:
    query = parse_number(typed)
    known = await ledger.read(lambda tx: tx.invoices.search(fold(typed), query.counter))
    return [one.source_id for one in known]


@pytest.mark.parametrize("typed", ["2026 / 118", "2026/118", "118", "INV-118"])
async def test_a_number_is_found_in_any_spelling(ledger: SqlLedger, typed: str) -> None:
    await see(ledger, an_invoice(), an_invoice(source_id=OTHER, number="2026 / 18"))

    assert await found(ledger, typed) == [SOURCE_ID]


async def test_a_number_without_a_counter_is_found_by_its_letters(
    ledger: SqlLedger,
) -> None:
    await see(ledger, an_invoice(number="Straße A"), an_invoice(source_id=OTHER))

    assert await found(ledger, "STRASSE a") == [SOURCE_ID]


async def test_too_many_hits_are_cut_to_the_latest_fifty(ledger: SqlLedger) -> None:
    many = [
        an_invoice(source_id=SourceId(f"id-{n:02}"), created_at=NOW + timedelta(days=n))
        for n in range(60)
    ]
    await see(ledger, *many)

    hits = await found(ledger, "118")
    assert len(hits) == 50
    assert hits[0] == "id-59"


async def test_what_is_known_of_one_invoice(ledger: SqlLedger) -> None:
    await see(ledger, an_invoice())

    known = await ledger.read(lambda tx: tx.invoices.known(SOURCE_ID))
    assert known is not None
    assert known.customer_name == "Brouwerij De Vlinder BV"
    assert known.department_id == an_invoice().department_id
    assert await ledger.read(lambda tx: tx.invoices.known(OTHER)) is None


async def test_the_latest_numbers_come_first(ledger: SqlLedger) -> None:
    for n, number in enumerate(["2026 / 1", None, "2026 / 3", "2026 / 4"]):
        created_at = NOW + timedelta(days=n)
        changes = {"source_id": SourceId(str(n)), "created_at": created_at}
        await see(ledger, an_invoice(number=number, **changes))

    latest = await ledger.read(lambda tx: tx.invoices.numbers(2))
    assert latest == ("2026 / 4", "2026 / 3")


async def test_a_target_id_leads_back_to_its_source_invoice(ledger: SqlLedger) -> None:
    await see(ledger, an_invoice())
    await attempt(ledger, AttemptState.CREATED)

    ours = await ledger.read(lambda tx: tx.invoices.by_target(TargetId("target-1")))
    assert ours == SOURCE_ID
    stranger = TargetId("somebody-else's")
    assert await ledger.read(lambda tx: tx.invoices.by_target(stranger)) is None


async def test_many_invoices_are_recalled_at_once(ledger: SqlLedger) -> None:
    ids = [SourceId(f"id-{n}") for n in range(1200)]
    await see(ledger, *(an_invoice(source_id=one) for one in ids[:-1]))

    memories = await ledger.read(lambda tx: tx.invoices.recall(ids))
    assert list(memories) == ids
    assert [m.is_known for m in memories.values()] == [True] * 1199 + [False]
