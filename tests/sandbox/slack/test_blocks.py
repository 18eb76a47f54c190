from __future__ import annotations

from typing import Any

import pytest

from sandbox.slack import validate_blocks
from tests.sandbox.slack.parts import Json, mrkdwn, plain


def button(**changes: Any) -> Json:
    return {"type": "button", "text": plain("Go"), "action_id": "go", **changes}


def actions(*elements: Json, **changes: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **changes}


def option(value: str = "1", text: str = "One", **changes: Any) -> Json:
    return {"text": plain(text), "value": value, **changes}


def select(*options: Json, **changes: Any) -> Json:
    return {"type": "static_select", "options": list(options), **changes}


def field(element: Json, **changes: Any) -> Json:
    return {"type": "input", "label": plain("Field"), "element": element, **changes}


def confirm(**changes: Any) -> Json:
    dialog = {
        "title": plain("Sure?"),
        "text": mrkdwn("Really?"),
        "confirm": plain("Yes"),
        "deny": plain("No"),
    }
    return {**dialog, **changes}


def rows(count: int, cells: int) -> list[list[Json]]:
    return [[{"type": "raw_text", "text": "x"}] * cells] * count


TEXT_INPUT = {"type": "plain_text_input", "action_id": "t"}
SECTION = {"type": "section", "text": mrkdwn("x")}
EXTRA_OPTIONS = [option(str(n)) for n in range(101)]

GOOD_BLOCKS = [
    pytest.param(SECTION, id="section"),
    pytest.param({"type": "section", "fields": [mrkdwn("x")] * 10}, id="fields"),
    pytest.param({"type": "header", "text": plain("x" * 150)}, id="header"),
    pytest.param({"type": "context", "elements": [mrkdwn("x")] * 10}, id="context"),
    pytest.param(actions(button(confirm=confirm())), id="confirm"),
    pytest.param(actions(select(option(), initial_option=option())), id="initial"),
    pytest.param(field(TEXT_INPUT), id="input"),
    pytest.param({"type": "table", "rows": rows(100, 20)}, id="table"),
    pytest.param({"type": "markdown", "text": "x" * 12_000}, id="markdown"),
    pytest.param(
        {"type": "image", "image_url": "https://example.invalid/x", "alt_text": "x"},
        id="image",
    ),
    pytest.param(
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "elements": [
                        {
                            "type": "rich_text_section",
                            "elements": [{"type": "text", "text": "x"}],
                        }
                    ],
                }
            ],
        },
        id="rich-text",
    ),
]


@pytest.mark.parametrize("block", GOOD_BLOCKS)
def test_blocks_within_the_limits_are_taken(block: Json) -> None:
    assert validate_blocks([block], "message") == []


