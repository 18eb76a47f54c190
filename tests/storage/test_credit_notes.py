"""Credit notes and the span that was read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.domain.invoice import CreditNote, SourceId
from storage.ledger import SqlLedger
from tests.builders import NOW, SOURCE_ID, a_credit_note, euro

OTHER = SourceId("other")


def day(number: int) -> datetime:
    return NOW + timedelta(days=number)


async def store(ledger: SqlLedger, first: int, last: int, *notes: CreditNote) -> None:
    await ledger.write(lambda tx: tx.credit_notes.store(notes, day(first), day(last)))


async def of(ledger: SqlLedger) -> dict[SourceId, tuple[CreditNote, ...]]:
    found = await ledger.read(lambda tx: tx.credit_notes.of([SOURCE_ID, OTHER]))
    return dict(found)


async def test_nothing_is_covered_before_the_first_reading(ledger: SqlLedger) -> None:
    assert await ledger.read(lambda tx: tx.credit_notes.covered()) is None
    assert await of(ledger) == {SOURCE_ID: (), OTHER: ()}


async def test_notes_are_found_by_their_invoice_oldest_first(ledger: SqlLedger) -> None:
    old, new = a_credit_note("10"), replace(a_credit_note("5"), id="cn-2")
    old = replace(old, updated_at=day(-1))
    loose = replace(new, id="cn-3", source_id=None)
    await store(ledger, 0, 1, new, old, loose)

    assert await of(ledger) == {SOURCE_ID: (old, new), OTHER: ()}


async def test_a_changed_note_replaces_what_was_kept(ledger: SqlLedger) -> None:
    await store(ledger, 0, 1, a_credit_note("10"))
    moved = replace(a_credit_note("12.5"), source_id=OTHER)
    await store(ledger, 0, 1, moved)

    assert (await of(ledger))[SOURCE_ID] == ()
    assert (await of(ledger))[OTHER][0].total == euro("12.50")


@pytest.mark.parametrize(
    ("second", "covered"),
    [
        ((4, 9), (0, 9)),
        ((5, 9), (0, 9)),
        ((-3, 2), (-3, 5)),
        ((1, 2), (0, 5)),
        ((-1, 9), (-1, 9)),
        ((7, 9), (7, 9)),
        ((-9, -7), (0, 5)),
    ],
    ids=["later", "touching", "earlier", "within", "around", "gap", "earlier gap"],
)
async def test_the_covered_span_never_holds_a_gap(
    ledger: SqlLedger, second: tuple[int, int], covered: tuple[int, int]
) -> None:
    await store(ledger, 0, 5)
    await store(ledger, *second)

    span = await ledger.read(lambda tx: tx.credit_notes.covered())
    assert span == (day(covered[0]), day(covered[1]))
