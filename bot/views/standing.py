"""Where the PDF and the invitation stand, with the buttons that move them on."""

from __future__ import annotations

from bot.views import buttons
from bot.views.blocks import Block, Button, section
from bot.views.cautions import cautions
from bot.views.values import Value
from bot.words import Safe, Voice, standing
from core.domain.diagnosis import Diagnosis
from core.domain.history import DocumentState, InvitationState

# Always with the word beside it; typographic signs look the same on every screen.
ICONS = {
    DocumentState.NONE: "\u25cb",
    DocumentState.WANTED: "\u25d4",
    DocumentState.WAITING: "\u25d4",
    DocumentState.ATTACHED: "\u2713",
    DocumentState.CHANGED: "\u21bb",
    DocumentState.GAVE_UP: "\u2717",
}
_FETCHED = (DocumentState.NONE, DocumentState.ATTACHED)
_SENDABLE = (
    InvitationState.WAITING,
    InvitationState.UNKNOWN,
    InvitationState.BY_HAND,
)


def stands(voice: Voice, found: Diagnosis) -> list[Block]:
    """Return where both stand, for an invoice that is in Twikey."""
    if not standing.is_followed(found):
        return []
    document = standing.document(voice, found.document)
    iconed = Safe(f"{ICONS[found.document.state]} {document}")
    return [section(iconed, standing.invitation(voice, found.invitation))]


def offered(voice: Voice, found: Diagnosis, value: Value) -> list[Button]:
    """Return the buttons for a PDF that is missing and an invitation not sent."""
    made: list[Button] = []
    if found.document.state not in _FETCHED:
        made.append(buttons.fetch(voice, value))
    if found.invitation.state in _SENDABLE:
        made.append(buttons.invite(voice, value, cautions(found)))
    return made
