"""What people did about an invoice, and whether a message reached its channel."""

from __future__ import annotations

from core.domain.history import AttemptState
from core.domain.invoice import SourceId
from core.domain.outcome import Run, RunTrigger
from core.domain.support import Act
from core.ports.ledger import LedgerTx
from core.ports.watch import OutboxMessage
from storage.ledger import SqlLedger
from tests.builders import SOURCE_ID, an_invoice
from tests.conftest import LedgerClock
from tests.storage.test_sights import HOUR, see
from tests.storage.test_timeline import attempt, told

BY = "U0SOFIE01"


async def acts(ledger: SqlLedger, *done: tuple[str, str]) -> None:
    """Write down what somebody did to what."""

    def unit(tx: LedgerTx) -> None:
        for what, subject in done:
            tx.audit.add(BY, what, subject, {"a": 1})

    await ledger.write(unit)


async def about(ledger: SqlLedger, number: str | None) -> list[Act]:
    return [*await ledger.read(lambda tx: tx.audit.about(SOURCE_ID, number))]


async def test_acts_are_found_by_id_by_number_and_by_the_button(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await acts(ledger, ("third", "2026 / 118"), ("no", "2026 / 119"), ("no", "other"))
    ledger_clock.advance(-HOUR)
    await acts(ledger, ("first", SOURCE_ID), ("second", f"0|{SOURCE_ID}|2026 / 118"))

    found = await about(ledger, "2026 / 118")
    assert [act.what for act in found] == ["first", "second", "third"]
    assert found[0] == Act(ledger_clock.moment, BY, "first", {"a": 1})
    assert [act.what for act in await about(ledger, None)] == ["first", "second"]


async def test_signs_of_a_pattern_in_an_id_are_only_signs(ledger: SqlLedger) -> None:
    await acts(ledger, ("no", "0|anything|x"))

    found = await ledger.read(lambda tx: tx.audit.about(SourceId("any%"), None))
    assert found == ()


async def test_the_time_line_tells_what_people_did_and_nothing_twice(
    ledger: SqlLedger,
) -> None:
    await see(ledger, an_invoice())
    await acts(ledger, ("mark-paid", SOURCE_ID), ("left-out", SOURCE_ID))

    assert (await told(ledger))[1:] == [("act-mark-paid", {"a": 1, "by": BY})]


async def test_the_time_line_names_who_asked_for_the_run(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    run = Run("run-1", RunTrigger.MANUAL, ledger_clock.moment, asked_by=BY)
    await ledger.write(lambda tx: tx.runs.start(run))
    await see(ledger, an_invoice())
    await attempt(ledger, AttemptState.REFUSED)

    (refused,) = [facts for event, facts in await told(ledger) if "attempt" in event]
    assert refused["by"] == BY


async def test_a_message_reached_its_channel_only_if_it_stands_there(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await ledger.write(lambda tx: tx.outbox.put(OutboxMessage("test", "key")))
    assert await ledger.read(lambda tx: tx.outbox.reached("key")) is None
    (claimed,) = await ledger.write(lambda tx: tx.outbox.claim("sender", 60, 5))
    ledger_clock.advance(5)
    await ledger.write(lambda tx: tx.outbox.sent(claimed, "C1", "1.0"))

    at = ledger_clock.moment
    assert await ledger.read(lambda tx: tx.outbox.reached("key")) == at
    assert await ledger.read(lambda tx: tx.outbox.reached("other")) is None


async def test_a_message_that_was_given_up_reached_nobody(ledger: SqlLedger) -> None:
    await ledger.write(lambda tx: tx.outbox.put(OutboxMessage("test", "key")))
    (claimed,) = await ledger.write(lambda tx: tx.outbox.claim("sender", 60, 5))
    await ledger.write(lambda tx: tx.outbox.drop(claimed, "nothing-to-say"))

    assert await ledger.read(lambda tx: tx.outbox.reached("key")) is None
