"""People leave invoices out, take them back, and choose a profile for one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.creating import Overtaken, create_once
from core.deciding import (
    Deciding,
    Excluded,
    Excluding,
    Hindrance,
    Redirected,
    TakenBack,
    Undone,
)
from core.domain.alert import LineState
from core.domain.diagnosis import Ambiguous
from core.domain.history import SeenBy
from core.domain.invoice import SourceId
from core.domain.judging import judge
from core.domain.outcome import Outcome
from core.domain.reason import Reason
from core.domain.verdict import Eligible
from core.following import follows_of
from core.ports import LedgerTx
from sandbox.teamleader import Invoice
from storage.ledger import SqlLedger
from tests.bot.fake_engine import StillClock
from tests.bot.fake_oversight import lonely_systems
from tests.builders import SOURCE_ID, a_policy, an_invoice, evidence
from tests.engine.company import PROFILE, Company, line_of, told
from tests.engine.watchman import Watchman

SOFIE = "U0SOFIE01"
LINK = 4022
FOR_GOOD = Excluding()
LEFT_OUT = (Outcome.NOT_IMPORTED, Reason.LEFT_OUT)


@pytest.fixture
async def deciding(company: Company) -> Deciding:
    company.twikey.add_profile(
        LINK, "Betaallink", send_on_booking=False, include_pdf=False
    )
    systems = await company.systems()
    return Deciding(systems)


async def leaves_out(
    deciding: Deciding, invoice: Invoice, wanted: Excluding = FOR_GOOD
) -> Excluded:
    done = await deciding.leave_out(invoice.id, SOFIE, wanted)
    assert isinstance(done, Excluded), done
    return done


def on_hold(company: Company) -> Invoice:
    invoice = company.booked()
    company.teamleader.set_on_hold(invoice.id)
    return invoice


def in_two_departments(company: Company) -> tuple[Invoice, Invoice]:
    """Book two invoices with the same number."""
    north, south = map(company.teamleader.add_department, ("Noord", "Zuid"))
    return company.booked(department_id=north), company.booked(department_id=south)


async def test_an_invoice_that_is_left_out_is_imported_by_nobody(
    company: Company, deciding: Deciding
) -> None:
    invoice = company.booked()
    await leaves_out(deciding, invoice, Excluding("pays in cash"))

    by_window = await company.imports()
    by_number = await company.imports(invoice.id)

    assert told(by_window, invoice) == told(by_number, invoice) == LEFT_OUT
    facts = line_of(by_number, invoice).facts
    assert (facts["by"], facts["why"]) == (SOFIE, "pays in cash")
    assert company.creates == 0


async def test_why_tells_who_left_it_out_and_the_time_line_keeps_it(
    company: Company, deciding: Deciding
) -> None:
    invoice = company.booked()
    await leaves_out(deciding, invoice)

    found = await company.why(f"{invoice.number}")

    assert found.decisive is Reason.LEFT_OUT
    assert found.would_import_now is False
    assert "left-out" in [entry.event for entry in found.timeline]


async def test_an_invoice_is_left_out_up_to_and_including_a_day(
    company: Company, deciding: Deciding
) -> None:
    invoice = company.booked()
    until = company.clock.now().date() + timedelta(days=3)
    await leaves_out(deciding, invoice, Excluding(until=until))

    company.clock.advance(days=3)
    on_the_day = await company.imports()
    company.clock.advance(days=1)
    after_it = await company.imports()

    assert told(on_the_day, invoice) == LEFT_OUT
    assert told(after_it, invoice) == (Outcome.IMPORTED, None)


async def test_an_invoice_that_is_taken_back_goes_in(
    company: Company, deciding: Deciding
) -> None:
    invoice = company.booked()
    await leaves_out(deciding, invoice)

    done = await deciding.take_back(f"{invoice.number}", SOFIE)

    assert isinstance(done, TakenBack)
    assert done.found.decisive is None
    assert told(await company.imports(), invoice) == (Outcome.IMPORTED, None)


async def test_what_is_in_twikey_cannot_be_left_out(
    company: Company, deciding: Deciding
) -> None:
    invoice = company.booked()
    await company.imports()

    done = await deciding.leave_out(f"{invoice.number}", SOFIE, Excluding())

    assert done == Undone(Hindrance.IMPORTED, f"{invoice.number}", invoice.number)
    assert (await company.remembers(invoice)).left_out is None


async def test_what_may_be_on_its_way_to_twikey_cannot_be_left_out(
    company: Company, deciding: Deciding
) -> None:
    invoice = company.booked()
    company.twikey.faults.add("invoice.create", "503", times=2)
    company.twikey.faults.add("invoice.detail", "503", times=99)
    await company.imports()

    done = await deciding.leave_out(invoice.id, SOFIE, Excluding())

    assert isinstance(done, Undone)
    assert done.why is Hindrance.UNDER_WAY


async def test_an_invoice_nobody_knows_cannot_be_left_out(deciding: Deciding) -> None:
    done = await deciding.leave_out("2026 / 999", SOFIE, Excluding())

    assert done == Undone(Hindrance.NOT_KNOWN, "2026 / 999")


async def test_a_number_that_fits_several_invoices_is_asked_about(
    company: Company, deciding: Deciding
) -> None:
    in_two_departments(company)

    done = await deciding.leave_out("1", SOFIE, Excluding())

    assert isinstance(done, Ambiguous)


async def test_only_what_is_left_out_is_meant_when_it_is_taken_back(
    company: Company, deciding: Deciding
) -> None:
    out, _ = in_two_departments(company)
    await company.imports(preview=True)
    await leaves_out(deciding, out)

    done = await deciding.take_back("1", SOFIE)

    assert isinstance(done, TakenBack)
    assert done.found.source_id == out.id


async def test_what_is_not_left_out_cannot_be_taken_back(
    company: Company, deciding: Deciding
) -> None:
    invoice = company.booked()
    await company.imports()

    done = await deciding.take_back(f"{invoice.number}", SOFIE)

    assert isinstance(done, Undone)
    assert done.why is Hindrance.NOT_OUT


async def test_a_draft_that_is_left_out_stays_out_once_it_is_booked(
    company: Company, deciding: Deciding
) -> None:
    draft = company.drafted()
    await leaves_out(deciding, draft)
    assert (await company.remembers(draft)).decisive is Reason.DRAFT

    company.teamleader.book(draft.id)

    assert told(await company.imports(), draft) == LEFT_OUT


async def test_while_teamleader_is_down_a_known_invoice_can_be_left_out(
    company: Company, deciding: Deciding
) -> None:
    invoice = company.booked()
    await company.why(f"{invoice.number}")
    company.teamleader.faults.add("invoices.list", "503", times=99)

    done = await deciding.leave_out(f"{invoice.number}", SOFIE, Excluding())

    assert isinstance(done, Excluded)
    assert (await company.remembers(invoice)).decisive is Reason.LEFT_OUT


async def test_a_decision_that_comes_between_judging_and_creating_still_counts(
    sqlite_ledger: SqlLedger,
) -> None:
    """Guards against a create of what a person has just left out."""
    verdict = judge(evidence())
    assert isinstance(verdict, Eligible)
    follows = follows_of(verdict.submission, a_policy())

    def decided(tx: LedgerTx) -> None:
        tx.invoices.see([an_invoice()], SeenBy.SWEEP)
        tx.decisions.leave_out(SOURCE_ID, SOFIE, "", None)

    await sqlite_ledger.write(decided)
    nobody_outside = lonely_systems(sqlite_ledger, StillClock())

    done = await create_once(nobody_outside, verdict, follows, None)

    assert done == Overtaken()


async def test_the_alert_line_of_an_invoice_that_is_left_out_closes(
    watchman: Watchman,
) -> None:
    company = watchman.company
    invoice, other = on_hold(company), on_hold(company)
    await watchman.passes(90)
    deciding = Deciding(watchman.systems)

    await leaves_out(deciding, invoice)

    line = await watchman.line("on-hold", invoice)
    assert line.state is LineState.ACCEPTED
    assert line.is_left_out
    assert line.facts["by"] == SOFIE
    assert (await watchman.line("on-hold", other)).state is LineState.OPEN
    await watchman.passes(30)
    assert (await watchman.line("on-hold", invoice)).state is LineState.ACCEPTED


async def test_an_alert_is_told_again_of_what_was_taken_back(
    watchman: Watchman,
) -> None:
    invoice = on_hold(watchman.company)
    await watchman.passes(90)
    deciding = Deciding(watchman.systems)
    await leaves_out(deciding, invoice)
    assert await watchman.alerts() == []

    await deciding.take_back(invoice.id, SOFIE)
    await watchman.passes(10)

    assert (await watchman.line("on-hold", invoice)).state is LineState.OPEN


async def test_a_person_chooses_the_profile_of_one_invoice(
    company: Company, deciding: Deciding
) -> None:
    field = company.teamleader.add_custom_field_definition("invoice", "Profiel")
    company.decides(invoice_profile_field=field)
    invoice = company.booked(custom_fields={field: "goud"})
    following = company.booked()
    assert told(await company.imports(invoice.id), invoice)[1] is not None

    done = await deciding.choose_profile(SourceId(invoice.id), str(LINK), SOFIE)
    await company.imports()

    assert isinstance(done, Redirected)
    assert company.held(invoice).ct == LINK
    assert company.held(following).ct == PROFILE
    events = [entry.event for entry in (await company.why(invoice.id)).timeline]
    assert "profile-chosen" in events


async def test_a_profile_twikey_does_not_have_cannot_be_chosen(
    company: Company, deciding: Deciding
) -> None:
    invoice = company.booked()
    await company.why(invoice.id)

    done = await deciding.choose_profile(SourceId(invoice.id), "9999", SOFIE)

    assert isinstance(done, Undone)
    assert done.why is Hindrance.NO_SUCH_PROFILE
    assert (await company.remembers(invoice)).chosen_profile is None


async def test_a_chosen_profile_that_twikey_lost_is_told_as_a_persons_choice(
    company: Company, deciding: Deciding
) -> None:
    invoice = company.booked()
    await company.why(invoice.id)
    await deciding.choose_profile(SourceId(invoice.id), str(LINK), SOFIE)
    del company.twikey.profiles[LINK]
    company.clock.advance(minutes=11)

    line = line_of(await company.imports(), invoice)

    assert (line.reason, line.facts["level"]) == (Reason.PROFILE_UNKNOWN, "person")


async def test_a_profile_for_one_invoice_whose_answer_was_lost_binds_no_other(
    company: Company, deciding: Deciding
) -> None:
    company.booked()
    await company.imports()
    once = company.booked()
    await company.why(once.id)
    await deciding.choose_profile(SourceId(once.id), str(LINK), SOFIE)
    company.twikey.faults.add("invoice.create", "lost-answer", times=2)
    company.twikey.faults.add("invoice.detail", "503", times=3)
    await company.imports()
    company.twikey.faults.clear()
    assert (await company.why(once.id)).decisive is Reason.ALREADY_IMPORTED
    following = company.booked()

    await company.imports()

    assert company.held(once).ct == LINK
    assert company.held(following).ct == PROFILE


async def test_an_incomplete_customer_comes_with_the_page_to_complete_it_on(
    company: Company,
) -> None:
    nameless = company.teamleader.add_company("")
    invoice = company.booked(customer_id=nameless)

    (finding,) = [
        each
        for each in (await company.why(invoice.id)).findings
        if each.reason is Reason.CUSTOMER_INCOMPLETE
    ]

    assert str(finding.facts["page"]).endswith(f"company_detail.php?id={nameless}")
