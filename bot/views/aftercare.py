"""What became of a PDF or an invitation that a person asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.views import buttons
from bot.views.blocks import (
    Block,
    Message,
    actions,
    bulleted,
    context,
    mention,
    message,
    section,
)
from bot.views.cautions import Caution, warnings
from bot.views.outcome import Press
from bot.views.picker import Offer, picker
from bot.views.values import Value, invoice_value
from bot.words import Safe, Voice, format
from bot.words.reasons import code
from core.aftercare import Fetched, Hindrance, Nothing, Sent
from core.documents import Retrieval
from core.domain.diagnosis import Ambiguous, Match
from core.domain.document import DocumentProblem
from core.domain.history import InvitationState
from core.domain.reason import System

Blocks = tuple[Block, ...]

_KINDS = ("not-yet", "broken", "unreachable", "gone")


def fetched(voice: Voice, done: Fetched | Nothing, value: Value) -> Blocks:
    """Tell what became of one PDF; ``value`` names it for the next button."""
    if isinstance(done, Nothing):
        return nothing(voice, done, value, buttons.fetch)
    number = done.number or value.text
    retrieval = done.retrieval
    if retrieval.problem is None:
        key = "pdf.renewed" if retrieval.changed else "pdf.attached"
        size = Safe(format.size(retrieval.size or 0, voice.language))
        return (section(voice.say(key, number=number, size=size)),)
    told = _missing(voice, retrieval.problem, number)
    next_ = voice.say("pdf.gave-up" if retrieval.gave_up else "pdf.again")
    again = buttons.fetch(voice, _known(value, retrieval, number))
    return (section(told, next_), actions(again))


def fetched_all(voice: Voice, done: Sequence[Retrieval]) -> Message:
    """Tell what became of every PDF that was missing."""
    if not done:
        return message(section(voice.say("pdf_all.none")))
    attached = sum(one.problem is None for one in done)
    given_up = sum(one.gave_up for one in done)
    again = len(done) - attached - given_up
    lines = [voice.say("pdf_all.attached", count=attached)]
    lines += bulleted(_kinds(voice, [one.problem for one in done if one.problem]))
    if again:
        lines.append(voice.say("pdf_all.again", count=again))
    if given_up:
        lines.append(voice.say("pdf_all.gave-up", count=given_up))
    return message(section(*lines))


def invited(voice: Voice, done: Sent | Nothing, value: Value) -> Blocks:
    """Tell what became of one invitation."""
    if isinstance(done, Nothing):
        return nothing(voice, done, value, buttons.invite_ask)
    number = done.number or value.text
    if done.invitation.state is InvitationState.SENT:
        return (section(voice.say("invite.sent", number=number)),)
    told = section(voice.say("invite.refused", number=number))
    refusal = done.invitation.refusal
    if refusal is None:
        return (told,)
    return (told, context(voice.say("why.twikey_code", code=refusal)))


def uncertain(voice: Voice, system: System, value: Value) -> Blocks:
    """Tell that an invitation may or may not have gone out."""
    name = voice.say(f"system.{system}")
    told = voice.say("invite.uncertain", number=value.text, system=name)
    again = buttons.invite_ask(voice, value.next())
    return (section(told), actions(again, buttons.why(voice, value)))


def question(voice: Voice, held: tuple[Caution, ...], value: Value) -> Blocks:
    """Ask before an invitation is sent that may do harm."""
    asked = voice.say("invite.question", number=value.text)
    yes = buttons.invite(voice, value, held)
    return (
        section(asked, *bulleted(warnings(voice, held))),
        actions(yes, buttons.why(voice, value)),
    )


def nothing(voice: Voice, found: Nothing, value: Value, offer: Offer) -> Blocks:
    """Tell why there is nothing to do; several hits let the person choose."""
    if found.why is Hindrance.AMBIGUOUS:
        return picker(voice, _ambiguous(found), offer).blocks
    told = section(not_done(voice, found.why, found.number or value.text))
    if found.why is Hindrance.ATTACHED:
        return (told,)
    return (told, actions(buttons.why(voice, value)))


def not_done(voice: Voice, why: Hindrance, number: str) -> Safe:
    """Return why nothing was done for an invoice, in a sentence."""
    return voice.say(f"nothing.{why}", number=number)


def asked_by(voice: Voice, press: Press) -> Block:
    """Tell who pressed the button, and when."""
    return context(voice.say("click.asked", by=mention(press.by), at=press.at))


def _missing(voice: Voice, problem: DocumentProblem, number: str) -> Safe:
    words = code(voice, "problem", problem.value)
    return voice.say(f"pdf.{problem.kind}", number=number, problem=words)


def _known(value: Value, retrieval: Retrieval, number: str) -> Value:
    """Return the id instead of what was typed, so the next press is unambiguous."""
    if value.attempt:
        return value
    return invoice_value(retrieval.source_id, number) or value


def _kinds(voice: Voice, problems: Sequence[DocumentProblem]) -> list[Safe]:
    counts = Counter(problem.kind for problem in problems)
    broken = sorted({p.value for p in problems if p.kind == "broken"})
    words = voice.listed([code(voice, "problem", one) for one in broken])
    return [
        voice.say(f"pdf_all.{kind}", count=counts[kind], problems=words)
        for kind in _KINDS
        if counts[kind]
    ]


def _ambiguous(found: Nothing) -> Ambiguous:
    matches = tuple(
        Match(one.source_id, one.number, None, one.customer_name)
        for one in found.matches
    )
    return Ambiguous(found.typed, matches)
