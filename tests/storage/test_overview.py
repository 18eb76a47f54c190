"""The overview of all invoices: what belongs where, and pages that follow on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import pytest

from core.domain.alert import AlertLine, LineState
from core.domain.document import DocumentProblem
from core.domain.history import (
    AttemptState,
    DocumentState,
    InvitationRecord,
    InvitationState,
)
from core.domain.invoice import Invoice, InvoiceStatus, SourceId
from core.domain.overview import Entry, Place, Shown, Standing, Turn, Wish, place_of
from core.domain.reason import Reason, System
from core.domain.target import TargetId, TargetState
from core.ports.ledger import AttemptStart, Judgement, LedgerTx
from storage.ledger import SqlLedger
from tests.builders import NOW, SOURCE_ID, a_draft, a_target, an_invoice, euro
from tests.conftest import LedgerClock
from tests.storage.test_sights import see
from tests.storage.test_timeline import judge

Make = Callable[[SqlLedger], Awaitable[None]]
TARGET = TargetId("target-1")


async def entries(
    ledger: SqlLedger, shown: Shown = Shown.ALL, most: int = 50
) -> tuple[Entry, ...]:
    return await ledger.read(lambda tx: tx.overview.entries(Wish(shown), most))


async def counted(ledger: SqlLedger, shown: Shown) -> int:
    return await ledger.read(lambda tx: tx.overview.count(shown))


async def the_entry(ledger: SqlLedger) -> Entry:
    (entry,) = await ledger.read(lambda tx: tx.overview.of([SOURCE_ID]))
    return entry


def imports(tx: LedgerTx) -> None:
    """Let the invoice arrive in Twikey, its PDF and invitation to follow."""
    claim = tx.invoices.claim(SOURCE_ID, "worker", 60)
    assert claim is not None
    start = AttemptStart(TARGET, 0, "print", "customer-1", "4021")
    assert tx.invoices.begin_attempt(claim, start)
    assert tx.invoices.finish_attempt(claim, AttemptState.CREATED, {})
    tx.invoices.release(claim)


def attaches(tx: LedgerTx) -> None:
    tx.documents.want(SOURCE_ID, TARGET, "basis")
    claim = tx.documents.claim(SOURCE_ID, "worker", 60)
    assert claim is not None
    assert tx.documents.attached(claim, 84_000, "digest")


def gives_up(tx: LedgerTx) -> None:
    tx.documents.want(SOURCE_ID, TARGET, "basis")
    claim = tx.documents.claim(SOURCE_ID, "worker", 60)
    assert claim is not None
    assert tx.documents.failed(claim, DocumentProblem.NOT_YET, None)


def invited(state: InvitationState) -> Callable[[LedgerTx], None]:
    def unit(tx: LedgerTx) -> None:
        tx.invitations.put(SOURCE_ID, TARGET, InvitationRecord(state))

    return unit


def alerts(tx: LedgerTx) -> None:
    line = AlertLine(
        SOURCE_ID, "2026 / 118", None, None, euro("1"), None, LineState.OPEN, NOW
    )
    tx.alerts.put_lines("settled-since", [line])


def judged(reason: Reason | None, system: System | None = None) -> Make:
    async def make(ledger: SqlLedger) -> None:
        await see(ledger, an_invoice())
        await judge(ledger, Judgement(SOURCE_ID, reason, {}, system))

    return make


def seen(sight: Invoice) -> Make:
    async def make(ledger: SqlLedger) -> None:
        await see(ledger, sight)

    return make


def brought_in(*units: Callable[[LedgerTx], None]) -> Make:
    async def make(ledger: SqlLedger) -> None:
        await see(ledger, an_invoice())
        for unit in (imports, *units):
            await ledger.write(unit)

    return make


async def gone(ledger: SqlLedger) -> None:
    await see(ledger, an_invoice())
    await ledger.write(lambda tx: tx.invoices.see_gone(SOURCE_ID))


async def gone_with_its_pdf(ledger: SqlLedger) -> None:
    """Delete an imported invoice whose PDF is still to come."""
    await brought_in(lambda tx: tx.documents.want(SOURCE_ID, TARGET, "basis"))(ledger)
    await ledger.write(lambda tx: tx.invoices.see_gone(SOURCE_ID))


async def out_with_a_pdf(ledger: SqlLedger) -> None:
    """Leave the PDF of an invoice wanted that is paid and not in Twikey."""
    await see(ledger, PAID)
    await ledger.write(lambda tx: tx.documents.want(SOURCE_ID, TARGET, "basis"))
    await ledger.write(invited(InvitationState.UNKNOWN))


PAID = an_invoice(paid=True, status=InvoiceStatus.MATCHED, due=euro("0"))
WAITS = [Shown.WAITING]
PROBLEM = [Shown.PROBLEMS]
THERE = [Shown.IMPORTED]
CASES: dict[str, tuple[Make, list[Shown]]] = {
    "not judged yet": (seen(an_invoice()), WAITS),
    "nothing against it": (judged(None), WAITS),
    "from before the start": (judged(Reason.BEFORE_START), WAITS),
    "automatic import off": (judged(Reason.AUTOMATIC_OFF), WAITS),
    "refused": (judged(Reason.REFUSED), PROBLEM),
    "customer incomplete": (judged(Reason.CUSTOMER_INCOMPLETE), PROBLEM),
    "a system did not answer": (judged(None, System.TWIKEY), PROBLEM),
    "nothing to pay": (judged(Reason.ZERO_AMOUNT), []),
    "left out": (judged(Reason.LEFT_OUT), []),
    "paid": (seen(PAID), []),
    "nothing due": (seen(an_invoice(due=euro("0"))), []),
    "nothing in all": (seen(an_invoice(total=euro("0"), due=euro("0"))), WAITS),
    "gone": (gone, []),
    "out with a pdf": (out_with_a_pdf, []),
    "brought in": (brought_in(attaches), THERE),
    "without a pdf": (
        brought_in(lambda tx: tx.documents.want(SOURCE_ID, TARGET, "basis")),
        [*WAITS, *THERE],
    ),
    "pdf given up": (brought_in(gives_up), [*PROBLEM, *THERE]),
    "pdf gone with its invoice": (gone_with_its_pdf, THERE),
    "invitation waits": (
        brought_in(attaches, invited(InvitationState.WAITING)),
        [*WAITS, *THERE],
    ),
    "invitation uncertain": (
        brought_in(attaches, invited(InvitationState.UNKNOWN)),
        [*PROBLEM, *THERE],
    ),
    "settled since": (brought_in(attaches, alerts), [*PROBLEM, *THERE]),
}


@pytest.mark.parametrize("case", CASES)
async def test_each_invoice_is_in_the_parts_it_belongs_to(
    ledger: SqlLedger, case: str
) -> None:
    make, parts = CASES[case]
    await make(ledger)

    found = [shown for shown in Shown if await entries(ledger, shown)]
    assert found == [Shown.ALL, *parts]
    assert [shown for shown in Shown if await counted(ledger, shown)] == found
    entry = await the_entry(ledger)
    assert [shown for shown in Shown if entry.belongs_to(shown)] == found


async def test_a_draft_is_in_no_part(ledger: SqlLedger) -> None:
    await see(ledger, a_draft())

    assert [shown for shown in Shown if await entries(ledger, shown)] == []
    entry = await the_entry(ledger)
    assert not any(entry.belongs_to(shown) for shown in Shown)
    assert entry.standing is Standing.DRAFT


async def test_an_entry_tells_everything_that_is_remembered(ledger: SqlLedger) -> None:
    await brought_in(attaches, invited(InvitationState.SENT), alerts)(ledger)
    at_twikey = a_target(id=TARGET, state=TargetState.EXPIRED)
    await ledger.write(lambda tx: tx.targets.put(at_twikey))

    entry = await the_entry(ledger)
    assert (entry.number, entry.customer_name) == (
        "2026 / 118",
        "Brouwerij De Vlinder BV",
    )
    assert (entry.amount, entry.due) == (euro("302.50"), euro("302.50"))
    assert entry.due_on == an_invoice().due_on
    assert entry.standing is Standing.IMPORTED
    assert entry.at_twikey is TargetState.EXPIRED
    assert entry.document.state is DocumentState.ATTACHED
    assert entry.invitation.state is InvitationState.SENT
    assert entry.alerted == "settled-since"


async def test_a_closed_alert_makes_no_problem(ledger: SqlLedger) -> None:
    await brought_in(attaches, alerts)(ledger)
    await ledger.write(lambda tx: tx.alerts.close("settled-since"))

    assert await entries(ledger, Shown.PROBLEMS) == ()
    assert (await the_entry(ledger)).alerted is None


async def some(ledger: SqlLedger, count: int, together: int = 3) -> list[SourceId]:
    """See invoices of which some were made at the very same moment; newest first."""
    made = [
        an_invoice(
            source_id=SourceId(f"id-{n:04}"),
            number=f"2026 / {n}",
            created_at=NOW - timedelta(minutes=n // together),
        )
        for n in range(count)
    ]
    await see(ledger, *made)
    return [invoice.source_id for invoice in made]


async def leafed(
    ledger: SqlLedger, place: Place | None, turn: Turn, most: int
) -> Sequence[Entry]:
    wish = Wish(Shown.WAITING, place, turn)
    return await ledger.read(lambda tx: tx.overview.entries(wish, most))


async def test_pages_follow_each_other_without_gap_or_repetition(
    ledger: SqlLedger,
) -> None:
    made = await some(ledger, 23)
    there: list[SourceId] = []
    place = None
    while page := await leafed(ledger, place, Turn.OLDER, 5):
        there += [entry.source_id for entry in page]
        place = place_of(page[-1])

    assert there == made
    back = await leafed(ledger, Place(NOW - timedelta(days=9), made[-1]), Turn.NEWER, 5)
    assert [entry.source_id for entry in back] == made[-5:]
    before = await leafed(ledger, place_of(back[0]), Turn.NEWER, 5)
    assert [entry.source_id for entry in before] == made[-10:-5]


async def test_a_page_stays_where_it_is_when_new_invoices_come(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    made = await some(ledger, 8)
    first = await leafed(ledger, None, Turn.OLDER, 4)
    await see(ledger, an_invoice(created_at=NOW + timedelta(days=1)))

    second = await leafed(ledger, place_of(first[-1]), Turn.OLDER, 4)
    assert [entry.source_id for entry in second] == made[4:]


async def test_facts_of_what_was_found_are_not_told_of_what_nobody_can_look_at(
    ledger: SqlLedger,
) -> None:
    await see(ledger, an_invoice())
    await judge(ledger, Judgement(SOURCE_ID, Reason.REFUSED, {"code": "err_x"}))
    await judge(ledger, Judgement(SOURCE_ID, None, system=System.TWIKEY))

    entry = await the_entry(ledger)
    assert (entry.reason, entry.system, entry.facts) == (None, System.TWIKEY, {})
