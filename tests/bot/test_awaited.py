"""Who uses the calls that are kept for people who wait."""

from __future__ import annotations

from datetime import date

import pytest

from bot.bootstrap.core import awaited
from core.domain.outcome import RunTrigger
from core.domain.policy import Window
from core.scope import ImportOrder, NumbersScope, ProblemsScope, WindowScope

DAYS = Window(date(2026, 11, 1), date(2026, 11, 22))


def test_somebody_who_retries_an_invoice_does_not_wait_behind_a_backlog() -> None:
    assert awaited(ImportOrder(NumbersScope(("2026 / 42",))))


@pytest.mark.parametrize(
    "order",
    [
        ImportOrder(WindowScope(DAYS)),
        ImportOrder(ProblemsScope()),
        ImportOrder(NumbersScope(tuple(f"2026 / {n}" for n in range(40)))),
        ImportOrder(NumbersScope(("2026 / 42",)), trigger=RunTrigger.AUTOMATIC),
    ],
)
def test_a_large_or_automatic_import_leaves_those_calls_to_people(
    order: ImportOrder,
) -> None:
    assert not awaited(order)
