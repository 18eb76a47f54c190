"""What a digest tells once: invoices that are late and wait on nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.alerting import Alerting
from core.digesting import DIGEST, Digesting, digest_of
from core.domain.reason import Alert, Reason
from sandbox.teamleader import Invoice
from tests.engine.company import Company
from tests.engine.watchman import Watchman

DAY = timedelta(days=1)


async def aside(
    watchman: Watchman, *, days_back: float = 1
) -> dict[Reason | None, list[str | None]]:
    """What a digest of the last days tells aside, by reason."""
    policy = await watchman.systems.policy()
    span = timedelta(days=days_back)
    found = await watchman.systems.ledger.read(
        lambda tx: digest_of(tx, policy, tx.now - span, tx.now)
    )
    return {one.reason: [each.number for each in one.invoices] for one in found.aside}


async def booked_and_seen(watchman: Watchman, total: str = "121.00") -> Invoice:
    watchman.company.decides(auto_import=False)
    invoice = watchman.company.booked(total)
    await watchman.hears()
    watchman.company.decides(auto_import=True)
    return invoice


async def changes(watchman: Watchman, invoice: Invoice, what: str) -> None:
    teamleader = watchman.company.teamleader
    if what == "paid":
        teamleader.register_payment(invoice.id, f"{invoice.total}")
    elif what == "credited":
        teamleader.credit(invoice.id)
    else:
        teamleader.delete_invoice(invoice.id)
    await watchman.hears()


@pytest.mark.parametrize("what", ["paid", "credited", "deleted"])
async def test_what_was_settled_before_it_came_is_told_once(
    watchman: Watchman, company: Company, what: str
) -> None:
    invoice = await booked_and_seen(watchman)
    await changes(watchman, invoice, what)
    company.clock.advance(minutes=59)
    assert await aside(watchman) == {}
    company.clock.advance(minutes=2)
    assert await aside(watchman) == {Reason(what): [invoice.number]}

    company.clock.advance(days=1)
    assert await aside(watchman) == {}
    assert await watchman.alerts() == []


@pytest.mark.parametrize(
    ("total", "reason"),
    [("0.00", Reason.ZERO_AMOUNT), ("-10.00", Reason.NEGATIVE_AMOUNT)],
)
async def test_what_is_not_to_be_paid_is_told_on_the_first_day_only(
    watchman: Watchman, company: Company, total: str, reason: Reason
) -> None:
    invoice = company.booked(total)
    await watchman.passes(90)
    assert await aside(watchman) == {reason: [invoice.number]}

    company.clock.advance(days=1)
    await watchman.passes(5)
    assert await aside(watchman) == {}


async def test_another_reason_is_told_again(
    watchman: Watchman, company: Company
) -> None:
    invoice = company.booked("0.00")
    await watchman.passes(90)
    company.clock.advance(days=1)
    company.teamleader.delete_invoice(invoice.id)
    await watchman.hears()

    assert await aside(watchman) == {Reason.DELETED: [invoice.number]}


async def test_what_changed_after_the_span_of_a_digest_is_told_by_the_next(
    watchman: Watchman, company: Company
) -> None:
    invoice = company.booked("0.00")
    await watchman.passes(90)
    until = company.clock.now()
    company.clock.advance(hours=1)
    company.teamleader.delete_invoice(invoice.id)
    await watchman.hears()
    policy = await watchman.systems.policy()
    put_off, following = await watchman.systems.ledger.read(
        lambda tx: (
            digest_of(tx, policy, until - DAY, until),
            digest_of(tx, policy, until, tx.now),
        )
    )

    assert put_off.aside == ()
    assert [one.reason for one in following.aside] == [Reason.DELETED]


async def test_not_being_able_to_ask_is_no_other_reason(
    watchman: Watchman, company: Company
) -> None:
    company.booked("0.00")
    await watchman.passes(90)
    company.clock.advance(days=1)
    company.twikey.faults.add("*", "500", times=99)
    company.teamleader.faults.add("creditNotes.list", 503, times=99)
    await watchman.passes(30)
    company.twikey.faults.clear()
    company.teamleader.faults.clear()
    await watchman.passes(90)

    assert await aside(watchman) == {}


async def test_paid_after_something_else_had_stopped_it_is_an_alert(
    watchman: Watchman, company: Company
) -> None:
    invoice = company.booked("121.00")
    company.teamleader.set_on_hold(invoice.id)
    await watchman.hears()
    await changes(watchman, invoice, "paid")
    await watchman.passes(61)

    assert await watchman.alerts() == ["paid"]
    assert await aside(watchman) == {}


async def test_people_may_want_an_alert_for_what_is_only_told(
    watchman: Watchman, company: Company
) -> None:
    company.decides(alert_levels={"paid": Alert.ALERT})
    invoice = await booked_and_seen(watchman)
    await changes(watchman, invoice, "paid")
    await watchman.passes(61)

    assert await watchman.alerts() == ["paid"]
    await Alerting(watchman.systems).look()
    assert await aside(watchman) == {}


async def test_an_alert_that_people_moved_to_the_digest_stands_there_every_day(
    watchman: Watchman, company: Company
) -> None:
    company.decides(alert_levels={"currency": Alert.DIGEST})
    invoice = company.booked("121.00", currency="USD")
    await watchman.passes(61)
    for _ in range(3):
        assert await aside(watchman) == {Reason.CURRENCY: [invoice.number]}
        company.clock.advance(days=1)


async def test_what_was_booked_before_the_start_is_not_told(company: Company) -> None:
    company.booked("0.00", at=company.clock.now() - 5 * DAY)
    watchman = Watchman(company, await company.systems())
    await watchman.starts()
    await watchman.passes(120)

    assert await aside(watchman) == {}


async def test_a_digest_that_never_reached_slack_is_told_with_the_next(
    watchman: Watchman, company: Company
) -> None:
    digesting = Digesting(watchman.systems)
    await digesting.tell_if_due()
    began = company.clock.now()
    for _ in range(2):
        company.clock.advance(days=1)
        assert await digesting.tell_if_due()
    (message,) = await watchman.told(DIGEST)

    assert message.facts["since"] == began.isoformat()
    proof = message.facts["proof"]
    assert isinstance(proof, dict)
    assert proof["first"] <= began.date().isoformat()
