"""The form that asks why an invoice is to stay out, and until when."""

from __future__ import annotations

from datetime import date
from itertools import chain

from bot.commands.call import Desk, Ending, Job, Reply
from bot.commands.skip import Deciding
from bot.forms.call import FormReply, Submission
from bot.views import answers
from bot.views.blocks import message
from bot.views.decision_forms import UNTIL, WHY, read_named
from core.deciding import Excluding
from core.ports.clock import Report


async def submitted(sent: Submission, desk: Desk) -> FormReply:
    """Leave the invoices out, or say beside the day what is wrong with it."""
    voice, values = desk.voice(sent.language), read_named(sent.meta)
    until = date.fromisoformat(sent.text(UNTIL)) if sent.text(UNTIL) else None
    today = desk.clock.now().astimezone(desk.zone).date()
    if until is not None and until < today:
        return FormReply(errors={UNTIL: voice.say("skip.past", word=until)})
    wanted = Excluding(" ".join(sent.text(WHY).split()), until)
    deciding = Deciding(desk, voice, sent.user)

    async def work(report: Report) -> Ending:
        del report
        told = [await deciding.leave_out(value, wanted) for value in values]
        return Ending(private=message(*chain.from_iterable(told)))

    numbers = voice.listed([voice.worded(value.text) for value in values])
    first = answers.told(voice, "understood.skip", number=numbers)
    return FormReply(reply=Reply(first, Job(work)))
