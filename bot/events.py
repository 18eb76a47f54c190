"""What happens in the workspace by itself: one table of the events we are told of."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.answering import Answering
from bot.homes import Homes
from bot.origins import Origin, origin_of
from bot.private import Address
from bot.typed import TypedCommands
from core.ports.ledger import Ledger, LedgerTx
from core.ports.watch import OutboxMessage

GREETING: Final = "greeting"

# Whoever is used to the command types its name in the conversation as well.
_NAME = re.compile(r"\A\s*(?:<@[A-Z0-9]+(?:\|[^>]*)?>\s*)?/?twikey\b\s*", re.IGNORECASE)
_CALLED = re.compile(r"\A\s*<@[A-Z0-9]+(?:\|[^>]*)?>\s*")

Happening = Mapping[str, Any]


@dataclass(frozen=True)
class _Where:
    """The workspace an event tells of, and every one that it names."""

    team: str
    origin: Origin


class Events:
    """Answers what happens: Home is opened, we are added, somebody writes to us."""

    def __init__(
        self, answering: Answering, ledger: Ledger, homes: Homes, typed: TypedCommands
    ) -> None:
        self._answering = answering
        self._ledger = ledger
        self._homes = homes
        self._typed = typed
        self.handlers: Mapping[str, Callable[[Happening, _Where], Awaitable[None]]] = {
            "app_home_opened": self._opened,
            "member_joined_channel": self._joined,
            "message": self._written,
        }

    async def answer(self, body: dict[str, Any]) -> None:
        """Answer one event; what is not in the table is only taken note of.

        Of another workspace's events none is answered: nobody asked us there.
        """
        happened = body["event"]
        handler = self.handlers.get(str(happened.get("type")))
        where = _Where(str(body.get("team_id") or ""), origin_of(body))
        if handler is not None and await self._answering.is_ours(where.origin):
            await handler(happened, where)

    async def _opened(self, happened: Happening, where: _Where) -> None:
        if happened.get("tab") == "home" and isinstance(happened.get("user"), str):
            await self._homes.opened(happened["user"], where.origin)

    async def _joined(self, happened: Happening, where: _Where) -> None:
        """Introduce ourselves where we were added."""
        del where
        channel, who = happened.get("channel"), happened.get("user")
        if not isinstance(channel, str) or who != await self._answering.api.own_id():
            return
        facts = {
            "channel": channel,
            "by": happened.get("inviter"),
            "main": self._answering.desk.channel,
        }
        hello = OutboxMessage(GREETING, f"{GREETING}/{channel}", facts, channel)
        await self._ledger.write(lambda tx: _told(tx, hello))

    async def _written(self, happened: Happening, where: _Where) -> None:
        """Answer what a person wrote to us directly as if it were a command."""
        if not _is_from_a_person(happened):
            return
        channel, user = str(happened["channel"]), str(happened["user"])
        text = said(str(happened.get("text") or ""))
        address = Address(user, channel, None, origin=where.origin)
        await self._typed.answer(address, text, where.team)


def said(text: str) -> str:
    """Return what was written without the name of whom it was written to."""
    return _CALLED.sub("", _NAME.sub("", text))


def _is_from_a_person(happened: Happening) -> bool:
    """Whether it is a new message; changes, files and other bots are none."""
    direct = happened.get("channel_type") == "im"
    other = happened.get("subtype") or happened.get("bot_id")
    known = isinstance(happened.get("user"), str) and happened.get("channel")
    return bool(direct and not other and known)


def _told(tx: LedgerTx, message: OutboxMessage) -> None:
    tx.outbox.put(message)
