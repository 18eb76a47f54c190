"""The inbox of hints: none is lost, and none is worked on twice at a time."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.domain.history import SeenBy
from core.ports.ledger import LedgerTx
from core.ports.watch import ClaimedHint, Hint
from storage.ledger import SqlLedger
from tests.builders import an_invoice
from tests.conftest import LedgerClock

BOOKED = Hint("invoice", "id-1", "invoice.booked")
UPDATED = Hint("invoice", "id-1", "invoice.updated")
COMPANY = Hint("company", "id-3", "company.updated")


async def add(ledger: SqlLedger, *hints: Hint) -> None:
    await ledger.write(lambda tx: tx.hints.add(hints))


async def claim(
    ledger: SqlLedger, owner: str = "worker", most: int = 9
) -> tuple[ClaimedHint, ...]:
    return await ledger.write(lambda tx: tx.hints.claim(owner, 60, most))


async def claimed(ledger: SqlLedger, owner: str = "worker") -> ClaimedHint:
    (one,) = await claim(ledger, owner)
    return one


async def done(ledger: SqlLedger, one: ClaimedHint) -> None:
    await ledger.write(lambda tx: tx.hints.done(one))


async def absent(ledger: SqlLedger, *ones: ClaimedHint) -> None:
    await ledger.write(lambda tx: tx.hints.absent(*ones))


async def later(ledger: SqlLedger, one: ClaimedHint, at: datetime) -> None:
    await ledger.write(lambda tx: tx.hints.later(one, at))


async def waiting(ledger: SqlLedger) -> int:
    return await ledger.read(lambda tx: tx.hints.waiting())


async def test_a_hint_waits_until_somebody_works_on_it(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    came_at = ledger_clock.moment
    await add(ledger, BOOKED)
    ledger_clock.advance(10)

    assert await waiting(ledger) == 1
    assert await claimed(ledger) == ClaimedHint(
        "invoice", "id-1", ("invoice.booked",), came_at, 0, 1, "worker"
    )
    assert await waiting(ledger) == 1


async def test_hints_of_one_subject_are_one(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    came_at = ledger_clock.moment
    await add(ledger, BOOKED, BOOKED)
    ledger_clock.advance(1)
    await add(ledger, UPDATED, COMPANY)
    ledger_clock.advance(1)
    await add(ledger, BOOKED)

    invoice, company = await claim(ledger)
    assert (invoice.subject, company.subject) == ("invoice", "company")
    assert invoice.events == ("invoice.booked", "invoice.updated")
    assert invoice.first_at == came_at


async def test_many_hints_can_be_kept_in_one_unit(ledger: SqlLedger) -> None:
    hints = [Hint("invoice", f"id-{n % 700}", "invoice.updated") for n in range(1400)]

    def unit(tx: LedgerTx) -> None:
        tx.hints.add([])
        for start in range(0, 1400, 350):
            tx.hints.add(hints[start : start + 350])

    await ledger.write(unit)

    assert await waiting(ledger) == 700


async def test_a_processed_hint_never_hides_a_later_one(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await add(ledger, BOOKED)
    await done(ledger, await claimed(ledger))
    assert (await waiting(ledger), await claim(ledger)) == (0, ())
    came_at = ledger_clock.advance(60)
    await add(ledger, UPDATED)

    again = await claimed(ledger)
    assert again.events == ("invoice.updated",)
    assert (again.first_at, again.tries) == (came_at, 0)


async def test_a_hint_that_comes_during_the_work_makes_it_due_again(
    ledger: SqlLedger,
) -> None:
    await add(ledger, BOOKED)
    first = await claimed(ledger)
    await add(ledger, BOOKED)
    assert await claim(ledger, "second") == ()
    await done(ledger, first)

    again = await claimed(ledger, "second")
    await done(ledger, again)
    assert await waiting(ledger) == 0


async def test_one_worker_at_a_time_works_on_a_hint(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await add(ledger, BOOKED)
    dead = await claimed(ledger, "dead")
    ledger_clock.advance(59)
    assert await claim(ledger, "next") == ()
    ledger_clock.advance(1)
    taken = await claimed(ledger, "next")
    await done(ledger, dead)

    assert await waiting(ledger) == 1
    await done(ledger, taken)
    assert await waiting(ledger) == 0


async def test_a_hint_that_is_put_off_counts_its_tries(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await add(ledger, BOOKED)
    at = ledger_clock.moment + timedelta(seconds=10)
    await later(ledger, await claimed(ledger), at)
    ledger_clock.advance(9)
    assert await claim(ledger) == ()
    ledger_clock.advance(1)

    assert (await claimed(ledger)).tries == 1


async def test_a_new_hint_shortens_the_wait_of_one_that_was_put_off_to_a_minute(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await add(ledger, BOOKED)
    at = ledger_clock.moment + timedelta(hours=1)
    await later(ledger, await claimed(ledger), at)
    for _ in range(59):
        ledger_clock.advance(1)
        await add(ledger, BOOKED)
        assert await claim(ledger) == ()
    ledger_clock.advance(1)

    assert (await claimed(ledger)).tries == 1


async def test_after_a_minute_a_new_hint_of_one_that_was_put_off_is_due_at_once(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await add(ledger, BOOKED)
    at = ledger_clock.moment + timedelta(hours=1)
    await later(ledger, await claimed(ledger), at)
    ledger_clock.advance(60)
    assert await claim(ledger) == ()
    await add(ledger, BOOKED)

    assert (await claimed(ledger)).tries == 1


async def test_a_new_hint_never_makes_one_wait_longer(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await add(ledger, BOOKED)
    at = ledger_clock.moment + timedelta(seconds=10)
    await later(ledger, await claimed(ledger), at)
    await add(ledger, BOOKED)
    ledger_clock.advance(10)

    assert (await claimed(ledger)).tries == 1


async def test_a_hint_that_came_meanwhile_is_put_off_for_a_minute_at_most(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await add(ledger, BOOKED)
    one = await claimed(ledger)
    await add(ledger, UPDATED)
    await later(ledger, one, ledger_clock.moment + timedelta(hours=1))
    assert await claim(ledger) == ()
    ledger_clock.advance(60)

    assert (await claimed(ledger)).events == ("invoice.booked", "invoice.updated")


async def test_what_was_not_there_is_processed_and_rests_for_a_minute(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await add(ledger, BOOKED, COMPANY)
    await absent(ledger, *await claim(ledger))
    assert await waiting(ledger) == 0
    ledger_clock.advance(1)
    came_at = ledger_clock.moment
    await add(ledger, UPDATED)
    ledger_clock.advance(58)
    assert await claim(ledger) == ()
    ledger_clock.advance(1)

    again = await claimed(ledger)
    assert (again.events, again.first_at) == (("invoice.updated",), came_at)
    assert again.tries == 0


async def test_what_was_not_there_a_minute_ago_is_looked_for_at_once(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await add(ledger, BOOKED)
    await absent(ledger, await claimed(ledger))
    ledger_clock.advance(60)
    await add(ledger, BOOKED)

    await claimed(ledger)


async def test_what_was_hinted_while_it_was_not_there_is_looked_for_in_a_minute(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await add(ledger, BOOKED)
    one = await claimed(ledger)
    await add(ledger, UPDATED)
    await absent(ledger, one)
    assert (await waiting(ledger), await claim(ledger)) == (1, ())
    ledger_clock.advance(60)

    await claimed(ledger)


async def test_what_was_found_rests_no_longer(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await add(ledger, BOOKED)
    await later(ledger, await claimed(ledger), ledger_clock.moment)
    await done(ledger, await claimed(ledger))
    await add(ledger, BOOKED)

    await claimed(ledger)


CREDIT_NOTE = Hint("creditNote", "id-1", "creditNote.booked")


async def test_an_id_is_looked_for_under_one_subject_at_a_time(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await add(ledger, CREDIT_NOTE)
    ledger_clock.advance(1)
    await add(ledger, BOOKED, Hint("invoice", "id-2", "invoice.booked"))
    first, other = await claim(ledger)
    assert (first.subject, other.id) == ("creditNote", "id-2")
    await absent(ledger, first)
    await done(ledger, other)
    ledger_clock.advance(59)
    assert await claim(ledger) == ()
    ledger_clock.advance(1)

    assert (await claimed(ledger)).subject == "invoice"


async def test_an_id_that_is_worked_on_is_not_taken_under_another_subject(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await add(ledger, BOOKED)
    one = await claimed(ledger)
    await add(ledger, CREDIT_NOTE)
    assert await claim(ledger, "second") == ()
    await done(ledger, one)

    assert (await claimed(ledger, "second")).subject == "creditNote"


async def test_a_known_invoice_never_waits_for_what_was_not_there(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    known = an_invoice()
    await ledger.write(lambda tx: tx.invoices.see([known], SeenBy.SWEEP))
    strange = Hint("creditNote", known.source_id, "creditNote.booked")
    await add(ledger, strange)
    await absent(ledger, await claimed(ledger))
    await add(ledger, Hint("invoice", known.source_id, "invoice.updated"))
    hint = await claimed(ledger)
    await done(ledger, hint)
    assert hint.subject == "invoice"

    ledger_clock.advance(60)
    await add(ledger, strange)
    await add(ledger, Hint("invoice", known.source_id, "invoice.updated"))
    assert len(await claim(ledger)) == 2


async def test_nobody_who_lost_a_hint_can_make_it_rest(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await add(ledger, BOOKED)
    dead = await claimed(ledger, "dead")
    ledger_clock.advance(60)
    taken = await claimed(ledger, "next")
    await absent(ledger, dead)
    await done(ledger, taken)
    await add(ledger, BOOKED)

    await claimed(ledger)


async def test_the_oldest_hints_are_taken_first(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    for n in (3, 1, 2):
        await add(ledger, Hint("invoice", f"id-{n}", "invoice.booked"))
        ledger_clock.advance(1)

    assert [one.id for one in await claim(ledger, most=2)] == ["id-3", "id-1"]
    assert [one.id for one in await claim(ledger)] == ["id-2"]


async def test_when_the_latest_hint_came_is_known_after_it_was_processed(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    assert await ledger.read(lambda tx: tx.hints.last_at()) is None
    await add(ledger, COMPANY)
    came_at = ledger_clock.advance(60)
    await add(ledger, BOOKED)
    for one in await claim(ledger):
        await done(ledger, one)
    ledger_clock.advance(60)

    assert await ledger.read(lambda tx: tx.hints.last_at()) == came_at


async def test_strange_ids_from_outside_do_no_harm(ledger: SqlLedger) -> None:
    await add(ledger, Hint("invoice", "a\x00\ud800", "invoice.booked"))
    await add(ledger, Hint("invoice", "a\x00\ud800", "invoice.updated"))

    one = await claimed(ledger)
    assert one.events == ("invoice.booked", "invoice.updated")
    await done(ledger, one)
    assert await waiting(ledger) == 0
