"""What came of a decision about one invoice."""

from __future__ import annotations

from bot.views import buttons
from bot.views.blocks import Block, Button, actions, section
from bot.views.decision_forms import mended_here
from bot.views.values import Value, invoice_value
from bot.words import Safe, Voice
from core.deciding import Excluded, Hindrance, TakenBack, Undone
from core.domain.diagnosis import Diagnosis
from core.domain.reason import Reason

Blocks = tuple[Block, ...]

_BEYOND = frozenset(
    {
        Reason.NOT_FOUND,
        Reason.DELETED,
        Reason.ALREADY_IMPORTED,
        Reason.ZERO_AMOUNT,
        Reason.CREDITED,
        Reason.PAID,
    }
)
"""In Twikey already, or never going there: nobody has to leave it out."""


def excluded(voice: Voice, done: Excluded, value: Value) -> Blocks:
    """Tell that an invoice is left out, and how to undo that."""
    number, decision = done.number or value.text, done.decision
    lines = [voice.say("skip.done", number=number)]
    if decision.until is None:
        lines.append(voice.say("skip.done_for_good"))
    else:
        lines.append(voice.say("skip.done_until", until=decision.until))
    if decision.why:
        lines.append(voice.say("skip.done_why", why=decision.why))
    known = invoice_value(done.source_id, number) or value
    again = Value(known.id, known.text, value.attempt)
    return (section(*lines), actions(buttons.take_back(voice, again)))


def taken_back(voice: Voice, done: TakenBack, value: Value) -> Blocks:
    """Tell that an invoice is judged like any other again."""
    number = done.found.number or value.text
    return (section(voice.say("skip.taken_back", number=number)),)


def undone(voice: Voice, found: Undone, value: Value) -> Blocks:
    """Tell why nothing was decided, and where to look."""
    told = section(hindered(voice, found, value.text))
    if found.why in (Hindrance.NOT_KNOWN, Hindrance.GONE):
        return (told,)
    return (told, actions(buttons.why(voice, value)))


def hindered(voice: Voice, found: Undone, shown: str) -> Safe:
    """Return why nothing was decided, in a sentence."""
    return voice.say(f"undecided.{found.why}", number=found.number or shown)


def offered(voice: Voice, found: Diagnosis, value: Value) -> list[Button]:
    """Return the buttons to mend it here, to leave it out, or to take it back in."""
    if found.decisive in _BEYOND or _is_left_out_by_settings(found):
        return []
    if found.decisive is Reason.LEFT_OUT:
        return [buttons.take_back(voice, value)]
    mended = [buttons.fix(voice, value)] if mended_here(found) else []
    return [*mended, buttons.leave_out(voice, value)]


def _is_left_out_by_settings(found: Diagnosis) -> bool:
    return any(
        finding.reason is Reason.LEFT_OUT and "scope" in finding.facts
        for finding in found.findings
    )
