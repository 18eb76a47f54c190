"""``/twikey proof``: prove that every invoice of a month is accounted for."""

from __future__ import annotations

from bot.commands import usage
from bot.commands.call import Call, Desk, Ending, Job, Reply
from bot.views import answers
from bot.views.proof import proof
from bot.words import say
from core.errors import UsageError
from core.ports.clock import Report


async def handle(call: Call, desk: Desk) -> Reply:
    """Say what was understood, then add up. Raises ``UsageError``."""
    voice, typed = desk.voice(call.language), call.text.strip()

    async def work(report: Report) -> Ending:
        del report  # how many invoices there are is known only at the end
        try:
            found = await desk.oversight.reports.proof(typed)
        except ValueError:
            message = say(call.language, "proof.month", word=typed)
            raise UsageError(message, usage.PROOF, _this_month(desk)) from None
        return Ending(private=proof(voice, found))

    if not typed:
        return Reply(answers.told(voice, "understood.proof_now"), Job(work))
    return Reply(answers.told(voice, "understood.proof", month=typed), Job(work))


def _this_month(desk: Desk) -> str:
    return f"proof {desk.clock.now().astimezone(desk.zone):%Y-%m}"
