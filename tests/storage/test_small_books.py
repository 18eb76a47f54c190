"""Settings, acts of people, requests dealt with, and roles."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from core.domain.profile import Profile
from storage.database import open_database
from storage.ledger import SqlLedger
from storage.tables import audit, setting
from tests.conftest import LedgerClock

SLOW = Profile("4021", "Slow", send_automatically=False, require_pdf=True)
QUICK = Profile("4022", "Quick", send_automatically=True, require_pdf=False)


async def lead(ledger: SqlLedger, owner: str) -> bool:
    return await ledger.write(lambda tx: tx.leaders.lead("feed", owner, 60))


async def confirm(ledger: SqlLedger, profile: Profile) -> None:
    await ledger.write(lambda tx: tx.settings.confirm_profile(profile, "U1"))


async def test_a_changed_setting_remembers_who_and_when(
    ledger: SqlLedger, ledger_url: str, ledger_clock: LedgerClock
) -> None:
    await ledger.write(lambda tx: tx.settings.put("AUTO_IMPORT", "true", "U1"))
    changed_at = ledger_clock.advance(60)
    await ledger.write(lambda tx: tx.settings.put("AUTO_IMPORT", "false", "U2"))

    stored = await ledger.read(lambda tx: dict(tx.settings.all()))
    assert stored == {"AUTO_IMPORT": "false"}
    database = open_database(ledger_url)
    with database.reader.begin() as connection:
        row = connection.execute(select(setting)).one()
    database.close()
    assert (row.by, row.at) == ("U2", changed_at)


async def test_what_is_stored_once_stays(ledger: SqlLedger) -> None:
    first = await ledger.write(lambda tx: tx.settings.put_once("since", "monday"))
    second = await ledger.write(lambda tx: tx.settings.put_once("since", "friday"))

    assert (first, second) == ("monday", "monday")


async def test_confirmed_profiles_come_in_their_order(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    await confirm(ledger, SLOW)
    ledger_clock.advance(1)
    await confirm(ledger, QUICK)
    ledger_clock.advance(1)
    renamed = replace(SLOW, name="Very slow", require_pdf=False)
    await confirm(ledger, renamed)

    confirmed = await ledger.read(lambda tx: tx.settings.confirmed_profiles())
    assert confirmed == (QUICK, renamed)


async def test_a_request_is_new_only_once(ledger: SqlLedger) -> None:
    async def first_time(source: str, key: str) -> bool:
        return await ledger.write(lambda tx: tx.done.first_time(source, key))

    assert await first_time("slack", "event-1")
    assert not await first_time("slack", "event-1")
    assert await first_time("slack", "event-2")
    assert await first_time("teamleader", "event-1")


async def test_an_act_is_written_down(
    ledger: SqlLedger, ledger_url: str, ledger_clock: LedgerClock
) -> None:
    facts = {"until": ledger_clock.moment.date()}
    await ledger.write(lambda tx: tx.audit.add("U1", "skip", "2026 / 118", facts))

    database = open_database(ledger_url)
    with database.reader.begin() as connection:
        act = connection.execute(select(audit)).one()
    database.close()
    assert (act.who, act.what, act.subject) == ("U1", "skip", "2026 / 118")
    assert act.facts == {"until": "2026-03-02"}
    assert act.at == ledger_clock.moment


async def test_one_worker_at_a_time_has_a_role(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    assert await lead(ledger, "first")
    assert not await lead(ledger, "second")
    ledger_clock.advance(59)
    assert await lead(ledger, "first")
    ledger_clock.advance(59)
    assert not await lead(ledger, "second")
    ledger_clock.advance(1)

    assert await lead(ledger, "second")


async def test_a_role_that_was_given_back_is_free(ledger: SqlLedger) -> None:
    await lead(ledger, "first")
    await ledger.write(lambda tx: tx.leaders.resign("feed", "second"))
    assert not await lead(ledger, "second")
    await ledger.write(lambda tx: tx.leaders.resign("feed", "first"))

    assert await lead(ledger, "second")
