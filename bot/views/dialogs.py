"""Modal views: how they are framed, and what stands in place of one; all pure.

The fields of a form are made in :mod:`bot.views.fields`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from bot.views.blocks import Block, plain_text, section
from bot.words import Safe, Voice
from core.domain.reason import Facts

View = dict[str, Any]

_TITLE_MOST: Final = 24
_META_MOST: Final = 2000
_BLOCKS_MOST: Final = 100


@dataclass(frozen=True)
class Frame:
    """What is around the blocks of a modal.

    ``name`` is the key of its form, empty for one that is only read. ``meta`` comes
    back with what is sent, and fits into 2,000 characters of JSON.
    """

    title: Safe
    close: Safe
    name: str = ""
    submit: Safe | None = None
    meta: Facts = field(default_factory=dict)


def modal(frame: Frame, *blocks: Block) -> View:
    """Put a modal together. Raises ``ValueError`` for one that Slack would refuse."""
    meta = json.dumps(dict(frame.meta), ensure_ascii=False)
    if len(meta) > _META_MOST:
        raise ValueError(f"the facts of the form {frame.name!r} are too long for Slack")
    if frame.submit is None and any(block["type"] == "input" for block in blocks):
        raise ValueError(f"the form {frame.name!r} asks but has no button to send it")
    view: View = {
        "type": "modal",
        "title": plain_text(frame.title, _TITLE_MOST),
        "close": plain_text(frame.close, _TITLE_MOST),
        "callback_id": frame.name or "read-only",
        "private_metadata": meta,
        "blocks": list(blocks[:_BLOCKS_MOST]),
    }
    if frame.submit is not None:
        view["submit"] = plain_text(frame.submit, _TITLE_MOST)
    return view


def notice(voice: Voice, title: Safe, *blocks: Block) -> View:
    """A modal that only tells something."""
    return modal(Frame(title, voice.say("dialog.close")), *blocks)


def loading(voice: Voice, title: Safe) -> View:
    """What stands in a modal until its content is there."""
    return notice(voice, title, section(voice.say("dialog.loading")))


def working(voice: Voice) -> View:
    """What stands in a modal while what was sent is looked at for a while."""
    return notice(
        voice, voice.say("dialog.title"), section(voice.say("dialog.working"))
    )


def errors_of(view: View, errors: Mapping[str, Safe]) -> dict[str, str]:
    """Return errors as Slack shows them beside the fields.

    What belongs to no field of the view is shown beside its first one, because Slack
    drops the whole answer otherwise. Empty if the view asks nothing.
    """
    asked = [str(b["block_id"]) for b in view.get("blocks") or () if _asks(b)]
    shown: dict[str, str] = {}
    for name, text in errors.items():
        place = name if name in asked else next(iter(asked), None)
        if place is not None:
            said = str(plain_text(text, 300)["text"])
            shown[place] = f"{shown[place]} {said}" if place in shown else said
    return shown


def refilled(view: View, told: Sequence[Block]) -> View:
    """Return a form once more with what was entered, and something told above it."""
    state = (view.get("state") or {}).get("values") or {}
    blocks = [_filled(block, state) for block in view.get("blocks") or ()]
    kept = ("type", "title", "submit", "close", "callback_id", "private_metadata")
    again = {key: view[key] for key in kept if view.get(key)}
    return {**again, "blocks": [*told, *blocks][:_BLOCKS_MOST]}


def _asks(block: Block) -> bool:
    return block.get("type") == "input" and bool(block.get("block_id"))


def _filled(block: Block, state: Mapping[str, Any]) -> Block:
    if not _asks(block):
        return block
    element = dict(block["element"])
    held = (state.get(block["block_id"]) or {}).get(element.get("action_id")) or {}
    for name, value in held.items():
        if name == "type":
            continue
        initial = f"initial_{name.removeprefix('selected_')}"
        element.pop(initial, None)
        if value:
            element[initial] = value
    return {**block, "element": element}
