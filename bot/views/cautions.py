"""What may go wrong when a person has an invitation sent."""

from __future__ import annotations

from enum import StrEnum

from bot.words import Safe, Voice
from core.domain.diagnosis import Diagnosis
from core.domain.history import DocumentState, InvitationState
from core.domain.reason import PARTLY, Reason
from core.domain.verdict import Finding, Undecided


class Caution(StrEnum):
    """What a person should know before an invitation is sent, the worst first."""

    SETTLED_SINCE = "settled-since"
    SETTLED_PARTLY = "settled-partly"
    DELETED = "deleted"
    SENT = "sent"
    BY_TWIKEY = "by-twikey"
    UNKNOWN = "unknown"
    SENT_BY_TEAMLEADER = "sent-by-teamleader"
    UNREAD = "unread"
    DOCUMENT = "document"

    @property
    def asks(self) -> bool:
        """Whether nothing is sent before the person has said yes to it."""
        return self is not Caution.DOCUMENT


_OF_STATE = {
    InvitationState.SENT: Caution.SENT,
    InvitationState.BY_TWIKEY: Caution.BY_TWIKEY,
    InvitationState.UNKNOWN: Caution.UNKNOWN,
}
_OF_REASON = {
    Reason.SETTLED_SINCE: Caution.SETTLED_SINCE,
    Reason.DELETED: Caution.DELETED,
    Reason.SENT_BY_TEAMLEADER: Caution.SENT_BY_TEAMLEADER,
}
_MISSING = (DocumentState.WANTED, DocumentState.WAITING, DocumentState.GAVE_UP)


def cautions(found: Diagnosis) -> tuple[Caution, ...]:
    """Return what speaks against sending an invitation without asking."""
    held = {_OF_STATE.get(found.invitation.state)}
    held |= {_of(finding) for finding in found.findings}
    if isinstance(found.verdict, Undecided):
        held.add(Caution.UNREAD)
    if found.document.state in _MISSING:
        held.add(Caution.DOCUMENT)
    return tuple(caution for caution in Caution if caution in held)


def _of(finding: Finding) -> Caution | None:
    if finding.reason is Reason.SETTLED_SINCE and PARTLY in finding.facts:
        return Caution.SETTLED_PARTLY
    return _OF_REASON.get(finding.reason)


def warnings(voice: Voice, held: tuple[Caution, ...]) -> list[Safe]:
    """Return what a person reads before saying yes, the worst first."""
    if not held:
        return [voice.say("caution.none")]
    return [voice.say(f"caution.{caution}") for caution in held]
