"""One invoice as the overview tells it, in its columns."""

from __future__ import annotations

from bot.views.blocks import clipped, plain
from bot.views.counting import named
from bot.views.standing import ICONS
from bot.words import Safe, Voice
from bot.words.reasons import code, title
from core.domain.history import InvitationState
from core.domain.overview import Entry, Standing
from core.domain.reason import Reason

_DEPARTMENT_MOST = 20
_NOTED = {
    InvitationState.WAITING: Reason.INVITATION_WAITING,
    InvitationState.UNKNOWN: Reason.INVITATION_UNKNOWN,
}


def headed(voice: Voice, entry: Entry) -> Safe:
    """Return who is billed how much under which number."""
    parts = [Safe(f"*{named(voice, entry.number)}*")]
    parts += [voice.worded(entry.customer_name)] if entry.customer_name else []
    parts.append(voice.worded(entry.amount))
    if entry.department:
        parts.append(voice.worded(clipped(plain(entry.department), _DEPARTMENT_MOST)))
    return joined(parts)


def state(voice: Voice, entry: Entry) -> Safe:
    """Return where the invoice stands, with what is wrong about it."""
    said = [_state(voice, entry)]
    if entry.is_imported and entry.alerted == Reason.SETTLED_SINCE:
        said.append(title(voice, Reason.SETTLED_SINCE))
    if entry.is_imported and entry.invitation.state in _NOTED:
        said.append(title(voice, _NOTED[entry.invitation.state]))
    return voice.listed(said)


def document(voice: Voice, entry: Entry) -> Safe:
    """Return where the PDF stands, in a word."""
    return voice.say(f"overview.pdf.{entry.document.state}")


def iconed_document(voice: Voice, entry: Entry) -> Safe:
    """Return where the PDF stands, as a sign with its word."""
    told = voice.say("overview.pdf", told=document(voice, entry))
    return Safe(f"{ICONS[entry.document.state]} {told}")


def due(voice: Voice, entry: Entry) -> Safe:
    """Return when it is to be paid."""
    if entry.due_on is None:
        return voice.say("overview.due.none")
    return voice.say("overview.due", due=entry.due_on)


def joined(parts: list[Safe]) -> Safe:
    """Return the columns of a line."""
    return Safe(" · ".join(parts))


def _state(voice: Voice, entry: Entry) -> Safe:
    match entry.standing:
        case Standing.OUT if entry.reason is not None:
            return title(voice, entry.reason)
        case Standing.UNKNOWN:
            system = voice.say(f"system.{entry.system}")
            return voice.say("overview.state.unknown", system=system)
        case Standing.IMPORTED if entry.at_twikey is not None:
            there = code(voice, "state", entry.at_twikey)
            return voice.say("overview.state.imported.as", state=there)
        case standing:
            return voice.say(f"overview.state.{standing}")
