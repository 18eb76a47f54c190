"""Buttons that work once, and the messages they stand in."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.commands.call import Entered, Surface
from bot.forms.call import entered
from bot.modals import remembered
from bot.origins import origin_of
from bot.private import Address
from bot.slack_api import OpenView, Posted, SlackApi
from bot.views import Block
from bot.views.blocks import message
from bot.views.buttons import Verb
from bot.views.outcome import replaced
from bot.views.values import Value, read_value, read_warned
from core.ports.ledger import Ledger, LedgerTx

_SOURCE = "slack-click"
_KEPT = 200
_MOST_MARKS = 4


@dataclass(frozen=True)
class Pressed:
    """A button as Slack tells of it; ``blocks`` are empty for a private message.

    ``entered`` is what stood in the fields around it.
    """

    address: Address
    ts: str
    action_id: str
    value: str
    blocks: tuple[Block, ...]
    button: Block
    entered: Entered = field(default_factory=dict)

    @property
    def verb(self) -> str:
        """What the button does."""
        return self.action_id.partition(".")[0]

    @property
    def is_readable(self) -> bool:
        """Whether this version made what it carries."""
        try:
            read_value(self.value)
        except ValueError:
            return False
        return True

    @property
    def surface(self) -> Surface:
        """Where the button was."""
        if self.address.view is not None:
            return Surface.HOME if self.address.view.is_home else Surface.MODAL
        return Surface.CHANNEL if self.blocks else Surface.PRIVATE

    @property
    def key(self) -> str:
        """What makes two presses the same one."""
        parts = (self.address.channel, self.ts, self.action_id, self.value)
        return "/".join(parts)


def read(body: dict[str, Any]) -> Pressed:
    """Read what Slack says of something that was pressed or chosen."""
    action = body["actions"][0]
    container = body.get("container") or {}
    view = body.get("view") or {}
    shown = body.get("message") or {}
    private = bool(container.get("is_ephemeral"))
    return Pressed(
        address=_address(body),
        ts=str(container.get("message_ts") or shown.get("ts") or _state_of(view)),
        action_id=str(action.get("action_id", "")),
        value=_carried(action),
        blocks=() if private else tuple(shown.get("blocks") or ()),
        button=action,
        entered=entered(view.get("state") if view else body.get("state")),
    )


def _carried(action: Mapping[str, Any]) -> str:
    """Return what a button carries; a choice is carried as the text of a value."""
    chosen = _chosen(action)
    return Value("", chosen).spelled() if chosen else str(action.get("value") or "")


def _chosen(action: Mapping[str, Any]) -> str:
    names = (name for name in action if name.startswith("selected_"))
    held = {name: action[name] for name in names}
    found = entered({"values": {"": {"it": held}}})["it"] if held else None
    return found if isinstance(found, str) else ",".join(found or ())


def _address(body: dict[str, Any]) -> Address:
    user, trigger = body["user"]["id"], str(body.get("trigger_id") or "")
    view, origin = body.get("view"), origin_of(body)
    if view:
        _, channel, url = remembered(view, user)
        shown = OpenView(
            str(view.get("id") or ""),
            str(view.get("hash") or ""),
            view.get("type") == "home",
        )
        return Address(user, channel, url, trigger, shown, origin)
    container = body.get("container") or {}
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id", "")
    url = body.get("response_url")
    return Address(user, channel, url, trigger, origin=origin)


def _state_of(view: Mapping[str, Any]) -> str:
    """Name a view as it was when something in it was pressed."""
    return f"{view.get('id')}/{view.get('hash')}" if view else ""


def offered_again(pressed: Pressed) -> Block:
    """Return the button once more, for another try: each works a single time."""
    value = read_value(pressed.value).next()
    kept = ("type", "action_id", "text", "style")
    button = {key: pressed.button[key] for key in kept if key in pressed.button}
    if pressed.verb == Verb.INVITE:
        # What the dialog said may not be all by now: this one looks and asks anew.
        button["action_id"] = f"{Verb.INVITE_ASK}.0"
        value, _ = read_warned(value)
    return {"type": "actions", "elements": [{**button, "value": value.spelled()}]}


async def first_press(ledger: Ledger, pressed: Pressed) -> bool:
    """Whether this is the first press, written down with who it was."""

    def unit(tx: LedgerTx) -> bool:
        if not tx.done.first_time(_SOURCE, pressed.key):
            return False
        _note(tx, pressed)
        return True

    return await ledger.write(unit)


async def noted_press(ledger: Ledger, pressed: Pressed) -> None:
    """Write down who pressed a button that works at every press."""
    await ledger.write(lambda tx: _note(tx, pressed))


def _note(tx: LedgerTx, pressed: Pressed) -> None:
    facts = {"value": pressed.value, "message": pressed.ts}
    what = f"slack-{pressed.verb}"
    tx.audit.add(pressed.address.user, what, pressed.value, facts)


@dataclass
class _Board:
    blocks: tuple[Block, ...]
    changing: asyncio.Lock = field(default_factory=asyncio.Lock)


class Boards:
    """Changes one line of a message and leaves the others as they are by now.

    A press tells the message as it was when it was pressed. Where two people press
    two buttons of one message, the second change must not bring the first button
    back, so the latest state of recent messages is kept here.
    """

    def __init__(self, api: SlackApi) -> None:
        self._api = api
        self._boards: OrderedDict[tuple[str, str], _Board] = OrderedDict()

    async def settle(self, pressed: Pressed, by: Sequence[Block]) -> None:
        """Put blocks where the button was. Raises ``RemoteError``."""
        board = self._board(pressed)
        async with board.changing:
            board.blocks = self._settled(board, pressed, by)
            posted = Posted(pressed.address.channel, pressed.ts)
            await self._api.update(posted, message(*board.blocks))

    def _settled(
        self, board: _Board, pressed: Pressed, by: Sequence[Block]
    ) -> tuple[Block, ...]:
        marked = [
            {**block, "block_id": _mark(pressed, n)} for n, block in enumerate(by)
        ]
        marks = {_mark(pressed, n) for n in range(_MOST_MARKS)}
        told = [n for n, b in enumerate(board.blocks) if b.get("block_id") in marks]
        if not told:
            return replaced(board.blocks, pressed.action_id, pressed.value, marked)
        kept = [block for n, block in enumerate(board.blocks) if n not in told]
        return (*kept[: told[0]], *marked, *kept[told[0] :])

    def _board(self, pressed: Pressed) -> _Board:
        key = (pressed.address.channel, pressed.ts)
        board = self._boards.setdefault(key, _Board(pressed.blocks))
        self._boards.move_to_end(key)
        if len(self._boards) > _KEPT:
            self._boards.popitem(last=False)
        return board


def _mark(pressed: Pressed, index: int) -> str:
    """Return the id of a block about a subject, the same at every attempt."""
    subject = pressed.value.partition("|")[2]
    return f"{pressed.verb}/{subject}/{index}"[-255:]
