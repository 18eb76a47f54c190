"""Which payment profile a custom field names, as people fill it in."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.profile import (
    ProfileChoice,
    ProfileLevel,
    ProfileProblem,
    Unreadable,
    choice_in,
    profile_in,
)

NAMES = {"4021": "Domiciliëring", "4022": "Klanten 2024", "77": "Oud"}
TEXTS = st.text(alphabet=st.characters(exclude_categories=["N", "Cs"]))


@pytest.mark.parametrize(
    "value",
    [
        "1234",
        " 1234 ",
        "#1234",
        "1234 - Direct debit",
        "Direct debit (1234)",
        "ct: 1234!",
        "1234 / 1234",
        "1234, 30 dagen",
        1234,
        1234.0,
        Decimal("1234.00"),
    ],
)
def test_an_id_is_read_alone_or_among_words(value: object) -> None:
    assert profile_in(value, {}) == "1234"


@pytest.mark.parametrize("value", [None, "", "  \t", []])
def test_a_field_that_holds_nothing_is_empty(value: object) -> None:
    assert profile_in(value, NAMES) is None


@pytest.mark.parametrize(
    ("value", "profile"),
    [
        ("domiciliëring", "4021"),
        ("  DOMICILIËRING ", "4021"),
        ("Klanten  2024", "4022"),
        ("77", "77"),
        (77, "77"),
    ],
)
def test_the_name_of_a_known_profile_is_as_good_as_its_id(
    value: object, profile: str
) -> None:
    assert profile_in(value, NAMES) == profile


@pytest.mark.parametrize(
    "value",
    [
        "domiciliëring aub",
        "1234 of 5678",
        "12",
        "1234567",
        "4.021",
        "123,45",
        "-",
        "١٢٣٤",
        0,
        -1234,
        12.5,
        float("nan"),
        float("inf"),
        True,
        False,
        ["1234"],
        {"id": "1234"},
    ],
    ids=repr,
)
def test_what_names_no_profile_is_told_as_it_was_seen(value: object) -> None:
    assert profile_in(value, NAMES) == Unreadable(str(value))


def test_two_profiles_of_one_name_are_not_told_apart() -> None:
    names = {"4021": "Standaard", "4022": "standaard"}

    assert profile_in("Standaard", names) == Unreadable("Standaard")


def test_a_long_text_is_cut_to_what_can_be_shown() -> None:
    assert profile_in("zo niet " * 100, {}) == Unreadable(("zo niet " * 100)[:100])


@given(before=TEXTS, number=st.integers(100, 999_999), after=TEXTS)
def test_words_without_numbers_never_hide_the_id(
    before: str, number: int, after: str
) -> None:
    assert profile_in(f"{before}{number}{after}", {}) == str(number)


@given(st.none() | st.booleans() | st.floats() | st.text() | st.lists(st.text()))
def test_whatever_a_field_holds_is_empty_a_number_or_unreadable(value: object) -> None:
    read = profile_in(value, {})

    assert read is None or isinstance(read, Unreadable) or read.isdecimal()


def test_empty_fields_leave_the_choice_to_the_next_level() -> None:
    assert choice_in(ProfileLevel.SUBSCRIPTION, {"a": None, "b": ""}, {}) is None
    assert choice_in(ProfileLevel.SUBSCRIPTION, {}, {}) is None


def test_subscriptions_that_agree_choose_together() -> None:
    seen = {"a": "1234", "b": "1234 - Link"}
    fields: dict[str, object] = {**seen, "c": None}

    choice = choice_in(ProfileLevel.SUBSCRIPTION, fields, {})

    assert choice == ProfileChoice(ProfileLevel.SUBSCRIPTION, "1234", seen=seen)


def test_subscriptions_that_disagree_are_told_with_what_each_said() -> None:
    choice = choice_in(ProfileLevel.SUBSCRIPTION, {"a": "1234", "b": 5678}, {})

    assert choice == ProfileChoice(
        ProfileLevel.SUBSCRIPTION,
        None,
        ProfileProblem.DISAGREE,
        {"a": "1234", "b": "5678"},
    )


def test_one_that_cannot_be_read_spoils_the_choice() -> None:
    choice = choice_in(ProfileLevel.SUBSCRIPTION, {"a": "1234", "b": "goud"}, {})

    assert choice is not None
    assert (choice.id, choice.problem) == (None, ProfileProblem.UNREADABLE)
    assert choice.seen == {"a": "1234", "b": "goud"}
