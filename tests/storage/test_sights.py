"""What stays of looking at invoices."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event as sqlalchemy_event

from core.domain.history import Memory, SeenBy
from core.domain.invoice import Invoice, InvoiceStatus, SourceId
from storage.database import open_database
from storage.encryption import Vault
from storage.ledger import SqlLedger
from storage.migrations import upgrade
from tests.builders import SOURCE_ID, a_draft, an_invoice, euro
from tests.conftest import KEY, LedgerClock

HOUR = 3600.0


async def see(ledger: SqlLedger, *invoices: Invoice, by: SeenBy = SeenBy.SWEEP) -> None:
    await ledger.write(lambda tx: tx.invoices.see(invoices, by))


async def memory(ledger: SqlLedger, source_id: SourceId = SOURCE_ID) -> Memory:
    return (await ledger.read(lambda tx: tx.invoices.recall([source_id])))[source_id]


async def test_an_unseen_invoice_has_an_empty_memory(ledger: SqlLedger) -> None:
    assert await memory(ledger) == Memory()


async def test_the_first_sight_is_remembered(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await see(ledger, an_invoice(), by=SeenBy.HINT)

    known = await memory(ledger)
    assert known.number == "2026 / 118"
    assert known.first_seen_at == known.first_booked_at == ledger_clock.moment
    assert known.booked_when_first_seen
    assert not known.booked_at_zero
    assert len(known.snapshots) == 1
    assert known.snapshots[0].seen_by is SeenBy.HINT
    assert known.snapshots[0].total == euro("302.50")
    assert known.snapshots[0].due_on == date(2026, 3, 31)


async def test_seeing_the_same_again_keeps_no_second_snapshot(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await see(ledger, an_invoice())
    first = await memory(ledger)
    ledger_clock.advance(HOUR)
    await see(ledger, an_invoice())

    assert await memory(ledger) == first


@pytest.mark.parametrize(
    "change",
    [
        {"status": InvoiceStatus.MATCHED},
        {"total": euro("302.51")},
        {"due": euro("0")},
        {"paid": True},
        {"due_on": date(2026, 4, 1)},
        {"customer": None},
        {"number": "2026 / 119"},
    ],
    ids=lambda change: next(iter(change)),
)
async def test_a_difference_is_kept_as_a_snapshot(
    ledger: SqlLedger, change: dict[str, object]
) -> None:
    await see(ledger, an_invoice())
    await see(ledger, an_invoice(**change))

    assert len((await memory(ledger)).snapshots) == 2


async def test_another_spelling_of_the_amount_is_no_difference(
    ledger: SqlLedger,
) -> None:
    await see(ledger, an_invoice(total=euro("302.5")))
    await see(ledger, an_invoice(total=euro("302.500")))

    assert len((await memory(ledger)).snapshots) == 1


async def test_a_draft_that_is_booked_later_remembers_when(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    seen_at = ledger_clock.moment
    await see(ledger, a_draft())
    booked_at = ledger_clock.advance(HOUR)
    await see(ledger, an_invoice())
    ledger_clock.advance(HOUR)
    await see(ledger, an_invoice(paid=True))

    known = await memory(ledger)
    assert known.first_seen_at == seen_at
    assert known.first_booked_at == booked_at
    assert not known.booked_when_first_seen


async def test_having_been_booked_at_zero_is_never_forgotten(ledger: SqlLedger) -> None:
    await see(ledger, an_invoice(total=euro("0"), due=euro("0")))
    await see(ledger, an_invoice())

    assert (await memory(ledger)).booked_at_zero


async def test_a_zero_draft_was_not_booked_at_zero(ledger: SqlLedger) -> None:
    await see(ledger, a_draft(total=euro("0"), due=euro("0")))
    await see(ledger, an_invoice())

    assert not (await memory(ledger)).booked_at_zero


async def test_an_invoice_listed_twice_in_one_reading_counts_in_its_order(
    ledger: SqlLedger,
) -> None:
    await see(ledger, a_draft(), an_invoice(), an_invoice(paid=True))

    known = await memory(ledger)
    assert [s.status for s in known.snapshots] == [
        "draft",
        "outstanding",
        "outstanding",
    ]
    assert [s.paid for s in known.snapshots] == [False, False, True]
    assert not known.booked_when_first_seen


async def test_a_gone_invoice_is_known_as_gone_until_it_is_seen_again(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await see(ledger, an_invoice())
    gone_at = ledger_clock.advance(HOUR)
    await ledger.write(lambda tx: tx.invoices.see_gone(SOURCE_ID))
    ledger_clock.advance(HOUR)
    await ledger.write(lambda tx: tx.invoices.see_gone(SOURCE_ID))
    gone = await memory(ledger)
    await see(ledger, an_invoice())

    assert gone.gone_at == gone_at
    assert (await memory(ledger)).gone_at is None


async def test_an_invoice_that_was_never_seen_cannot_be_gone(ledger: SqlLedger) -> None:
    await ledger.write(lambda tx: tx.invoices.see_gone(SOURCE_ID))

    assert not (await memory(ledger)).is_known


async def test_text_that_no_database_can_hold_does_no_harm(ledger: SqlLedger) -> None:
    strange = an_invoice(customer_name="A\x00B\ud800", number="2026\x00 / 7")
    await see(ledger, strange)
    await see(ledger, strange)

    known = await ledger.read(lambda tx: tx.invoices.known(SOURCE_ID))
    assert known is not None
    assert (known.number, known.customer_name) == ("2026 / 7", "AB?")
    assert len((await memory(ledger)).snapshots) == 1


async def test_a_big_reading_takes_few_statements(ledger_url: str) -> None:
    """Guards against a statement per invoice, which would make a first start slow."""
    database = open_database(ledger_url)
    upgrade(database)
    told: list[str] = []

    def listen(*arguments: object) -> None:
        statement = str(arguments[2])
        if not statement.startswith(("PRAGMA", "BEGIN")):
            told.append(statement)

    sqlalchemy_event.listen(database.writer, "before_cursor_execute", listen)
    invoices = [an_invoice(source_id=SourceId(f"id-{n:03}")) for n in range(400)]
    async with SqlLedger(database, Vault([KEY])) as ledger:
        await see(ledger, *invoices)
        first = len(told)
        await see(ledger, *invoices)

    # How many rows fit into one insert is the driver's business.
    assert first <= 10
    assert len(told) - first <= 2
