"""Workers that meet: two transactions at once on the same rows."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

import pytest

from core.domain.invoice import SourceId
from core.ports.ledger import LedgerTx
from core.ports.watch import Hint
from storage.ledger import SqlLedger
from tests.builders import an_invoice
from tests.conftest import LedgerClock
from tests.storage.test_alerts import BARE, LINE
from tests.storage.test_contention import wait_until_somebody_waits
from tests.storage.test_invitations import BATCH, put
from tests.storage.test_outbox import FIRST, NEWER, claimed
from tests.storage.test_outbox import waiting as unsent
from tests.storage.test_sights import see

ONE = SourceId("id-1")
OWNERS = [f"worker-{n}" for n in range(6)]
T = TypeVar("T")


async def meet(
    ledger: SqlLedger,
    first: Callable[[LedgerTx], object],
    second: Callable[[LedgerTx], T],
) -> T:
    """Let the second come when the first has done its work and not yet committed."""
    worked = threading.Event()

    def held_up(tx: LedgerTx) -> None:
        first(tx)
        worked.set()
        wait_until_somebody_waits(tx)

    running = asyncio.create_task(ledger.write(held_up))
    await asyncio.to_thread(worked.wait, 30)
    result = await ledger.write(second)
    await running
    return result


async def test_a_period_is_won_by_one_of_many(ledger: SqlLedger) -> None:
    won = await asyncio.gather(
        *(ledger.write(lambda tx: tx.ticks.take("sweep", 7)) for _ in OWNERS)
    )

    assert sum(won) == 1


async def test_an_invitation_begins_for_one_of_many(ledger: SqlLedger) -> None:
    await see(ledger, an_invoice(source_id=ONE))
    await put(ledger, BATCH, ONE)
    begun = await asyncio.gather(
        *(ledger.write(lambda tx: tx.invitations.begin(ONE, by=None)) for _ in OWNERS)
    )

    assert len([one for one in begun if one is not None]) == 1


async def test_an_invitation_that_somebody_begins_is_not_begun_by_the_next(
    shared: SqlLedger,
) -> None:
    await see(shared, an_invoice(source_id=ONE))
    await put(shared, BATCH, ONE)

    def begin(tx: LedgerTx) -> object:
        return tx.invitations.begin(ONE, by=None)

    assert await meet(shared, begin, begin) is None


async def test_hints_that_come_at_once_are_one_with_all_events(
    shared: SqlLedger,
) -> None:
    booked, updated = (Hint("invoice", "id-1", f"invoice.{n}") for n in ("a", "b"))
    await meet(
        shared, lambda tx: tx.hints.add([booked]), lambda tx: tx.hints.add([updated])
    )

    (one,) = await shared.write(lambda tx: tx.hints.claim("worker", 60, 9))
    assert (one.events, one.count) == (("invoice.a", "invoice.b"), 2)


async def test_a_hint_that_comes_while_one_is_finished_is_not_lost(
    shared: SqlLedger,
) -> None:
    hint = Hint("invoice", "id-1", "invoice.booked")
    await shared.write(lambda tx: tx.hints.add([hint]))
    (one,) = await shared.write(lambda tx: tx.hints.claim("worker", 60, 9))
    await meet(shared, lambda tx: tx.hints.done(one), lambda tx: tx.hints.add([hint]))
    after_done = await shared.read(lambda tx: tx.hints.waiting())
    (one,) = await shared.write(lambda tx: tx.hints.claim("worker", 60, 9))
    await meet(shared, lambda tx: tx.hints.add([hint]), lambda tx: tx.hints.done(one))

    assert after_done == 1
    assert await shared.read(lambda tx: tx.hints.waiting()) == 1


async def test_lines_that_come_at_once_stand_in_one_alert(shared: SqlLedger) -> None:
    await meet(
        shared,
        lambda tx: tx.alerts.put_lines("on-hold", [LINE]),
        lambda tx: tx.alerts.put_lines("on-hold", [BARE]),
    )

    (record,) = await shared.read(lambda tx: tx.alerts.open())
    assert record.lines == (LINE, BARE)


async def test_a_line_that_comes_while_its_alert_closes_opens_a_new_one(
    shared: SqlLedger,
) -> None:
    await shared.write(lambda tx: tx.alerts.put_lines("on-hold", [LINE]))
    await meet(
        shared,
        lambda tx: tx.alerts.close("on-hold"),
        lambda tx: tx.alerts.put_lines("on-hold", [BARE]),
    )

    (record,) = await shared.read(lambda tx: tx.alerts.open())
    assert record.lines == (BARE,)


async def test_messages_of_one_key_that_come_at_once_are_one(
    shared: SqlLedger,
) -> None:
    await meet(shared, lambda tx: tx.outbox.put(FIRST), lambda tx: tx.outbox.put(NEWER))

    assert (await claimed(shared)).message == NEWER
    assert await unsent(shared) == 1


async def test_a_message_that_comes_while_another_is_claimed_follows_it(
    shared: SqlLedger,
) -> None:
    await shared.write(lambda tx: tx.outbox.put(FIRST))
    await meet(
        shared,
        lambda tx: tx.outbox.claim("worker", 60, 1),
        lambda tx: tx.outbox.put(NEWER),
    )

    assert await unsent(shared) == 2
    assert await shared.write(lambda tx: tx.outbox.claim("second", 60, 9)) == ()


@pytest.mark.parametrize("put_first", [True, False], ids=["put first", "later first"])
async def test_a_message_put_while_another_is_put_off_takes_its_place(
    shared: SqlLedger, ledger_clock: LedgerClock, put_first: bool
) -> None:
    await shared.write(lambda tx: tx.outbox.put(FIRST))
    failing = await claimed(shared)

    def put_newer(tx: LedgerTx) -> None:
        tx.outbox.put(NEWER)

    def put_off(tx: LedgerTx) -> None:
        tx.outbox.later(failing, ledger_clock.moment, "ratelimited")

    both = (put_newer, put_off) if put_first else (put_off, put_newer)
    await meet(shared, *both)

    assert (await claimed(shared)).message == NEWER
    assert await unsent(shared) == 1
