"""A number is understood in every spelling, and in doubt a person chooses."""

from __future__ import annotations

import pytest

from core.domain.outcome import Outcome
from core.domain.reason import Reason
from tests.engine.company import Company, days_ago, line_of, told


@pytest.fixture
def books(company: Company) -> Company:
    """Two departments with numbers of their own, forty-odd invoices each."""
    desk = company.teamleader
    main = desk.add_department("Hoofdkantoor", prefix="2026", next_number=40)
    shop = desk.add_department("Winkel", prefix="INV", next_number=41)
    for _ in range(5):
        company.booked("10.00", department_id=main)
    for _ in range(3):
        company.booked("20.00", department_id=shop)
    return company


@pytest.mark.parametrize("seen_before", [False, True], ids=["unseen", "seen"])
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026 / 42", "2026 / 42"),
        ("2026/42", "2026 / 42"),
        ("2026-42", "2026 / 42"),
        ("  2026 /42 ", "2026 / 42"),
        ("INV-42", "INV / 42"),
        ("INV 42", "INV / 42"),
        ("inv 42", "INV / 42"),
        ("inv/42", "INV / 42"),
        ("INV42", "INV / 42"),
        ("2026 / 042", "2026 / 42"),
        ("44", "2026 / 44"),
    ],
)
async def test_every_spelling_finds_its_invoice(
    books: Company, typed: str, meant: str, seen_before: bool
) -> None:
    if seen_before:
        await books.imports(preview=True)
    diagnosis = await books.why(typed)
    assert diagnosis.number == meant
    assert diagnosis.asked == typed


async def test_a_counter_that_several_share_gives_a_choice(books: Company) -> None:
    assert set(await books.choice("42")) == {"2026 / 42", "INV / 42"}

    run = await books.imports("42")

    (line,) = run.lines
    assert (line.outcome, line.number, line.system) == (Outcome.UNKNOWN, "42", None)
    assert (line.is_ambiguous, line.needs_people) == (True, True)
    chosen = {(one.number, one.department) for one in line.matches}
    assert chosen == {("2026 / 42", "Hoofdkantoor"), ("INV / 42", "Winkel")}
    assert all(one.source_id and one.customer_name for one in line.matches)
    assert books.creates == 0


async def test_departments_with_one_number_give_a_choice(company: Company) -> None:
    for name in ("Noord", "Zuid"):
        department = company.teamleader.add_department(name)
        company.booked(department_id=department)

    answer = await company.engine.diagnose("2026 / 1")

    assert {match.department for match in answer.matches} == {"Noord", "Zuid"}  # type: ignore[union-attr]
    assert set(await company.choice("1")) == {"2026 / 1"}


async def test_a_counter_is_no_part_of_a_longer_one(company: Company) -> None:
    department = company.teamleader.add_department("Kantoor", next_number=2)
    for _ in range(21):
        company.booked("10.00", department_id=department)
    # There is 2026 / 2, and 12, 20, 21 and 22 that merely contain the digit.
    assert (await company.why("2")).number == "2026 / 2"
    assert (await company.why("1")).decisive is Reason.NOT_FOUND


async def test_a_recent_counter_is_found_among_many_that_resemble_it(
    company: Company,
) -> None:
    """A search for digits shows the oldest hits first, and only so many of them."""
    desk = company.teamleader
    old = desk.add_department("Vroeger", prefix="2019", next_number=1000)
    street = desk.add_company("Meubelen Straat 7")
    for _ in range(320):
        company.booked(at=days_ago(400), department_id=old, customer_id=street)
    now = desk.add_department("Nu", prefix="2026", next_number=6)
    company.booked(department_id=now)
    await company.imports(days=5)
    latest = company.booked(department_id=now)

    assert (await company.why("7")).source_id == latest.id


async def test_the_exact_spelling_wins_over_one_that_resembles_it(
    company: Company,
) -> None:
    for prefix in ("F2026", "F-2026"):
        department = company.teamleader.add_department(prefix, prefix=prefix)
        company.booked(department_id=department)

    assert (await company.why("F-2026 / 1")).number == "F-2026 / 1"
    assert (await company.why("f2026/1")).number == "F2026 / 1"
    assert set(await company.choice("F.2026 / 1")) == {"F2026 / 1", "F-2026 / 1"}


@pytest.mark.parametrize("prefix", ["F-2026", "Fact 2026", "BE/2026", "2026.A", "Ü"])
@pytest.mark.parametrize("spelled", ["{} / 7", "{}/7", "{} 7", "{}-7"])
async def test_a_prefix_is_free_text(
    company: Company, prefix: str, spelled: str
) -> None:
    company.teamleader.add_department("Kantoor", prefix=prefix, next_number=7)
    invoice = company.booked()
    diagnosis = await company.why(spelled.format(prefix))
    assert diagnosis.source_id == invoice.id


async def test_a_source_id_is_a_number_too(books: Company) -> None:
    invoice = books.teamleader.books.numbered("INV / 41")[0]
    assert (await books.why(invoice.id.upper())).number == "INV / 41"
    assert told(await books.imports(invoice.id), invoice)[0] is Outcome.IMPORTED


async def test_a_teamleader_link_is_understood(books: Company) -> None:
    invoice = books.teamleader.books.numbered("INV / 41")[0]
    link = f"https://focus.teamleader.eu/invoice_detail.php?id={invoice.id}"
    assert (await books.why(link)).number == "INV / 41"


async def test_a_twikey_link_is_understood(books: Company) -> None:
    await books.imports("INV 41")
    (held,) = books.twikey.invoices.values()
    assert (await books.why(f"{books.twikey.base_url}/invoice.html?{held.id}")).number
    assert (await books.why(held.id)).number == "INV / 41"
    await books.lose_the_ledger()
    await books.imports(preview=True)
    assert (await books.why(held.id)).number == "INV / 41"


async def test_a_number_nobody_has_offers_the_nearest(books: Company) -> None:
    await books.imports(preview=True)

    diagnosis = await books.why("INV / 40")

    assert diagnosis.decisive is Reason.NOT_FOUND
    facts = diagnosis.findings[0].facts
    assert facts == {
        "asked": "INV / 40",
        "nearest": ["INV / 41", "INV / 42", "INV / 43"],
    }


async def test_two_spellings_of_one_number_are_one_invoice(books: Company) -> None:
    run = await books.imports("INV-42", "inv / 42")

    invoice = books.teamleader.books.numbered("INV / 42")[0]
    assert line_of(run, invoice).outcome is Outcome.IMPORTED
    assert run.counts["seen"] == 1


async def test_an_invoice_named_again_much_later_is_looked_at_once(
    company: Company,
) -> None:
    drafts = [company.drafted().id for _ in range(55)]

    run = await company.imports(*drafts, drafts[0].upper())

    assert run.counts["seen"] == len(drafts)


async def test_a_draft_is_found_by_its_id(company: Company) -> None:
    draft = company.drafted()
    diagnosis = await company.why(draft.id)
    assert (diagnosis.number, diagnosis.decisive) == (None, Reason.DRAFT)


@pytest.mark.parametrize("typed", [" ", "/", "???", "INV", "9" * 30, "' OR 1=1", "%"])
async def test_nonsense_is_simply_not_found(books: Company, typed: str) -> None:
    diagnosis = await books.why(typed)
    run = await books.imports(typed)
    assert diagnosis.decisive is Reason.NOT_FOUND
    assert [line.reason for line in run.lines] == [Reason.NOT_FOUND]
    assert run.failed is None
