"""Limits of modals and Home tabs as a whole."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.slack import validate_view
from tests.sandbox.slack.parts import Json, mrkdwn, plain

SECTION = {"type": "section", "text": mrkdwn("x")}
FIELD = {
    "type": "input",
    "label": plain("Field"),
    "element": {"type": "plain_text_input", "action_id": "t"},
}


def modal(*blocks: Json, **changes: Any) -> Json:
    return {"type": "modal", "title": plain("Title"), "blocks": list(blocks), **changes}


def test_a_plain_modal_is_taken() -> None:
    assert validate_view(modal(SECTION)) == []
    assert validate_view(modal(FIELD, submit=plain("Save"))) == []


@pytest.mark.parametrize(
    ("view", "pointer"),
    [
        pytest.param(modal(SECTION, title=plain("x" * 25)), "/view/title/text", id="t"),
        pytest.param(
            modal(SECTION, submit=plain("x" * 25)), "/view/submit/text", id="submit"
        ),
        pytest.param(modal(FIELD), "/view", id="input-without-submit"),
        pytest.param(
            modal(SECTION, private_metadata="x" * 3001),
            "/view/private_metadata",
            id="metadata",
        ),
        pytest.param(
            modal({"type": "markdown", "text": "x"}), "/view/blocks/0", id="surface"
        ),
        pytest.param({"type": "modal", "blocks": []}, "/view", id="no-title"),
        pytest.param({"type": "home"}, "/view", id="no-blocks"),
        pytest.param(
            {"type": "home", "blocks": [], "title": plain("x")}, "/view", id="home"
        ),
        pytest.param({"type": "page", "blocks": []}, "/view/type", id="type"),
    ],
)
def test_a_view_beyond_a_limit_is_pointed_at(view: Json, pointer: str) -> None:
    assert [one.pointer for one in validate_view(view)] == [pointer]


def test_a_view_of_more_than_250_kilobytes_is_too_large() -> None:
    heavy = [{"type": "section", "text": mrkdwn("x" * 3000)}] * 100

    assert {one.code for one in validate_view(modal(*heavy))} == {"view_too_large"}
