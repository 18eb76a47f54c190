"""The buttons that open a form about one invoice."""

from __future__ import annotations

from collections.abc import Sequence

from bot.commands.call import Click, Desk, Dialog, Reply
from bot.views import answers, buttons, decision_forms
from bot.views.dialogs import View, notice
from bot.views.values import Value
from core.domain.diagnosis import Ambiguous


async def leave_out(click: Click, desk: Desk) -> Reply:
    """Ask why the invoice is to stay out, and until when."""
    return leaving_out(desk, click.language, [click.value])


def leaving_out(desk: Desk, language: str, values: Sequence[Value]) -> Reply:
    """Return the form that asks why some invoices are to stay out."""
    voice = desk.voice(language)

    async def fill() -> View:
        return decision_forms.leave_out(voice, values)

    again = buttons.leave_out(voice, values[0]) if len(values) == 1 else None
    return Reply(dialog=Dialog(voice.say("skip.form"), fill, again))


async def fix(click: Click, desk: Desk) -> Reply:
    """Offer what mends the invoice, by how it stands now."""
    voice, value = desk.voice(click.language), click.value

    async def fill() -> View:
        found = await desk.engine.diagnose(value.id)
        if isinstance(found, Ambiguous):
            told = answers.told(voice, "fix.none", number=value.text)
            return notice(voice, voice.say("fix.form"), *told.blocks)
        offer = await desk.oversight.profiles.offer()
        return decision_forms.fix(voice, found, offer, value)

    again = buttons.fix(voice, value)
    return Reply(dialog=Dialog(voice.say("fix.form"), fill, again))
