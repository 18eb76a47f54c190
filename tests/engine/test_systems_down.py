"""A system that is down harms nothing: what was not looked at is told as unknown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.domain.outcome import Outcome
from core.domain.reason import Reason, System
from sandbox.wire import Request, Response
from tests.engine.company import Company, line_of, told

IMPORTED = (Outcome.IMPORTED, None)
Spoil = Callable[[Request, Response], Response]
Row = dict[str, Any]


async def test_customers_that_cannot_be_read_leave_their_invoices_unknown(
    company: Company,
) -> None:
    invoice = company.booked()
    company.teamleader.faults.add("companies.list", "html", times=None)

    run = await company.imports()

    assert line_of(run, invoice).outcome is Outcome.UNKNOWN
    assert line_of(run, invoice).system is System.TEAMLEADER
    assert company.creates == 0


async def test_without_the_credit_notes_nothing_is_created(company: Company) -> None:
    company.teamleader.switches.credit_lowers_due = False
    company.teamleader.switches.credited_shows = "outstanding"
    credited = company.booked()
    company.teamleader.credit(credited.id)
    company.teamleader.faults.add("creditNotes.list", "503", times=None)

    run = await company.imports()

    assert line_of(run, credited).outcome is Outcome.UNKNOWN
    assert line_of(run, credited).system is System.TEAMLEADER
    assert company.creates == 0


async def test_a_list_that_breaks_off_is_told_and_what_was_seen_goes_in(
    company: Company,
) -> None:
    for number in range(120):
        invoice = company.booked("5.00")
        if number % 10:
            company.teamleader.register_payment(invoice.id)
    company.teamleader.faults.add("invoices.list", "503", after=1, times=None)

    run = await company.imports()

    assert run.failed is System.TEAMLEADER
    assert (run.counts["seen"], run.counts["imported"]) == (100, 10)
    company.teamleader.faults.clear()
    rest = await company.imports()
    assert rest.failed is None
    assert (rest.counts["imported"], rest.counts["already_imported"]) == (2, 10)


async def test_teamleader_down_is_a_run_that_failed(company: Company) -> None:
    invoice = company.booked()
    company.teamleader.faults.add("*", "503", times=None)

    by_window = await company.imports()
    by_number = await company.imports(f"{invoice.number}", "2026 / 9")

    assert by_window.failed is by_number.failed is System.TEAMLEADER
    assert by_window.counts["seen"] == 0
    assert [line.number for line in by_number.lines] == ["2026 / 1", "2026 / 9"]
    assert {line.outcome for line in by_number.lines} == {Outcome.UNKNOWN}
    assert {line.system for line in by_number.lines} == {System.TEAMLEADER}


async def test_teamleader_going_down_between_two_numbers_loses_none_of_them(
    company: Company,
) -> None:
    first, second = company.booked(), company.booked()

    def ends(request: Request, answer: Response) -> Response:
        return Response(503) if second.id in request.body.decode() else answer

    company.teamleader_door.spoil = ends
    run = await company.imports(first.id, second.id, "2026 / 77")

    assert run.failed is System.TEAMLEADER
    assert told(run, first) == IMPORTED
    assert [line.outcome for line in run.lines[1:]] == [Outcome.UNKNOWN] * 2


async def test_twikey_down_leaves_everything_unknown(company: Company) -> None:
    invoices = [company.booked(), company.booked()]
    company.twikey.faults.add("*", "503", times=10_000)

    run = await company.imports()

    assert run.failed is None
    for invoice in invoices:
        assert line_of(run, invoice).outcome is Outcome.UNKNOWN
        assert line_of(run, invoice).system is System.TWIKEY
    company.twikey.faults.clear()
    assert company.twikey.invoices == {}
    assert (await company.imports()).counts["imported"] == 2


async def test_a_revoked_key_is_not_tried_again_for_each_invoice(
    company: Company,
) -> None:
    await company.imports()
    for _ in range(40):
        company.booked("5.00")
    company.twikey.faults.add("invoice.create", "401", times=10_000)

    run = await company.imports()

    assert run.counts["unknown"] == 40
    assert 0 < company.creates < 20
    assert company.twikey.invoices == {}


async def test_an_unknown_invoice_is_an_open_problem_until_it_is_in(
    company: Company,
) -> None:
    invoice = company.booked()
    company.twikey.faults.add("invoice.create", "503", times=2)
    company.twikey.faults.add("invoice.detail", "503", times=3)
    await company.imports()
    company.twikey.faults.clear()

    run = await company.imports_problems()

    assert told(run, invoice) == IMPORTED
    assert (await company.imports_problems()).counts["seen"] == 0


async def test_departments_without_names_do_not_stop_an_import(
    company: Company,
) -> None:
    invoice = company.booked()
    company.teamleader.faults.add("departments.list", "html", times=None)

    run = await company.imports()

    assert told(run, invoice) == IMPORTED
    assert line_of(run, invoice).department == invoice.department_id


async def test_another_account_behind_the_connection_stops_everything(
    company: Company,
) -> None:
    await company.imports()
    company.booked()
    company.teamleader.account_id = "00000000-0000-0000-0000-00000000beef"
    other = await company.worker()

    run = await company.imports(by=other)

    assert run.failed is System.TEAMLEADER
    assert company.creates == 0


async def test_a_gone_problem_is_told_as_deleted(company: Company) -> None:
    stays = company.booked(currency="USD")
    goes = company.booked(currency="USD")
    await company.imports()
    company.teamleader.delete_invoice(goes.id)

    run = await company.imports_problems()

    assert told(run, stays) == (Outcome.NOT_IMPORTED, Reason.CURRENCY)
    assert told(run, goes) == (Outcome.NOT_IMPORTED, Reason.DELETED)
    after = await company.imports_problems()
    assert [line.source_id for line in after.lines] == [stays.id]
