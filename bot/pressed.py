"""Answering buttons: checked by who presses, done once, replaced by what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering import Answering, Asker
from bot.clicks import Boards, Pressed, first_press, noted_press, offered_again
from bot.commands import ACTION_OF, Action, Use
from bot.commands.call import Click, Reply, Surface
from bot.errors import Trouble
from bot.home import FIRST
from bot.homes import Homes
from bot.replying import Replies
from bot.views import Block, Message, answers, outcome
from bot.views.blocks import message
from bot.views.buttons import Verb
from bot.views.values import read_value
from bot.views.wishes import OF_A_PAGE, wished
from bot.words import Safe
from core.domain.overview import Wish
from core.errors import RemoteError
from core.ports.ledger import Ledger

_DIRECT = "D"
"""What the ids of conversations with one person begin with."""


class Presses:
    """Finds what a button does, checks who presses it, and carries it out."""

    def __init__(
        self, answering: Answering, ledger: Ledger, replies: Replies, homes: Homes
    ) -> None:
        self._answering = answering
        self._ledger = ledger
        self._replies = replies
        self._homes = homes
        self._boards = Boards(answering.api)

    async def answer(self, pressed: Pressed) -> None:
        """Answer one press; a button that only opens an address needs no answer."""
        if pressed.verb not in ACTION_OF:
            return
        action = ACTION_OF[Verb(pressed.verb)]
        asker = await self._answering.met(pressed.address)
        if asker is None or not await self._answering.allowed(asker, action.role):
            return
        if not pressed.is_readable:
            await asker.private.say(answers.told(asker.voice, "click.obsolete"))
            return
        done = self._act(asker, action, pressed)
        trouble = await self._answering.guarded(asker.voice, done)
        if trouble is not None:
            await asker.private.say(trouble.message)
        if pressed.surface is Surface.HOME:
            await self._homes.publish(asker.person, _page(pressed))

    async def _act(self, asker: Asker, action: Action, pressed: Pressed) -> None:
        if not await self._is_new(action, pressed):
            await asker.private.say(answers.told(asker.voice, "click.done_before"))
            return
        click = self._click(asker, pressed)
        reply = await action.handler(click, self._answering.desk)
        if action.use is Use.TURNED and reply.first is not None:
            await self._turned(asker, pressed, reply.first)
        elif reply.dialog is None and _takes_place(action, pressed):
            await self._replaced(asker, pressed, reply)
        else:
            await self._replies.carry_out(asker, reply)

    async def _is_new(self, action: Action, pressed: Pressed) -> bool:
        """Whether a press counts; those that act are written down."""
        if action.use is Use.EACH:
            await noted_press(self._ledger, pressed)
        if action.use in (Use.AGAIN, Use.EACH, Use.TURNED):
            return True
        return await first_press(self._ledger, pressed)

    async def _turned(self, asker: Asker, pressed: Pressed, page: Message) -> None:
        """Put a page where another one was; the Home tab is published anyhow."""
        if pressed.surface is not Surface.HOME:
            await asker.private.replace(page)

    async def _replaced(self, asker: Asker, pressed: Pressed, reply: Reply) -> None:
        if reply.job is None:
            return
        press = _press(asker, pressed, self._answering)
        voice = self._answering.desk.voice(self._board_language(asker, pressed))
        first = reply.first.blocks if reply.first else None
        working = first or outcome.working(voice, press)
        await self._settle(asker, pressed, working)
        ending = await self._answering.worked(asker, reply.job)
        if isinstance(ending, Trouble):
            await self._failed(asker, pressed, ending)
        elif ending.settled:
            await self._settle(asker, pressed, ending.settled)

    async def _failed(self, asker: Asker, pressed: Pressed, trouble: Trouble) -> None:
        """Say what went wrong where the button was, and offer it once more."""
        press = _press(asker, pressed, self._answering)
        problem = Safe(trouble.message.text)
        voice = self._answering.desk.voice(self._board_language(asker, pressed))
        told = outcome.stated(voice, "click.failed", press, problem=problem)
        await self._settle(asker, pressed, (*told, offered_again(pressed)))

    async def _settle(
        self, asker: Asker, pressed: Pressed, blocks: Sequence[Block]
    ) -> None:
        if pressed.surface is Surface.PRIVATE:
            await asker.private.replace(message(*blocks))
            return
        try:
            await self._boards.settle(pressed, blocks)
        except RemoteError:
            # The message cannot be changed any more: the person is told privately.
            await asker.private.say(message(*blocks))

    def _click(self, asker: Asker, pressed: Pressed) -> Click:
        return Click(
            user=asker.person.id,
            channel=pressed.address.channel,
            value=read_value(pressed.value),
            language=asker.person.language,
            surface=pressed.surface,
            entered=pressed.entered,
            board=self._board_language(asker, pressed),
        )

    def _board_language(self, asker: Asker, pressed: Pressed) -> str:
        """Return the language of the message that holds the button."""
        alone = pressed.address.channel.startswith(_DIRECT)
        if pressed.surface is Surface.CHANNEL and not alone:
            return self._answering.desk.channel_language
        return asker.person.language


def _page(pressed: Pressed) -> Wish:
    """Return the page of the overview that the Home tab shows after a press."""
    if pressed.verb not in OF_A_PAGE:
        return FIRST
    return wished(read_value(pressed.value))


def _takes_place(action: Action, pressed: Pressed) -> bool:
    """Whether a line of a message is replaced by what came of the button in it."""
    in_message = pressed.surface in (Surface.CHANNEL, Surface.PRIVATE)
    return action.use is Use.REPLACED and in_message


def _press(asker: Asker, pressed: Pressed, answering: Answering) -> outcome.Press:
    now = answering.desk.clock.now()
    return outcome.Press(asker.person.id, now, read_value(pressed.value))
