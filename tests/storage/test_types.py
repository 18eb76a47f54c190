"""How values are written into columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Dialect
from sqlalchemy.dialects import postgresql, sqlite

from core.domain.reason import Reason
from storage.types import Amount, FactsText, Moment, storable

SQLITE: Dialect = sqlite.dialect()
POSTGRESQL: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]


def facts_again(facts: Mapping[str, object]) -> object:
    kept = FactsText().process_bind_param(facts, SQLITE)
    return FactsText().process_result_value(kept, SQLITE)


def test_facts_come_back_as_plain_values() -> None:
    facts = MappingProxyType(
        {
            "reason": Reason.PAID,
            "amount": Decimal("12.50"),
            "day": date(2026, 3, 1),
            "at": datetime(2026, 3, 1, 9, tzinfo=UTC),
            "nearest": ("2026 / 1", "2026 / 2"),
            "seen": MappingProxyType({"a": 1}),
            "which": frozenset({"b", "a"}),
            "none": None,
        }
    )

    assert facts_again(facts) == {
        "reason": "paid",
        "amount": "12.50",
        "day": "2026-03-01",
        "at": "2026-03-01T09:00:00+00:00",
        "nearest": ["2026 / 1", "2026 / 2"],
        "seen": {"a": 1},
        "which": ["a", "b"],
        "none": None,
    }


def test_facts_cannot_hold_just_anything() -> None:
    with pytest.raises(TypeError, match="object"):
        facts_again({"thing": object()})


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_an_amount_keeps_its_value(amount: Decimal) -> None:
    kept = Amount().process_bind_param(amount, SQLITE)

    assert kept is not None
    assert "E" not in kept
    assert Amount().process_result_value(kept, SQLITE) == amount


@given(st.datetimes(min_value=datetime(1, 1, 3), max_value=datetime(9999, 12, 29)))  # noqa: DTZ001
def test_a_moment_of_any_zone_is_kept_as_utc(naive: datetime) -> None:
    moment = naive.replace(tzinfo=timezone(timedelta(hours=2)))
    kept = Moment().process_bind_param(moment, POSTGRESQL)

    assert kept is not None
    assert kept == moment
    assert kept.tzinfo is UTC
    assert Moment().process_result_value(kept.replace(tzinfo=None), SQLITE) == moment


@given(st.text(st.characters()))
def test_any_text_can_be_stored(text: str) -> None:
    kept = storable(text)

    kept.encode()
    assert "\x00" not in kept
    assert storable(kept) == kept
