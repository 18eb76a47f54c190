"""``/twikey invoices``: leaf through the invoices, and act on the chosen ones."""

from __future__ import annotations

import difflib

from bot.commands import usage
from bot.commands.call import Call, Click, Desk, Ending, Job, Reply
from bot.commands.fixing import leaving_out
from bot.commands.import_ import Asking, Order
from bot.commands.why import look_up
from bot.views import Block, Message, aftercare, answers, invoices
from bot.views.blocks import message
from bot.views.invoice_file import invoice_file
from bot.views.values import invoice_value, typed_value
from bot.views.wishes import wished
from bot.words import say
from core.domain.overview import Entry, Shown, Wish
from core.errors import UsageError
from core.ports.clock import Report
from core.scope import NumbersScope


async def handle(call: Call, desk: Desk) -> Reply:
    """Show the newest invoices of one part. Raises ``UsageError``."""
    return Reply(await shown(desk, call.language, Wish(_part(call))))


async def leafed(click: Click, desk: Desk) -> Reply:
    """Show another page, in the place of the one with the button."""
    return Reply(await shown(desk, click.language, wished(click.value)))


async def shown(desk: Desk, language: str, wish: Wish) -> Message:
    """Return one page of the overview."""
    page = await desk.records.overviews.page(wish, invoices.PAGE)
    return invoices.overview(desk.voice(language), page)


async def retry(click: Click, desk: Desk) -> Reply:
    """Import the chosen invoices; the channel sees the summary."""
    entries = await _chosen(click, desk)
    if not entries:
        return _nothing(click, desk)
    voice = desk.voice(click.language)
    names = tuple(entry.number or entry.source_id for entry in entries)
    scope = NumbersScope(tuple(entry.source_id for entry in entries))
    return Asking(desk, voice, Order(scope, click.user, None, names)).reply()


async def fetch(click: Click, desk: Desk) -> Reply:
    """Fetch the PDFs of the chosen invoices."""
    entries = await _chosen(click, desk)
    if not entries:
        return _nothing(click, desk)
    voice = desk.voice(click.language)

    async def work(report: Report) -> Ending:
        del report  # a page holds few
        told: list[Block] = []
        for entry in entries:
            value = invoice_value(entry.source_id, entry.number)
            done = await desk.aftercare.fetch(entry.source_id, click.user)
            told += aftercare.fetched(voice, done, value or typed_value(""))
        return Ending(private=message(*told))

    names = invoices.numbers(voice, entries)
    return Reply(answers.told(voice, "overview.fetching", numbers=names), Job(work))


async def why(click: Click, desk: Desk) -> Reply:
    """Explain the chosen invoices: a single one in full, several in short."""
    entries = await _chosen(click, desk)
    if not entries:
        return _nothing(click, desk)
    if len(entries) == 1:
        (entry,) = entries
        called = entry.number or entry.source_id
        return look_up(desk, click.language, entry.source_id, called)
    return Reply(invoices.explained(desk.voice(click.language), entries))


async def leave_out(click: Click, desk: Desk) -> Reply:
    """Ask why the chosen invoices are to stay out of Twikey."""
    entries = await _chosen(click, desk)
    named = [invoice_value(entry.source_id, entry.number) for entry in entries]
    values = [value for value in named if value is not None]
    if not values:
        return _nothing(click, desk)
    return leaving_out(desk, click.language, values)


async def file(click: Click, desk: Desk) -> Reply:
    """Send every invoice of one part as a file."""
    voice, part = desk.voice(click.language), wished(click.value).shown

    async def work(report: Report) -> Ending:
        del report
        entries = await desk.records.overviews.whole(part)
        made = invoice_file(voice, entries, part, desk.clock.now())
        return Ending(private=made)

    return Reply(answers.told(voice, "overview.listing"), Job(work))


async def _chosen(click: Click, desk: Desk) -> tuple[Entry, ...]:
    ticked = [
        source_id
        for name, value in click.entered.items()
        if name.startswith(f"{invoices.PICK}.") and isinstance(value, tuple)
        for source_id in value
    ]
    return await desk.records.overviews.chosen(invoices.picked(ticked))


def _nothing(click: Click, desk: Desk) -> Reply:
    voice = desk.voice(click.language)
    return Reply(answers.told(voice, "overview.nothing_chosen"))


def _part(call: Call) -> Shown:
    word = call.text.strip().lower()
    if not word:
        return Shown.ALL
    if word in set(Shown):
        return Shown(word)
    nearest = next(iter(difflib.get_close_matches(word, [*Shown], 1)), "")
    message = say(call.language, "overview.unknown", word=call.text)
    corrected = f"invoices {nearest}" if nearest else ""
    raise UsageError(message, usage.INVOICES, corrected)
