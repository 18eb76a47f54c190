"""Block builders, the limits of Slack, and the one place where data is made harmless.

A text in a block is :class:`Safe`: made by this program, with every piece of data in it
cleaned by :func:`clean`. The type checker refuses plain data.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from bot.words import Safe, Voice

Block = dict[str, Any]

SECTION_MOST = 3000
FALLBACK_MOST = 3500
DATA_MOST = 150
_BUTTON_MOST = 75
_HEADER_MOST = 150
_VALUE_MOST = 2000
SIGNS_MOST = 10_000

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# Slack has no escape for these signs, so their look-alikes stand in for them. An
# underscore inside a word does nothing there and stays, so that numbers can be copied.
_LOOK_ALIKES = {"*": "\u2217", "~": "\u223c", "`": "\u02cb"}
_OUTER_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_USER_ID = re.compile(r"[UW][A-Z0-9]{2,20}")
_GROUP_ID = re.compile(r"S[A-Z0-9]{2,20}")


@dataclass(frozen=True)
class Attachment:
    """A file that belongs to a message."""

    name: str
    content: bytes
    caption: Safe


@dataclass(frozen=True)
class Message:
    """What is shown; ``text`` carries the content where blocks cannot be shown."""

    text: str
    blocks: tuple[Block, ...] = ()
    attachment: Attachment | None = None


@dataclass(frozen=True)
class Confirm:
    """The question asked before a button does what it says."""

    title: Safe
    text: Safe
    yes: Safe
    no: Safe


@dataclass(frozen=True)
class Button:
    """A button: ``verb`` names what it does, ``value`` to what."""

    verb: str
    label: Safe
    value: str
    style: str | None = None
    confirm: Confirm | None = None


@dataclass(frozen=True)
class Link:
    """A button that opens an address."""

    label: Safe
    url: str


def speaker(language: str, zone: ZoneInfo) -> Voice:
    """Return the voice for texts in Slack."""
    return Voice(language, clean=clean, person=mention, zone=zone)


def clean(data: str, most: int = DATA_MOST) -> str:
    """Make data harmless in a Slack text: no markup, mentions or hidden signs."""
    text = clipped(plain(data), most)
    for sign, entity in _ENTITIES.items():
        text = text.replace(sign, entity)
    for sign, other in _LOOK_ALIKES.items():
        text = text.replace(sign, other)
    return _OUTER_UNDERSCORE.sub("\u02cd", text)


def plain(data: str) -> str:
    """Return data in one line, without control, direction and other hidden signs."""
    # Most data is printable, and the quick answer to that question spares the slow one.
    visible = data if data.isprintable() else data.translate(_SIGNS)
    return " ".join(visible.split())


def clipped(text: str, most: int) -> str:
    """Shorten a text that is too long, visibly."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def mention(user: str) -> Safe:
    """Return the id of a user or a user group as a mention; else it stays data."""
    if _GROUP_ID.fullmatch(user):
        return Safe(f"<!subteam^{user}>")
    known = _USER_ID.fullmatch(user)
    return Safe(f"<@{user}>") if known else Safe(clean(user))


def channel_link(channel: str) -> Safe:
    """Return a channel id as a link."""
    return Safe(f"<#{clean(channel)}>")


def code(text: str) -> Safe:
    """Return data as code; backticks in it cannot end it."""
    return Safe(f"`{clean(text)}`")


def message(*blocks: Block, attachment: Attachment | None = None) -> Message:
    """Put blocks together; the fallback text is what they say."""
    said = [_flat(text) for block in blocks for text in _texts(block)]
    lines = "\n".join(said).split("\n")
    return Message(clipped_lines(lines, FALLBACK_MOST), blocks, attachment)


def header(text: Safe) -> Block:
    """A headline, in which nothing is markup."""
    return {"type": "header", "text": plain_text(text, _HEADER_MOST)}


def section(*lines: Safe) -> Block:
    """A paragraph of one or more lines."""
    text = clipped_lines([line for line in lines if line], SECTION_MOST)
    return {"type": "section", "text": _mrkdwn(text)}


def context(*lines: Safe) -> Block:
    """Small print, below what it belongs to."""
    text = clipped_lines([line for line in lines if line], SECTION_MOST)
    return {"type": "context", "elements": [_mrkdwn(text)]}


def actions(*buttons: Button | Link) -> Block:
    """A row of buttons."""
    elements = [_button(button, n) for n, button in enumerate(buttons)]
    return {"type": "actions", "elements": elements}


def choice(text: Safe, button: Button, *more: Safe) -> Block:
    """A line with one button beside it, and the lines below it."""
    return {**section(text, *more), "accessory": _button(button, 0)}


def divider() -> Block:
    """A line between parts."""
    return {"type": "divider"}


def bulleted(lines: Iterable[Safe]) -> list[Safe]:
    """Return lines as a list."""
    return [Safe(f"• {line}") for line in lines]


def bold(text: Safe) -> Safe:
    """Return a text in bold."""
    return Safe(f"*{text}*")


def plain_text(text: Safe, most: int) -> Block:
    """Return a text in which nothing is markup, cut where Slack would refuse it."""
    shown = clipped(_unescaped(text), most)
    return {"type": "plain_text", "text": shown, "emoji": False}


def clipped_lines(lines: Sequence[str], most: int) -> str:
    """Join as many whole lines as fit, so that no markup is cut in two."""
    kept: list[str] = []
    room = most - 2
    for line in lines:
        if len(line) + 1 > room:
            return "\n".join([*kept, "…"])
        kept.append(line)
        room -= len(line) + 1
    return "\n".join(kept)


def _button(button: Button | Link, index: int) -> Block:
    label = plain_text(button.label, _BUTTON_MOST)
    body: Block = {"type": "button", "text": label}
    if isinstance(button, Link):
        return {**body, "action_id": f"link.{index}", "url": button.url}
    if len(button.value) > _VALUE_MOST:
        raise ValueError(f"the value of {button.verb!r} is too long for Slack")
    body |= {"action_id": f"{button.verb}.{index}", "value": button.value}
    if button.style:
        body["style"] = button.style
    if button.confirm:
        body["confirm"] = _confirm(button.confirm)
    return body


def _confirm(confirm: Confirm) -> Block:
    return {
        "title": plain_text(confirm.title, 100),
        "text": plain_text(confirm.text, 300),
        "confirm": plain_text(confirm.yes, 30),
        "deny": plain_text(confirm.no, 30),
    }


def _mrkdwn(text: str) -> Block:
    # Verbatim: Slack makes no links, names or channels out of what data contains.
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _unescaped(text: str) -> str:
    for sign, entity in reversed(_ENTITIES.items()):
        text = text.replace(entity, sign)
    return text


class _Signs(dict[int, str]):
    """What is left of each sign; the first thousands that were seen are remembered."""

    def __missing__(self, code: int) -> str:
        left = _visible(chr(code))
        if len(self) < SIGNS_MOST:
            self[code] = left
        return left


def _visible(sign: str) -> str:
    category = unicodedata.category(sign)
    if sign.isspace() or category == "Cc":
        return " "
    return "" if category[0] == "C" else sign


_SIGNS = _Signs()


def _texts(block: Block) -> Iterator[Block]:
    if isinstance(block.get("text"), dict):
        yield block["text"]
    if block["type"] == "context":
        yield from block["elements"]


def _flat(text: Block) -> str:
    if text["type"] == "mrkdwn":
        return str(text["text"])
    return clean(str(text["text"]))
