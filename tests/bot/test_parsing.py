"""What people type after ``import`` and ``why``, in all its spellings."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import find, help_
from bot.commands.parsing import read_import, read_number, spelled, typed
from core.domain.policy import Window
from core.errors import UsageError
from core.scope import NumbersScope, ProblemsScope, Scope, WindowScope

TODAY = date(2026, 11, 22)


def days(first: str, last: str) -> WindowScope:
    return WindowScope(Window(date.fromisoformat(first), date.fromisoformat(last)))


def numbers(*wanted: str) -> NumbersScope:
    return NumbersScope(wanted)


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("", days("2026-10-23", "2026-11-22")),
        ("30d", days("2026-10-23", "2026-11-22")),
        ("7 days", days("2026-11-15", "2026-11-22")),
        ("last 7 days", days("2026-11-15", "2026-11-22")),
        ("1 day", days("2026-11-21", "2026-11-22")),
        ("0d", days("2026-11-22", "2026-11-22")),
        ("7 dagen", days("2026-11-15", "2026-11-22")),
        ("7 jours", days("2026-11-15", "2026-11-22")),
        ("7 Tage", days("2026-11-15", "2026-11-22")),
        ("“30x”", numbers("30x")),
        ("`2026 / 42`", numbers("2026 / 42")),
        ("2026A1", numbers("2026A1")),
        ("42, 43x", numbers("42", "43x")),
        ("A30", numbers("A30")),
        ("2026-11-01..2026-11-10", days("2026-11-01", "2026-11-10")),
        ("2026-11-01 .. 2026-11-10", days("2026-11-01", "2026-11-10")),
        ("01/11/2026..10/11/2026", days("2026-11-01", "2026-11-10")),
        ("1/11/2026…10/11/2026", days("2026-11-01", "2026-11-10")),
        ("problems", ProblemsScope()),
        ("Problems", ProblemsScope()),
        ("42", numbers("42")),
        ("30", numbers("30")),
        ("2026/42", numbers("2026/42")),
        ("2026 / 42", numbers("2026 / 42")),
        ("INV-42", numbers("INV-42")),
        ("INV 42", numbers("INV 42")),
        ("42 43", numbers("42", "43")),
        ("42, 43;44", numbers("42", "43", "44")),
        ("2026 / 42 2026 / 43", numbers("2026 / 42", "2026 / 43")),
        ("2026 / 42, 2026 / 43", numbers("2026 / 42", "2026 / 43")),
        ('"F2026 42" 43', numbers("F2026 42", "43")),
        ("“2026 / 42”", numbers("2026 / 42")),
        ("O'Neil/42, D'Arc/43", numbers("O'Neil/42", "D'Arc/43")),
        ("'2026 / 42'", numbers("2026 / 42")),
        ('"2026-11-01"', numbers("2026-11-01")),
        ("42 42", numbers("42")),
        ("https://focus.teamleader.eu/invoice_detail.php?id=1",
         numbers("https://focus.teamleader.eu/invoice_detail.php?id=1")),
    ],
)  # fmt: skip
def test_an_import_is_understood(text: str, scope: Scope) -> None:
    assert read_import(text, TODAY).scope == scope
    assert read_import(text, TODAY).preview is False
    assert read_import(f"{text} preview", TODAY) == read_import(
        f"{text} PREVIEW", TODAY
    )
    assert read_import(f"{text} preview", TODAY).preview is True
    assert read_import(f"{text} preview", TODAY).scope == scope
    assert read_import(f"preview {text}", TODAY) == read_import(
        f"{text} preview", TODAY
    )


@pytest.mark.parametrize(
    ("text", "said", "nearest"),
    [
        ("problms", "no digits", "import problems"),
        ("42 priview", "no digits", "import 42 preview"),
        ("everything", "no digits", ""),
        ("problems 42", "stands alone", ""),
        ("2026-11-01", "single day", "import 2026-11-01..2026-11-22"),
        ("2026-11-10..2026-11-01", "after", "import 2026-11-01..2026-11-10"),
        ("2026-13-01..2026-13-02", "not a date", "import 2026-10-23..2026-11-22"),
        ("..2026-11-02", "not a date", "import 2026-10-23..2026-11-22"),
        ("2027-01-01..2027-01-02", "not come yet", "import 2026-10-23..2026-11-22"),
        ("1900-01-01..2026-01-01", "at most", "import 2026-10-23..2026-11-22"),
        ("99999d", "at most", "import 3660d"),
        ("30x", "like 30d", "import 30d"),
        ("30dd", "like 30d", "import 30d"),
        ("-5d", "like 30d", "import 5d"),
        ("- 5 days", "like 30d", "import 5d"),
        ("2w", "like 30d", "import 14d"),
        ("3 weeks", "like 30d", "import 21d"),
        ("2 months", "like 30d", "import 60d"),
        ("99 jaar", "like 30d", "import 3660d"),
        ("30x preview", "like 30d", "import 30d preview"),
    ],
)
def test_a_wrong_import_says_what_was_probably_meant(
    text: str, said: str, nearest: str
) -> None:
    with pytest.raises(UsageError) as refused:
        read_import(text, TODAY)

    assert said in refused.value.message
    assert refused.value.nearest == nearest
    assert refused.value.usage.startswith("import ")


def test_more_numbers_than_a_button_can_carry_are_refused() -> None:
    many = ", ".join(f"2026 / {number}" for number in range(10_000, 10_500))

    with pytest.raises(UsageError, match="too many"):
        read_import(many, TODAY)


@given(
    st.lists(
        st.text("AB2026 /-'&<>*", min_size=1, max_size=12).filter(
            lambda text: any(sign.isdigit() for sign in text)
        ),
        min_size=1,
        max_size=5,
    )
)
def test_what_a_button_carries_is_read_back_as_the_same(texts: list[str]) -> None:
    scope = NumbersScope(tuple(dict.fromkeys(" ".join(t.split()) for t in texts)))

    assert read_import(spelled(scope), TODAY).scope == scope


def test_a_window_and_the_problems_are_read_back_as_the_same() -> None:
    window = days("2026-11-01", "2026-11-10")

    assert read_import(spelled(window), TODAY).scope == window
    assert read_import(spelled(ProblemsScope()), TODAY).scope == ProblemsScope()


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("why R&amp;D / 5", "why R&D / 5"),
        ("why &lt;5&gt;", "why <5>"),
        ("why <#C0123|42>", "why #42"),
        ("why <@U0123|jan> 5", "why @jan 5"),
        ("why <https://example.be/x?id=1>", "why https://example.be/x?id=1"),
        ("why <https://example.be|example.be>", "why https://example.be"),
    ],
)
def test_what_slack_escaped_is_read_as_it_was_typed(sent: str, meant: str) -> None:
    assert typed(sent) == meant


def test_a_why_takes_everything_after_it_as_one_number() -> None:
    assert read_number('  "2026 /  42" ') == "2026 / 42"
    assert read_number("`2026 / 42`") == "2026 / 42"
    assert read_number("```2026 / 42```") == "2026 / 42"
    with pytest.raises(UsageError, match="Which invoice"):
        read_number("  ")


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("", "help", ""),
        ("help reasons", "help", "reasons"),
        ("WHY 2026 / 42", "why", "2026 / 42"),
        ("import 30d preview", "import", "30d preview"),
    ],
)
def test_the_first_word_names_the_subcommand(text: str, name: str, rest: str) -> None:
    found, after = find(text)

    assert found is not None
    assert (found.name, after) == (name, rest)


@pytest.mark.parametrize(
    ("word", "rest", "nearest"),
    [
        ("imprt", "30d", "/twikey import 30d"),
        ("hlep", "", "/twikey help"),
        ("2026", "/ 42", "/twikey why 2026 / 42"),
        ("zzz", "", None),
    ],
)
def test_an_unknown_word_finds_the_nearest_command(
    word: str, rest: str, nearest: str | None
) -> None:
    assert help_.nearest(word, rest, ["import", "why", "help"]) == nearest
