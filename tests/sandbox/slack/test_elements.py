"""Limits of interactive elements, and that no payload makes the judge stumble."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.slack import validate_blocks, validate_view
from sandbox.slack.blocks.elements import ELEMENTS
from sandbox.slack.blocks.layout import BLOCKS
from tests.sandbox.slack.parts import Json, plain


def option(value: str = "1") -> Json:
    return {"text": plain("One"), "value": value}


def in_form(element: Json) -> list[Json]:
    return [{"type": "input", "label": plain("Field"), "element": element}]


def group(*options: Json) -> Json:
    return {"label": plain("Group"), "options": list(options)}


GOOD: list[Json] = [
    {"type": "checkboxes", "options": [option()], "initial_options": [option()]},
    {"type": "radio_buttons", "options": [option()], "initial_option": option()},
    {"type": "static_select", "option_groups": [group(option())]},
    {"type": "multi_static_select", "options": [option()], "max_selected_items": 1},
    {"type": "external_select", "min_query_length": 1},
    {"type": "users_select", "placeholder": plain("Who")},
    {"type": "conversations_select", "response_url_enabled": True},
    {"type": "channels_select", "initial_channel": "C0BOEKHD1"},
    {"type": "datepicker", "initial_date": "2026-03-02"},
    {"type": "timepicker", "initial_time": "23:59"},
    {"type": "datetimepicker", "initial_date_time": 1772442000},
    {"type": "plain_text_input", "min_length": 0, "max_length": 3000},
    {"type": "email_text_input", "initial_value": ""},
    {"type": "url_text_input"},
    {"type": "number_input", "is_decimal_allowed": False, "min_value": "1"},
]


@pytest.mark.parametrize("element", GOOD, ids=[one["type"] for one in GOOD])
def test_an_element_within_the_limits_is_taken(element: Json) -> None:
    assert validate_blocks(in_form(element), "modal") == []


BAD = [
    pytest.param(
        {"type": "checkboxes", "options": [option(str(n)) for n in range(11)]},
        "/options",
        id="eleven-checkboxes",
    ),
    pytest.param(
        {"type": "radio_buttons", "options": [option(), option()]},
        "/options/1",
        id="same-value-twice",
    ),
    pytest.param(
        {"type": "checkboxes", "options": [option()], "initial_options": [option("2")]},
        "/initial_options",
        id="initial-options-not-offered",
    ),
    pytest.param(
        {
            "type": "static_select",
            "options": [option()],
            "option_groups": [group(option())],
        },
        "",
        id="options-and-groups",
    ),
    pytest.param(
        {
            "type": "static_select",
            "option_groups": [{**group(option()), "label": plain("x" * 76)}],
        },
        "/option_groups/0/label/text",
        id="group-label-too-long",
    ),
    pytest.param(
        {"type": "users_select", "placeholder": plain("x" * 151)},
        "/placeholder/text",
        id="placeholder-too-long",
    ),
    pytest.param(
        {"type": "multi_users_select", "max_selected_items": 0},
        "/max_selected_items",
        id="nothing-to-select",
    ),
    pytest.param(
        {"type": "external_select", "min_query_length": "3"},
        "/min_query_length",
        id="query-length-as-text",
    ),
    pytest.param(
        {"type": "datepicker", "initial_date": "2-3-2026"}, "/initial_date", id="date"
    ),
    pytest.param(
        {"type": "timepicker", "initial_time": "24:00"}, "/initial_time", id="time"
    ),
    pytest.param(
        {"type": "datetimepicker", "initial_date_time": 12},
        "/initial_date_time",
        id="moment",
    ),
    pytest.param(
        {"type": "plain_text_input", "max_length": 3001}, "/max_length", id="length"
    ),
    pytest.param(
        {"type": "plain_text_input", "initial_value": "x" * 3001},
        "/initial_value",
        id="initial-text-too-long",
    ),
    pytest.param({"type": "number_input"}, "", id="number-without-decimals-said"),
    pytest.param({"type": "file_input", "max_files": 11}, "/max_files", id="files"),
    pytest.param(
        {"type": "plain_text_input", "action_id": "x" * 256}, "/action_id", id="id"
    ),
    pytest.param(
        {"type": "plain_text_input", "focus_on_load": "yes"},
        "/focus_on_load",
        id="focus-as-text",
    ),
    pytest.param({"type": "button", "text": plain("Go")}, "", id="button-in-a-form"),
]


@pytest.mark.parametrize(("element", "below"), BAD)
def test_an_element_beyond_a_limit_is_pointed_at(element: Json, below: str) -> None:
    problems = validate_blocks(in_form(element), "modal")

    assert [one.pointer for one in problems] == [f"/blocks/0/element{below}"]


def test_files_are_asked_for_in_modals_only() -> None:
    block = in_form({"type": "file_input"})

    assert validate_blocks(block, "modal") == []
    assert validate_blocks(block, "home") != []


def test_one_element_has_the_focus() -> None:
    focused = {"type": "plain_text_input", "focus_on_load": True}

    assert validate_blocks(in_form(focused), "modal") == []
    assert validate_blocks(in_form(focused) + in_form(focused), "modal") != []


def test_rich_text_is_looked_into() -> None:
    def judged(element: Json) -> list[str]:
        block = {"type": "rich_text", "elements": [element]}
        return [one.pointer for one in validate_blocks([block], "message")]

    section = {"type": "rich_text_section", "elements": [{"type": "link", "url": "x"}]}
    listed = {"type": "rich_text_list", "style": "bullet", "elements": [section]}
    below = "/blocks/0/elements/0"
    assert judged(listed) == []
    assert judged({**listed, "indent": 9}) == [f"{below}/indent"]
    assert judged({**listed, "style": "dots"}) == [f"{below}/style"]
    assert judged({"type": "rich_text_table", "elements": []}) == [f"{below}/type"]
    empty = {"type": "rich_text_section", "elements": [{"type": "text", "text": ""}]}
    assert judged(empty) == [f"{below}/elements/0/text"]


KEYS = [
    "type",
    "text",
    "elements",
    "element",
    "accessory",
    "fields",
    "label",
    "options",
    "option_groups",
    "confirm",
    "title",
    "rows",
    "column_settings",
    "initial_option",
    "initial_options",
    "blocks",
    "submit",
    "actions",
    "placeholder",
    "image_url",
    "alt_text",
    "style",
    "value",
    "block_id",
    "action_id",
    "focus_on_load",
]
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from([*BLOCKS, *ELEMENTS, "plain_text", "mrkdwn", "modal", "home"])
)
PAYLOADS = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
    ),
    max_leaves=12,
)
BLOCK = st.builds(
    lambda kind, rest: {**rest, "type": kind},
    st.sampled_from([*BLOCKS]),
    st.dictionaries(st.sampled_from(KEYS), PAYLOADS, max_size=5),
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(BLOCK, max_size=3), PAYLOADS)
def test_no_payload_makes_the_judge_stumble(blocks: list[Json], view: object) -> None:
    for surface in ("message", "modal", "home"):
        problems = validate_blocks(blocks, surface)
        assert all(one.pointer.startswith("/blocks") for one in problems)
    modal = {"type": "modal", "title": plain("x"), "blocks": blocks}
    assert all(one.pointer.startswith("/view") for one in validate_view(modal))
    validate_view(view)
    for element in ELEMENTS:
        validate_blocks(in_form({"options": view, "type": element}), "modal")
