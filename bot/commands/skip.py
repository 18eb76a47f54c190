"""``/twikey skip``: leave one invoice out of Twikey, or take it back in."""

from __future__ import annotations

from bot.commands.call import Call, Click, Desk, Ending, Job, Reply, press_of
from bot.commands.leaving_out import read_skip
from bot.views import answers, buttons, decisions
from bot.views.aftercare import Blocks, asked_by
from bot.views.blocks import message
from bot.views.picker import picker
from bot.views.values import Value, typed_value
from bot.views.why import why
from bot.words import Voice
from core.deciding import Excluding, TakenBack, Undone
from core.domain.diagnosis import Ambiguous
from core.ports.clock import Report


async def handle(call: Call, desk: Desk) -> Reply:
    """Say what was understood, then do it. Raises ``UsageError``."""
    today = desk.clock.now().astimezone(desk.zone).date()
    asked = read_skip(call.text, today, call.language)
    voice, value = desk.voice(call.language), typed_value(asked.number)
    deciding = Deciding(desk, voice, call.user)
    key = "understood.skip" if asked.wanted else "understood.take_back"

    async def work(report: Report) -> Ending:
        del report  # one invoice has no progress
        if asked.wanted is None:
            return Ending(private=message(*await deciding.take_back(value)))
        return Ending(private=message(*await deciding.leave_out(value, asked.wanted)))

    return Reply(answers.told(voice, key, number=asked.number), Job(work))


async def taken_back(click: Click, desk: Desk) -> Reply:
    """Take one invoice back in; what came of it takes the place of the button."""
    voice = desk.voice(click.language)
    deciding = Deciding(desk, voice, click.user)

    async def work(report: Report) -> Ending:
        del report
        told = await deciding.take_back(click.value.next())
        return Ending(settled=(*told, asked_by(voice, press_of(click, desk))))

    return Reply(job=Job(work))


class Deciding:
    """One decision as somebody asked for it."""

    def __init__(self, desk: Desk, voice: Voice, user: str) -> None:
        self._decisions = desk.oversight.decisions
        self._voice = voice
        self._user = user

    async def leave_out(self, value: Value, wanted: Excluding) -> Blocks:
        """Leave it out, and tell what came of it."""
        done = await self._decisions.leave_out(value.id, self._user, wanted)
        if isinstance(done, Ambiguous):
            return picker(self._voice, done, buttons.leave_out).blocks
        if isinstance(done, Undone):
            return decisions.undone(self._voice, done, value)
        return decisions.excluded(self._voice, done, value)

    async def take_back(self, value: Value) -> Blocks:
        """Take it back in, and tell how it stands now."""
        done = await self._decisions.take_back(value.id, self._user)
        if isinstance(done, Ambiguous):
            return picker(self._voice, done, buttons.take_back).blocks
        if isinstance(done, TakenBack):
            told = decisions.taken_back(self._voice, done, value)
            return (*told, *why(self._voice, done.found).blocks)
        return decisions.undone(self._voice, done, value)
