"""``/twikey why``: tell one person why an invoice is not in Twikey."""

from __future__ import annotations

from bot.commands.call import Call, Click, Desk, Ending, Job, Reply
from bot.commands.parsing import read_number
from bot.views import answers
from bot.views.picker import picker
from bot.views.why import why
from core.domain.diagnosis import Ambiguous
from core.ports.clock import Report


async def handle(call: Call, desk: Desk) -> Reply:
    """Say what is being looked up, then tell it. Raises ``UsageError``."""
    number = read_number(call.text, call.language)
    return look_up(desk, call.language, number, number)


async def pressed(click: Click, desk: Desk) -> Reply:
    """Tell it privately to whoever pressed a *Why?* button."""
    return look_up(desk, click.language, click.value.id, click.value.text)


def look_up(desk: Desk, language: str, typed: str, shown: str) -> Reply:
    """Return the first answer and the look-up; ``shown`` is what people call it."""
    voice = desk.voice(language)

    async def work(report: Report) -> Ending:
        del report  # one invoice has no progress
        found = await desk.engine.diagnose(typed)
        if isinstance(found, Ambiguous):
            return Ending(private=picker(voice, found))
        return Ending(private=why(voice, found))

    return Reply(answers.told(voice, "understood.why", number=shown), Job(work))


async def share(click: Click, desk: Desk) -> Reply:
    """Show the diagnosis to everybody in the channel.

    It is made anew: a private message cannot be turned into a public one.
    """
    voice = desk.voice(click.language)

    async def work(report: Report) -> Ending:
        del report
        found = await desk.engine.diagnose(click.value.id)
        if isinstance(found, Ambiguous):
            number = click.value.text
            return Ending(private=answers.told(voice, "why.not_shared", number=number))
        return Ending(here=why(desk.channel_voice, found, shared_by=click.user))

    return Reply(job=Job(work))
