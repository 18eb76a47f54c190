"""Does Slack accept these blocks? The limits of its description, checked.

``validate_blocks`` and ``validate_view`` return every problem with a JSON pointer, an
empty list when Slack would take the payload.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sandbox.slack.blocks import texts
from sandbox.slack.blocks.layout import Surface, check_block
from sandbox.slack.blocks.problems import Problem, Spot

__all__ = ["Problem", "validate_blocks", "validate_view"]

_MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
_MARKDOWN_IN_ALL = 12_000
_VIEW_BYTES = 250_000
_COMMON_KEYS = (
    "type",
    "blocks",
    "private_metadata",
    "callback_id",
    "external_id",
)
_MODAL_KEYS = (
    "title",
    "submit",
    "close",
    "clear_on_close",
    "notify_on_close",
    "submit_disabled",
)


def validate_blocks(
    blocks: Sequence[object], surface: Surface, *, pointer: str = "/blocks"
) -> list[Problem]:
    """Return the problems of blocks on a message, a modal or a Home tab."""
    spot = Spot(blocks, pointer, [])
    if not spot.is_list(most=_MOST_BLOCKS[surface]):
        return spot.problems
    for block in spot.each():
        check_block(block, surface)
    known = [one for one in spot.each() if isinstance(one.value, dict)]
    _block_ids(known)
    _one_table(known)
    _markdown(spot, known)
    _one_focus(spot)
    return spot.problems


def validate_view(view: object) -> list[Problem]:
    """Return the problems of a modal or a Home tab."""
    spot = Spot(view, "/view", [])
    if not spot.is_object():
        return spot.problems
    if not spot.at("type").is_one_of(("modal", "home")):
        return spot.problems
    if len(json.dumps(view).encode()) > _VIEW_BYTES:
        spot.complain("view is too large", code="view_too_large")
    for key, most in (
        ("callback_id", 255),
        ("external_id", 255),
        ("private_metadata", 3000),
    ):
        if spot.has(key):
            spot.at(key).is_string(most=most, least=0)
    if spot.value["type"] == "modal":
        _modal(spot)
    else:
        spot.knows_only(*_COMMON_KEYS)
    return spot.problems + _blocks_of(spot)


def _blocks_of(spot: Spot) -> list[Problem]:
    if not spot.has("blocks"):
        return [Problem(spot.pointer, "missing required field: blocks")]
    surface: Surface = "modal" if spot.value["type"] == "modal" else "home"
    return validate_blocks(spot.value["blocks"], surface, pointer="/view/blocks")


def _modal(spot: Spot) -> None:
    spot.knows_only(*_COMMON_KEYS, *_MODAL_KEYS)
    spot.requires("title")
    for key in ("title", "submit", "close"):
        texts.plain(spot, key, most=24)
    if not spot.has("submit") and _asks_something(spot.value.get("blocks")):
        spot.complain("submit is required when the view holds an input block")


def _asks_something(blocks: Any) -> bool:
    return isinstance(blocks, list) and any(
        isinstance(block, dict) and block.get("type") == "input" for block in blocks
    )


def _block_ids(blocks: list[Spot]) -> None:
    seen: set[str] = set()
    for block in blocks:
        name = block.value.get("block_id")
        if name is not None and str(name) in seen:
            block.at("block_id").complain(f"block_id already exists: {name}")
        seen.add(str(name))


def _one_table(blocks: list[Spot]) -> None:
    tables = [block for block in blocks if block.value.get("type") == "table"]
    for extra in tables[1:]:
        extra.complain("only_one_table_allowed", code="invalid_attachments")


def _markdown(spot: Spot, blocks: list[Spot]) -> None:
    lengths = [
        len(str(block.value.get("text", "")))
        for block in blocks
        if block.value.get("type") == "markdown"
    ]
    if len(lengths) > 1 and sum(lengths) > _MARKDOWN_IN_ALL:
        spot.complain(f"no more than {_MARKDOWN_IN_ALL} characters of markdown in all")


def _one_focus(spot: Spot) -> None:
    wanting = json.dumps(spot.value).count('"focus_on_load": true')
    if wanting > 1:
        spot.complain("only one element may have focus_on_load")
