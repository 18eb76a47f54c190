"""The names of departments, where a list tells invoices apart by them."""

from __future__ import annotations

from core.domain.invoice import DepartmentId, SourceId
from core.domain.overview import Shown, Wish
from storage.ledger import SqlLedger
from tests.builders import an_invoice
from tests.storage.test_sights import see

GENT, AALST = DepartmentId("gent"), DepartmentId("aalst")


async def listed(ledger: SqlLedger) -> set[str | None]:
    wish = Wish(Shown.ALL)
    entries = await ledger.read(lambda tx: tx.overview.entries(wish, 9))
    return {entry.department for entry in entries}


async def test_the_overview_names_departments_where_there_are_several(
    ledger: SqlLedger,
) -> None:
    other = an_invoice(source_id=SourceId("o"), number="INV / 1", department_id=AALST)
    await see(ledger, an_invoice(department_id=GENT), other)
    assert await listed(ledger) == {None}

    await ledger.write(lambda tx: tx.departments.put({GENT: "Maes Gent"}))
    assert await listed(ledger) == {None}

    await ledger.write(lambda tx: tx.departments.put({AALST: "Maes Aalst"}))
    assert await listed(ledger) == {"Maes Gent", "Maes Aalst"}
