"""``/twikey invite``: have Twikey ask a customer to pay, because a person says so.

Every call at Twikey may mail again. So the invoice is looked at first, and where the
customer may have been asked already, or may owe nothing, the person is asked before
anything is sent.
"""

from __future__ import annotations

from dataclasses import replace

from bot.commands import usage
from bot.commands.call import Call, Click, Desk, Ending, Job, Reply, press_of
from bot.commands.parsing import read_number
from bot.views import aftercare, answers, buttons
from bot.views.aftercare import Blocks
from bot.views.blocks import actions, message, section
from bot.views.cautions import cautions
from bot.views.picker import picker
from bot.views.values import Value, invoice_value, read_warned, typed_value
from bot.words import Voice
from bot.words.standing import is_followed
from core.aftercare import Hindrance
from core.domain.diagnosis import Ambiguous, Diagnosis
from core.domain.history import InvitationRecord
from core.domain.verdict import Undecided
from core.errors import RemoteError
from core.inviting import NOTHING_HAPPENED
from core.ports.clock import Report


async def handle(call: Call, desk: Desk) -> Reply:
    """Say what was understood, then send or ask first. Raises ``UsageError``."""
    number = read_number(call.text, call.language, usage.INVITE)
    sending = Sending(desk, desk.voice(call.language), call.user)

    async def work(report: Report) -> Ending:
        del report
        told = await sending.considered(typed_value(number))
        return Ending(private=message(*told))

    first = answers.told(sending.voice, "understood.invite", number=number)
    return Reply(first, Job(work))


async def pressed(click: Click, desk: Desk) -> Reply:
    """Look at one invoice, then send or ask first."""
    sending = Sending(desk, desk.voice(click.board_language), click.user)

    async def work(report: Report) -> Ending:
        del report
        return Ending(settled=await sending.considered(click.value.next()))

    return Reply(job=Job(work))


async def confirmed(click: Click, desk: Desk) -> Reply:
    """Send what a person has said yes to, unless more speaks against it by now."""
    sending = Sending(desk, desk.voice(click.board_language), click.user)

    async def work(report: Report) -> Ending:
        del report
        told = await sending.considered(*read_warned(click.value.next()))
        asked = aftercare.asked_by(sending.voice, press_of(click, desk))
        return Ending(settled=(*told, asked))

    return Reply(job=Job(work))


class Sending:
    """One invitation as somebody asked for it."""

    def __init__(self, desk: Desk, voice: Voice, user: str) -> None:
        self._desk = desk
        self.voice = voice
        self._user = user

    async def considered(
        self, value: Value, read: frozenset[str] = frozenset()
    ) -> Blocks:
        """Send it, or return what the person is asked or told instead.

        ``read`` are the warnings the person has said yes to.
        """
        found = await self._desk.engine.diagnose(value.id)
        if isinstance(found, Ambiguous):
            return picker(self.voice, found, buttons.invite_ask).blocks
        known = _named(found, value)
        if _is_elsewhere(found):
            told = aftercare.not_done(self.voice, Hindrance.NOT_IMPORTED, known.text)
            return (section(told), actions(buttons.why(self.voice, known)))
        held = cautions(found)
        if any(caution.asks and caution not in read for caution in held):
            return aftercare.question(self.voice, held, known)
        return await self._sent(known, found.invitation)

    async def _sent(self, value: Value, seen: InvitationRecord) -> Blocks:
        # Two people may say yes at the same moment: only the first one sends.
        try:
            done = await self._desk.aftercare.invite(value.id, self._user, seen)
        except NOTHING_HAPPENED:
            # No mail is out: told as any other trouble.
            raise
        except RemoteError as error:
            return aftercare.uncertain(self.voice, error.system, value)
        return aftercare.invited(self.voice, done, value)


def _named(found: Diagnosis, value: Value) -> Value:
    """Return the id instead of what was typed, for a button that is not used yet."""
    named = invoice_value(found.source_id, found.number)
    return replace(named, attempt=value.attempt) if named else value


def _is_elsewhere(found: Diagnosis) -> bool:
    """Whether it certainly is not in Twikey: then there is nothing to ask about."""
    seen = found.source_id is not None and not isinstance(found.verdict, Undecided)
    return seen and not is_followed(found)
