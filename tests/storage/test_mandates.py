"""The mirror of mandates, and the names of departments."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.domain.invoice import DepartmentId
from core.domain.mandate import Mandate
from core.ports.ledger import LedgerTx
from core.ports.mandates import MandatePage
from storage.ledger import SqlLedger

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
SIGNED = Mandate("CORE1", "K-1", "4021", is_signed=True, at=AT)


async def store(ledger: SqlLedger, position: int | None, *told: Mandate) -> None:
    page = MandatePage(told, position, len(told))
    await ledger.write(lambda tx: tx.mandates.store_page(page))


async def of(ledger: SqlLedger, customer: str) -> tuple[Mandate, ...]:
    return await ledger.read(lambda tx: tx.mandates.of(customer))


async def test_mandates_are_found_by_customer_the_latest_first(
    ledger: SqlLedger,
) -> None:
    later = Mandate("CORE2", "K-1", "4022", is_signed=True, at=AT.replace(day=2))
    timeless = Mandate("CORE0", "K-1", None)

    await store(ledger, 7, SIGNED, later, timeless, Mandate("CORE3", "K-2"))

    assert await of(ledger, "K-1") == (later, SIGNED, timeless)
    assert await of(ledger, "K-9") == ()
    assert await ledger.read(lambda tx: tx.mandates.position()) == 7


async def test_what_a_later_event_leaves_out_stays_as_it_was(ledger: SqlLedger) -> None:
    ended = AT.replace(day=5)
    await store(ledger, 7, SIGNED)

    await store(ledger, None, Mandate("CORE1", is_signed=False, at=ended))

    assert await of(ledger, "K-1") == (
        Mandate("CORE1", "K-1", "4021", is_signed=False, at=ended),
    )
    assert await ledger.read(lambda tx: tx.mandates.position()) == 7


async def test_a_page_told_twice_changes_nothing(ledger: SqlLedger) -> None:
    await store(ledger, 7, SIGNED)
    await store(ledger, 7, SIGNED)

    assert await of(ledger, "K-1") == (SIGNED,)


async def test_a_page_and_its_position_stay_together(ledger: SqlLedger) -> None:
    def unit(tx: LedgerTx) -> None:
        tx.mandates.store_page(MandatePage((SIGNED,), 8, 1))
        raise KeyError("died before the commit")

    await store(ledger, 7)
    with pytest.raises(KeyError):
        await ledger.write(unit)

    assert await of(ledger, "K-1") == ()
    assert await ledger.read(lambda tx: tx.mandates.position()) == 7


async def test_the_position_is_another_one_than_that_of_the_invoices(
    ledger: SqlLedger,
) -> None:
    await store(ledger, 7, SIGNED)

    assert await ledger.read(lambda tx: tx.targets.position()) is None


async def test_names_of_departments_are_the_latest_and_outlive_them(
    ledger: SqlLedger,
) -> None:
    gent, aalst = DepartmentId("g"), DepartmentId("a")
    await ledger.write(lambda tx: tx.departments.put({gent: "Gent", aalst: "Aalst"}))

    await ledger.write(lambda tx: tx.departments.put({gent: "Maes Gent"}))
    await ledger.write(lambda tx: tx.departments.put({}))

    names = await ledger.read(lambda tx: tx.departments.names())
    assert names == {aalst: "Aalst", gent: "Maes Gent"}


async def test_who_changed_a_setting_is_told_and_what_was_stored_once_is_not(
    ledger: SqlLedger,
) -> None:
    await ledger.write(lambda tx: tx.settings.put_once("SEED", "1"))
    await ledger.write(lambda tx: tx.settings.put("IMPORT_DEPARTMENTS", "g", "U1"))

    decided = await ledger.read(lambda tx: tx.settings.decided())

    assert list(decided) == ["IMPORT_DEPARTMENTS"]
    assert decided["IMPORT_DEPARTMENTS"].by == "U1"
    assert decided["IMPORT_DEPARTMENTS"].at == await ledger.read(lambda tx: tx.now)
