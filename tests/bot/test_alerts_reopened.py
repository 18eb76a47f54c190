"""Causes that are over and come back while Slack was not told: the channel is true."""

from __future__ import annotations

from bot.slack_api import Posted, SlackApi
from bot.views import Message
from core.domain.invoice import SourceId
from core.domain.reason import Reason
from core.ports.ledger import LedgerTx
from core.ports.watch import ClaimedMessage
from sandbox.slack import Fault
from sandbox.slack import Message as Standing
from tests.bot.office import Office
from tests.bot.slack_world import labels

CAUSE = "refused:err_no_such_ct"


async def an_alert_stands(office: Office) -> tuple[SourceId, Standing]:
    source_id = await office.books("2026 / 1", Reason.REFUSED)
    await office.an_hour_passes()
    [alert] = office.said()
    return source_id, alert


async def is_over(office: Office, source_id: SourceId) -> None:
    await office.imports(source_id)
    await office.alerting.look()


async def comes_back(office: Office) -> None:
    await office.books("2026 / 2", Reason.REFUSED)
    office.clock.pass_by(4000)
    await office.alerting.look()


class Interrupted(SlackApi):
    """A way to Slack on which somebody looks while a message is being changed."""

    def __init__(self, office: Office) -> None:
        super().__init__(office.client())
        self._office = office

    async def update(self, posted: Posted, message: Message) -> None:
        await self._office.alerting.look()
        await super().update(posted, message)


def open_alerts(office: Office) -> list[Standing]:
    """The messages that ask people to act."""
    return [one for one in office.said() if labels(one)]


async def test_a_cause_that_comes_back_before_its_end_was_told_goes_on_in_its_message(
    office: Office,
) -> None:
    source_id, alert = await an_alert_stands(office)
    await is_over(office, source_id)
    await comes_back(office)
    await office.sends()

    assert open_alerts(office) == [alert]
    assert "Refused by Twikey: 1 invoice" in alert.text
    assert "Retry 2026 / 2" in labels(alert)
    assert "2026 / 1: arrived in Twikey" in alert.text


async def test_a_cause_that_came_back_unnoticed_can_be_over_again(
    office: Office,
) -> None:
    source_id, alert = await an_alert_stands(office)
    await is_over(office, source_id)
    await comes_back(office)
    await office.sends()
    await is_over(office, SourceId("id-2026/2"))
    await office.sends()

    assert office.said() == [alert]
    assert "All 2 solved: Refused by Twikey" in alert.text


async def test_the_same_while_slack_takes_nothing(office: Office) -> None:
    source_id, alert = await an_alert_stands(office)
    office.world.slack.faults.plan(Fault("chat.update", retry_after=7200))
    await is_over(office, source_id)
    await office.sends()
    await comes_back(office)
    await office.sends(after=7200)

    assert open_alerts(office) == [alert]
    assert "Retry 2026 / 2" in labels(alert)


async def test_the_same_while_the_end_is_on_its_way_to_slack(office: Office) -> None:
    source_id, alert = await an_alert_stands(office)
    await is_over(office, source_id)
    on_its_way = await claimed(office)
    await comes_back(office)
    await office.world.ledger.write(
        lambda tx: tx.outbox.later(on_its_way, tx.now, "slow")
    )
    await office.sends()

    assert open_alerts(office) == [alert]
    assert "Retry 2026 / 2" in labels(alert)


async def test_the_same_when_its_sender_dies(office: Office) -> None:
    source_id, alert = await an_alert_stands(office)
    await is_over(office, source_id)
    await claimed(office)
    await comes_back(office)
    office.another_sender()
    await office.sends(after=121)

    assert open_alerts(office) == [alert]
    assert "Retry 2026 / 2" in labels(alert)


async def test_what_was_never_told_is_told_once_when_it_comes_back(
    office: Office,
) -> None:
    source_id = await office.books("2026 / 1", Reason.REFUSED)
    office.clock.pass_by(4000)
    await office.alerting.look()
    await is_over(office, source_id)
    await comes_back(office)
    await office.sends()

    [alert] = office.said()
    assert "Retry 2026 / 2" in labels(alert)


async def claimed(office: Office) -> ClaimedMessage:
    def unit(tx: LedgerTx) -> ClaimedMessage:
        (one,) = tx.outbox.claim("another", 120, 1)
        return one

    return await office.world.ledger.write(unit)


async def test_an_alert_told_anew_while_its_old_message_is_changed_is_not_lost(
    office: Office,
) -> None:
    source_id, old = await an_alert_stands(office)
    for number in range(2, 10):
        await office.books(f"2026 / {number}", Reason.REFUSED)
    office.clock.pass_by(4000)
    await office.alerting.accept(CAUSE, [source_id], "U0SOFIE01")
    office.sends_over(Interrupted(office))
    await office.sends()

    [alert] = open_alerts(office)
    assert alert is not old
    assert "8 invoices" in alert.text
    assert "it goes on in a newer message below" in old.text
