"""How far the set-up is: live, and never more than is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.detours import Trouble, keep_detours, read_detours
from core.domain.profile import Profile
from core.domain.reason import System
from core.domain.set_up import Done, SetUp, Step, read_vouched
from core.ports import LedgerTx
from core.ports.retention import Keep
from core.setting_up import TEST_ALERT, SettingUp
from core.standing import lose
from tests.builders import NOW
from tests.engine.company import Company

BY = "U0SOFIE01"


async def present(company: Company) -> SetUp:
    return await SettingUp(await company.systems()).present()


async def done(company: Company, step: Step) -> Done:
    return (await present(company)).of(step).done


async def arrives(company: Company) -> None:
    """Let every waiting message reach its channel."""

    def unit(tx: LedgerTx) -> None:
        for claimed in tx.outbox.claim("sender", 60, 10):
            tx.outbox.sent(claimed, "C1", "1.0")

    await company.ledger.write(unit)


async def test_at_first_nothing_is_done(company: Company) -> None:
    found = await present(company)

    assert [tick.step for tick in found.ticks] == list(Step)
    assert found.count_done == 0
    assert not found.is_complete
    assert found.of(Step.CHANNEL).done is Done.UNKNOWN


async def test_a_system_that_let_us_in_is_connected(company: Company) -> None:
    company.booked()
    await company.imports()

    assert await done(company, Step.TEAMLEADER) is Done.YES
    assert await done(company, Step.TWIKEY) is Done.YES


async def test_a_connection_that_ended_is_to_be_made_again(company: Company) -> None:
    company.booked()
    await company.imports()
    await company.ledger.write(lambda tx: lose(tx, System.TEAMLEADER))

    assert await done(company, Step.TEAMLEADER) is Done.NO
    assert await done(company, Step.TWIKEY) is Done.YES


async def test_strict_mode_is_what_a_person_vouches_for(company: Company) -> None:
    setting_up = SettingUp(await company.systems())
    await setting_up.confirm_strict(BY)

    tick = (await setting_up.present()).of(Step.STRICT)
    assert (tick.done, tick.facts["by"]) == (Done.YES, BY)
    assert tick.facts["at"] == NOW


async def test_a_confirmed_profile_is_named(company: Company) -> None:
    profile = Profile("4021", "Standaard", send_automatically=True, require_pdf=True)
    company.decides(profiles=(profile,))

    tick = (await present(company)).of(Step.PROFILE)
    assert (tick.done, tick.facts) == (Done.YES, {"profiles": ["Standaard"]})


async def test_a_test_alert_counts_once_it_stands_in_its_channel(
    company: Company,
) -> None:
    setting_up = SettingUp(await company.systems())
    await setting_up.send_test_alert(BY)
    assert await done(company, Step.TEST) is Done.WAITS
    assert await done(company, Step.CHANNEL) is Done.UNKNOWN

    await arrives(company)
    assert await done(company, Step.TEST) is Done.YES
    assert await done(company, Step.CHANNEL) is Done.YES


async def test_another_messages_arrival_says_nothing_of_the_test(
    company: Company,
) -> None:
    setting_up = SettingUp(await company.systems())
    await setting_up.send_test_alert(BY)

    def dropped(tx: LedgerTx) -> None:
        for claimed in tx.outbox.claim("sender", 60, 10):
            tx.outbox.drop(claimed, "nothing-to-say")

    await company.ledger.write(dropped)
    assert await done(company, Step.TEST) is Done.WAITS


async def test_that_the_test_arrived_outlives_its_message(company: Company) -> None:
    setting_up = SettingUp(await company.systems())
    await setting_up.send_test_alert(BY)
    await arrives(company)
    await setting_up.present()

    def forget(tx: LedgerTx) -> None:
        company.clock.advance(days=400)
        tx.forget(Keep(inbox=company.clock.now()))

    await company.ledger.write(forget)
    assert await company.ledger.read(lambda tx: tx.outbox.reached(TEST_ALERT)) is None
    assert await done(company, Step.TEST) is Done.YES


async def test_a_channel_in_trouble_is_no_usable_channel(company: Company) -> None:
    await SettingUp(await company.systems()).send_test_alert(BY)
    await arrives(company)

    def shut(tx: LedgerTx) -> None:
        keep_detours(tx, read_detours(tx).troubled(Trouble("C1", "is_archived", NOW)))

    await company.ledger.write(shut)
    tick = (await present(company)).of(Step.CHANNEL)
    assert (tick.done, tick.facts["code"]) == (Done.NO, "is_archived")


async def test_with_every_step_done_the_set_up_is_complete(company: Company) -> None:
    setting_up = SettingUp(await company.systems())
    profile = Profile("4021", "Standaard", send_automatically=True, require_pdf=True)
    company.decides(profiles=(profile,))
    company.booked()
    await company.imports()
    await setting_up.confirm_strict(BY)
    await setting_up.send_test_alert(BY)
    await arrives(company)

    found = await setting_up.present()
    assert found.is_complete
    one_less = replace(found.ticks[0], done=Done.UNKNOWN)
    assert not SetUp((one_less, *found.ticks[1:])).is_complete


@pytest.mark.parametrize("stored", [None, "", "U1", "U1 yesterday", " 2026-01-01"])
def test_what_was_not_stored_here_vouches_for_nothing(stored: str | None) -> None:
    assert read_vouched(stored) is None
