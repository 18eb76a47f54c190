"""Rich text and tables: blocks that have a structure of their own."""

from __future__ import annotations

from sandbox.slack.blocks.problems import Spot

_CONTAINERS = {
    "rich_text_section",
    "rich_text_list",
    "rich_text_quote",
    "rich_text_preformatted",
}
_INLINE = {
    "text",
    "link",
    "user",
    "usergroup",
    "channel",
    "emoji",
    "date",
    "broadcast",
    "color",
    "team",
}
_NEEDS = {
    "text": "text",
    "link": "url",
    "user": "user_id",
    "usergroup": "usergroup_id",
    "channel": "channel_id",
    "emoji": "name",
    "date": "timestamp",
    "broadcast": "range",
    "color": "value",
    "team": "team_id",
}
_CELLS = {"raw_text", "raw_number", "rich_text"}


def rich_text(spot: Spot) -> None:
    """Check a rich_text block."""
    if not spot.requires("elements") or not spot.at("elements").is_list():
        return
    for element in spot.at("elements").each():
        _container(element)


def _container(spot: Spot) -> None:
    if not spot.is_object() or not spot.at("type").is_one_of(_CONTAINERS):
        return
    if not spot.requires("elements") or not spot.at("elements").is_list():
        return
    is_list = spot.value["type"] == "rich_text_list"
    if is_list:
        _list(spot)
    for element in spot.at("elements").each():
        if is_list:
            _container(element)
        else:
            _inline(element)


def _list(spot: Spot) -> None:
    if spot.requires("style"):
        spot.at("style").is_one_of(("bullet", "ordered"))
    indent = spot.value.get("indent", 0)
    if not isinstance(indent, int) or not 0 <= indent <= 8:
        spot.at("indent").complain("must be between 0 and 8")


def _inline(spot: Spot) -> None:
    if not spot.is_object() or not spot.at("type").is_one_of(_INLINE):
        return
    spot.requires(_NEEDS[spot.value["type"]])
    if spot.value["type"] == "text" and spot.value.get("text") == "":
        spot.at("text").complain("must be more than 0 characters")


def table(spot: Spot) -> None:
    """Check a table block: rows, cells and column settings."""
    spot.knows_only("type", "block_id", "rows", "column_settings")
    if spot.requires("rows") and spot.at("rows").is_list(least=1, most=100):
        for row in spot.at("rows").each():
            if row.is_list(least=1, most=20):
                for cell in row.each():
                    _cell(cell)
    if spot.has("column_settings"):
        _columns(spot.at("column_settings"))


def _columns(spot: Spot) -> None:
    if not spot.is_list(most=20):
        return
    for column in spot.each():
        if column.value is None or not column.is_object():
            continue
        column.knows_only("align", "is_wrapped")
        if column.has("align"):
            column.at("align").is_one_of(("left", "center", "right"))


def _cell(spot: Spot) -> None:
    if not spot.is_object() or not spot.at("type").is_one_of(_CELLS):
        return
    kind = spot.value["type"]
    if kind == "rich_text":
        rich_text(spot)
    elif kind == "raw_text" and spot.requires("text"):
        spot.at("text").is_string(most=3000)
    elif kind == "raw_number":
        spot.requires("value")
