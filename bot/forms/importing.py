"""The import dialogue: asked, previewed, and only then done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from bot.commands.call import Desk, Dialog, Ending, Job, Reply
from bot.commands.dates import read_days, read_range
from bot.commands.import_ import Asking, Order
from bot.commands.import_dialog import dialog
from bot.commands.parsing import read_import
from bot.forms.call import FormReply, Submission
from bot.views import answers, import_form
from bot.views.dialogs import View
from bot.views.import_form import (
    CARRIED_MOST,
    DAYS,
    DEPARTMENTS,
    FIRST,
    LAST,
    NUMBERS,
    How,
    Wanted,
    read_wanted,
)
from bot.words import Safe, say
from core.domain.invoice import DepartmentId
from core.errors import UsageError
from core.ports.clock import Report
from core.scope import NumbersScope, ProblemsScope, Scope, WindowScope


async def asked(sent: Submission, desk: Desk) -> FormReply:
    """Show what an import would do, or what is wrong beside its field."""
    voice, wanted = desk.voice(sent.language), read_wanted(_filled(sent))
    if len(json.dumps(wanted.carried(), ensure_ascii=False)) > CARRIED_MOST:
        too_many = voice.say("import_form.too_many")
        return FormReply(errors={DEPARTMENTS: too_many})
    scope = scope_of(wanted, _today(desk), sent.language)
    if not isinstance(scope, Scope):
        return FormReply(errors=scope)
    asking = _asking(sent, desk, wanted, scope)

    async def fill() -> View:
        run = await asking.foresee()
        return import_form.previewed(voice, run, asking.what, wanted)

    return FormReply(dialog=Dialog(voice.say("import_form.title"), fill))


async def how_changed(sent: Submission, desk: Desk) -> FormReply:
    """Ask for what belongs to the other way of saying which invoices are meant."""
    blocks = sent.view.get("blocks") or ()
    kept = [block for block in blocks if block.get("block_id") == DEPARTMENTS]
    wanted = read_wanted(_filled(sent))
    view = import_form.asking(desk.voice(sent.language), wanted, kept)
    return FormReply(view=view)


async def changed(sent: Submission, desk: Desk) -> FormReply:
    """Go back from the preview to what was filled in."""
    return FormReply(dialog=dialog(desk, sent.language, read_wanted(sent.meta)))


async def confirmed(sent: Submission, desk: Desk) -> FormReply:
    """Import what the preview showed; the summary comes to the channel."""
    voice, wanted = desk.voice(sent.language), read_wanted(sent.meta)
    scope = scope_of(wanted, _today(desk), sent.language)
    if not isinstance(scope, Scope):
        return FormReply(dialog=dialog(desk, sent.language, wanted))
    asking = _asking(sent, desk, wanted, scope)

    async def work(report: Report) -> Ending:
        return await asking.ending(await asking.run(report))

    first = answers.importing(voice, asking.what, desk.channel)
    return FormReply(reply=Reply(first, Job(work, asking.public_what)))


def scope_of(wanted: Wanted, today: date, language: str) -> Scope | Mapping[str, Safe]:
    """Return which invoices are meant, or what is wrong by the name of the field."""
    match wanted.how:
        case How.DAYS:
            return _days(wanted, today, language)
        case How.RANGE:
            return _range(wanted, today, language)
        case How.NUMBERS:
            return _numbers(wanted, today, language)
        case _:
            return ProblemsScope()


def _days(wanted: Wanted, today: date, language: str) -> Scope | Mapping[str, Safe]:
    try:
        window = read_days(f"{wanted.days}d", today, language)
    except UsageError as error:
        return {DAYS: Safe(error.message)}
    if window is None:
        return {DAYS: say(language, "import_form.no_days")}
    return WindowScope(window)


def _range(wanted: Wanted, today: date, language: str) -> Scope | Mapping[str, Safe]:
    missing = [name for name in (FIRST, LAST) if not getattr(wanted, name)]
    if missing:
        return dict.fromkeys(missing, say(language, "import_form.no_day"))
    try:
        window = read_range(f"{wanted.first}..{wanted.last}", today, language)
    except UsageError as error:
        ahead = wanted.first > today.isoformat() and wanted.first <= wanted.last
        return {FIRST if ahead else LAST: Safe(error.message)}
    return (
        WindowScope(window) if window else {LAST: say(language, "import_form.no_day")}
    )


def _numbers(wanted: Wanted, today: date, language: str) -> Scope | Mapping[str, Safe]:
    # Whoever writes one number to a line has no commas.
    text = ",".join(line for line in wanted.numbers.splitlines() if line.strip())
    try:
        scope = read_import(text, today, language).scope
    except UsageError as error:
        return {NUMBERS: Safe(error.message)}
    if not isinstance(scope, NumbersScope):
        return {NUMBERS: say(language, "import_form.no_numbers")}
    return scope


def _filled(sent: Submission) -> Mapping[str, object]:
    return {**sent.meta, **sent.values}


def _asking(sent: Submission, desk: Desk, wanted: Wanted, scope: Scope) -> Asking:
    chosen = frozenset(DepartmentId(one) for one in wanted.departments)
    order = Order(scope, sent.user, departments=chosen)
    return Asking(desk, desk.voice(sent.language), order)


def _today(desk: Desk) -> date:
    return desk.clock.now().astimezone(desk.zone).date()
