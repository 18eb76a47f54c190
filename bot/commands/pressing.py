"""What the acting buttons do."""

from __future__ import annotations

from bot.commands.alarming import asking_for, is_alert
from bot.commands.call import Click, Desk, Ending, Job, Reply, Surface, press_of
from bot.commands.import_ import Asking, Order
from bot.commands.parsing import read_import
from bot.views import answers, outcome
from bot.views.blocks import code
from bot.views.values import Cause
from core.domain.outcome import Run
from core.ports.clock import Report
from core.scope import NumbersScope


async def one(click: Click, desk: Desk) -> Reply:
    """Import one invoice; what came of it takes the place of the button.

    In the channel everybody sees that; a private press is summed up there as well.
    """
    voice, value = desk.voice(click.board_language), click.value
    order = Order(NumbersScope((value.id,)), click.user, value, (value.text,))
    asking = Asking(desk, voice, order)

    async def work(report: Report) -> Ending:
        run = await asking.run(report)
        settled = outcome.of_invoice(voice, run, press_of(click, desk))
        if click.surface is Surface.CHANNEL:
            return Ending(settled=settled)
        public = (await asking.ending(run)).public
        return Ending(public=public, settled=settled)

    return Reply(job=Job(work, asking.public_what))


async def all_of_cause(click: Click, desk: Desk) -> Reply:
    """Import every invoice of a run that was out for one cause, asking if many."""
    asking = await _asking(click, desk)
    if asking is None:
        return _forgotten(click, desk)
    voice = desk.voice(click.board_language)

    async def work(report: Report) -> Ending:
        question = await asking.question()
        if question is not None:
            press = press_of(click, desk)
            told = outcome.stated(voice, "click.asked_first", press)
            return Ending(private=question, settled=told)
        return await _carried_out(click, desk, asking, report)

    return Reply(job=Job(work, asking.public_what))


async def confirmed(click: Click, desk: Desk) -> Reply:
    """Carry out what a preview showed."""
    asking = await _asking(click, desk)
    if asking is None:
        return _forgotten(click, desk)

    async def work(report: Report) -> Ending:
        return await _carried_out(click, desk, asking, report)

    return Reply(job=Job(work, asking.public_what))


async def cancelled(click: Click, desk: Desk) -> Reply:
    """Put a preview away; nothing is imported."""
    voice, press = desk.voice(click.board_language), press_of(click, desk)
    settled = outcome.stated(voice, "click.cancelled", press)
    return Reply(job=_just(Ending(settled=settled)))


async def older(click: Click, desk: Desk) -> Reply:
    """Preview an import of every open problem, for whoever asks."""
    asking = await _asking(click, desk)
    return asking.preview_only() if asking else _forgotten(click, desk)


async def _asking(click: Click, desk: Desk) -> Asking | None:
    """Return the import a button stands for; ``None`` if its run is forgotten."""
    voice, value = desk.voice(click.language), click.value
    if is_alert(click):
        return await asking_for(click, desk)
    if not value.id:
        today = desk.clock.now().astimezone(desk.zone).date()
        scope = read_import(value.text, today, click.language).scope
        return Asking(desk, voice, Order(scope, click.user, value))
    run = await desk.engine.run_of(value.id)
    names = _out_for(run, value.text) if run else {}
    if not names:
        return None
    called = tuple(names.values())
    order = Order(NumbersScope(tuple(names)), click.user, value, called)
    return Asking(desk, voice, order)


def _out_for(run: Run, cause: str) -> dict[str, str]:
    """Return the ids of the invoices that were out for a cause, with their numbers."""
    return {
        line.source_id or line.number or "": line.number or line.source_id or ""
        for line in run.lines
        if line.needs_people
        and Cause.of(line).spelled() == cause
        and (line.source_id or line.number)
    }


async def _carried_out(
    click: Click, desk: Desk, asking: Asking, report: Report
) -> Ending:
    run = await asking.run(report)
    await desk.oversight.alarms.look()
    voice, press = desk.voice(click.board_language), press_of(click, desk)
    public = (await asking.ending(run)).public
    return Ending(public=public, settled=outcome.of_many(voice, run, press))


def _forgotten(click: Click, desk: Desk) -> Reply:
    command = code("/twikey import problems")
    voice = desk.voice(click.board_language)
    told = answers.told(voice, "click.forgotten", command=command)
    return Reply(job=_just(Ending(settled=told.blocks)))


def _just(ending: Ending) -> Job:
    async def work(report: Report) -> Ending:
        del report
        return ending

    return Job(work)
