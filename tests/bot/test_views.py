"""Messages: what they tell, what they make harmless, and the limits of Slack."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.views import Message, answers, help, speaker
from bot.views.blocks import clean, code, mention, plain
from bot.views.outcome import Press, of_invoice, replaced
from bot.views.preview import preview
from bot.views.summary import summary
from bot.views.values import Value, read_value
from bot.views.why import picker, why
from bot.words import Safe
from core.domain.diagnosis import Ambiguous, Match
from core.domain.history import TimelineEntry
from core.domain.invoice import SourceId
from core.domain.money import Money
from core.domain.outcome import Line, Outcome, Run, RunTrigger
from core.domain.policy import Window
from core.domain.reason import Reason, System
from core.domain.rules import alerts
from core.domain.verdict import Effect, Finding, Undecided
from core.errors import UsageError
from core.ports.clock import Progress
from sandbox.slack import validate_blocks
from tests.bot.examples import EXAMPLES, example
from tests.bot.fake_engine import NOW, a_diagnosis, blocked, eligible
from tests.builders import BRUSSELS

VOICE = speaker("en", BRUSSELS)
WHAT = Safe("the invoices created from 23 Oct 2026 to 22 Nov 2026")
NASTY = "*x* <!channel> & `c` _y_ ~z~ \u202egnp.\u202c\x07\n> q" + "W" * 500
ALL = Value("", "problems")


def a_line(number: str, reason: Reason | None = None, **more: object) -> Line:
    if reason is None:
        line = Line(Outcome.IMPORTED, SourceId(f"s-{number}"), number)
    else:
        refused = reason is Reason.REFUSED
        outcome = Outcome.REFUSED if refused else Outcome.NOT_IMPORTED
        found = (Finding(reason, Effect.BLOCKS, example(reason)),)
        line = Line(outcome, SourceId(f"s-{number}"), number, findings=found)
    line = replace(line, amount=Money.of("100.00"), department="Gent")
    return replace(line, **more)  # type: ignore[arg-type]


def a_run(*lines: Line, **more: object) -> Run:
    run = Run("run-1", RunTrigger.MANUAL, NOW, lines=lines, asked_by="U0SOFIE01")
    return replace(run, **more)  # type: ignore[arg-type]


def all_text(message: Message) -> str:
    return json.dumps(message.blocks, ensure_ascii=False)


def labels(message: Message) -> list[str]:
    return [
        element["text"]["text"]
        for block in message.blocks
        for element in [*block.get("elements", []), block.get("accessory", {})]
        if element.get("type") == "button"
    ]


def acceptable(message: Message) -> None:
    """What Slack takes: checked limits, and the size nobody documents."""
    assert validate_blocks(list(message.blocks), "message") == []
    assert len(json.dumps(message.blocks, ensure_ascii=False)) < 12_000
    assert 0 < len(message.text) <= 4000


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
        "All is well: 2 invoices imported, EUR 200.00 in all.\n"
        "1 were in Twikey already."
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


def test_data_cannot_become_markup_mentions_or_hidden_signs() -> None:
    cleaned = clean(NASTY)

    assert not any(sign in cleaned for sign in "<>*`~\n\x07\u202e\u202c")
    assert "&lt;!channel&gt; &amp;" in cleaned
    assert "_" not in cleaned
    assert len(cleaned) < 200


def test_a_number_with_underscores_can_be_copied() -> None:
    assert clean("INV_2026_42") == "INV_2026_42"
    assert plain("a\u200bb\ufeff c\u2028d") == "ab c d"


def test_code_cannot_be_ended_by_what_is_in_it() -> None:
    assert code("a`b") == "`a\u02cbb`"
    assert mention("U0SOFIE01") == "<@U0SOFIE01>"
    assert mention("<!channel>") == "&lt;!channel&gt;"


@pytest.mark.parametrize("reason", Reason)
def test_nasty_data_stays_harmless_in_every_view(reason: Reason) -> None:
    facts = {
        name: NASTY if isinstance(value, str) else value
        for name, value in example(reason).items()
    }
    finding = Finding(reason, Effect.BLOCKS, facts)
    found = a_diagnosis(
        asked=NASTY,
        number=NASTY,
        department=NASTY,
        customer_name=NASTY,
        verdict=replace(blocked(reason), findings=(finding,)),
        source_id=SourceId("s-1"),
        timeline=(TimelineEntry(NOW, NASTY, {"from": NASTY, "to": NASTY}),),
    )
    line = a_line(NASTY, reason, findings=(finding,), department=NASTY)
    unknown = answers.told(VOICE, "help.unknown", word=NASTY)

    for shown in (why(VOICE, found), summary(VOICE, a_run(line), WHAT), unknown):
        acceptable(shown)
        for marked in _mrkdwn(shown):
            assert "<!" not in marked
            assert "\u202e" not in marked
            assert "*x*" not in marked


def test_a_why_tells_the_verdict_the_reason_and_the_way_out() -> None:
    found = a_diagnosis(
        number="2026 / 42",
        source_id=SourceId("s-1"),
        amount=Money.of("1234.50"),
        customer_name="De Vlinder BV",
        department="Gent",
        due_on=date(2026, 12, 1),
        first_cause=Reason.CUSTOMER_INCOMPLETE,
        would_import_now=True,
    )
    shown = why(VOICE, found)

    acceptable(shown)
    assert "It is not imported: Refused by Twikey." in shown.text
    assert "What to do: Somebody corrects what Twikey names" in shown.text
    assert "EUR 1,234.50, De Vlinder BV, due on 1 Dec 2026" in shown.text
    assert "What kept it out first: Customer not complete." in shown.text
    assert "bring it in now? Yes." in shown.text
    assert "Twikey's code: err" in shown.text
    assert labels(shown) == [
        "Retry 2026 / 42",
        "Share 2026 / 42 in this channel",
        "Open in Teamleader",
    ]


def test_a_why_that_could_not_find_out_does_not_say_no() -> None:
    verdict = Undecided(System.TWIKEY, "feed")
    shown = why(VOICE, a_diagnosis(verdict=verdict, would_import_now=None))

    assert "I could not find out, because Twikey did not answer." in shown.text
    assert "Not known." in shown.text
    assert "not imported" not in shown.text


def test_an_eligible_invoice_can_be_imported_from_its_answer() -> None:
    found = a_diagnosis(
        verdict=eligible(),
        would_import_now=True,
        number="42",
        source_id=SourceId("s-1"),
        amount=Money.of("10"),
    )

    assert labels(why(VOICE, found))[0] == "Import 42 now"


def test_an_imported_invoice_is_not_called_a_problem() -> None:
    shown = why(VOICE, a_diagnosis(verdict=blocked(Reason.ALREADY_IMPORTED)))

    assert "It is in Twikey." in shown.text
    assert "not imported:" not in shown.text


def test_a_shared_why_says_who_shared_it_and_acts_no_more() -> None:
    found = a_diagnosis(would_import_now=True, number="42", source_id=SourceId("s"))
    shown = why(VOICE, found, shared_by="U0JAN0001")

    assert "<@U0JAN0001> shared this." in shown.text
    assert labels(shown) == ["Open in Teamleader"]


def test_only_the_latest_events_are_told() -> None:
    entries = tuple(
        TimelineEntry(NOW + timedelta(minutes=n), "booked", {}) for n in range(20)
    )
    told = why(VOICE, a_diagnosis(timeline=entries)).text

    assert told.count("Seen booked") == 8
    assert "and 12 earlier" in told
    assert "22 Nov 2026, 10:49" in told


@pytest.mark.parametrize(
    ("event", "facts", "told"),
    [
        ("amount-changed", {"from": "1000.00", "to": "2.00", "currency": "EUR"},
         "The amount changed from EUR 1,000.00 to EUR 2.00"),
        ("due-date-changed", {"from": "2026-11-20", "to": None},
         "The due date changed from 20 Nov 2026 to unknown"),
        ("judged", {"reason": "refused", "system": None}, "Judged: Refused by Twikey"),
        ("judged", {"reason": None, "system": "twikey"},
         "Judged: not known, Twikey did not answer"),
        ("judged", {"reason": None, "system": None}, "Judged: it can be imported"),
        ("something-new", {}, "something new"),
        ("amount-changed", {}, "amount changed"),
    ],
)  # fmt: skip
def test_what_happened_is_told_in_words(
    event: str, facts: dict[str, object], told: str
) -> None:
    entry = TimelineEntry(NOW, event, facts)

    assert told in why(VOICE, a_diagnosis(timeline=(entry,))).text


@pytest.mark.parametrize("count", [2, 10, 50])
def test_several_hits_give_a_picker(count: int) -> None:
    matches = tuple(
        Match(SourceId(f"s-{n}"), f"A{n} / 42", "Gent", "De Vlinder BV")
        for n in range(count)
    )
    shown = picker(VOICE, Ambiguous("42", matches))

    acceptable(shown)
    assert labels(shown)[0] == "Why A0 / 42 (Gent)?"
    assert len(labels(shown)) == min(count, 10)


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


def _mrkdwn(message: Message) -> list[str]:
    found: list[str] = [message.text]

    def walk(part: object) -> None:
        if isinstance(part, dict):
            if part.get("type") == "mrkdwn":
                found.append(part["text"])
            for value in part.values():
                walk(value)
        elif isinstance(part, list | tuple):
            for value in part:
                walk(value)

    walk(list(message.blocks))
    return found
