"""What is asked often is built once: building a statement takes longer than running it.

A statement that is built anew is equal to the one before it and yet another object.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import event

from core.domain.invoice import SourceId
from core.domain.reason import System
from core.domain.target import TargetId
from core.ports.ledger import LedgerTx
from storage.ledger import SqlLedger

ONE = SourceId("1")

OFTEN: dict[str, Callable[[LedgerTx], object]] = {
    "a token": lambda tx: tx.credentials.get("teamleader"),
    "its renewal": lambda tx: tx.credentials.lease("teamleader", "a", 60),
    "a rate slot": lambda tx: tx.slots.take(System.TWIKEY, 2, 60),
    "a period": lambda tx: tx.ticks.take("sweep", 1),
    "a mark": lambda tx: tx.marks.put("sweep", tx.now),
    "a role": lambda tx: tx.leaders.lead("feed", "a", 60),
    "the settings": lambda tx: (tx.settings.all(), tx.settings.confirmed_profiles()),
    "memories": lambda tx: tx.invoices.recall([ONE]),
    "an invoice at Twikey": lambda tx: tx.targets.get(TargetId("1")),
    "namesakes": lambda tx: tx.targets.namesakes(["1"]),
    "credit notes": lambda tx: (tx.credit_notes.covered(), tx.credit_notes.of([ONE])),
    "alerts": lambda tx: (tx.alerts.open(), tx.alerts.get("late")),
    "what is late": lambda tx: tx.watched.late(tx.now, ()),
    "due documents": lambda tx: tx.documents.claim_due("a", 60, 1),
    "due messages": lambda tx: tx.outbox.claim("a", 60, 1),
    "a claim": lambda tx: tx.invoices.claim(ONE, "a", 60),
}


@pytest.mark.parametrize("unit", OFTEN.values(), ids=OFTEN)
async def test_what_is_asked_often_is_built_once(
    ledger: SqlLedger, unit: Callable[[LedgerTx], object]
) -> None:
    run: list[object] = []
    # Whatever is there only at the first time is not asked often.
    await ledger.write(unit)
    await ledger.write(unit)
    event.listen(
        ledger._database.writer, "before_execute", lambda *told: run.append(told[1])
    )

    await ledger.write(unit)
    first, run[:] = list(run), []
    await ledger.write(unit)

    assert first
    assert len(first) == len(run)
    assert all(old is new for old, new in zip(first, run, strict=True))


async def test_a_unit_reads_the_settings_once(ledger: SqlLedger) -> None:
    run: list[object] = []
    event.listen(
        ledger._database.writer, "before_execute", lambda *told: run.append(told[1])
    )

    await ledger.write(lambda tx: [tx.settings.all(), tx.settings.decided()])

    assert len(run) == 1


async def test_a_unit_sees_its_own_change_of_a_setting(ledger: SqlLedger) -> None:
    def unit(tx: LedgerTx) -> list[dict[str, str]]:
        seen = [dict(tx.settings.all())]
        tx.settings.put("a", "1", "U1")
        seen.append(dict(tx.settings.all()))
        tx.settings.put_once("b", "2")
        return [*seen, dict(tx.settings.all())]

    assert await ledger.write(unit) == [{}, {"a": "1"}, {"a": "1", "b": "2"}]
