"""From what a person calls a thing to the thing: buttons, fields, forms."""

from __future__ import annotations

from sandbox.slack.elements import Chosen, Place, interactive, is_empty, state_of
from sandbox.slack.model import Blocks, StateValues


def find_place(
    blocks: Blocks, *, action_id: str | None, label: str | None, value: str | None
) -> Place:
    """Find one element by action id or label, and by value if that is not enough.

    Raises LookupError if there is none, or more than one.
    """
    found = [
        place
        for place in interactive(blocks)
        if (action_id is None or place.action_id == action_id)
        and (label is None or place.label == label)
        and (value is None or place.element.get("value") == value)
    ]
    if len(found) == 1:
        return found[0]
    offered = [(place.label, place.action_id) for place in interactive(blocks)]
    wanted = label or action_id or value
    raise LookupError(f"{len(found)} elements called {wanted!r} among {offered}")


def fill(blocks: Blocks, values: dict[str, Chosen]) -> StateValues:
    """Return what a person entered, fields named by block id, action id or label.

    Raises LookupError for a name that no field has.
    """
    entered: StateValues = {}
    for name, chosen in values.items():
        place = _field(blocks, name)
        held = entered.setdefault(place.block_id, {})
        held[place.action_id] = state_of(place.element, chosen)
    return entered


def _field(blocks: Blocks, name: str) -> Place:
    for place in interactive(blocks):
        if name in (place.block_id, place.action_id, place.label):
            return place
    offered = [(p.block_id, p.action_id, p.label) for p in interactive(blocks)]
    raise LookupError(f"no field called {name!r} among {offered}")


def client_errors(blocks: Blocks, values: StateValues) -> dict[str, str]:
    """Return what Slack itself objects to before a form is sent, by block id."""
    errors: dict[str, str] = {}
    for place in interactive(blocks):
        if place.is_input:
            state = values.get(place.block_id, {}).get(place.action_id, {})
            problem = _objection(place, state)
            if problem:
                errors[place.block_id] = problem
    return errors


def _objection(place: Place, state: dict[str, object]) -> str:
    if is_empty(dict(state)):
        return "Please complete this required field." if place.required else ""
    if place.type == "plain_text_input":
        return _length_objection(place, str(state.get("value", "")))
    if place.type == "number_input":
        return _number_objection(place, str(state.get("value", "")))
    return ""


def _length_objection(place: Place, text: str) -> str:
    least = int(place.element.get("min_length", 0))
    most = int(place.element.get("max_length", 3000))
    if len(text) < least:
        return f"Please enter at least {least} characters."
    return f"Please enter at most {most} characters." if len(text) > most else ""


def _number_objection(place: Place, text: str) -> str:
    try:
        number = float(text)
    except ValueError:
        return "Please enter a number."
    if number != int(number) and not place.element.get("is_decimal_allowed"):
        return "Please enter a whole number."
    lowest, highest = place.element.get("min_value"), place.element.get("max_value")
    if lowest is not None and number < float(lowest):
        return f"Please enter a number of at least {lowest}."
    if highest is not None and number > float(highest):
        return f"Please enter a number of at most {highest}."
    return ""
