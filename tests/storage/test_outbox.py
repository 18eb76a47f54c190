"""Messages to Slack: none is lost, and those of one key keep their order."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from core.ports.ledger import LedgerTx
from core.ports.watch import ClaimedMessage, OutboxMessage
from storage.database import open_database
from storage.ledger import SqlLedger
from storage.outbox import SUPERSEDED
from storage.tables import outbox
from tests.conftest import LedgerClock

FIRST = OutboxMessage("alert", "alert:on-hold", {"open": 1})
NEWER = OutboxMessage("alert", "alert:on-hold", {"open": 2}, "C2")
OTHER = OutboxMessage("summary", "run:1", {"run": "1"})


async def put(ledger: SqlLedger, *messages: OutboxMessage) -> None:
    for message in messages:
        await ledger.write(lambda tx, one=message: tx.outbox.put(one))  # type: ignore[misc]


async def claim(
    ledger: SqlLedger, owner: str = "worker", most: int = 9
) -> tuple[ClaimedMessage, ...]:
    return await ledger.write(lambda tx: tx.outbox.claim(owner, 60, most))


async def claimed(ledger: SqlLedger, owner: str = "worker") -> ClaimedMessage:
    (one,) = await claim(ledger, owner)
    return one


async def sent(ledger: SqlLedger, one: ClaimedMessage, ts: str = "1.0") -> None:
    await ledger.write(lambda tx: tx.outbox.sent(one, "C1", ts))


async def later(ledger: SqlLedger, one: ClaimedMessage, at: datetime) -> None:
    await ledger.write(lambda tx: tx.outbox.later(one, at, "ratelimited"))


async def waiting(ledger: SqlLedger) -> int:
    return await ledger.read(lambda tx: tx.outbox.waiting())


def rows(url: str) -> list[tuple[object, ...]]:
    """What is kept of each message: its problem, its channel, its place there."""
    database = open_database(url)
    kept = select(outbox.c.problem, outbox.c.sent_to, outbox.c.ts)
    with database.reader.begin() as connection:
        found = connection.execute(kept.order_by(outbox.c.id)).all()
    database.close()
    return [tuple(row) for row in found]


async def test_messages_go_out_oldest_first(ledger: SqlLedger) -> None:
    await put(ledger, FIRST, OTHER)

    assert await waiting(ledger) == 2
    one, two = await claim(ledger)
    assert (one.message, two.message) == (FIRST, OTHER)
    assert (one.tries, one.fence, one.owner) == (0, 1, "worker")


async def test_a_sent_message_is_done(ledger: SqlLedger, ledger_url: str) -> None:
    await put(ledger, FIRST)
    await sent(ledger, await claimed(ledger))

    assert (await waiting(ledger), await claim(ledger)) == (0, ())
    assert rows(ledger_url) == [(None, "C1", "1.0")]


async def test_unsent_messages_of_one_key_are_one_with_the_newer_facts(
    ledger: SqlLedger,
) -> None:
    await put(ledger, FIRST, OTHER, NEWER)

    assert [one.message for one in await claim(ledger)] == [NEWER, OTHER]


async def test_a_sent_message_absorbs_nothing(ledger: SqlLedger) -> None:
    await put(ledger, FIRST)
    await sent(ledger, await claimed(ledger))
    await put(ledger, NEWER)

    assert (await claimed(ledger)).message == NEWER


async def test_what_comes_while_one_is_sent_goes_out_after_it(
    ledger: SqlLedger,
) -> None:
    """Guards against an older state of an alert that overwrites the newer one."""
    await put(ledger, FIRST)
    sending = await claimed(ledger, "first")
    await put(ledger, NEWER)
    assert await waiting(ledger) == 2
    assert await claim(ledger, "second") == ()
    await sent(ledger, sending)

    assert (await claimed(ledger, "second")).message == NEWER


async def test_only_one_worker_sends_a_message(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await put(ledger, FIRST)
    dead = await claimed(ledger, "dead")
    ledger_clock.advance(59)
    assert await claim(ledger, "next") == ()
    ledger_clock.advance(1)
    taken = await claimed(ledger, "next")
    await sent(ledger, dead)

    assert taken.fence == dead.fence + 1
    assert await waiting(ledger) == 1
    await sent(ledger, taken)
    assert await waiting(ledger) == 0


async def test_a_message_whose_sender_died_keeps_its_facts_and_its_place(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    """Guards against newer facts that would count as sent by the dead one's answer."""
    await put(ledger, FIRST)
    late = await claimed(ledger, "late")
    ledger_clock.advance(60)
    await put(ledger, NEWER)
    await sent(ledger, late)

    assert (await claimed(ledger)).message == NEWER


async def test_a_message_that_is_put_off_comes_again(
    ledger: SqlLedger, ledger_clock: LedgerClock, ledger_url: str
) -> None:
    await put(ledger, FIRST)
    at = ledger_clock.moment + timedelta(seconds=30)
    await later(ledger, await claimed(ledger), at)
    ledger_clock.advance(29)
    assert await claim(ledger) == ()
    ledger_clock.advance(1)

    assert rows(ledger_url) == [("ratelimited", None, None)]
    again = await claimed(ledger)
    assert (again.tries, again.message) == (1, FIRST)


async def test_newer_facts_do_not_shorten_a_wait(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await put(ledger, FIRST)
    at = ledger_clock.moment + timedelta(seconds=30)
    await later(ledger, await claimed(ledger), at)
    await put(ledger, NEWER)
    assert await claim(ledger) == ()
    ledger_clock.advance(30)

    again = await claimed(ledger)
    assert (again.tries, again.message) == (1, NEWER)


async def test_a_message_that_fails_gives_way_to_a_newer_one(
    ledger: SqlLedger, ledger_clock: LedgerClock, ledger_url: str
) -> None:
    await put(ledger, FIRST)
    failing = await claimed(ledger)
    await put(ledger, NEWER)
    await later(ledger, failing, ledger_clock.moment)

    assert (await claimed(ledger)).message == NEWER
    assert rows(ledger_url)[0] == (SUPERSEDED, None, None)


async def test_a_dropped_message_is_never_sent(
    ledger: SqlLedger, ledger_url: str
) -> None:
    await put(ledger, FIRST)
    one = await claimed(ledger)
    await ledger.write(lambda tx: tx.outbox.drop(one, "channel_not_found"))

    assert (await waiting(ledger), await claim(ledger)) == (0, ())
    assert rows(ledger_url) == [("channel_not_found", None, None)]


async def test_a_message_stands_and_falls_with_the_change_that_causes_it(
    ledger: SqlLedger,
) -> None:
    def unit(tx: LedgerTx) -> None:
        tx.outbox.put(FIRST)
        raise KeyError

    with pytest.raises(KeyError):
        await ledger.write(unit)

    assert await waiting(ledger) == 0
