"""``/twikey support``: put together what support needs to know of an invoice."""

from __future__ import annotations

from bot.commands import usage
from bot.commands.call import Call, Click, Desk, Ending, Job, Reply
from bot.commands.parsing import read_number
from bot.views import answers, buttons
from bot.views.picker import picker
from bot.views.support import support
from core.domain.diagnosis import Ambiguous
from core.ports.clock import Report


async def handle(call: Call, desk: Desk) -> Reply:
    """Say what is being put together, then send it. Raises ``UsageError``."""
    number = read_number(call.text, call.language, usage.SUPPORT)
    return _packed(desk, call.language, number, number)


async def pressed(click: Click, desk: Desk) -> Reply:
    """Put it together for the invoice that a button names."""
    return _packed(desk, click.language, click.value.id, click.value.text)


def _packed(desk: Desk, language: str, typed: str, shown: str) -> Reply:
    voice = desk.voice(language)

    async def work(report: Report) -> Ending:
        del report  # one invoice has no progress
        found = await desk.records.supports.pack(typed)
        if isinstance(found, Ambiguous):
            return Ending(private=picker(voice, found, buttons.support))
        if found.diagnosis.source_id is None:
            told = answers.told(voice, "support.unknown", number=shown)
            return Ending(private=told)
        return Ending(private=support(voice, found))

    return Reply(answers.told(voice, "understood.support", number=shown), Job(work))
