"""Naming departments on the command line, and in what people read of a run."""

from __future__ import annotations

import pytest

from bot.settings import policy
from core.domain.invoice import DepartmentId
from core.errors import ConfigurationError
from tests.bot.cli_world import CannedEngine, CannedParts, a_run, run_command
from tests.bot.test_settings import settings_with

GENT, AALST = DepartmentId("gent-id"), DepartmentId("aalst-id")


def ordered(*names: str) -> frozenset[DepartmentId]:
    parts = CannedParts()
    words = [word for name in names for word in ("--department", name)]
    ended = run_command("import", *words, parts=parts)
    assert ended.code == 0, ended.err
    return parts.engine.orders[0].departments


def test_departments_are_named_by_their_names() -> None:
    assert ordered("maes gent") == {GENT}
    assert ordered("Maes Gent", "aalst-id") == {GENT, AALST}
    assert ordered() == frozenset()


@pytest.mark.parametrize(
    ("typed", "said"),
    [("Maes", "fits several departments"), ("Brussel", "is not a department")],
)
def test_a_department_that_is_not_one_is_wrong_usage_and_imports_nothing(
    typed: str, said: str
) -> None:
    parts = CannedParts()

    ended = run_command("import", "--department", typed, parts=parts)

    assert ended.code == 2
    assert said in ended.err
    assert "Maes Gent, Maes Aalst" in ended.err
    assert parts.engine.orders == []


def test_the_summary_says_what_the_run_was_narrowed_to() -> None:
    run = a_run(facts={"departments": ["Maes Gent"]})
    parts = CannedParts(CannedEngine(run_answer=run))

    ended = run_command("import", "--department", "Maes Gent", parts=parts)

    assert "Only invoices of Maes Gent." in ended.out


def test_the_departments_that_are_imported_are_a_setting() -> None:
    one = "92296AD0-2D61-4179-B174-9F354CA2157F"
    settings = settings_with(import_departments=f"{one}, 53635682-c382")

    found = policy(settings, {}, ())

    assert found.departments == {one.lower(), "53635682-c382"}
    assert policy(settings, {"IMPORT_DEPARTMENTS": ""}, ()).departments == frozenset()
    assert policy(settings_with(), {}, ()).departments == frozenset()


def test_a_name_in_the_setting_is_told_with_the_way_out() -> None:
    with pytest.raises(ConfigurationError) as told:
        settings_with(import_departments="Gent")

    (problem,) = told.value.problems
    assert "Gent" in problem.problem
    assert "/twikey settings" in problem.mend
