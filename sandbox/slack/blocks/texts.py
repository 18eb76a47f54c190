"""Texts, options and confirm dialogs: the pieces blocks are composed of."""

from __future__ import annotations

from sandbox.slack.blocks.problems import Spot

_NO_KEYS: tuple[str, ...] = ()
_STYLES = ("primary", "danger")


def text(spot: Spot, *, most: int = 3000, plain: str = "any") -> None:
    """Check a text object; ``plain`` is ``any`` or ``only``."""
    if not spot.is_object():
        return
    kinds = ("plain_text",) if plain == "only" else ("plain_text", "mrkdwn")
    if not spot.at("type").is_one_of(kinds):
        return
    is_plain = spot.value["type"] == "plain_text"
    spot.knows_only("type", "text", "emoji" if is_plain else "verbatim")
    if spot.requires("text"):
        spot.at("text").is_string(most=most)


def plain(spot: Spot, key: str, *, most: int) -> None:
    """Check a plain text below a key, if it is there."""
    if spot.has(key):
        text(spot.at(key), most=most, plain="only")


def confirm(spot: Spot) -> None:
    """Check a confirm dialog, if there is one."""
    if not spot.has("confirm"):
        return
    dialog = spot.at("confirm")
    if not dialog.is_object():
        return
    dialog.knows_only("title", "text", "confirm", "deny", "style")
    dialog.requires("title", "text", "confirm", "deny")
    plain(dialog, "title", most=100)
    if dialog.has("text"):
        text(dialog.at("text"), most=300)
    plain(dialog, "confirm", most=30)
    plain(dialog, "deny", most=30)
    style(dialog)


def style(spot: Spot) -> None:
    """Check the style of a button or dialog, if one is given."""
    if spot.has("style"):
        spot.at("style").is_one_of(_STYLES)


def option(spot: Spot, *, extra: tuple[str, ...] = _NO_KEYS) -> None:
    """Check one option; overflow menus allow a ``url`` besides."""
    if not spot.is_object():
        return
    spot.knows_only("text", "value", "description", *extra)
    spot.requires("text", "value")
    if spot.has("text"):
        text(spot.at("text"), most=75)
    if spot.has("value"):
        spot.at("value").is_string(most=150)
    if spot.has("description"):
        text(spot.at("description"), most=75)
    if spot.has("url"):
        spot.at("url").is_string(most=3000)


def options(
    spot: Spot, *, most: int, least: int = 1, extra: tuple[str, ...] = _NO_KEYS
) -> None:
    """Check a list of options: how many, each one, and no value twice."""
    if not spot.is_list(least=least, most=most):
        return
    seen: set[str] = set()
    for one in spot.each():
        option(one, extra=extra)
        value = one.value.get("value") if isinstance(one.value, dict) else None
        if isinstance(value, str) and value in seen:
            one.complain(f"duplicate option value: {value}")
        seen.add(str(value))


def option_groups(spot: Spot) -> None:
    """Check groups of options."""
    if not spot.is_list(least=1, most=100):
        return
    for group in spot.each():
        if group.is_object() and group.requires("label", "options"):
            plain(group, "label", most=75)
            options(group.at("options"), most=100)


def image(spot: Spot) -> None:
    """Check what images have in common: where they are, and words instead."""
    if spot.has("image_url") == spot.has("slack_file"):
        spot.complain("either image_url or slack_file is required")
    if spot.has("image_url"):
        spot.at("image_url").is_string(most=3000)
    if spot.requires("alt_text"):
        spot.at("alt_text").is_string(most=2000)
