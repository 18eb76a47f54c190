"""The overview of invoices: a page with boxes to choose, and what to do with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.views import buttons
from bot.views.blocks import (
    Block,
    Button,
    Confirm,
    Message,
    actions,
    bold,
    choice,
    context,
    header,
    message,
    section,
)
from bot.views.buttons import Verb
from bot.views.fields import Choice, option
from bot.views.invoice_line import (
    document,
    due,
    headed,
    iconed_document,
    joined,
    state,
)
from bot.views.values import Value, invoice_value
from bot.views.wishes import carried
from bot.words import Safe, Voice
from bot.words.reasons import text, way_out
from core.domain.invoice import SourceId
from core.domain.overview import Entry, Page, Shown, Turn, Wish

PAGE = 10
"""How many invoices stand on a page."""

PICK = "pick"
_RECENT_MINUTES = 90


def overview(voice: Voice, page: Page) -> Message:
    """Tell a page of the invoices, with all that can be done there."""
    title = header(voice.say(f"overview.title.{page.wish.shown}"))
    bringing_in = actions(buttons.import_form(voice))
    return message(title, *listed(voice, page), *leafing(voice, page), bringing_in)


def listed(voice: Voice, page: Page, *, may_act: bool = True) -> list[Block]:
    """Return the invoices of a page, what can be done, and how fresh it is.

    Who may not act is offered only what explains.
    """
    shown = page.wish.shown
    if not page.entries:
        told = [section(voice.say(f"overview.empty.{shown}"))]
    else:
        count = page.counts.get(shown, 0)
        told = [section(bold(voice.say(f"overview.{shown}", count=count)))]
        told += [line(voice, n, entry) for n, entry in enumerate(page.entries)]
        told.append(acting(voice, page.wish, may_act=may_act))
    return [*told, context(fresh(voice, page))]


def line(voice: Voice, place: int, entry: Entry) -> Block:
    """Return one invoice in its columns, with a box to choose it."""
    told = [state(voice, entry), iconed_document(voice, entry), due(voice, entry)]
    shown = section(headed(voice, entry), joined(told))
    name = entry.number or voice.say("invoice.unnumbered")
    label = voice.say("overview.pick", number=name)
    box: Block = {
        "type": "checkboxes",
        "action_id": f"{PICK}.{place}",
        "options": [option(Choice(entry.source_id, label))],
    }
    # By its own name: a box that was ticked stays so only for its own invoice.
    return {**shown, "block_id": f"{PICK}/{entry.source_id}"[:255], "accessory": box}


def acting(voice: Voice, wish: Wish, *, may_act: bool) -> Block:
    """Return what can be done with the chosen invoices."""
    value = carried(wish).spelled()
    why = Button(Verb.WHY_CHOSEN, voice.say("overview.why"), value)
    if not may_act:
        return actions(why)
    confirm = Confirm(
        title=voice.say("overview.confirm.retry.title"),
        text=voice.say("overview.confirm.retry.text"),
        yes=voice.say("overview.confirm.retry.yes"),
        no=voice.say("confirm.no"),
    )
    value = carried(wish).spelled()
    return actions(
        Button(Verb.RETRY_CHOSEN, voice.say("overview.retry"), value, confirm=confirm),
        Button(Verb.FETCH_CHOSEN, voice.say("overview.fetch"), value),
        Button(Verb.SKIP_CHOSEN, voice.say("overview.skip"), value),
        why,
    )


def leafing(voice: Voice, page: Page) -> list[Block]:
    """Return the ways to other pages and other parts, and to the whole list."""
    further = [
        Button(
            Verb.LEAF,
            voice.say(f"overview.{turn}"),
            carried(Wish(page.wish.shown, place, turn)).spelled(),
        )
        for turn, place in ((Turn.NEWER, page.newer), (Turn.OLDER, page.older))
        if place is not None
    ]
    if page.entries:
        value = carried(Wish(page.wish.shown)).spelled()
        further.append(Button(Verb.LIST_FILE, voice.say("overview.file"), value))
    parts = actions(*(_part(voice, page, shown) for shown in Shown))
    return [actions(*further), parts] if further else [parts]


def fresh(voice: Voice, page: Page) -> Safe:
    """Say where the figures are from, and how old they may be."""
    return voice.say(
        "overview.fresh",
        teamleader=_ago(voice, page.teamleader, page.at),
        twikey=_ago(voice, page.twikey, page.at),
    )


def explained(voice: Voice, entries: Sequence[Entry]) -> Message:
    """Tell why each of several invoices stands where it stands, as it is remembered."""
    blocks = [header(voice.say("overview.explained"))]
    for entry in entries:
        value = invoice_value(entry.source_id, entry.number) or Value("", "")
        told = section(headed(voice, entry), *_reasoned(voice, entry))
        offered = choice(Safe(""), buttons.why(voice, value))
        blocks.append({**told, "accessory": offered["accessory"]})
    return message(*blocks)


def numbers(voice: Voice, entries: Sequence[Entry]) -> Safe:
    """Return what several invoices are called."""
    unnumbered = voice.say("invoice.unnumbered")
    return voice.listed([voice.worded(one.number or unnumbered) for one in entries])


def picked(entered: Sequence[str]) -> tuple[SourceId, ...]:
    """Return the chosen invoices from what the ticked boxes hold."""
    return tuple(dict.fromkeys(map(SourceId, entered)))


def _reasoned(voice: Voice, entry: Entry) -> list[Safe]:
    if entry.is_imported or entry.reason is None or entry.system is not None:
        pdf = voice.say("overview.pdf", told=document(voice, entry))
        return [state(voice, entry), pdf]
    remedy = way_out(voice, entry.reason, entry.facts)
    told = text(voice, entry.reason, entry.facts)
    return [told, voice.say("why.way_out", way_out=remedy)]


def _part(voice: Voice, page: Page, shown: Shown) -> Button:
    label = voice.say(f"overview.filter.{shown}", count=page.counts.get(shown, 0))
    if shown is page.wish.shown:
        label = voice.say("overview.filter.current", name=label)
    return Button(Verb.LEAF, label, carried(Wish(shown)).spelled())


def _ago(voice: Voice, at: datetime | None, now: datetime) -> Safe:
    if at is None:
        return voice.say("overview.ago.never")
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 1:
        return voice.say("overview.ago.now")
    if minutes > _RECENT_MINUTES:
        return voice.say("overview.ago.at", at=at)
    return voice.say("overview.ago.minutes", count=minutes)
