"""What a run meant for invitations, counted."""

from __future__ import annotations

from collections import Counter
from typing import assert_never

from bot.words.voice import Safe, Voice
from core.domain.history import InvitationState
from core.domain.invitation import HeldFor
from core.domain.outcome import Line, Outcome, Run

_KINDS = ("gone", "document", "other", "people", "uncertain")


def invited(voice: Voice, run: Run) -> Safe | None:
    """Tell how the invitations of what was imported stand; ``None`` without any."""
    counts = Counter(kind_of(line) for line in run.of(Outcome.IMPORTED))
    parts = [
        voice.say(f"summary.invitations.{kind}", count=counts[kind])
        for kind in _KINDS
        if counts[kind]
    ]
    if not parts:
        return None
    return voice.say("summary.invitations", parts=voice.listed(parts))


def would_invite(voice: Voice, run: Run) -> Safe:
    """Tell how many customers a previewed run would invite, and what is not known."""
    count, unknown = (
        run.facts.get(name) for name in ("invitations", "invitations_unknown")
    )
    if not isinstance(count, int):
        return voice.say("preview.invitations_unknown")
    told = voice.say("preview.invitations", count=count)
    if not unknown:
        return told
    return Safe(f"{told} {voice.say('preview.invitations_perhaps', count=unknown)}")


def kind_of(line: Line) -> str | None:
    """Return under which heading an invitation counts; ``None``: there is none."""
    match line.invitation:
        case InvitationState.BY_TWIKEY | InvitationState.SENT:
            return "gone"
        case InvitationState.WAITING:
            return "document" if line.held_for == HeldFor.DOCUMENT else "other"
        case InvitationState.BY_HAND:
            return "people"
        case InvitationState.UNKNOWN:
            return "uncertain"
        case InvitationState.NONE | InvitationState.NOT_NEEDED | None:
            return None
        case _:
            assert_never(line.invitation)
