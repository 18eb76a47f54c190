"""What is seen to change of an invoice makes its PDF due again; what is told of it."""

from __future__ import annotations

from datetime import datetime

import pytest

from core.domain.document import DocumentProblem
from core.domain.history import DocumentRecord, DocumentState
from core.ports.ledger import LedgerTx
from storage.ledger import SqlLedger
from tests.builders import SOURCE_ID, an_invoice
from tests.conftest import LedgerClock
from tests.storage.test_documents import (
    TARGET,
    attach,
    by_hand,
    fail,
    missing,
    record,
    taken,
    want,
)
from tests.storage.test_sights import HOUR, see
from tests.storage.test_timeline import told


@pytest.fixture
async def wanted(ledger: SqlLedger) -> SqlLedger:
    await see(ledger, an_invoice())
    await want(ledger)
    return ledger


@pytest.fixture
async def attached(wanted: SqlLedger) -> SqlLedger:
    assert await attach(wanted, await taken(wanted))
    return wanted


async def look_again(ledger: SqlLedger, basis: str) -> None:
    await ledger.write(lambda tx: tx.documents.look_again({SOURCE_ID: basis}))


async def document_events(ledger: SqlLedger) -> list[tuple[str, dict[str, object]]]:
    return [one for one in await told(ledger) if one[0].startswith("document-")]


async def test_a_change_makes_an_attached_document_due_again(
    attached: SqlLedger, ledger_clock: LedgerClock
) -> None:
    attached_at = ledger_clock.moment
    changed_at = ledger_clock.advance(HOUR)
    await look_again(attached, "second")

    assert await record(attached) == DocumentRecord(
        DocumentState.CHANGED, 0, changed_at, attached_at, 4096
    )
    claim = await taken(attached)
    assert (claim.basis, claim.digest) == ("second", "d1")
    assert (claim.wanted_at, claim.attempts) == (changed_at, 0)


async def test_looking_at_an_unchanged_invoice_does_nothing(
    attached: SqlLedger,
) -> None:
    await look_again(attached, "first")

    assert (await record(attached)).state is DocumentState.ATTACHED


async def test_a_changed_document_stays_one_until_it_is_given_up(
    attached: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await look_again(attached, "second")
    await fail(attached, await taken(attached), ledger_clock.moment)
    assert (await record(attached)).state is DocumentState.CHANGED
    await fail(attached, await taken(attached), None)

    assert (await record(attached)).state is DocumentState.GAVE_UP


async def test_a_document_on_its_way_takes_the_new_basis_on(
    wanted: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await look_again(wanted, "second")
    assert (await record(wanted)).state is DocumentState.WANTED
    await attach(wanted, await taken(wanted))
    await look_again(wanted, "second")

    assert (await record(wanted)).state is DocumentState.ATTACHED


async def test_a_change_while_the_file_is_fetched_is_not_lost(
    wanted: SqlLedger, ledger_clock: LedgerClock
) -> None:
    claim = await taken(wanted)
    await look_again(wanted, "second")
    assert await attach(wanted, claim)

    assert (await record(wanted)).state is DocumentState.CHANGED
    again = await taken(wanted)
    assert (again.basis, again.digest) == ("second", "d1")


async def test_the_time_line_tells_only_news_of_a_document(
    wanted: SqlLedger, ledger_clock: LedgerClock
) -> None:
    async def try_again(problem: DocumentProblem, next_at: datetime | None) -> None:
        claim = await by_hand(wanted)
        assert claim is not None
        await fail(wanted, claim, next_at, problem)
        ledger_clock.advance(1)

    soon = ledger_clock.moment
    await try_again(DocumentProblem.NOT_YET, soon)
    await try_again(DocumentProblem.NOT_YET, soon)
    await try_again(DocumentProblem.CUT_OFF, None)
    await try_again(DocumentProblem.CUT_OFF, None)
    claim = await by_hand(wanted)
    assert claim is not None
    await attach(wanted, claim)
    ledger_clock.advance(1)
    await look_again(wanted, "second")

    assert await document_events(wanted) == [
        ("document-wanted", {}),
        ("document-failed", {"problem": "not-yet"}),
        ("document-failed", {"problem": "cut-off"}),
        ("document-given-up", {"problem": "cut-off"}),
        ("document-attached", {"size": 4096}),
        ("document-changed", {}),
    ]


async def test_wanting_a_document_stands_and_falls_with_its_unit(
    ledger: SqlLedger,
) -> None:
    await see(ledger, an_invoice())

    def unit(tx: LedgerTx) -> None:
        tx.documents.want(SOURCE_ID, TARGET, "first")
        raise KeyError

    with pytest.raises(KeyError):
        await ledger.write(unit)

    assert await missing(ledger) == ()
    assert await document_events(ledger) == []
