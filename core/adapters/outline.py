"""The shape of a foreign value: enough to find a mistake, nothing of what it says."""

from __future__ import annotations

import re
from decimal import Decimal

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,39}")
_DEEPEST = 5
_MOST_KEYS = 30
_LONGEST = 600


def outline(value: object) -> str:
    """Describe a JSON value by types and key names only, in at most 600 signs."""
    text = _outline(value, _DEEPEST)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


def _outline(value: object, depth: int) -> str:
    if isinstance(value, dict):
        return "{...}" if depth == 0 else _of_object(value, depth - 1)
    if isinstance(value, list):
        return "[...]" if depth == 0 else _of_list(value, depth - 1)
    return _scalar(value)


def _of_object(value: dict[object, object], depth: int) -> str:
    shown = list(value.items())[:_MOST_KEYS]
    parts = [f"{_name(key)}: {_outline(each, depth)}" for key, each in shown]
    if len(value) > _MOST_KEYS:
        parts.append("...")
    return "{" + ", ".join(parts) + "}"


def _of_list(value: list[object], depth: int) -> str:
    if not value:
        return "[]"
    return f"[{len(value)} x {_outline(value[0], depth)}]"


def _scalar(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float | Decimal):
        return "number"
    return "text" if isinstance(value, str) else "?"


def _name(key: object) -> str:
    # A key that does not look like a field name may be somebody's name or address.
    return key if isinstance(key, str) and _NAME.fullmatch(key) else "?"
