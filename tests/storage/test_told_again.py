"""Messages that move, wait or are told again."""

from __future__ import annotations

from dataclasses import replace

from core.domain.alert import AlertLine, AlertRecord, LineState
from core.domain.invoice import CustomerId, CustomerKind, CustomerRef, SourceId
from core.domain.reason import Reason
from core.ports.ledger import Judgement, LedgerTx
from core.ports.watch import OutboxMessage
from storage.ledger import SqlLedger
from tests.builders import COMPANY, NOW, SOURCE_ID, an_invoice, euro
from tests.conftest import LedgerClock
from tests.storage.test_sights import HOUR, see
from tests.storage.test_timeline import judge

HOLD = "on-hold"
LINE = AlertLine(SOURCE_ID, "1", None, None, euro("1"), None, LineState.OPEN, NOW)


async def alert(ledger: SqlLedger) -> AlertRecord:
    record = await ledger.read(lambda tx: tx.alerts.get(HOLD))
    assert record is not None
    return record


async def posted(ledger: SqlLedger, ts: str) -> None:
    await ledger.write(lambda tx: tx.alerts.posted(HOLD, "C1", ts))


async def test_a_message_that_is_changed_in_place_becomes_no_newer(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await ledger.write(lambda tx: tx.alerts.put_lines(HOLD, [LINE]))
    told_at = ledger_clock.advance(HOUR)
    await posted(ledger, "1.0")
    ledger_clock.advance(HOUR)
    await posted(ledger, "1.0")

    assert (await alert(ledger)).posted_at == told_at


async def test_an_alert_that_moves_has_no_message_until_it_is_posted_again(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await ledger.write(lambda tx: tx.alerts.put_lines(HOLD, [LINE]))
    await posted(ledger, "1.0")
    before = await alert(ledger)
    moved_at = ledger_clock.advance(HOUR)
    await ledger.write(lambda tx: tx.alerts.move(HOLD))
    moved = replace(before, channel=None, ts=None, moved_at=moved_at)
    assert await alert(ledger) == moved

    again_at = ledger_clock.advance(HOUR)
    await posted(ledger, "2.0")
    assert await alert(ledger) == replace(
        moved, channel="C1", ts="2.0", posted_at=again_at
    )


async def test_a_message_that_was_not_taken_up_can_be_looked_at(
    ledger: SqlLedger,
) -> None:
    message = OutboxMessage("digest", "digest", {"since": "s"})
    await ledger.write(lambda tx: tx.outbox.put(message))

    def unsent(tx: LedgerTx) -> tuple[OutboxMessage | None, OutboxMessage | None]:
        return tx.outbox.unsent("digest"), tx.outbox.unsent("other")

    assert await ledger.read(unsent) == (message, None)
    await ledger.write(lambda tx: tx.outbox.claim("desk", 60, 1))
    assert await ledger.read(unsent) == (None, None)


async def test_what_is_settled_is_late_only_where_that_is_wanted(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    gone = SourceId("gone")
    await see(ledger, an_invoice(paid=True), an_invoice(source_id=gone))
    await judge(ledger, Judgement(SOURCE_ID, Reason.PAID))
    await ledger.write(lambda tx: tx.invoices.see_gone(gone))

    async def late(*settled_by: Reason) -> list[tuple[SourceId, Reason | None]]:
        found = await ledger.read(
            lambda tx: tx.watched.late(ledger_clock.moment, settled_by)
        )
        return [(one.source_id, one.reason) for one in found]

    assert await late() == []
    assert await late(Reason.PAID) == [(SOURCE_ID, Reason.PAID)]
    assert await late(Reason.DELETED) == [(gone, Reason.DELETED)]


async def test_customers_that_were_never_sent_are_not_known(ledger: SqlLedger) -> None:
    stranger = CustomerRef(CustomerKind.CONTACT, CustomerId(COMPANY.id))
    await ledger.write(lambda tx: tx.customers.put("1", COMPANY, {"email": "a@b.be"}))
    found = await ledger.read(lambda tx: tx.customers.known_among([stranger, COMPANY]))

    assert found == (COMPANY,)
