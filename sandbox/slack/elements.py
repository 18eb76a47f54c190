"""Interactive elements inside blocks: finding them, and what state they hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.slack.model import Blocks, Json, StateValues

Chosen = str | list[str] | None

# Which key of the state holds the value of an element of this type.
_PLAIN_KEYS = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
}
_LIST_KEYS = {
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
}
_ONE_OPTION = ("static_select", "external_select", "radio_buttons", "overflow")
_MANY_OPTIONS = ("multi_static_select", "multi_external_select", "checkboxes")
_INITIAL = {
    "value": "initial_value",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_date_time": "initial_date_time",
    "selected_user": "initial_user",
    "selected_conversation": "initial_conversation",
    "selected_channel": "initial_channel",
    "selected_users": "initial_users",
    "selected_conversations": "initial_conversations",
    "selected_channels": "initial_channels",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
}


@dataclass(frozen=True)
class Place:
    """An interactive element with the block it stands in."""

    block: Json
    element: Json

    @property
    def block_id(self) -> str:
        """Return the id of the block."""
        return str(self.block.get("block_id", ""))

    @property
    def action_id(self) -> str:
        """Return the id of the element."""
        return str(self.element.get("action_id", ""))

    @property
    def type(self) -> str:
        """Return the type of the element."""
        return str(self.element.get("type", ""))

    @property
    def label(self) -> str:
        """Return what a person calls it: label, button text or placeholder."""
        for holder, key in (
            (self.block, "label"),
            (self.element, "text"),
            (self.element, "placeholder"),
        ):
            if isinstance(holder.get(key), dict):
                return str(holder[key].get("text", ""))
        return ""

    @property
    def is_input(self) -> bool:
        """Tell whether it stands in an input block."""
        return self.block.get("type") == "input"

    @property
    def sends_action(self) -> bool:
        """Tell whether using it reaches the app at once."""
        return not self.is_input or bool(self.block.get("dispatch_action"))

    @property
    def required(self) -> bool:
        """Tell whether a form cannot be sent while it is empty."""
        return self.is_input and not self.block.get("optional")


def interactive(blocks: Blocks) -> Iterator[Place]:
    """Walk over every interactive element, in order."""
    for block in blocks:
        for element in _elements_of(block):
            if element.get("type") not in (None, "image"):
                yield Place(block, element)


def _elements_of(block: Json) -> list[Json]:
    if block.get("type") in ("actions", "context_actions"):
        return list(block.get("elements", []))
    if block.get("type") == "card":
        return list(block.get("actions", []))
    return [block[key] for key in ("accessory", "element") if key in block]


def options_of(element: Json) -> list[Json]:
    """Return every option of a choice, groups flattened."""
    groups = element.get("option_groups") or []
    grouped = [option for group in groups for option in group.get("options", [])]
    return list(element.get("options") or []) + grouped


def state_of(element: Json, chosen: Chosen) -> Json:
    """Return the state of an element in which a person entered ``chosen``.

    Options are named by value or by visible text. Raises LookupError for a choice
    that is not offered.
    """
    kind = str(element["type"])
    if kind in _ONE_OPTION:
        option = None if not chosen else _option(element, str(chosen))
        return {"type": kind, "selected_option": option}
    if kind in _MANY_OPTIONS:
        picked = [_option(element, one) for one in _as_list(chosen)]
        return {"type": kind, "selected_options": picked}
    if kind in _LIST_KEYS:
        return {"type": kind, _LIST_KEYS[kind]: _as_list(chosen)}
    return {"type": kind, _PLAIN_KEYS.get(kind, "value"): _plain(kind, chosen)}


def _plain(kind: str, chosen: Chosen) -> Any:
    if kind == "datetimepicker" and chosen:
        return int(str(chosen))
    return chosen or None


def _as_list(chosen: Chosen) -> list[str]:
    if isinstance(chosen, str):
        return [chosen] if chosen else []
    return list(chosen or [])


def _option(element: Json, wanted: str) -> Json:
    for option in options_of(element):
        if wanted in (option.get("value"), option["text"]["text"]):
            return option
    if str(element["type"]).endswith("external_select"):
        text = {"type": "plain_text", "text": wanted, "emoji": True}
        return {"text": text, "value": wanted}
    offered = [option["text"]["text"] for option in options_of(element)]
    raise LookupError(f"no option {wanted!r}, only {offered}")


def initial_state(element: Json) -> Json | None:
    """Return the state before anybody touched it; None for stateless elements."""
    kind = str(element["type"])
    if kind in ("button", "overflow", "workflow_button", "icon_button"):
        return None
    key = _state_key(kind)
    empty: Any = [] if key.endswith("s") else None
    return {"type": kind, key: element.get(_INITIAL[key], empty)}


def _state_key(kind: str) -> str:
    if kind in _ONE_OPTION:
        return "selected_option"
    if kind in _MANY_OPTIONS:
        return "selected_options"
    return _PLAIN_KEYS.get(kind) or _LIST_KEYS.get(kind) or "value"


def values_of(blocks: Blocks, entered: StateValues) -> StateValues:
    """Return ``state.values``: every stateful element, touched or not."""
    values: StateValues = {}
    for place in interactive(blocks):
        state = initial_state(place.element)
        if state is not None:
            touched = entered.get(place.block_id, {}).get(place.action_id)
            fits = touched is not None and touched.get("type") == place.type
            held = touched if fits and touched is not None else state
            values.setdefault(place.block_id, {})[place.action_id] = held
    return values


def is_empty(state: Json) -> bool:
    """Tell whether a state holds nothing."""
    return not any(value for key, value in state.items() if key != "type")
