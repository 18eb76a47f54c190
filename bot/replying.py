"""Carrying out a reply, whatever it answers: a command, a button, a form."""

from __future__ import annotations

from bot.answering import Answering, Asker
from bot.commands.call import Reply
from bot.errors import Trouble
from bot.modals import Modals
from bot.views.blocks import message


class Replies:
    """Opens the dialog, says the first word, does the work, tells what came of it."""

    def __init__(self, answering: Answering, modals: Modals) -> None:
        self._answering = answering
        self._modals = modals

    async def carry_out(self, asker: Asker, reply: Reply) -> None:
        """Do what a reply says; everything that goes wrong is told privately."""
        if reply.dialog is not None:
            # First of all: Slack lets it be opened for three seconds.
            await self._modals.open(asker, reply.dialog)
        if reply.first is not None:
            await asker.private.say(reply.first)
        if reply.job is None:
            return
        ending = await self._answering.worked(asker, reply.job)
        if isinstance(ending, Trouble):
            await asker.private.say(ending.message)
        elif ending.settled and ending.private is None:
            # No message holds the button, so there is no place to write it.
            await asker.private.say(message(*ending.settled))
