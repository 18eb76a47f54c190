"""People hear of an invitation that may or may not have gone out."""

from __future__ import annotations

from core.domain.alert import LineState
from core.domain.reason import Alert
from tests.engine.company import Company
from tests.engine.office import Office
from tests.engine.watchman import Watchman

ACTION = "invoice.action"
CAUSE = "invitation-unknown"


async def loses_the_answer(company: Company, office: Office) -> str:
    """Send an invitation whose answer never comes; returns the invoice's id."""
    invoice = await office.imports()
    company.twikey.faults.add(ACTION, "lost-answer")
    await office.works()
    return invoice.id


async def test_an_uncertain_invitation_is_an_alert_after_a_while(
    company: Company, office: Office, watchman: Watchman
) -> None:
    invoice_id = await loses_the_answer(company, office)
    assert await watchman.alerting.look() == 0

    company.clock.advance(hours=2)
    await watchman.alerting.look()
    await watchman.alerting.look()

    record = await watchman.alert(CAUSE)
    assert [line.source_id for line in record.open_lines] == [invoice_id]
    assert len(await watchman.told("alert")) == 1


async def test_it_is_over_once_a_person_sent_it(
    company: Company, office: Office, watchman: Watchman
) -> None:
    invoice_id = await loses_the_answer(company, office)
    company.clock.advance(hours=2)
    await watchman.alerting.look()
    await office.aftercare.invite(invoice_id, "U1")
    await watchman.alerting.look()

    (line,) = (await watchman.alert(CAUSE)).lines
    assert line.state is LineState.SOLVED
    assert line.facts["how"] == "invitation"
    assert await watchman.alerts() == []


async def test_what_is_paid_at_twikey_needs_no_invitation(
    company: Company, office: Office, watchman: Watchman
) -> None:
    await loses_the_answer(company, office)
    company.twikey.mark_paid(next(iter(company.twikey.invoices)))
    await company.imports()
    company.clock.advance(hours=2)
    await watchman.alerting.look()

    assert await watchman.alerts() == []


async def test_people_may_want_not_to_hear_of_it(
    company: Company, office: Office, watchman: Watchman
) -> None:
    company.decides(alert_levels={CAUSE: Alert.NOTHING})
    await loses_the_answer(company, office)
    company.clock.advance(hours=2)

    assert await watchman.alerting.look() == 0
