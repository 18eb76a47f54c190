"""The form that mends what keeps one invoice out, and tries it again."""

from __future__ import annotations

from bot.commands.call import Desk, Ending, Job, Reply
from bot.forms.call import FormReply, Submission
from bot.views import answers, decisions, outcome, scopes
from bot.views.blocks import message
from bot.views.decision_forms import AS_BEFORE, PROFILE, read_named
from bot.views.outcome import Press
from bot.views.values import Value
from core.deciding import Undone
from core.domain.invoice import SourceId
from core.ports.clock import Report
from core.scope import ImportOrder, NumbersScope


async def submitted(sent: Submission, desk: Desk) -> FormReply:
    """Keep the profile somebody chose, if any, and import the invoice."""
    voice, (value,) = desk.voice(sent.language), read_named(sent.meta)
    trying = _Trying(desk, sent.user, value)

    async def work(report: Report) -> Ending:
        undone = await trying.decided(sent.text(PROFILE))
        if undone is not None:
            return Ending(private=message(*decisions.undone(voice, undone, value)))
        order = ImportOrder(NumbersScope((value.id,)), asked_by=sent.user)
        run = await desk.engine.run(order, report)
        await desk.oversight.alarms.look()
        press = Press(sent.user, desk.clock.now(), value)
        return Ending(private=message(*outcome.of_invoice(voice, run, press)))

    first = answers.told(voice, "alert.retrying", number=value.text)
    what = scopes.numbered(voice, (value.text,))
    return FormReply(reply=Reply(first, Job(work, what)))


class _Trying:
    """One invoice that somebody tries once more."""

    def __init__(self, desk: Desk, user: str, value: Value) -> None:
        self._decisions = desk.oversight.decisions
        self._user = user
        self._source_id = SourceId(value.id)

    async def decided(self, profile: str) -> Undone | None:
        """Keep what was chosen; return why that could not be, if it could not."""
        if profile == AS_BEFORE:
            await self._decisions.withdraw_profile(self._source_id, self._user)
            return None
        if not profile:
            return None
        done = await self._decisions.choose_profile(
            self._source_id, profile, self._user
        )
        return done if isinstance(done, Undone) else None
