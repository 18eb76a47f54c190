"""Which invitation goes out when; Twikey's two profile switches decide.

Twikey invites at the creation of an invoice, or not at all: a PDF that comes later
makes it send nothing, so the bot calls the action itself, exactly once.
"""

from __future__ import annotations

from enum import StrEnum

from core.domain.history import InvitationRecord, InvitationState
from core.domain.profile import Profile


class HeldFor(StrEnum):
    """What a waiting invitation waits for."""

    DOCUMENT = "document"
    PROFILE = "profile"
    ADDRESS = "address"
    BATCH = "batch"


class Invited(StrEnum):
    """What Twikey says when it is asked whether it invited the customer."""

    YES = "yes"
    NO = "no"
    UNTOLD = "untold"


def at_creation(profile: Profile | None, *, has_address: bool) -> InvitationRecord:
    """Return where the invitation stands once an invoice was created.

    ``profile`` is the confirmed one it went to; ``None`` where Twikey decided or where
    nobody confirmed the switches: then nothing is done without a person.
    """
    if profile is None:
        return InvitationRecord(InvitationState.WAITING, held_for=HeldFor.PROFILE)
    if not profile.send_automatically:
        return InvitationRecord(InvitationState.BY_HAND)
    if not has_address:
        return InvitationRecord(InvitationState.WAITING, held_for=HeldFor.ADDRESS)
    if not profile.require_pdf:
        return InvitationRecord(InvitationState.BY_TWIKEY)
    return InvitationRecord(InvitationState.WAITING, held_for=HeldFor.DOCUMENT)


def once_attached(
    record: InvitationRecord, profile: Profile | None
) -> InvitationRecord:
    """Return where the invitation stands once the PDF was attached.

    It becomes due only where the PDF is what it waited for and the profile, still
    confirmed, sends by itself with the PDF.
    """
    waited = record.state is InvitationState.WAITING
    if not waited or record.held_for != HeldFor.DOCUMENT:
        return record
    if not _follows_document(profile):
        return InvitationRecord(InvitationState.WAITING, held_for=HeldFor.PROFILE)
    return InvitationRecord(InvitationState.WAITING, held_for=HeldFor.BATCH)


def instead_of_sending(
    profile: Profile | None, *, is_open: bool
) -> InvitationRecord | None:
    """Return where a due invitation stands instead, or ``None`` if it may go out.

    ``is_open`` is false once nothing is to be paid any more. The profile counts as it
    is confirmed now: an invitation can be due for long while a system is down.
    """
    if not is_open:
        return InvitationRecord(InvitationState.NOT_NEEDED)
    if not _follows_document(profile):
        return InvitationRecord(InvitationState.WAITING, held_for=HeldFor.PROFILE)
    return None


def may_send_by_hand(record: InvitationRecord) -> bool:
    """Whether a person may send it: always, except where it makes no sense."""
    return record.state is not InvitationState.NOT_NEEDED


def _follows_document(profile: Profile | None) -> bool:
    return profile is not None and profile.send_automatically and profile.require_pdf
