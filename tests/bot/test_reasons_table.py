"""The README's table of reasons."""

from __future__ import annotations

from bot.reasons_table import reasons_table
from core.domain.rules import RULES


def test_every_reason_has_a_row_in_the_order_of_the_questions() -> None:
    rows = [row.split("|") for row in reasons_table().splitlines()[2:]]

    assert [row[1].strip(" `") for row in rows] == [rule.reason for rule in RULES]
    assert all(cell.strip() for row in rows for cell in row[1:-1])


def test_a_reason_that_stops_only_the_automatic_import_says_so() -> None:
    row = next(row for row in reasons_table().splitlines() if "`on-hold`" in row)

    assert "blocks (automatic)" in row
    assert "| alert |" in row
