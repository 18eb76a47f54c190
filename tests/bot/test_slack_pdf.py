"""Fetching PDFs in Slack: typed, pressed, one or all."""

from __future__ import annotations

import json

import pytest

from core.domain.document import DocumentProblem
from core.domain.history import DocumentRecord, DocumentState
from core.domain.reason import Reason
from tests.bot.fake_aftercare import GAVE_UP, WAITING
from tests.bot.slack_world import SlackWorld, labels, texts


async def test_a_pdf_is_fetched_by_its_number(world: SlackWorld) -> None:
    kept = world.engine.add_imported("2026 / 42", document=WAITING)
    await world.type("pdf 2026/42")

    first, last = world.private()
    assert "I am fetching the PDF of 2026/42." in first.text
    assert "The PDF of 2026 / 42 is attached in Twikey now (84 kB)." in last.text
    assert kept.document.state is DocumentState.ATTACHED
    assert world.posted() == []
    assert ("U0SOFIE01", "slack-pdf") in await world.audited()


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (DocumentProblem.NOT_YET, "Teamleader has not made the PDF of 2026 / 42 yet."),
        (
            DocumentProblem.NOT_A_PDF,
            "The PDF of 2026 / 42 is not usable: the file was no PDF.",
        ),
        (
            DocumentProblem.UNREACHABLE,
            "The PDF of 2026 / 42 is out of reach: Teamleader or Twikey did not",
        ),
    ],
)
async def test_a_pdf_that_does_not_come_says_why_and_can_be_fetched_again(
    world: SlackWorld, problem: DocumentProblem, told: str
) -> None:
    world.engine.add_imported("2026 / 42", document=WAITING)
    world.aftercare.problem = problem
    await world.type("pdf 42")
    answer = world.private()[-1]
    assert told in answer.text
    assert "I try again by myself." in answer.text
    assert labels(answer) == ["Fetch PDF of 2026 / 42 now"]

    await world.press(answer, "Fetch PDF of 2026 / 42 now")
    again = world.private()[-1]
    assert told in again.text
    assert "Asked by <@U0SOFIE01> on" in again.text

    world.aftercare.problem = None
    await world.press(again, "Fetch PDF of 2026 / 42 now")
    assert "is attached in Twikey now" in world.private()[-1].text
    assert labels(world.private()[-1]) == []


async def test_a_pdf_that_was_given_up_is_not_promised_again(world: SlackWorld) -> None:
    kept = world.engine.add_imported("2026 / 42", document=GAVE_UP)
    world.aftercare.problem = DocumentProblem.NOT_YET
    world.aftercare.gives_up.add(kept.source_id)
    await world.type("pdf 42")

    assert "I do not try again by myself." in world.private()[-1].text
    assert labels(world.private()[-1]) == ["Fetch PDF of 2026 / 42 now"]


async def test_a_pdf_of_an_invoice_that_changed_replaces_the_old_one(
    world: SlackWorld,
) -> None:
    changed = DocumentRecord(DocumentState.CHANGED)
    world.engine.add_imported("2026 / 42", document=changed)
    await world.type("pdf 42")

    assert "Twikey has the latest PDF of 2026 / 42 now" in world.private()[-1].text


async def test_an_invoice_that_is_not_imported_has_no_pdf_but_a_why(
    world: SlackWorld,
) -> None:
    world.engine.add("2026 / 42", Reason.REFUSED)
    await world.type("pdf 42")
    answer = world.private()[-1]
    assert "2026 / 42 was not imported by this bot" in answer.text

    await world.press(answer, labels(answer)[0])
    assert "Refused by Twikey" in world.private()[-1].text


async def test_a_number_nobody_knows_is_told_as_such(world: SlackWorld) -> None:
    await world.type("pdf 2026 / 999")

    assert "I have never seen an invoice 2026 / 999." in world.private()[-1].text
    assert labels(world.private()[-1]) == ["Why 2026 / 999?"]


async def test_a_pdf_that_is_there_is_not_fetched_again(world: SlackWorld) -> None:
    world.engine.add_imported("2026 / 42", document=WAITING)
    await world.type("pdf 42")
    await world.type("pdf 42")

    assert "is attached in Twikey already" in world.private()[-1].text


async def test_a_pdf_somebody_else_is_at_is_left_alone(world: SlackWorld) -> None:
    world.engine.add_imported("2026 / 42")
    await world.type("pdf 42")

    assert "is being fetched at this moment" in world.private()[-1].text


async def test_several_hits_let_the_person_choose_whose_pdf(world: SlackWorld) -> None:
    world.engine.add_imported("2026 / 42", document=WAITING)
    other = world.engine.add_imported("GENT / 42", document=WAITING)
    await world.type("pdf 42")
    picker = world.private()[-1]
    assert "42 fits 2 invoices" in picker.text

    await world.press(picker, "Fetch PDF of GENT / 42 now")

    assert other.document.state is DocumentState.ATTACHED
    assert "The PDF of GENT / 42 is attached" in world.private()[-1].text


async def test_every_missing_pdf_is_fetched_at_once(world: SlackWorld) -> None:
    world.engine.add_imported("2026 / 41", document=WAITING)
    world.engine.add_imported("2026 / 42", document=GAVE_UP)
    await world.type("pdf all")
    assert "I am fetching every PDF that is missing." in texts(world.private())
    assert "2 PDFs are attached in Twikey now." in world.private()[-1].text

    await world.type("pdf ALL")
    assert "No PDF is missing." in world.private()[-1].text


async def test_what_stays_missing_is_told_by_kind(world: SlackWorld) -> None:
    kept = world.engine.add_imported("2026 / 41", document=WAITING)
    world.engine.add_imported("2026 / 42", document=WAITING)
    world.aftercare.problem = DocumentProblem.TOO_LARGE
    world.aftercare.gives_up.add(kept.source_id)
    await world.type("pdf all")

    told = world.private()[-1].text
    assert "0 PDFs are attached in Twikey now." in told
    assert "Not usable: 2 (the file is too large)." in told
    assert "I try 1 of them again by myself." in told
    assert "Given up, so not tried again by itself: 1." in told


async def test_without_a_number_it_asks_which(world: SlackWorld) -> None:
    await world.type("pdf")

    told = world.private()[-1].text
    assert "Which invoice? Please type its number." in told
    assert "`pdf [NUMBER | all]`" in told


async def test_only_operators_fetch_pdfs(world: SlackWorld) -> None:
    kept = world.engine.add_imported("2026 / 42", document=WAITING)
    await world.type("pdf 42", user="Jan")

    assert "This is for operators." in world.private("Jan")[-1].text
    assert kept.document.state is DocumentState.WAITING


async def test_a_summary_offers_missing_pdfs_and_keeps_its_other_lines(
    world: SlackWorld,
) -> None:
    for number in ("2026 / 41", "2026 / 42"):
        notes = (Reason.DOCUMENT_WAITING,)
        world.engine.add_imported(number, document=WAITING, notes=notes)
    await world.type("import 30d")
    [summary] = world.posted()
    assert "PDF not there yet: 2" in summary.text

    await world.press(summary, "Fetch PDF of 2026 / 42 now")
    await world.press(summary, "Fetch PDF of 2026 / 41 now", user="Jan")

    told = json.dumps(summary.blocks)
    assert "The PDF of 2026 / 42 is attached in Twikey now" in told
    assert "Asked by <@U0SOFIE01> on" in told
    assert labels(summary) == ["Fetch PDF of 2026 / 41 now"]
