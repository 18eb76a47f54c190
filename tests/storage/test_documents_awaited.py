"""PDFs that are awaited no longer, or once more: invoices gone and back, and doubt."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.domain.document import DocumentProblem
from core.domain.history import DocumentRecord, DocumentState
from core.domain.target import TargetId
from storage.ledger import SqlLedger
from tests.builders import SOURCE_ID, an_invoice
from tests.conftest import LedgerClock
from tests.storage.test_documents import (
    attach,
    by_hand,
    due,
    fail,
    missing,
    record,
    taken,
    want,
)
from tests.storage.test_sights import HOUR, see

GONE = DocumentProblem.INVOICE_GONE.value


@pytest.fixture
async def wanted(ledger: SqlLedger) -> SqlLedger:
    await see(ledger, an_invoice())
    await want(ledger)
    return ledger


async def goes(ledger: SqlLedger) -> None:
    await ledger.write(lambda tx: tx.invoices.see_gone(SOURCE_ID))


async def events(ledger: SqlLedger) -> list[str]:
    told = await ledger.read(lambda tx: tx.invoices.timeline(SOURCE_ID))
    return [entry.event for entry in told if entry.event.startswith("document")]


async def test_a_pdf_that_waits_ends_with_its_invoice(
    wanted: SqlLedger, ledger_clock: LedgerClock
) -> None:
    next_at = ledger_clock.moment + timedelta(minutes=5)
    await fail(wanted, await taken(wanted), next_at)
    await goes(wanted)
    await goes(wanted)

    expected = DocumentRecord(DocumentState.GAVE_UP, 1, None, problem=GONE)
    assert await record(wanted) == expected
    ledger_clock.advance(24 * HOUR)
    assert await due(wanted) == ()
    assert await missing(wanted) == ()
    told = ["document-wanted", "document-failed", "document-given-up"]
    assert await events(wanted) == told


async def test_whoever_fetches_it_has_lost_his_claim(wanted: SqlLedger) -> None:
    claim = await taken(wanted)
    await goes(wanted)

    assert await wanted.read(lambda tx: tx.documents.basis_now(claim)) is None
    assert not await attach(wanted, claim)
    assert not await fail(wanted, claim, None)


async def test_an_attached_pdf_stays(wanted: SqlLedger) -> None:
    await attach(wanted, await taken(wanted))
    before = await record(wanted)
    await goes(wanted)

    assert await record(wanted) == before


@pytest.mark.parametrize("had_one", [False, True], ids=["first", "newer"])
async def test_it_is_wanted_again_when_the_invoice_is_back(
    wanted: SqlLedger, ledger_clock: LedgerClock, *, had_one: bool
) -> None:
    if had_one:
        await attach(wanted, await taken(wanted))
        await wanted.write(lambda tx: tx.documents.look_again({SOURCE_ID: "other"}))
    await goes(wanted)
    now = ledger_clock.advance(HOUR)
    await see(wanted, an_invoice())

    found = await record(wanted)
    state = DocumentState.CHANGED if had_one else DocumentState.WANTED
    assert (found.state, found.next_at, found.problem) == (state, now, None)
    assert await missing(wanted) == (SOURCE_ID,)
    assert await attach(wanted, await taken(wanted), "d2")


async def test_what_was_given_up_before_stays_so_when_the_invoice_is_seen(
    wanted: SqlLedger,
) -> None:
    await fail(wanted, await taken(wanted), None)
    before = await record(wanted)
    await see(wanted, an_invoice(updated_at=an_invoice().updated_at + timedelta(1)))

    assert await record(wanted) == before
    assert await by_hand(wanted) is not None


async def test_a_doubted_pdf_is_fetched_and_attached_again(
    wanted: SqlLedger, ledger_clock: LedgerClock
) -> None:
    late = await taken(wanted, "late")
    ledger_clock.advance(HOUR)
    await attach(wanted, await taken(wanted, "next"), "d1")
    assert not await attach(wanted, late, "d0")
    await wanted.write(lambda tx: tx.documents.doubt(late))

    found = await record(wanted)
    assert (found.state, found.attempts) == (DocumentState.CHANGED, 0)
    claim = await taken(wanted)
    assert claim.digest is None
    assert (await events(wanted))[-1] == "document-in-doubt"


async def test_whoever_is_at_a_doubted_pdf_has_lost_his_claim(
    wanted: SqlLedger, ledger_clock: LedgerClock
) -> None:
    late = await taken(wanted, "late")
    ledger_clock.advance(HOUR)
    present = await taken(wanted, "next")
    await wanted.write(lambda tx: tx.documents.doubt(late))

    assert not await attach(wanted, present)
    assert await attach(wanted, await taken(wanted, "third"))


async def test_the_pdf_of_another_invoice_at_twikey_is_not_doubted(
    wanted: SqlLedger,
) -> None:
    late = await taken(wanted)
    await want(wanted, target_id=TargetId("target-2"))
    before = await record(wanted)
    await wanted.write(lambda tx: tx.documents.doubt(late))

    assert await record(wanted) == before


async def test_the_pdf_of_an_invoice_that_is_gone_is_not_doubted(
    wanted: SqlLedger,
) -> None:
    late = await taken(wanted)
    await goes(wanted)
    await wanted.write(lambda tx: tx.documents.doubt(late))

    assert (await record(wanted)).problem == GONE


async def test_a_claim_tells_what_the_pdf_rests_on_now(wanted: SqlLedger) -> None:
    claim = await taken(wanted)
    await wanted.write(lambda tx: tx.documents.look_again({SOURCE_ID: "second"}))

    assert await wanted.read(lambda tx: tx.documents.basis_now(claim)) == "second"
