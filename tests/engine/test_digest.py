"""The digest: once a business day, over all replicas, and true."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from core.alerting import Alerting
from core.digesting import DIGEST, Digesting, digest_of
from core.domain.alert import AlertLine, LineState
from core.domain.audience import AllWell, Audience
from core.domain.digest import Digest
from core.domain.invoice import SourceId
from core.domain.money import Money
from core.domain.reason import Reason
from core.ports import LedgerTx
from core.ports.watch import ClaimedMessage
from core.proving import prove
from core.systems import Systems
from tests.engine.company import Company, open_company

FRIDAY = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)
MONDAY = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)


@pytest.fixture
async def company() -> AsyncIterator[Company]:
    """A company on a Friday morning."""
    async with open_company(FRIDAY) as opened:
        yield opened


async def claimed(systems: Systems) -> list[Mapping[str, Any]]:
    """The facts of the digests that wait to be sent."""
    found = await systems.ledger.write(lambda tx: tx.outbox.claim("test", 60, 99))
    return [one.message.facts for one in found if one.message.kind == DIGEST]


async def sent(systems: Systems) -> list[Mapping[str, Any]]:
    """Send what waits; returns the facts of the digests among it."""
    found = await systems.ledger.write(lambda tx: tx.outbox.claim("test", 60, 99))
    for one in found:
        await systems.ledger.write(partial(_sent, one))
    return [one.message.facts for one in found if one.message.kind == DIGEST]


def _sent(one: ClaimedMessage, tx: LedgerTx) -> None:
    tx.outbox.sent(one, "C1", "1.0")


async def digest_now(systems: Systems, since: datetime) -> Digest:
    policy = await systems.policy()
    return await systems.ledger.read(lambda tx: digest_of(tx, policy, since, tx.now))


async def started(company: Company) -> Systems:
    """Let the bot run since Friday."""
    systems = await company.systems()
    assert not await Digesting(systems).tell_if_due()
    return systems


async def test_the_first_day_has_no_digest_and_the_next_has_one(
    company: Company,
) -> None:
    systems = await started(company)
    digesting = Digesting(systems)
    company.clock.set(MONDAY - timedelta(seconds=1))
    assert not await digesting.tell_if_due()

    company.clock.set(MONDAY)
    assert await digesting.tell_if_due()
    company.clock.set(MONDAY + timedelta(hours=3))
    assert not await digesting.tell_if_due()


async def test_several_replicas_ask_for_one_digest(company: Company) -> None:
    systems = await started(company)
    company.clock.set(MONDAY)
    told = [
        await Digesting(replica).tell_if_due()
        for replica in (systems, await company.systems())
    ]

    assert told == [True, False]
    assert len(await claimed(systems)) == 1


async def test_replicas_that_look_at_the_same_moment_ask_for_one(
    company: Company,
) -> None:
    systems = await started(company)
    company.clock.set(MONDAY)
    others = [Digesting(await company.systems()) for _ in range(3)]
    looks = [company.begins(other.tell_if_due()) for other in others]

    assert sorted([await look for look in looks]) == [False, False, True]
    assert len(await claimed(systems)) == 1


async def test_a_digest_that_was_missed_in_the_morning_comes_later_that_day(
    company: Company,
) -> None:
    systems = await started(company)
    company.clock.set(MONDAY + timedelta(hours=6))

    assert await Digesting(systems).tell_if_due()


async def test_it_proves_what_was_booked_since_the_last_business_day(
    company: Company,
) -> None:
    systems = await started(company)
    invoice = company.booked("121.00")
    await company.imports(str(invoice.number))
    company.booked("50.00")
    company.clock.set(MONDAY)
    await Digesting(systems).tell_if_due()
    [facts] = await claimed(systems)
    proof = facts["proof"]

    assert (proof["first"], proof["last"]) == ("2026-03-06", "2026-03-08")
    assert (proof["booked"], proof["amount"]) == (2, "171.00")
    assert proof["counts"]["imported"] == 1
    assert proof["counts"]["on-its-way"] == 1
    assert proof["unexplained"] == []


async def test_it_names_what_nobody_can_explain(company: Company) -> None:
    systems = await started(company)
    invoice = company.booked("121.00")
    company.clock.set(MONDAY)
    # It is seen booked and never judged, as if whoever was to do it had died.
    await prove(systems, FRIDAY.date(), MONDAY.date())
    company.clock.set(MONDAY + timedelta(hours=2))
    await Digesting(systems).tell_if_due()
    [facts] = await claimed(systems)

    assert facts["proof"]["unexplained"] == [invoice.number]


async def test_a_system_that_does_not_answer_leaves_the_rest_of_the_digest(
    company: Company,
) -> None:
    systems = await started(company)
    company.clock.set(MONDAY)
    company.teamleader.faults.add("*", 503, times=99)
    await Digesting(systems).tell_if_due()
    [facts] = await claimed(systems)

    assert facts["proof"]["system"] == "teamleader"


async def test_it_tells_what_waits_what_is_aside_and_what_moved(
    company: Company,
) -> None:
    systems = await started(company)
    arrived = company.booked("121.00")
    company.booked("50.00", currency="USD")
    company.booked("0.00")
    await company.imports(days=1)
    company.clock.set(MONDAY)
    found = await digest_now(systems, FRIDAY - timedelta(seconds=1))

    assert found.imported == (Money.of("121.00"),)
    assert [one.reason for one in found.waiting] == [Reason.CURRENCY]
    assert found.at_risk == (Money.of("50.00", "USD"),)
    assert [one.reason for one in found.aside] == [Reason.ZERO_AMOUNT]
    assert not found.is_well
    assert company.at_twikey(arrived) is not None


async def test_what_was_imported_before_is_not_told_again(company: Company) -> None:
    systems = await started(company)
    invoice = company.booked("121.00")
    await company.imports(str(invoice.number))
    company.clock.set(MONDAY)

    assert (await digest_now(systems, MONDAY - timedelta(hours=1))).imported == ()


async def test_what_a_person_accepted_waits_on_nobody(company: Company) -> None:
    systems = await started(company)
    company.booked("50.00", currency="USD")
    await company.imports(days=1)
    company.clock.set(MONDAY)
    alerting = Alerting(systems)
    await alerting.look()
    [alert] = await alerting.open()
    await alerting.accept(alert.cause, [alert.lines[0].source_id], "U0SOFIE01")

    assert (await digest_now(systems, FRIDAY)).is_well


async def test_what_twikey_may_still_collect_waits_on_people(company: Company) -> None:
    systems = await started(company)
    line = AlertLine(
        SourceId("s"), "1", None, None, Money.of("5.00"), None, LineState.OPEN, FRIDAY
    )
    await systems.ledger.write(lambda tx: tx.alerts.put_lines("settled-since", [line]))
    found = await digest_now(systems, FRIDAY)
    assert [one.number for one in found.settled] == ["1"]
    assert not found.is_well

    solved = replace(line, state=LineState.SOLVED)
    await systems.ledger.write(
        lambda tx: tx.alerts.put_lines("settled-since", [solved])
    )
    assert (await digest_now(systems, FRIDAY)).is_well


async def test_while_all_is_well_an_overview_comes_on_mondays_only_if_so_chosen(
    company: Company,
) -> None:
    company.decides(audience=Audience(all_well=AllWell.WEEKLY))
    systems = await started(company)
    digesting = Digesting(systems)
    company.clock.set(MONDAY)
    assert await digesting.tell_if_due()
    (first,) = await sent(systems)
    told = []
    for _ in range(7):
        company.clock.advance(days=1)
        told.append(await digesting.tell_if_due())

    assert told == [False, False, False, False, False, False, True]
    (second,) = await sent(systems)
    assert second["since"] == first["until"]
    assert second["proof"]["first"] == MONDAY.date().isoformat()


async def test_while_all_is_well_no_overview_comes_if_so_chosen(
    company: Company,
) -> None:
    company.decides(audience=Audience(all_well=AllWell.NEVER))
    systems = await started(company)
    company.clock.set(MONDAY)

    assert not await Digesting(systems).tell_if_due()
    assert await claimed(systems) == []


async def test_what_waits_on_people_is_told_whatever_was_chosen(
    company: Company,
) -> None:
    company.decides(audience=Audience(all_well=AllWell.NEVER))
    systems = await started(company)
    company.booked(currency="USD")
    await company.imports()
    company.clock.set(MONDAY)

    assert await Digesting(systems).tell_if_due()


async def test_a_proof_that_could_not_be_made_is_told_whatever_was_chosen(
    company: Company,
) -> None:
    """Unknown is not well."""
    company.decides(audience=Audience(all_well=AllWell.NEVER))
    systems = await started(company)
    company.teamleader.faults.add("invoices.list", "503", times=99)
    company.clock.set(MONDAY)

    assert await Digesting(systems).tell_if_due()
