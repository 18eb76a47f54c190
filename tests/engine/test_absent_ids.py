"""Ids that nobody knows: whoever names them makes us ask once a minute at the most."""

from __future__ import annotations

from core.ports.watch import Hint
from tests.engine.company import Company
from tests.engine.watchman import Watchman

STRANGER = "00000000-0000-4000-8000-00000000000a"


async def named(
    watchman: Watchman, id_: str = STRANGER, subject: str = "invoice"
) -> None:
    hint = Hint(subject, id_, f"{subject}.updated")
    await watchman.systems.ledger.write(lambda tx: tx.hints.add([hint]))
    await watchman.hints.follow()


def looked(company: Company) -> int:
    """Return how often Teamleader was asked for an invoice, in any way."""
    calls = company.teamleader
    return calls.count("invoices.list") + calls.count("invoices.info")


async def flooded(watchman: Watchman, minutes: int, subject: str = "invoice") -> None:
    for _ in range(minutes * 10):
        await named(watchman, subject=subject)
        watchman.company.clock.advance(seconds=6)


async def test_an_unknown_invoice_costs_one_call_a_minute(
    watchman: Watchman, company: Company
) -> None:
    before = looked(company)

    await flooded(watchman, minutes=20)

    assert 10 <= looked(company) - before <= 20


async def test_an_unknown_credit_note_costs_one_call_a_minute(
    watchman: Watchman, company: Company
) -> None:
    await flooded(watchman, minutes=20, subject="creditNote")

    assert 10 <= company.teamleader.count("creditNotes.info") <= 20


async def test_a_known_invoice_is_looked_at_with_every_hint(
    watchman: Watchman, company: Company
) -> None:
    invoice = company.booked()
    await watchman.hears()
    before = looked(company)

    for _ in range(5):
        await named(watchman, invoice.id)

    assert looked(company) - before == 5


async def test_an_invoice_that_appears_is_imported_within_a_minute(
    watchman: Watchman, company: Company
) -> None:
    invoice = company.booked()
    hidden = company.teamleader.books.invoices.pop(invoice.id)
    await watchman.hears()
    await named(watchman, invoice.id)
    company.teamleader.books.invoices[invoice.id] = hidden
    await named(watchman, invoice.id)
    assert company.creates == 0

    company.clock.advance(seconds=60)
    await watchman.hints.follow()

    assert company.held(invoice).amount == invoice.total


async def test_what_rests_holds_up_nobody(watchman: Watchman, company: Company) -> None:
    await named(watchman)
    invoice = company.booked()
    await company.teamleader.hooks.deliver_due()

    await named(watchman)

    assert company.held(invoice).amount == invoice.total


async def test_a_flood_of_strange_ids_does_not_read_the_feed_each_time(
    watchman: Watchman, company: Company
) -> None:
    feeds = len(company.twikey.calls_of("invoice.feed"))
    for number in range(20):
        await named(watchman, f"7f2c1d94-6a6e-4a0c-9a43-{number:012d}")
        watchman.company.clock.advance(seconds=2)

    assert len(company.twikey.calls_of("invoice.feed")) - feeds == 1
