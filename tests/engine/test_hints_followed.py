"""Where hints lead: to what waits for a customer, a credit note, or the option."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from core.domain.reason import Reason
from core.ports.watch import Hint
from sandbox.teamleader import Invoice
from tests.engine.company import CREATE, Company
from tests.engine.watchman import Watchman


@contextmanager
def not_shown_yet(company: Company, invoice: Invoice) -> Iterator[None]:
    """Let Teamleader announce an invoice that its API does not show yet."""
    books = company.teamleader.books.invoices
    hidden = books.pop(invoice.id)
    yield
    books[invoice.id] = hidden


async def take_in(watchman: Watchman, *hints: Hint) -> None:
    await watchman.systems.ledger.write(lambda tx: tx.hints.add(hints))


async def test_with_the_option_off_hints_are_kept_and_nothing_is_imported(
    watchman: Watchman, company: Company
) -> None:
    company.decides(auto_import=False)
    invoice = company.booked("100.00")
    await watchman.passes(minutes=6)
    company.teamleader.update_invoice(invoice.id, total="150.00")
    await watchman.passes(minutes=70)

    assert company.creates == 0
    memory = await watchman.memory(invoice)
    assert [str(s.total.rounded) for s in memory.snapshots] == ["100.00", "150.00"]
    assert (await watchman.why(invoice)).decisive is Reason.AUTOMATIC_OFF
    assert await watchman.alerts() == []

    await company.imports(f"{invoice.number}")
    assert company.held(invoice).amount == invoice.total


async def test_switching_the_option_on_takes_what_waits(
    watchman: Watchman, company: Company
) -> None:
    company.decides(auto_import=False)
    invoice = company.booked()
    await watchman.passes(minutes=6)
    company.decides(auto_import=True)

    await watchman.systems.ledger.write(lambda tx: tx.watched.judge_all_again())
    await watchman.watch.judge_again()

    assert company.held(invoice).amount == invoice.total


async def test_a_corrected_customer_is_enough_without_anyone_asking(
    watchman: Watchman, company: Company
) -> None:
    customer = company.teamleader.add_contact(None, " ")
    invoice = company.booked(customer_id=customer)
    await watchman.passes(minutes=1)
    assert (await watchman.memory(invoice)).decisive is Reason.CUSTOMER_INCOMPLETE

    company.teamleader.update_customer(customer, last_name="Peeters")
    await watchman.hears()

    assert company.held(invoice).amount == invoice.total


async def test_a_released_invoice_goes_by_itself(
    watchman: Watchman, company: Company
) -> None:
    invoice = company.booked()
    company.teamleader.set_on_hold(invoice.id)
    await watchman.hears()
    assert (await watchman.memory(invoice)).decisive is Reason.ON_HOLD

    company.teamleader.release_hold(invoice.id)
    await watchman.hears()

    assert company.held(invoice).amount == invoice.total


async def test_a_credit_note_leads_to_its_invoice(
    watchman: Watchman, company: Company
) -> None:
    invoice = company.booked(currency="USD")
    await watchman.hears()
    company.teamleader.switches.credits_touch = False
    company.teamleader.credit(invoice.id)

    await watchman.hears()

    assert (await watchman.memory(invoice)).decisive is Reason.CREDITED


async def test_a_credit_note_the_api_does_not_show_yet_is_looked_up_again(
    watchman: Watchman, company: Company
) -> None:
    invoice = company.booked()
    await watchman.hears()
    notes = company.teamleader.books.credit_notes
    note = notes[company.teamleader.credit(invoice.id)]
    invoice.credit_note_ids.clear()
    del notes[note.id]
    await watchman.hears()
    notes[note.id] = note
    invoice.credit_note_ids.append(note.id)
    assert await watchman.alerts() == []

    company.clock.advance(minutes=1)
    await watchman.hints.follow()

    assert await watchman.alerts() == ["settled-since"]


async def test_hints_wait_for_teamleader_ever_longer(
    watchman: Watchman, company: Company
) -> None:
    invoice = company.booked()
    company.teamleader.faults.add("*", "503", times=None)
    await watchman.hears()
    company.clock.advance(seconds=31)
    await watchman.hears()
    company.teamleader.faults.clear()

    company.clock.advance(seconds=59)
    assert await watchman.hints.follow() == 0
    company.clock.advance(seconds=2)
    assert await watchman.hints.follow() == 1

    assert company.held(invoice).amount == invoice.total


async def test_a_hint_teamleader_will_not_hear_of_holds_up_nobody(
    watchman: Watchman, company: Company
) -> None:
    await take_in(watchman, Hint("invoice", "no-id-at-all", "invoice.booked"))
    invoice = company.booked()

    await watchman.hears()

    assert company.held(invoice).amount == invoice.total


async def test_two_replicas_share_the_hints(
    watchman: Watchman, company: Company
) -> None:
    invoices = [company.booked(f"{10 + n}.00") for n in range(6)]
    other = await watchman.restarts()
    await company.teamleader.hooks.deliver_due()
    hold = company.twikey_door.hold(*CREATE)
    first = company.begins(watchman.hints.follow())
    await hold.reached.wait()
    second = company.begins(other.hints.follow())
    await second
    hold.released.set()
    await first

    assert all(company.held(each).amount == each.total for each in invoices)
    assert company.creates == len(invoices)
