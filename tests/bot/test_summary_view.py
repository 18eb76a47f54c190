"""What an import came to: what is told, which buttons, and the limits of Slack."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from bot.views.preview import preview
from bot.views.summary import summary
from core.domain.invoice import SourceId
from core.domain.money import Money
from core.domain.outcome import Line, Outcome, Run
from core.domain.reason import Reason, System
from core.domain.rules import alerts
from tests.bot.examples import example
from tests.bot.view_cases import (
    ALL,
    VOICE,
    WHAT,
    a_line,
    a_run,
    acceptable,
    all_text,
    labels,
)


def everything_wrong(count: int) -> Run:
    """Every reason and every system, with names that are as long as can be."""
    long = "N" * 200
    kinds: list[Line] = [a_line("x")]
    kinds += [a_line("x", reason) for reason in Reason]
    kinds += [
        Line(Outcome.UNKNOWN, SourceId("s"), "x", system=system) for system in System
    ]
    kinds += [Line(Outcome.UNKNOWN, number="x"), Line(Outcome.REFUSED)]
    lines = [
        replace(
            kinds[n % len(kinds)],
            number=f"{long} / {n}",
            source_id=SourceId(f"s-{n}"),
            department=long,
            amount=Money.of("123456789.00"),
        )
        for n in range(count)
    ]
    return a_run(*lines, failed=System.TEAMLEADER)


@pytest.mark.parametrize("count", [0, 1, 2, 9, 33, 34, 200, 5000])
def test_a_summary_of_any_size_is_accepted_by_slack(count: int) -> None:
    run = everything_wrong(count)

    acceptable(summary(VOICE, run, WHAT, older=12))
    acceptable(preview(VOICE, run, WHAT, ALL, 25))


@pytest.mark.parametrize("reason", [r for r in Reason if alerts(r, example(r))])
@pytest.mark.parametrize("count", [1, 8, 9, 5000])
def test_many_invoices_out_for_one_reason_stay_within_the_limits(
    reason: Reason, count: int
) -> None:
    lines = [a_line(f"2026 / {n}", reason) for n in range(count)]
    shown = summary(VOICE, a_run(*lines), WHAT)

    acceptable(shown)
    retry_all = [label for label in labels(shown) if label.startswith("Retry all")]
    assert len(retry_all) == (1 if count > 8 else 0)
    assert ("and 4,990 more" in all_text(shown)) is (count == 5000)


def test_when_all_is_well_one_line_says_so() -> None:
    there = Line(Outcome.ALREADY_IMPORTED, SourceId("s-3"), "3")
    shown = summary(VOICE, a_run(a_line("1"), a_line("2"), there), WHAT)

    assert len(shown.blocks) == 1
    assert shown.text.startswith(
        "All is well: 2 invoices imported, EUR 200.00 in all.\n1 was in Twikey already."
    )
    assert labels(shown) == []


def test_nothing_found_and_nothing_new_are_told_apart() -> None:
    there = Line(Outcome.ALREADY_IMPORTED, SourceId("s-3"), "3")

    assert "no invoices were found" in summary(VOICE, a_run()).text
    assert "Nothing new" in summary(VOICE, a_run(there)).text


def test_a_problem_invoice_has_buttons_that_name_it_and_say_what_they_do() -> None:
    run = a_run(a_line("1"), a_line("2026 / 42", Reason.REFUSED))
    shown = summary(VOICE, run, WHAT)

    assert labels(shown) == ["Retry 2026 / 42", "Why 2026 / 42?"]
    assert "Twikey's words: Contract template unknown" in shown.text
    assert "Imported: 1 (EUR 100.00)" in shown.text


def test_an_invoice_that_was_held_back_is_imported_rather_than_retried() -> None:
    shown = summary(VOICE, a_run(a_line("2026 / 42", Reason.WAS_ZERO)), WHAT)

    assert labels(shown)[0] == "Import 2026 / 42"


def test_what_needs_nobody_is_counted_without_buttons() -> None:
    lines = [a_line(str(n), Reason.DRAFT) for n in range(7)]
    shown = summary(VOICE, a_run(*lines), WHAT)

    assert labels(shown) == []
    assert "Still a draft: 7 (EUR 700.00)" in shown.text


def test_a_number_that_was_not_found_is_told_with_its_neighbours() -> None:
    shown = summary(VOICE, a_run(a_line("2026 / 999", Reason.NOT_FOUND)), WHAT)

    assert "2026 / 999" in shown.text
    assert "Numbers that come close: 2026 / 99, 2026 / 98." in shown.text


def test_a_number_that_fits_several_can_be_asked_about_but_not_retried() -> None:
    shown = summary(VOICE, a_run(Line(Outcome.UNKNOWN, number="42")), WHAT)

    assert labels(shown) == ["Why 42?"]
    assert "More than one invoice fits" in shown.text


def test_a_run_that_broke_off_says_so_even_if_nothing_else_is_wrong() -> None:
    shown = summary(VOICE, a_run(a_line("1"), failed=System.TEAMLEADER), WHAT)

    assert "Teamleader stopped answering" in shown.text


def test_older_problems_are_offered_only_where_there_are_some() -> None:
    assert labels(summary(VOICE, a_run(a_line("1")), WHAT, older=3)) == [
        "Look at 3 older open problems"
    ]
    assert labels(summary(VOICE, a_run(a_line("1")), WHAT, older=0)) == []


def test_the_channel_is_not_told_the_names_of_customers() -> None:
    line = a_line("2026 / 42", Reason.REFUSED, customer_name="Brouwerij De Vlinder")
    shown = summary(VOICE, a_run(line), WHAT)

    assert "Vlinder" not in all_text(shown)


def test_what_does_not_fit_is_in_a_file_that_no_spreadsheet_runs() -> None:
    lines = [a_line(f"{n}", Reason.REFUSED) for n in range(30)]
    lines.append(a_line("=cmd|'/c calc'!A1", Reason.REFUSED, department="+1"))
    attachment = summary(VOICE, a_run(*lines), WHAT).attachment

    assert attachment is not None
    rows = list(csv.reader(io.StringIO(attachment.content.decode("utf-8-sig"))))
    assert len(rows) == 32
    assert rows[1][:4] == ["0", "Gent", "Refused by Twikey", "Refused by Twikey"]
    assert rows[1][5:] == ["100.00", "EUR"]
    assert rows[-1][0].startswith("'=")
    assert rows[-1][1] == "'+1"


def test_a_short_list_needs_no_file() -> None:
    assert summary(VOICE, a_run(a_line("1", Reason.REFUSED))).attachment is None
