"""Payment profiles of Twikey and how one is chosen for an invoice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True)
class Profile:
    """A payment profile and our copy of its two switches.

    Twikey does not let us read the switches; a profile listed in the settings or
    confirmed by an admin counts as confirmed, and only then is acted upon.
    """

    id: str
    name: str
    send_automatically: bool
    require_pdf: bool


class ProfileLevel(StrEnum):
    """Who decided the profile, from the most to the least specific."""

    PERSON = "person"
    INVOICE = "invoice"
    SUBSCRIPTION = "subscription"
    CUSTOMER = "customer"
    LAST_SENT = "last-sent"
    TWIKEY = "twikey"
    DEFAULT = "default"
    NONE = "none"


class ProfileProblem(StrEnum):
    """Why no profile could be taken from a field."""

    UNREADABLE = "unreadable"
    DISAGREE = "disagree"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class ProfileChoice:
    """The profile an invoice goes to; without an id Twikey decides."""

    level: ProfileLevel
    id: str | None = None
    problem: ProfileProblem | None = None
    seen: Mapping[str, str] = field(default_factory=dict)


def choose_profile(
    *, customer_known: bool, last_sent: str | None, default: str | None
) -> ProfileChoice:
    """Choose without any custom field.

    A customer Twikey already has keeps what a person may have set there: mandates are
    matched on customer number and profile, so nothing is overridden silently.
    """
    if last_sent:
        return ProfileChoice(ProfileLevel.LAST_SENT, last_sent)
    if customer_known:
        return ProfileChoice(ProfileLevel.TWIKEY)
    if default:
        return ProfileChoice(ProfileLevel.DEFAULT, default)
    return ProfileChoice(ProfileLevel.NONE)
