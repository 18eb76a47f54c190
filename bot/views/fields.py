"""The fields of a form: each one input block, inside Slack's limits; all pure.

The block and its element carry the name of the field, so what is sent back and the
errors beside it are found by that name.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Final

from bot.views.blocks import Block, plain_text
from bot.words import Safe

_LABEL_MOST: Final = 2000
_OPTION_MOST: Final = 75
_VALUE_MOST: Final = 150
_PLACEHOLDER_MOST: Final = 150
_OPTIONS_MOST: Final = 100
_OFFERED_MOST: Final = 400
"""More could make the whole view larger than Slack takes it."""

_BOXES_MOST: Final = 10
TEXT_MOST: Final = 3000


@dataclass(frozen=True)
class Field:
    """What is asked; one that ``tells_at_once`` is heard of when it changes.

    ``empty`` stands in a field that holds nothing.
    """

    name: str
    label: Safe
    hint: Safe | None = None
    optional: bool = False
    tells_at_once: bool = False
    empty: Safe | None = None


@dataclass(frozen=True)
class Choice:
    """One thing to choose; ``value`` has at most 150 characters."""

    value: str
    label: Safe
    description: Safe | None = None


def text_field(
    field: Field,
    initial: str = "",
    *,
    most: int = TEXT_MOST,
    multiline: bool = False,
) -> Block:
    """Ask for a text of up to ``most`` characters."""
    element: Block = {"type": "plain_text_input", "max_length": most}
    if multiline:
        element["multiline"] = True
    if initial:
        element["initial_value"] = initial[:most]
    return _input(field, element)


def number_field(
    field: Field, initial: int | None = None, *, least: int = 0, most: int = 10**6
) -> Block:
    """Ask for a whole number; it is sent back as a text."""
    element: Block = {
        "type": "number_input",
        "is_decimal_allowed": False,
        "min_value": str(least),
        "max_value": str(most),
    }
    if initial is not None:
        element["initial_value"] = str(initial)
    return _input(field, element)


def date_field(field: Field, initial: date | None = None) -> Block:
    """Ask for a day; it is sent back as ``YYYY-MM-DD``."""
    element: Block = {"type": "datepicker"}
    if initial is not None:
        element["initial_date"] = initial.isoformat()
    return _input(field, element)


def time_field(field: Field, initial: time | None = None) -> Block:
    """Ask for a time of day; it is sent back as ``HH:MM``."""
    element: Block = {"type": "timepicker"}
    if initial is not None:
        element["initial_time"] = f"{initial:%H:%M}"
    return _input(field, element)


def select_field(
    field: Field, choices: Sequence[Choice], chosen: str | None = None
) -> Block:
    """Ask for one of some things; the first 400 and what is chosen are offered.

    Raises ``ValueError`` if there is none.
    """
    choices = _in_reach(choices, (chosen,))
    element: Block = {"type": "static_select", **_offered(field, choices)}
    return _input(field, {**element, **_one(choices, chosen)})


def multi_select_field(
    field: Field, choices: Sequence[Choice], chosen: Collection[str] = ()
) -> Block:
    """Ask for several of some things; the first 400 and the chosen ones are offered.

    Raises ``ValueError`` if there is none.
    """
    choices = _in_reach(choices, chosen)
    element: Block = {"type": "multi_static_select", **_offered(field, choices)}
    return _input(field, {**element, **_several(choices, chosen)})


def radio_field(
    field: Field, choices: Sequence[Choice], chosen: str | None = None
) -> Block:
    """Ask for one of at most ten things, all in sight. Raises ``ValueError``."""
    element: Block = {"type": "radio_buttons", "options": _few(field, choices)}
    return _input(field, {**element, **_one(choices, chosen)})


def checkbox_field(
    field: Field, choices: Sequence[Choice], chosen: Collection[str] = ()
) -> Block:
    """Ask for any of at most ten things, all in sight. Raises ``ValueError``."""
    element: Block = {"type": "checkboxes", "options": _few(field, choices)}
    return _input(field, {**element, **_several(choices, chosen)})


def people_field(field: Field, chosen: Collection[str] = ()) -> Block:
    """Ask for people of the workspace; user ids are sent back."""
    element: Block = {"type": "multi_users_select"}
    if chosen:
        element["initial_users"] = sorted(chosen)
    return _input(field, element)


def channel_field(field: Field, chosen: str | None = None) -> Block:
    """Ask for one channel, public or private; its id is sent back."""
    element: Block = {
        "type": "conversations_select",
        "filter": {"include": ["public", "private"]},
    }
    if chosen:
        element["initial_conversation"] = chosen
    return _input(field, element)


def _input(field: Field, element: Block) -> Block:
    asked = {**element, "action_id": field.name}
    if field.empty is not None:
        asked["placeholder"] = plain_text(field.empty, _PLACEHOLDER_MOST)
    block: Block = {
        "type": "input",
        "block_id": field.name,
        "label": plain_text(field.label, _LABEL_MOST),
        "element": asked,
        "optional": field.optional,
    }
    if field.hint is not None:
        block["hint"] = plain_text(field.hint, _LABEL_MOST)
    if field.tells_at_once:
        block["dispatch_action"] = True
    return block


def _in_reach(
    choices: Sequence[Choice], chosen: Collection[str | None]
) -> list[Choice]:
    kept = [one for one in choices if one.value in chosen][:_OFFERED_MOST]
    others = [one for one in choices if one.value not in chosen]
    offered = {one.value for one in (*kept, *others[: _OFFERED_MOST - len(kept)])}
    return [one for one in choices if one.value in offered]


def _offered(field: Field, choices: Sequence[Choice]) -> Block:
    options = _options(field, choices, _OFFERED_MOST)
    if len(options) <= _OPTIONS_MOST:
        return {"options": options}
    parts = range(0, len(options), _OPTIONS_MOST)
    return {"option_groups": [_group(options[n : n + _OPTIONS_MOST]) for n in parts]}


def _group(options: Sequence[Block]) -> Block:
    first, last = options[0]["text"]["text"], options[-1]["text"]["text"]
    label = plain_text(Safe(f"{first[:35]} – {last[:35]}"), _OPTION_MOST)
    return {"label": label, "options": list(options)}


def _few(field: Field, choices: Sequence[Choice]) -> list[Block]:
    return _options(field, choices, _BOXES_MOST)


def _options(field: Field, choices: Sequence[Choice], most: int) -> list[Block]:
    if not 1 <= len(choices) <= most:
        raise ValueError(f"{field.name!r} offers {len(choices)} of 1 to {most} things")
    return [option(choice) for choice in choices]


def option(choice: Choice) -> Block:
    """Return one option. Raises ``ValueError`` if its value is too long."""
    if not 1 <= len(choice.value) <= _VALUE_MOST:
        raise ValueError(f"{choice.value!r} cannot be the value of an option")
    # A name may consist of hidden signs alone, and Slack takes no empty label.
    label = Safe(choice.label.strip() or choice.value)
    made: Block = {
        "text": plain_text(label, _OPTION_MOST),
        "value": choice.value,
    }
    if choice.description:
        made["description"] = plain_text(choice.description, _OPTION_MOST)
    return made


def _one(choices: Sequence[Choice], chosen: str | None) -> Block:
    found = next((choice for choice in choices if choice.value == chosen), None)
    return {"initial_option": option(found)} if found else {}


def _several(choices: Sequence[Choice], chosen: Collection[str]) -> Block:
    found = [option(choice) for choice in choices if choice.value in chosen]
    return {"initial_options": found} if found else {}