BAD_BLOCKS = [
    pytest.param({"type": "section"}, "/blocks/0", id="section-without-words"),
    pytest.param(
        {"type": "section", "text": mrkdwn("")}, "/blocks/0/text/text", id="empty"
    ),
    pytest.param(
        {"type": "section", "text": mrkdwn("x" * 3001)},
        "/blocks/0/text/text",
        id="section-too-long",
    ),
    pytest.param(
        {"type": "section", "fields": [mrkdwn("x")] * 11},
        "/blocks/0/fields",
        id="eleven-fields",
    ),
    pytest.param(
        {"type": "section", "fields": [mrkdwn("x" * 2001)]},
        "/blocks/0/fields/0/text",
        id="field-too-long",
    ),
    pytest.param(
        {"type": "section", "text": mrkdwn("x"), "accessory": TEXT_INPUT},
        "/blocks/0/accessory",
        id="text-input-beside-a-section",
    ),
    pytest.param(
        {"type": "section", "text": mrkdwn("x"), "colour": "red"},
        "/blocks/0",
        id="unknown-key",
    ),
    pytest.param(
        {"type": "header", "text": plain("x" * 151)},
        "/blocks/0/text/text",
        id="header-too-long",
    ),
    pytest.param(
        {"type": "header", "text": mrkdwn("x")},
        "/blocks/0/text/type",
        id="header-with-markup",
    ),
    pytest.param(
        {"type": "context", "elements": []}, "/blocks/0/elements", id="empty-context"
    ),
    pytest.param(
        actions(*[button(action_id=str(n)) for n in range(26)]),
        "/blocks/0/elements",
        id="26-buttons",
    ),
    pytest.param(
        actions(button(), button()),
        "/blocks/0/elements/1/action_id",
        id="action-id-twice",
    ),
    pytest.param(
        actions(button(text=plain("x" * 76))),
        "/blocks/0/elements/0/text/text",
        id="button-too-long",
    ),
    pytest.param(
        actions(button(value="x" * 2001)),
        "/blocks/0/elements/0/value",
        id="button-value-too-long",
    ),
    pytest.param(
        actions(button(style="warning")),
        "/blocks/0/elements/0/style",
        id="unknown-style",
    ),
    pytest.param(
        actions(button(confirm=confirm(confirm=plain("x" * 31)))),
        "/blocks/0/elements/0/confirm/confirm/text",
        id="confirm-button-too-long",
    ),
    pytest.param(
        actions(button(confirm=confirm(text=mrkdwn("x" * 301)))),
        "/blocks/0/elements/0/confirm/text/text",
        id="confirm-text-too-long",
    ),
    pytest.param(
        actions(select()), "/blocks/0/elements/0/options", id="select-without-options"
    ),
    pytest.param(
        actions(select(*EXTRA_OPTIONS)),
        "/blocks/0/elements/0/options",
        id="101-options",
    ),
    pytest.param(
        actions(select(option(text="x" * 76))),
        "/blocks/0/elements/0/options/0/text/text",
        id="option-too-long",
    ),
    pytest.param(
        actions(select(option(value="x" * 151))),
        "/blocks/0/elements/0/options/0/value",
        id="option-value-too-long",
    ),
    pytest.param(
        actions(select(option(), initial_option=option("2"))),
        "/blocks/0/elements/0/initial_option",
        id="initial-option-not-offered",
    ),
    pytest.param(
        actions({"type": "overflow", "options": [option(str(n)) for n in range(6)]}),
        "/blocks/0/elements/0/options",
        id="six-in-overflow",
    ),
    pytest.param(
        {"type": "image", "image_url": "https://example.invalid/x"},
        "/blocks/0",
        id="image-without-words",
    ),
    pytest.param(
        {"type": "table", "rows": rows(101, 1)}, "/blocks/0/rows", id="101-rows"
    ),
    pytest.param(
        {"type": "table", "rows": rows(1, 21)}, "/blocks/0/rows/0", id="21-cells"
    ),
    pytest.param(
        {"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]},
        "/blocks/0/rows/0/0/text",
        id="empty-cell",
    ),
    pytest.param(
        {"type": "markdown", "text": "x" * 12_001}, "/blocks/0/text", id="markdown"
    ),
    pytest.param({"type": "banner"}, "/blocks/0", id="unknown-type"),
    pytest.param({"type": "alert", "text": mrkdwn("x")}, "/blocks/0", id="surface"),
    pytest.param({**SECTION, "block_id": "x" * 256}, "/blocks/0/block_id", id="id"),
    pytest.param("text", "/blocks/0", id="not-an-object"),
]


@pytest.mark.parametrize(("block", "pointer"), BAD_BLOCKS)
def test_a_block_beyond_a_limit_is_pointed_at(block: Any, pointer: str) -> None:
    assert [one.pointer for one in validate_blocks([block], "message")] == [pointer]


def test_a_message_holds_fifty_blocks() -> None:
    assert validate_blocks([SECTION] * 50, "message") == []
    assert validate_blocks([SECTION] * 51, "message") != []
    assert validate_blocks([SECTION] * 100, "modal") == []


def test_a_block_id_stands_once() -> None:
    block = {**SECTION, "block_id": "same"}

    [problem] = validate_blocks([block, block], "message")

    assert problem.pointer == "/blocks/1/block_id"


def test_a_second_table_is_a_refusal_of_its_own() -> None:
    table = {"type": "table", "rows": rows(1, 1)}

    [problem] = validate_blocks([table, table], "message")

    assert (problem.code, problem.message) == (
        "invalid_attachments",
        "only_one_table_allowed",
    )


def test_markdown_blocks_share_one_limit() -> None:
    block = {"type": "markdown", "text": "x" * 7000}

    assert validate_blocks([block, block], "message") != []


def test_blocks_that_are_no_list_are_a_problem() -> None:
    assert validate_blocks({"type": "divider"}, "message") != []  # type: ignore[arg-type]
