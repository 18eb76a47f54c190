"""Everything has a limit, and the documentation tells the number of the code."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.limits import LIMITS, OPERATIONS, Limit, with_limits

ROOT = Path(__file__).parents[2]
ALL = [limit for limits in LIMITS.values() for limit in limits]

ENDLESS = {
    "bot/outbox.py",  # works through the outbox until it is cancelled
    "bot/waking.py",  # listens until it is cancelled
    "core/adapters/renewal.py",  # each turn ends in a newer secret or an error
    "core/customer_catch_up.py",  # each turn reads twice as far, a list has an end
}
"""Where a loop without a condition is meant, and why it does not run away."""


def test_the_documented_limits_are_those_of_the_code() -> None:
    text = OPERATIONS.read_text("utf-8")

    assert "## Limits" in text
    assert with_limits(text) == text, "write them with: python -m tests.limits"


@pytest.mark.parametrize("limit", ALL, ids=lambda limit: limit.constant)
def test_every_limit_is_a_number_above_nothing(limit: Limit) -> None:
    assert limit.shown[0].isdigit()
    assert not limit.shown.startswith("0 ")


def test_no_loop_is_without_an_end() -> None:
    """A retry or a reading that never stops would be written as ``while True``."""
    found = set()
    for package in ("bot", "core", "storage"):
        for path in (ROOT / package).rglob("*.py"):
            tree = ast.parse(path.read_text("utf-8"))
            for node in ast.walk(tree):
                if isinstance(node, ast.While) and isinstance(node.test, ast.Constant):
                    found.add(str(path.relative_to(ROOT)))

    assert found <= ENDLESS


BY_DATABASE = {
    "storage/attempts.py",
    "storage/credentials.py",
    "storage/documents.py",
    "storage/hints.py",
    "storage/leaders.py",
    "storage/settings.py",
    "storage/slots.py",
    "storage/targets.py",
    "storage/ticks.py",
    "storage/work.py",  # and by table and columns, which are written in the program
}
"""What is built once for each kind of database, of which there are two."""


def test_no_cache_of_the_standard_library_grows_for_ever() -> None:
    """``cache`` is for what depends on nothing from outside."""
    users = {
        str(path.relative_to(ROOT))
        for package in ("bot", "core", "storage")
        for path in (ROOT / package).rglob("*.py")
        if "lru_cache" in path.read_text("utf-8")
        or "\n@cache" in path.read_text("utf-8")
    }

    assert users <= {
        "bot/words/catalogue.py",  # by language
        "bot/words/format.py",  # by language
        "core/adapters/territories.py",  # by language
        *BY_DATABASE,
    }
