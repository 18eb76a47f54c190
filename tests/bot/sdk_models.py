"""The second opinion on blocks: the models of Slack's own Python library.

They know limits the stand-in may not know, and they drop in silence what they have
never heard of. So what comes out of them must be what went in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View


def objections(blocks: Sequence[dict[str, Any]]) -> list[str]:
    """Return what the library does not take, or would leave out."""
    return [found for block in blocks for found in _of_block(block)]


def objections_to_view(view: dict[str, Any]) -> list[str]:
    """Return the same of a modal or a Home tab."""
    try:
        whole = View(**view).to_dict()
    except (SlackObjectFormationError, TypeError) as error:
        return [str(error)]
    frame = {key: value for key, value in view.items() if key != "blocks"}
    kept = {key: value for key, value in whole.items() if key != "blocks"}
    return [*_differences("view", frame, kept), *objections(view["blocks"])]


def _of_block(block: dict[str, Any]) -> Iterator[str]:
    try:
        parsed = Block.parse(block)
        if parsed is None:
            yield f"unknown block: {block['type']}"
            return
        yield from _differences(block["type"], block, parsed.to_dict())
    except (SlackObjectFormationError, TypeError) as error:
        yield f"{block['type']}: {error}"


def _differences(where: str, given: object, kept: object) -> Iterator[str]:
    if isinstance(given, dict) and isinstance(kept, dict):
        for key in sorted(given.keys() | kept.keys()):
            yield from _differences(f"{where}/{key}", given.get(key), kept.get(key))
    elif isinstance(given, list) and isinstance(kept, list):
        if len(given) != len(kept):
            yield f"{where}: {len(given)} became {len(kept)}"
        for n, (one, other) in enumerate(zip(given, kept, strict=False)):
            yield from _differences(f"{where}/{n}", one, other)
    elif given != kept:
        yield f"{where}: {given!r} became {kept!r}"
