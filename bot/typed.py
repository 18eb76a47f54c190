"""Answering ``/twikey`` and what follows it."""

from __future__ import annotations

from bot.answering import Answering
from bot.commands import Subcommand, find, unknown
from bot.commands.call import Call, Reply
from bot.errors import Trouble
from bot.private import Address
from bot.replying import Replies
from bot.roles import Role
from core.ports.ledger import Ledger, LedgerTx


class TypedCommands:
    """Finds the subcommand, checks who asks, and carries out its reply."""

    def __init__(self, answering: Answering, ledger: Ledger, replies: Replies) -> None:
        self._answering = answering
        self._ledger = ledger
        self._replies = replies

    async def answer(self, address: Address, text: str, team: str) -> None:
        """Answer one command; everything that goes wrong is told privately."""
        asker = await self._answering.met(address)
        if asker is None:
            return
        row, rest = find(text)
        if not await self._answering.allowed(asker, row.role if row else Role.MEMBER):
            return
        call = Call(address.user, address.channel, rest, asker.person.language, team)
        work = self._reply(row, call)
        reply = await self._answering.guarded(asker.voice, work)
        if isinstance(reply, Trouble):
            await asker.private.say(reply.message)
        else:
            await self._replies.carry_out(asker, reply)

    async def _reply(self, row: Subcommand | None, call: Call) -> Reply:
        if row is None:
            return unknown(call, self._answering.desk)
        reply = await row.handler(call, self._answering.desk)
        if row.role >= Role.OPERATOR:
            await self._audited(row, call)
        return reply

    async def _audited(self, row: Subcommand, call: Call) -> None:
        def unit(tx: LedgerTx) -> None:
            tx.audit.add(call.user, f"slack-{row.name}", call.text, {})

        await self._ledger.write(unit)
