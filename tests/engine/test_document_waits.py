"""When a PDF that did not come is asked for again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.document import GIVE_UP_AFTER, LONGEST_WAIT, next_attempt
from tests.builders import NOW

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)

chances = st.floats(min_value=0, max_value=1)
counts = st.integers(min_value=0, max_value=10**9)
waits = st.timedeltas(min_value=SECOND)
ages = st.timedeltas(min_value=-HOUR, max_value=timedelta(days=400))


def wait(attempts: int, first: timedelta = MINUTE, chance: float = 0.5) -> timedelta:
    """How long is waited after so many tries within the first hour."""
    at = next_attempt(
        wanted_at=NOW, now=NOW, attempts=attempts, first_wait=first, chance=chance
    )
    assert at is not None
    return at - NOW


@pytest.mark.parametrize(
    ("attempts", "waited"),
    [
        (0, MINUTE),
        (1, MINUTE),
        (2, 2 * MINUTE),
        (3, 4 * MINUTE),
        (4, 8 * MINUTE),
        (9, 256 * MINUTE),
        (10, 6 * HOUR),
        (11, 6 * HOUR),
        (60, 6 * HOUR),
        (1_000_000_000, 6 * HOUR),
    ],
)
def test_the_wait_doubles_up_to_six_hours(attempts: int, waited: timedelta) -> None:
    assert wait(attempts) == waited


@pytest.mark.parametrize("attempts", [1, 21, 10_000])
def test_a_first_wait_beyond_six_hours_is_cut_to_six(attempts: int) -> None:
    assert wait(attempts, timedelta(days=1)) == 6 * HOUR
    assert wait(attempts, timedelta.max) == 6 * HOUR


def test_the_first_wait_may_be_a_second() -> None:
    assert [wait(n, SECOND) / SECOND for n in (1, 2, 3)] == [1, 2, 4]
    assert wait(40, SECOND) == 6 * HOUR


def test_waits_are_spread_over_a_tenth_to_either_side() -> None:
    assert wait(1, chance=0) == 54 * SECOND
    assert wait(1, chance=1) == 66 * SECOND


@pytest.mark.parametrize(
    ("age", "ends"),
    [
        (timedelta(days=7) - 1 * SECOND, False),
        (timedelta(days=7), True),
        (timedelta(days=70), True),
    ],
)
def test_after_seven_days_it_ends(age: timedelta, *, ends: bool) -> None:
    at = next_attempt(
        wanted_at=NOW - age, now=NOW, attempts=40, first_wait=MINUTE, chance=0.5
    )
    assert (at is None) is ends


def test_the_last_try_is_at_the_end_of_the_seventh_day() -> None:
    now = NOW + GIVE_UP_AFTER - HOUR
    at = next_attempt(wanted_at=NOW, now=now, attempts=40, first_wait=MINUTE)
    assert at == NOW + GIVE_UP_AFTER


@given(age=ages, attempts=counts, first=waits, chance=chances)
def test_the_next_try_is_always_ahead_and_never_far(
    age: timedelta, attempts: int, first: timedelta, chance: float
) -> None:
    at = next_attempt(
        wanted_at=NOW - age,
        now=NOW,
        attempts=attempts,
        first_wait=first,
        chance=chance,
    )
    if age >= GIVE_UP_AFTER:
        assert at is None
    else:
        assert at is not None
        assert NOW < at <= NOW + 1.1 * LONGEST_WAIT
        assert at <= NOW - age + GIVE_UP_AFTER


@given(attempts=st.integers(1, 100), chance=chances)
def test_chance_moves_a_wait_by_a_tenth_at_most(attempts: int, chance: float) -> None:
    usual = wait(attempts)
    assert 0.9 * usual <= wait(attempts, chance=chance) <= 1.1 * usual


@given(attempts=st.integers(1, 100))
def test_waits_never_get_shorter(attempts: int) -> None:
    assert wait(attempts) <= wait(attempts + 1)
