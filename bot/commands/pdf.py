"""``/twikey pdf``: fetch the PDF of one invoice, or every one that is missing."""

from __future__ import annotations

from bot.commands import usage
from bot.commands.call import Call, Click, Desk, Ending, Job, Reply, press_of
from bot.commands.parsing import read_number
from bot.views import aftercare, answers
from bot.views.blocks import message
from bot.views.values import typed_value
from bot.words import Voice
from core.ports.clock import Report

_ALL = "all"


async def handle(call: Call, desk: Desk) -> Reply:
    """Say what was understood, then fetch. Raises ``UsageError``."""
    number = read_number(call.text, call.language, usage.PDF)
    voice = desk.voice(call.language)
    if number.lower() == _ALL:
        return _every(voice, desk)

    async def work(report: Report) -> Ending:
        del report  # one PDF has no progress
        done = await desk.aftercare.fetch(number, call.user)
        told = aftercare.fetched(voice, done, typed_value(number))
        return Ending(private=message(*told))

    return Reply(answers.told(voice, "understood.pdf", number=number), Job(work))


async def pressed(click: Click, desk: Desk) -> Reply:
    """Fetch the PDF of one invoice; what came of it takes the place of the button."""
    voice = desk.voice(click.board_language)

    async def work(report: Report) -> Ending:
        del report
        done = await desk.aftercare.fetch(click.value.id, click.user)
        told = aftercare.fetched(voice, done, click.value.next())
        return Ending(settled=(*told, aftercare.asked_by(voice, press_of(click, desk))))

    return Reply(job=Job(work))


async def every(click: Click, desk: Desk) -> Reply:
    """Fetch every PDF that is missing, for whoever pressed the button for it."""
    return _every(desk.voice(click.language), desk)


def _every(voice: Voice, desk: Desk) -> Reply:
    async def work(report: Report) -> Ending:
        del report
        done = await desk.aftercare.fetch_missing()
        return Ending(private=aftercare.fetched_all(voice, done))

    return Reply(answers.told(voice, "understood.pdf_all"), Job(work))
