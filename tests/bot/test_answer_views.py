"""Previews, progress, help, usage, and what takes the place of a button."""

from __future__ import annotations

import json
from datetime import date, datetime

from bot.views import answers, help
from bot.views.outcome import Press, of_invoice, replaced
from bot.views.preview import preview
from bot.views.summary import summary
from bot.views.values import Value, read_value
from core.domain.policy import Window
from core.domain.reason import Reason
from core.domain.verdict import Effect, Finding
from core.errors import UsageError
from core.ports.clock import Progress
from sandbox.slack import validate_blocks
from tests.bot.examples import EXAMPLES, example
from tests.bot.fake_engine import NOW
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


def test_a_preview_counts_what_people_have_to_know() -> None:
    past = (Finding(Reason.PAST_DUE, Effect.NOTES, example(Reason.PAST_DUE)),)
    sent = (Finding(Reason.SENT_BY_TEAMLEADER, Effect.NOTES),)
    run = a_run(
        a_line("1", findings=past),
        a_line("2", findings=sent),
        a_line("3"),
        a_line("4", Reason.DRAFT),
        preview=True,
    )
    shown = preview(VOICE, run, WHAT, ALL, 2)

    assert "3 invoices would be imported, EUR 300.00 in all." in shown.text
    assert "invite to pay is not known beforehand" in shown.text
    assert "second mail: 1." in shown.text
    assert "stores them as expired: 1." in shown.text
    assert "Still a draft: 1" in shown.text
    assert labels(shown) == ["Import 3 invoices", "Cancel"]
    assert shown.blocks[-1]["elements"][0]["confirm"]["title"]["text"] == (
        "Import 3 invoices?"
    )


def test_a_preview_tells_the_invitations_where_they_are_known() -> None:
    run = a_run(a_line("1"), preview=True, facts={"invitations": 1})

    assert "invite to pay at once: 1." in preview(VOICE, run, WHAT, ALL).text


def test_a_preview_of_nothing_offers_nothing() -> None:
    shown = preview(VOICE, a_run(a_line("4", Reason.DRAFT)), WHAT, ALL)

    assert "No invoice would be imported." in shown.text
    assert labels(shown) == []


def test_progress_tells_how_far_it_is_and_how_long_it_takes() -> None:
    asked = answers.Asked(WHAT, "U0SOFIE01", seconds=60)
    shown = answers.progress(VOICE, asked, Progress(10, 40))
    parked = Progress(
        10, 40, waiting_until=datetime(2026, 11, 22, 9, 42, tzinfo=NOW.tzinfo)
    )

    assert "10 of 40 done. \nAbout 3 minutes left." in shown.text.replace(
        "done.\n", "done. \n"
    )
    assert "Waiting until 10:42" in answers.progress(VOICE, asked, parked).text
    assert "10 done." in answers.progress(VOICE, asked, Progress(10, None)).text


def test_help_shows_every_reason() -> None:
    shown = help.reasons(VOICE)

    assert validate_blocks(list(shown.blocks), "message") == []
    for reason in EXAMPLES:
        title = VOICE.say(f"reason.{reason.value}.title")
        assert f"*{title}*" in all_text(shown)


def test_a_wrong_command_is_told_with_what_was_probably_meant() -> None:
    error = UsageError("<x> has no digits", "import [30d]", "import problems")
    shown = answers.usage(VOICE, error)

    acceptable(shown)
    assert "&lt;x&gt; has no digits" in shown.text
    assert "Did you mean `import problems`?" in shown.text


def test_an_outcome_replaces_its_button_and_nothing_else() -> None:
    run = a_run(a_line("1", Reason.REFUSED), a_line("2", Reason.REFUSED))
    before = summary(VOICE, run, WHAT).blocks
    press = Press("U0SOFIE01", NOW, Value("s-1", "1"))
    done = of_invoice(VOICE, a_run(a_line("1")), press)
    after = replaced(before, "import.0", Value("s-1", "1").spelled(), done)

    assert len(after) == len(before)
    assert [block for block in before if block not in after] == [
        block for block in before if "Retry 1" in json.dumps(block)
    ]
    assert "1: imported, asked by <@U0SOFIE01> on 22 Nov 2026, 10:30." in json.dumps(
        after
    )


def test_an_invoice_that_is_still_out_keeps_a_button_of_its_own() -> None:
    press = Press("U0SOFIE01", NOW, Value("s-1", "1"))
    told = of_invoice(VOICE, a_run(a_line("1", Reason.REFUSED)), press)

    value = read_value(told[1]["elements"][0]["value"])
    assert value == Value("s-1", "1", attempt=1)


def test_a_button_carries_its_subject_through_text_with_any_sign() -> None:
    value = Value("s-1", "a|b / 1", 3)

    assert read_value(value.spelled()) == value


def test_a_window_of_one_day_is_one_day_in_words() -> None:
    from bot.views.scopes import described
    from core.scope import WindowScope

    day = date(2026, 11, 22)
    assert described(VOICE, WindowScope(Window(day, day))) == (
        "the invoices created on 22 Nov 2026"
    )
