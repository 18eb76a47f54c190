"""The shortcuts of Slack's menus: one table, and how they are answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from bot.answering import Answering
from bot.commands import Handler, explain, import_dialog
from bot.commands.call import Call
from bot.errors import Trouble
from bot.origins import origin_of
from bot.private import Address
from bot.replying import Replies
from bot.roles import Role

_TEXTS_MOST = 400


@dataclass(frozen=True)
class Shortcut:
    """One entry of a menu; ``name`` is its callback id, ``title`` what people see.

    A ``message`` one gets the words of the message it is used on.
    """

    name: str
    title: str
    kind: Literal["global", "message"]
    role: Role
    handler: Handler


SHORTCUTS: tuple[Shortcut, ...] = (
    Shortcut(
        "import-invoices",
        "Import invoices",
        "global",
        Role.OPERATOR,
        import_dialog.opened,
    ),
    Shortcut(
        "explain-invoice",
        "Explain this invoice",
        "message",
        Role.MEMBER,
        explain.handle,
    ),
)

SHORTCUT_OF = {shortcut.name: shortcut for shortcut in SHORTCUTS}


class UsedShortcuts:
    """Finds what a shortcut does, checks who uses it, and carries it out."""

    def __init__(self, answering: Answering, replies: Replies) -> None:
        self._answering = answering
        self._replies = replies

    async def answer(self, body: dict[str, Any]) -> None:
        """Answer one use; a shortcut of another version does nothing."""
        shortcut = SHORTCUT_OF.get(str(body["callback_id"]))
        if shortcut is None:
            return
        address = _address(body)
        asker = await self._answering.met(address)
        if asker is None or not await self._answering.allowed(asker, shortcut.role):
            return
        team = str((body.get("team") or {}).get("id") or "")
        said = said_in(body.get("message") or {})
        call = Call(address.user, address.channel, said, asker.person.language, team)
        work = shortcut.handler(call, self._answering.desk)
        reply = await self._answering.guarded(asker.voice, work)
        if isinstance(reply, Trouble):
            await asker.private.say(reply.message)
        else:
            await self._replies.carry_out(asker, reply)


def said_in(message: dict[str, Any]) -> str:
    """Return every word of a message: its text, and what its blocks add to it."""
    texts: list[str] = []
    _collect(
        {key: message.get(key) for key in ("text", "blocks", "attachments")}, texts
    )
    return "\n".join(dict.fromkeys(texts))


def _collect(part: object, texts: list[str]) -> None:
    if len(texts) >= _TEXTS_MOST:
        return
    if isinstance(part, str):
        texts.append(part)
    elif isinstance(part, list):
        for each in part:
            _collect(each, texts)
    elif isinstance(part, dict):
        for key, value in part.items():
            nested = isinstance(value, list | dict)
            if nested or key in ("text", "fallback", "title", "pretext"):
                _collect(value, texts)


def _address(body: dict[str, Any]) -> Address:
    return Address(
        body["user"]["id"],
        str((body.get("channel") or {}).get("id") or ""),
        body.get("response_url"),
        str(body.get("trigger_id") or ""),
        origin=origin_of(body),
    )
