"""From the words of ``import`` to what is imported."""

from __future__ import annotations

from datetime import date

import pytest

from bot.cli.engine_commands import add_import
from bot.cli.orders import numbers_of, scope_of
from bot.cli.parser import Parser
from core.domain.policy import Window
from core.errors import UsageError
from core.scope import NumbersScope, ProblemsScope, Scope, WindowScope

TODAY = date(2026, 3, 11)


def ordered(*words: str) -> Scope:
    parser = Parser("import", "")
    add_import(parser)
    return scope_of(parser.read(words), TODAY)


def window(first: str, last: str) -> WindowScope:
    return WindowScope(Window(date.fromisoformat(first), date.fromisoformat(last)))


@pytest.mark.parametrize(
    ("words", "scope"),
    [
        ([], window("2026-02-09", "2026-03-11")),
        (["--days", "7"], window("2026-03-04", "2026-03-11")),
        (["--days", "0"], window("2026-03-11", "2026-03-11")),
        (["--from", "2026-03-01"], window("2026-03-01", "2026-03-11")),
        (["--to", "2026-01-31"], window("2026-01-01", "2026-01-31")),
        (
            ["--from", "2026-01-01", "--to", "2026-01-31"],
            window("2026-01-01", "2026-01-31"),
        ),
        (["problems"], ProblemsScope()),
        (["Problems", "--preview"], ProblemsScope()),
        (["42"], NumbersScope(("42",))),
        (["--preview", "42", "--json", "43"], NumbersScope(("42", "43"))),
        (["42", "42"], NumbersScope(("42",))),
        (["2026", "/", "42"], NumbersScope(("2026 / 42",))),
        (["2026", "/42", "2026/", "43"], NumbersScope(("2026 /42", "2026/ 43"))),
        (["2026 / 42", "INV-7"], NumbersScope(("2026 / 42", "INV-7"))),
        (["42,43,", "44"], NumbersScope(("42", "43", "44"))),
    ],
    ids=str,
)
def test_an_order_is_read(words: list[str], scope: Scope) -> None:
    assert ordered(*words) == scope


@pytest.mark.parametrize(
    "words",
    [
        ["42", "--days", "7"],
        ["problems", "--from", "2026-01-01"],
        ["problems", "42"],
        ["--days", "7", "--from", "2026-01-01"],
        ["--days", "7", "--to", "2026-01-01"],
        ["--to", "0001-01-05"],
        ["--from", "2026-02-01", "--to", "2026-01-31"],
        ["--from", "2026-03-12"],
        ["--from", "01/02/2026"],
        ["--days", "-1"],
        ["--days", "ten"],
        ["--days", "99999"],
        ["invoice"],
        [""],
        ["42", "--previw"],
        ["42", "--pre"],
    ],
    ids=str,
)
def test_what_contradicts_itself_is_wrong_usage(words: list[str]) -> None:
    with pytest.raises(UsageError):
        ordered(*words)


def test_a_misspelt_word_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError) as raised:
        ordered("problem")

    assert raised.value.nearest == "problems"


def test_a_link_stays_whole() -> None:
    link = "https://focus.teamleader.eu/invoice_detail.php?id=b120a366"

    assert list(numbers_of([link, "42"])) == [link, "42"]


def departments_of(*words: str) -> list[str]:
    parser = Parser("import", "")
    add_import(parser)
    return list(parser.read(words).departments or [])


def test_departments_may_be_named_several_times() -> None:
    words = ("--department", "Gent", "--days", "7", "--department", "Aalst")

    assert departments_of(*words) == ["Gent", "Aalst"]
    assert departments_of("42") == []
