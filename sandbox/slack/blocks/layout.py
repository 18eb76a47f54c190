"""Layout blocks: the table of kinds, their surfaces and their checks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sandbox.slack.blocks import rich, texts
from sandbox.slack.blocks.elements import check_element
from sandbox.slack.blocks.problems import Spot

Surface = Literal["message", "modal", "home"]

_ALL = frozenset({"message", "modal", "home"})
_MESSAGE = frozenset({"message"})
_NO_MODAL = frozenset({"message", "home"})
_ALERT_LEVELS = ("default", "info", "warning", "error", "success")


@dataclass(frozen=True)
class Block:
    """One kind of block: where it may be shown, and what it must hold."""

    surfaces: frozenset[str]
    check: Callable[[Spot], None]


def check_block(spot: Spot, surface: Surface) -> None:
    """Check one block on a surface."""
    if not spot.is_object():
        return
    kind = spot.value.get("type")
    known = BLOCKS.get(kind) if isinstance(kind, str) else None
    if known is None or surface not in known.surfaces:
        spot.complain(f"unsupported type: {kind}")
        return
    if spot.has("block_id"):
        spot.at("block_id").is_string(most=255)
    known.check(spot)
    _only_in_modals(spot, surface)


def _only_in_modals(spot: Spot, surface: Surface) -> None:
    element = spot.value.get("element")
    if surface == "modal" or not isinstance(element, dict):
        return
    if element.get("type") == "file_input":
        spot.at("element").complain("file_input is available in modals only")


def _section(spot: Spot) -> None:
    spot.knows_only("type", "block_id", "text", "fields", "accessory", "expand")
    if not spot.has("text") and not spot.has("fields"):
        spot.complain("either text or fields is required")
    if spot.has("text"):
        texts.text(spot.at("text"))
    if spot.has("fields") and spot.at("fields").is_list(least=1, most=10):
        for one in spot.at("fields").each():
            texts.text(one, most=2000)
    if spot.has("accessory"):
        _accessory(spot.at("accessory"))


def _accessory(spot: Spot) -> None:
    if isinstance(spot.value, dict) and spot.value.get("type") == "image":
        texts.image(spot)
    else:
        check_element(spot, "section")


def _header(spot: Spot) -> None:
    spot.knows_only("type", "block_id", "text", "level")
    if spot.requires("text"):
        texts.text(spot.at("text"), most=150, plain="only")


def _context(spot: Spot) -> None:
    spot.knows_only("type", "block_id", "elements")
    if not spot.requires("elements"):
        return
    if spot.at("elements").is_list(least=1, most=10):
        for one in spot.at("elements").each():
            if isinstance(one.value, dict) and one.value.get("type") == "image":
                texts.image(one)
            else:
                texts.text(one)


def _actions(spot: Spot) -> None:
    spot.knows_only("type", "block_id", "elements")
    if not spot.requires("elements"):
        return
    if not spot.at("elements").is_list(least=1, most=25):
        return
    seen: set[str] = set()
    for one in spot.at("elements").each():
        check_element(one, "actions")
        action = one.value.get("action_id") if isinstance(one.value, dict) else None
        if action is not None and str(action) in seen:
            one.at("action_id").complain(f"duplicate action_id: {action}")
        seen.add(str(action))


def _divider(spot: Spot) -> None:
    spot.knows_only("type", "block_id")


def _image(spot: Spot) -> None:
    spot.knows_only("type", "block_id", "image_url", "slack_file", "alt_text", "title")
    texts.image(spot)
    texts.plain(spot, "title", most=2000)


def _input(spot: Spot) -> None:
    spot.knows_only(
        "type", "block_id", "label", "element", "dispatch_action", "hint", "optional"
    )
    if not spot.requires("label", "element"):
        return
    texts.plain(spot, "label", most=2000)
    texts.plain(spot, "hint", most=2000)
    check_element(spot.at("element"), "input")


def _markdown(spot: Spot) -> None:
    spot.knows_only("type", "block_id", "text")
    if spot.requires("text"):
        spot.at("text").is_string(most=12_000)


def _alert(spot: Spot) -> None:
    if spot.requires("text"):
        texts.text(spot.at("text"), most=200)
    if spot.has("level"):
        spot.at("level").is_one_of(_ALERT_LEVELS)


def _card(spot: Spot) -> None:
    if not any(spot.has(key) for key in ("hero_image", "title", "actions", "body")):
        spot.complain("one of hero_image, title, actions or body is required")
    for key, most in (("title", 150), ("subtitle", 150), ("body", 200)):
        if spot.has(key):
            texts.text(spot.at(key), most=most)


def _accepted(spot: Spot) -> None:
    del spot  # known to exist, looked at no further


BLOCKS: dict[str, Block] = {
    "section": Block(_ALL, _section),
    "header": Block(_ALL, _header),
    "context": Block(_ALL, _context),
    "actions": Block(_ALL, _actions),
    "divider": Block(_ALL, _divider),
    "image": Block(_ALL, _image),
    "input": Block(_ALL, _input),
    "rich_text": Block(_ALL, rich.rich_text),
    "markdown": Block(_MESSAGE, _markdown),
    "table": Block(_NO_MODAL, rich.table),
    "data_table": Block(_NO_MODAL, _accepted),
    "data_visualization": Block(_MESSAGE, _accepted),
    "alert": Block(frozenset({"modal"}), _alert),
    "card": Block(_ALL, _card),
    "carousel": Block(_NO_MODAL, _accepted),
    "container": Block(_MESSAGE, _accepted),
    "context_actions": Block(_MESSAGE, _accepted),
    "plan": Block(_MESSAGE, _accepted),
    "task_card": Block(_MESSAGE, _accepted),
    "video": Block(_ALL, _accepted),
    "file": Block(_MESSAGE, _accepted),
}
