"""Where Teamleader shows an invoice, and what it came from."""

from __future__ import annotations

from datetime import timedelta

from core.domain.alert import AlertLine, LineState
from core.domain.history import AttemptState, SeenBy
from core.domain.invoice import SourceId
from core.domain.reason import Reason, System
from core.ports.ledger import Judgement, LedgerTx
from storage.ledger import SqlLedger
from tests.builders import NOW, SOURCE_ID, a_target, an_invoice, euro
from tests.conftest import LedgerClock
from tests.storage.test_sights import HOUR, memory, see
from tests.storage.test_timeline import attempt, judge

URL = "https://focus.teamleader.eu/invoice_detail.php?id=b120"
OTHER = SourceId("other")
AN_HOUR = timedelta(seconds=HOUR)


async def addresses(ledger: SqlLedger, *ids: SourceId) -> dict[SourceId, str]:
    return dict(await ledger.read(lambda tx: tx.watched.addresses(ids)))


async def events(ledger: SqlLedger) -> list[tuple[str, object]]:
    told = await ledger.read(lambda tx: tx.invoices.timeline(SOURCE_ID))
    return [(one.event, one.facts.get("to")) for one in told]


async def test_an_address_that_one_answer_does_not_tell_is_kept(
    ledger: SqlLedger,
) -> None:
    await see(ledger, an_invoice(web_url=URL))
    await see(ledger, an_invoice(web_url=None, paid=True))

    assert await addresses(ledger, SOURCE_ID, OTHER) == {SOURCE_ID: URL}


async def test_the_lines_of_an_alert_lead_to_both_systems(ledger: SqlLedger) -> None:
    await see(ledger, an_invoice(web_url=URL))
    amount = euro("1.00")
    facts = {"target_id": a_target().id}
    line = AlertLine(
        SOURCE_ID, "1", None, None, amount, None, LineState.OPEN, NOW, facts
    )
    unknown = AlertLine(OTHER, "2", None, None, amount, None, LineState.OPEN, NOW)

    def unit(tx: LedgerTx) -> None:
        tx.targets.put(a_target(url="https://pay.twikey.example/1"))
        tx.alerts.put_lines("settled-since", [line, unknown])

    await ledger.write(unit)
    record = await ledger.read(lambda tx: tx.alerts.get("settled-since"))

    assert record is not None
    told = [(one.web_url, one.target_url) for one in record.lines]
    assert told == [(URL, "https://pay.twikey.example/1"), (None, None)]


async def test_the_field_for_the_profile_is_recorded_where_it_differs(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    async def read(value: str) -> None:
        ledger_clock.advance(HOUR)
        await ledger.write(
            lambda tx: tx.invoices.see_profile_field(SOURCE_ID, value, SeenBy.HINT)
        )

    await see(ledger, an_invoice())
    await read("")
    await read("")
    await read("4021")
    await see(ledger, an_invoice(paid=True))
    snapshots = (await memory(ledger)).snapshots

    assert [one.profile_field for one in snapshots] == [None, "", "4021", "4021"]
    assert snapshots[2].seen_by is SeenBy.HINT
    assert ("profile-field-changed", "4021") in await events(ledger)
    assert ("profile-field-changed", "") not in await events(ledger)


async def test_the_subscriptions_of_an_invoice_are_those_it_was_last_read_with(
    ledger: SqlLedger,
) -> None:
    async def came_from(*ids: str) -> None:
        await ledger.write(lambda tx: tx.invoices.came_from(SOURCE_ID, ids))

    async def of(subscription: str) -> tuple[SourceId, ...]:
        return await ledger.read(lambda tx: tx.watched.of_subscription(subscription))

    await see(ledger, an_invoice())
    await came_from("a", "b", "a")
    assert await of("a") == await of("b") == (SOURCE_ID,)
    await came_from("b")
    assert (await of("a"), await of("b")) == ((), (SOURCE_ID,))
    await attempt(ledger, AttemptState.CREATED)
    assert await of("b") == ()


async def test_what_no_run_brought_has_no_trigger(ledger: SqlLedger) -> None:
    await see(ledger, an_invoice())
    await attempt(ledger, AttemptState.CREATED)
    found = await ledger.read(lambda tx: tx.watched.brought_by([SOURCE_ID, OTHER]))
    assert found == {}


async def test_a_judgement_that_repeats_itself_is_no_news(
    ledger: SqlLedger, ledger_clock: LedgerClock
) -> None:
    async def news() -> list[Reason | None]:
        found = await ledger.read(
            lambda tx: tx.watched.news(
                ledger_clock.moment - 2 * AN_HOUR, ledger_clock.moment, AN_HOUR
            )
        )
        return [one.reason for one in found]

    await see(ledger, an_invoice())
    await judge(ledger, Judgement(SOURCE_ID, Reason.ZERO_AMOUNT))
    ledger_clock.advance(HOUR)
    assert await news() == [Reason.ZERO_AMOUNT]
    ledger_clock.advance(2 * HOUR)
    await judge(ledger, Judgement(SOURCE_ID, None, system=System.TWIKEY))
    await judge(ledger, Judgement(SOURCE_ID, Reason.ZERO_AMOUNT))
    assert await news() == []
    await judge(ledger, Judgement(SOURCE_ID, Reason.PAID))
    assert await news() == [Reason.PAID]
