"""Interactive elements: which keys they take, and their limits."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sandbox.slack.blocks import texts
from sandbox.slack.blocks.problems import Spot

Check = Callable[[Spot], None]

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True)
class Element:
    """One kind of element: where it may stand, its keys, its own check."""

    homes: frozenset[str]
    keys: tuple[str, ...]
    check: Check
    required: tuple[str, ...] = ()


def check_element(spot: Spot, home: str) -> None:
    """Check an element standing in a ``section``, ``actions`` or ``input`` block."""
    if not spot.is_object():
        return
    kind = spot.value.get("type")
    known = ELEMENTS.get(kind) if isinstance(kind, str) else None
    if known is None or home not in known.homes:
        spot.complain(f"unsupported element type in {home}: {kind}")
        return
    spot.knows_only("type", "action_id", *known.keys)
    spot.requires(*known.required)
    _common(spot)
    known.check(spot)


def _common(spot: Spot) -> None:
    if spot.has("action_id"):
        spot.at("action_id").is_string(most=255)
    if spot.has("focus_on_load"):
        spot.at("focus_on_load").is_bool()
    texts.plain(spot, "placeholder", most=150)
    texts.confirm(spot)


def _button(spot: Spot) -> None:
    texts.plain(spot, "text", most=75)
    texts.style(spot)
    for key, most in (("value", 2000), ("url", 3000), ("accessibility_label", 75)):
        if spot.has(key):
            spot.at(key).is_string(most=most)


def _overflow(spot: Spot) -> None:
    if spot.has("options"):
        texts.options(spot.at("options"), most=5, extra=("url",))


def _boxes(spot: Spot) -> None:
    if spot.has("options"):
        texts.options(spot.at("options"), most=10)
    _initial_is_offered(spot)


def _static_choice(spot: Spot) -> None:
    if spot.has("options") == spot.has("option_groups"):
        spot.complain("either options or option_groups is required")
    elif spot.has("options"):
        texts.options(spot.at("options"), most=100)
    else:
        texts.option_groups(spot.at("option_groups"))
    _initial_is_offered(spot)
    _max_selected(spot)


def _max_selected(spot: Spot) -> None:
    if spot.has("max_selected_items"):
        most = spot.value["max_selected_items"]
        if not isinstance(most, int) or most < 1:
            spot.at("max_selected_items").complain("must be at least 1")


def _initial_is_offered(spot: Spot) -> None:
    offered = _offered(spot)
    if spot.has("initial_option") and spot.value["initial_option"] not in offered:
        spot.at("initial_option").complain("must be one of the options")
    if spot.has("initial_options"):
        chosen = spot.at("initial_options")
        if chosen.is_list(least=1) and any(one not in offered for one in chosen.value):
            chosen.complain("must be among the options")


def _offered(spot: Spot) -> list[object]:
    offered = _listed(spot.value.get("options"))
    for group in _listed(spot.value.get("option_groups")):
        if isinstance(group, dict):
            offered += _listed(group.get("options"))
    return offered


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


def _external_choice(spot: Spot) -> None:
    if spot.has("min_query_length") and not isinstance(
        spot.value["min_query_length"], int
    ):
        spot.at("min_query_length").complain("must be an integer")
    _max_selected(spot)


def _plain_input(spot: Spot) -> None:
    for key, least in (("min_length", 0), ("max_length", 1)):
        if spot.has(key):
            value = spot.value[key]
            if not isinstance(value, int) or not least <= value <= 3000:
                spot.at(key).complain(f"must be between {least} and 3000")
    _initial_text(spot)


def _initial_text(spot: Spot) -> None:
    if spot.has("initial_value"):
        spot.at("initial_value").is_string(most=3000, least=0)


def _number_input(spot: Spot) -> None:
    if spot.has("is_decimal_allowed"):
        spot.at("is_decimal_allowed").is_bool()
    for key in ("initial_value", "min_value", "max_value"):
        if spot.has(key):
            spot.at(key).is_string(most=3000)


def _datepicker(spot: Spot) -> None:
    if spot.has("initial_date"):
        try:
            date.fromisoformat(str(spot.value["initial_date"]))
        except ValueError:
            spot.at("initial_date").complain("must be a date as YYYY-MM-DD")


def _timepicker(spot: Spot) -> None:
    initial = spot.value.get("initial_time")
    if initial is not None and not _TIME.fullmatch(str(initial)):
        spot.at("initial_time").complain("must be a time as HH:mm")


def _datetimepicker(spot: Spot) -> None:
    initial = spot.value.get("initial_date_time")
    if initial is not None and (
        not isinstance(initial, int) or len(str(initial)) != 10
    ):
        spot.at("initial_date_time").complain("must be 10 digits of Unix seconds")


def _file_input(spot: Spot) -> None:
    most = spot.value.get("max_files", 10)
    if not isinstance(most, int) or not 1 <= most <= 10:
        spot.at("max_files").complain("must be between 1 and 10")


def _any(spot: Spot) -> None:
    del spot  # nothing more to look at


_EVERYWHERE = frozenset({"section", "actions", "input"})
_NO_FORM = frozenset({"section", "actions"})
_FORM = frozenset({"input"})
_P = ("placeholder", "focus_on_load", "confirm")
_ONE = ("initial_option", *_P)
_MANY = ("initial_options", "max_selected_items", *_P)
_STATIC = ("options", "option_groups")
_BUTTON = ("text", "value", "url", "style", "confirm", "accessibility_label")
_AGENT = ("agent_prompt", "agent_prompt_display", "visible_to_user_ids")
_TEXT = ("initial_value", "placeholder", "focus_on_load", "dispatch_action_config")
_LENGTHS = ("multiline", "min_length", "max_length")
_NUMBERS = ("is_decimal_allowed", "min_value", "max_value")
_CHANNEL_FILTER = ("default_to_current_conversation", "response_url_enabled", "filter")
_BOXES = ("options", "focus_on_load", "confirm")

ELEMENTS: dict[str, Element] = {
    "button": Element(_NO_FORM, (*_BUTTON, *_AGENT), _button, ("text",)),
    "workflow_button": Element(
        _NO_FORM, ("text", "workflow", "style", "accessibility_label"), _any, ("text",)
    ),
    "overflow": Element(_NO_FORM, ("options", "confirm"), _overflow, ("options",)),
    "checkboxes": Element(
        _EVERYWHERE, (*_BOXES, "initial_options"), _boxes, ("options",)
    ),
    "radio_buttons": Element(
        _EVERYWHERE, (*_BOXES, "initial_option"), _boxes, ("options",)
    ),
    "static_select": Element(_EVERYWHERE, (*_STATIC, *_ONE), _static_choice),
    "multi_static_select": Element(_EVERYWHERE, (*_STATIC, *_MANY), _static_choice),
    "external_select": Element(
        _EVERYWHERE, ("min_query_length", *_ONE), _external_choice
    ),
    "multi_external_select": Element(
        _EVERYWHERE, ("min_query_length", *_MANY), _external_choice
    ),
    "users_select": Element(_EVERYWHERE, ("initial_user", *_P), _any),
    "multi_users_select": Element(
        _EVERYWHERE, ("initial_users", "max_selected_items", *_P), _max_selected
    ),
    "conversations_select": Element(
        _EVERYWHERE, ("initial_conversation", *_CHANNEL_FILTER, *_P), _any
    ),
    "multi_conversations_select": Element(
        _EVERYWHERE,
        ("initial_conversations", "max_selected_items", *_CHANNEL_FILTER, *_P),
        _max_selected,
    ),
    "channels_select": Element(
        _EVERYWHERE, ("initial_channel", "response_url_enabled", *_P), _any
    ),
    "multi_channels_select": Element(
        _EVERYWHERE, ("initial_channels", "max_selected_items", *_P), _max_selected
    ),
    "datepicker": Element(_EVERYWHERE, ("initial_date", *_P), _datepicker),
    "timepicker": Element(_EVERYWHERE, ("initial_time", "timezone", *_P), _timepicker),
    "datetimepicker": Element(
        frozenset({"actions", "input"}),
        ("initial_date_time", "focus_on_load", "confirm"),
        _datetimepicker,
    ),
    "plain_text_input": Element(_FORM, (*_TEXT, *_LENGTHS), _plain_input),
    "email_text_input": Element(_FORM, _TEXT, _initial_text),
    "url_text_input": Element(_FORM, _TEXT, _initial_text),
    "number_input": Element(
        _FORM, (*_TEXT, *_NUMBERS), _number_input, ("is_decimal_allowed",)
    ),
    "rich_text_input": Element(_FORM, _TEXT, _any),
    "file_input": Element(_FORM, ("filetypes", "max_files"), _file_input),
}
