"""The preview tells what an import would do, and does none of it."""

from __future__ import annotations

from core.domain.outcome import Outcome, Run
from core.domain.reason import Reason, System
from tests.engine.company import Company, line_of, told

IMPORTED = (Outcome.IMPORTED, None)
TAKEN = (Outcome.NOT_IMPORTED, Reason.NUMBER_TAKEN)


def outcomes(run: Run) -> list[tuple[str | None, Outcome, Reason | None]]:
    return [(line.source_id, line.outcome, line.reason) for line in run.lines]


async def a_mixed_book(company: Company) -> None:
    """Something of everything that the list and the ledger can tell apart."""
    company.booked("10.00")
    await company.imports()
    company.booked("20.00")
    company.drafted("30.00")
    company.booked("0.00")
    company.teamleader.register_payment(company.booked("40.00").id)
    company.teamleader.credit(company.booked("50.00").id)
    company.teamleader.register_payment(company.booked("60.00").id, "1.00")
    company.booked("70.00", currency="USD")
    stranger = company.booked("80.00")
    company.twikey.add_invoice(f"{stranger.number}", "81.00")
    other = company.teamleader.add_department("Zuid")
    company.booked("90.00", department_id=other)
    company.booked("91.00", department_id=other)


async def test_a_preview_foretells_the_import(company: Company) -> None:
    await a_mixed_book(company)

    preview = await company.imports(preview=True)
    real = await company.imports()

    assert preview.preview
    assert not real.preview
    assert outcomes(preview) == outcomes(real)
    assert preview.counts == real.counts
    assert preview.imported_amount == real.imported_amount


async def test_a_preview_creates_and_reads_nothing_for_single_invoices(
    company: Company,
) -> None:
    await a_mixed_book(company)
    company.twikey.calls.clear()
    company.teamleader.calls.clear()

    await company.imports(preview=True)

    assert company.creates == 0
    assert company.teamleader.count("invoices.info") == 0
    assert company.teamleader.count("companies.list") == 0
    assert {call.operation for call in company.twikey.calls} == {"invoice.feed"}


async def test_a_preview_leaves_no_judgement(company: Company) -> None:
    invoice = company.booked(currency="USD")

    await company.imports(preview=True)

    assert (await company.imports_problems()).counts["seen"] == 0
    company.teamleader.register_payment(invoice.id)
    run = await company.imports()
    assert line_of(run, invoice).facts["first_cause"] is None


async def test_a_preview_is_not_the_last_run(company: Company) -> None:
    company.booked()
    real = await company.imports()
    company.clock.advance(minutes=1)
    preview = await company.imports(preview=True)

    last = await company.engine.last_run()
    assert last is not None
    assert last.id == real.id
    assert await company.engine.run_of(preview.id) == preview


async def test_of_two_departments_with_one_number_one_is_foretold(
    company: Company,
) -> None:
    north = company.teamleader.add_department("Noord")
    south = company.teamleader.add_department("Zuid")
    first = company.booked("50.00", department_id=north)
    second = company.booked("60.00", department_id=south)

    preview = await company.imports(preview=True)

    assert {told(preview, first), told(preview, second)} == {IMPORTED, TAKEN}
    assert preview.counts["imported"] == 1


async def test_a_preview_without_twikeys_feed_promises_nothing(
    company: Company,
) -> None:
    invoice = company.booked()
    company.twikey.faults.add("invoice.feed", "503", times=100)

    preview = await company.imports(preview=True)

    assert line_of(preview, invoice).outcome is Outcome.UNKNOWN
    assert line_of(preview, invoice).system is System.TWIKEY


async def test_a_preview_of_numbers_asks_twikey_nothing_about_them(
    company: Company,
) -> None:
    invoice = company.booked()
    await company.imports()
    company.twikey.calls.clear()

    preview = await company.imports(invoice.id, preview=True)

    assert told(preview, invoice)[0] is Outcome.ALREADY_IMPORTED
    assert company.twikey.calls_of("invoice.detail") == []


REFUSED = (Outcome.REFUSED, Reason.REFUSED)
UNREADABLE = (Outcome.NOT_IMPORTED, Reason.PROFILE_UNREADABLE)
UNKNOWN_PROFILE = (Outcome.NOT_IMPORTED, Reason.PROFILE_UNKNOWN)
INCOMPLETE = (Outcome.NOT_IMPORTED, Reason.CUSTOMER_INCOMPLETE)


def looked_at_closely(company: Company) -> dict[str | None, tuple[Outcome, Reason]]:
    """One invoice for each reason that only a close look brings to light."""
    field = company.teamleader.add_custom_field_definition("invoice", "Profiel")
    company.decides(invoice_profile_field=field)
    baker = company.teamleader.add_company("Bakker")
    gone = company.teamleader.add_company("Failliet & Co")
    soon, never = {field: "soon"}, {field: "9999"}
    found: dict[str | None, tuple[Outcome, Reason]] = {
        company.booked(customer_id=baker, payment_reference="x" * 141).id: REFUSED,
        company.booked(customer_id=baker, custom_fields=soon).id: UNREADABLE,
        company.booked(customer_id=baker, custom_fields=never).id: UNKNOWN_PROFILE,
        company.booked(customer_id=gone).id: INCOMPLETE,
    }
    company.teamleader.delete_customer(gone)
    return found


async def test_a_preview_knows_what_a_close_look_found_before(
    company: Company,
) -> None:
    found = looked_at_closely(company)
    await company.imports()
    company.teamleader.calls.clear()

    preview = await company.imports(preview=True)
    read = company.teamleader.count("invoices.info")

    foreseen = {line.source_id: (line.outcome, line.reason) for line in preview.lines}
    assert foreseen == found
    assert read == 0
    real = await company.imports()
    assert outcomes(preview) == outcomes(real)
    for before, now in zip(preview.lines, real.lines, strict=True):
        assert before.facts.items() <= now.facts.items()


async def test_before_any_close_look_a_preview_hopes_for_the_best(
    company: Company,
) -> None:
    found = looked_at_closely(company)

    assert (await company.imports(preview=True)).counts["imported"] == len(found)


async def test_a_number_is_tried_again_although_it_was_refused(
    company: Company,
) -> None:
    refused = company.booked(payment_reference="x" * 141)
    await company.imports()

    assert told(await company.imports(refused.id, preview=True), refused) == IMPORTED


async def test_what_a_close_look_found_is_forgotten_once_the_invoice_changes(
    company: Company,
) -> None:
    refused = company.booked(payment_reference="x" * 141)
    await company.imports()
    company.clock.advance(minutes=1)
    company.teamleader.update_invoice(refused.id, payment_reference="kort")

    for _ in range(2):
        assert told(await company.imports(preview=True), refused) == IMPORTED
    assert told(await company.imports(), refused) == IMPORTED


async def test_what_a_close_look_found_is_forgotten_once_it_is_due_again(
    company: Company,
) -> None:
    refused = company.booked(payment_reference="x" * 141)
    await company.imports()
    assert told(await company.imports(preview=True), refused) == REFUSED

    systems = await company.systems()
    await systems.ledger.write(lambda tx: tx.watched.judge_all_again())

    assert told(await company.imports(preview=True), refused) == IMPORTED
