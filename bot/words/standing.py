"""Where the PDF and the invitation of an invoice stand, in words."""

from __future__ import annotations

from bot.words import format
from bot.words.reasons import code
from bot.words.voice import Safe, Voice
from core.domain.diagnosis import Diagnosis
from core.domain.document import DocumentProblem
from core.domain.history import (
    DocumentRecord,
    DocumentState,
    InvitationRecord,
    InvitationState,
)
from core.domain.invitation import HeldFor
from core.domain.reason import Reason

TOLD = frozenset(
    {Reason.DOCUMENT_WAITING, Reason.INVITATION_WAITING, Reason.INVITATION_UNKNOWN}
)
"""The notes that say less than what stands here, so they are not told besides."""

_FINISHED = (DocumentState.NONE, DocumentState.ATTACHED)
_DATED = (InvitationState.SENT, InvitationState.UNKNOWN)
_HELD = {one.value for one in HeldFor}
_PROBLEMS = {one.value for one in DocumentProblem}


def kind_of(problem: object) -> str | None:
    """Return the kind of a PDF's problem: not there yet, broken or out of reach."""
    return DocumentProblem(str(problem)).kind if problem in _PROBLEMS else None


def is_followed(found: Diagnosis) -> bool:
    """Whether a PDF and an invitation belong to it: only what is in Twikey has them."""
    return (
        found.document.state is not DocumentState.NONE
        or found.invitation.state is not InvitationState.NONE
        or found.decisive is Reason.ALREADY_IMPORTED
    )


def document(voice: Voice, record: DocumentRecord) -> Safe:
    """Return where the PDF stands; an unfinished one with its tries and the next."""
    if record.state in _FINISHED:
        return voice.say("standing.document", told=_finished(voice, record))
    said = [voice.say(f"document.{record.state}")]
    kind = kind_of(record.problem)
    if kind:
        problem = code(voice, "problem", record.problem)
        said.append(voice.say(f"document.problem.{kind}", problem=problem))
    if record.attempts:
        said.append(voice.say("document.attempts", count=record.attempts))
    if record.next_at:
        said.append(voice.say("document.next", at=record.next_at))
    return voice.say("standing.document", told=Safe(" ".join(said)))


def invitation(voice: Voice, record: InvitationRecord) -> Safe:
    """Return where the invitation stands, and what it waits for."""
    key, facts = f"invitation.{record.state}", {}
    if record.state is InvitationState.WAITING and record.held_for in _HELD:
        facts = {"held_for": code(voice, "held_for", record.held_for)}
        key = f"{key}.for"
    elif record.state in _DATED and record.at:
        facts = {"at": voice.worded(record.at)}
        key = f"{key}.at"
    return voice.say("standing.invitation", told=voice.say(key, **facts))


def _finished(voice: Voice, record: DocumentRecord) -> Safe:
    key = f"document.{record.state}"
    known = record.attached_at is not None and record.size is not None
    if record.state is not DocumentState.ATTACHED or not known:
        return voice.say(key)
    size = Safe(format.size(record.size or 0, voice.language))
    return voice.say(f"{key}.since", at=record.attached_at, size=size)
