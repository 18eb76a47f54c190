"""What the buttons of an alert do.

They answer whoever pressed. The message itself changes because the alert changed, so
it is right whatever made the change.
"""

from __future__ import annotations

from bot.commands.call import Click, Desk, Ending, Job, Reply, press_of
from bot.commands.import_ import Asking, Order
from bot.views import answers, outcome, scopes
from bot.views.alert_buttons import ALERT
from bot.views.blocks import message
from core.domain.alert import AlertRecord
from core.domain.invoice import SourceId
from core.marking import Marked, Nothing
from core.ports.clock import Report
from core.scope import ImportOrder, NumbersScope


async def retry(click: Click, desk: Desk) -> Reply:
    """Import one invoice of an alert."""
    voice, value = desk.voice(click.language), click.value

    async def work(report: Report) -> Ending:
        order = ImportOrder(NumbersScope((value.id,)), asked_by=click.user)
        run = await desk.engine.run(order, report)
        await desk.oversight.alarms.look()
        told = outcome.of_invoice(voice, run, press_of(click, desk))
        return Ending(private=message(*told))

    what = scopes.numbered(desk.channel_voice, (value.text,))
    first = answers.told(voice, "alert.retrying", number=value.text)
    return Reply(first, Job(work, what))


async def retry_all(click: Click, desk: Desk) -> Reply:
    """Import every open invoice of an alert, asking first if they are many."""
    asking = await asking_for(click, desk)
    voice = desk.voice(click.language)
    if asking is None:
        return Reply(answers.told(voice, "alert.closed"))

    async def work(report: Report) -> Ending:
        question = await asking.question()
        if question is not None:
            return Ending(private=question)
        run = await asking.run(report)
        await desk.oversight.alarms.look()
        return await asking.ending(run)

    first = answers.told(voice, "alert.retrying_all", what=asking.what)
    return Reply(first, Job(work, asking.public_what))


async def accept(click: Click, desk: Desk) -> Reply:
    """Let a person accept one invoice of an alert as it is."""
    source_id, cause = SourceId(click.value.id), click.value.text
    records = await desk.oversight.alarms.open()
    number = next(
        (
            line.number
            for record in records
            for line in record.open_lines
            if record.cause == cause and line.source_id == source_id
        ),
        None,
    )
    voice = desk.voice(click.language)
    if not await desk.oversight.alarms.accept(cause, [source_id], click.user):
        return Reply(answers.told(voice, "alert.took_nothing"))
    return Reply(answers.told(voice, "alert.took", number=number or source_id))


async def mark_paid(click: Click, desk: Desk) -> Reply:
    """Mark one invoice as paid in Twikey, if it is settled."""
    voice, number = desk.voice(click.language), click.value.text

    async def work(report: Report) -> Ending:
        del report
        source_id = SourceId(click.value.id)
        done = await desk.oversight.mark_paid(source_id, click.user)
        key = "marked.refused"
        if isinstance(done, Marked):
            key = "marked.done"
        elif isinstance(done, Nothing):
            key = f"marked.{done.why}"
        return Ending(private=answers.told(voice, key, number=number))

    return Reply(answers.told(voice, "alert.marking", number=number), Job(work))


async def asking_for(click: Click, desk: Desk) -> Asking | None:
    """Return the import of what an alert holds; ``None`` if it holds nothing."""
    record = await _alert_of(click, desk)
    if record is None or not record.open_lines:
        return None
    lines = record.open_lines
    voice = desk.voice(click.language)
    names = tuple(line.number or line.source_id for line in lines)
    scope = NumbersScope(tuple(line.source_id for line in lines))
    return Asking(desk, voice, Order(scope, click.user, click.value, names))


def is_alert(click: Click) -> bool:
    """Whether a button stands for what an alert holds."""
    return click.value.id == ALERT


async def _alert_of(click: Click, desk: Desk) -> AlertRecord | None:
    records = await desk.oversight.alarms.open()
    return next((one for one in records if one.cause == click.value.text), None)
