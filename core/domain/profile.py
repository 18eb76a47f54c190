"""Payment profiles of Twikey and how one is chosen for an invoice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

_ID_RUN = re.compile(r"(?<![0-9])(?<![0-9][.,])[0-9]{3,6}(?![0-9])(?![.,][0-9])")
_SHOWN_MOST = 100


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


FIELD_LEVELS = frozenset(
    {ProfileLevel.PERSON, ProfileLevel.INVOICE, ProfileLevel.SUBSCRIPTION}
)
"""A choice for one invoice: the customer's next one is not bound by it."""


class ProfileProblem(StrEnum):
    """Why no profile could be taken from a field."""

    UNREADABLE = "unreadable"
    DISAGREE = "disagree"
    NO_FIELD = "no-field"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class LevelSight:
    """What one level said of the profile; ``seen`` is ``None`` where it said nothing.

    ``where`` tells several sights of one level apart: the titles of subscriptions.
    """

    level: ProfileLevel
    seen: str | None = None
    where: str | None = None


@dataclass(frozen=True)
class ProfileChoice:
    """The profile an invoice goes to; without an id Twikey decides.

    ``seen`` is what a custom field held that decided, by where; ``sights`` are all
    levels that were asked, from the most to the least specific.
    """

    level: ProfileLevel
    id: str | None = None
    problem: ProfileProblem | None = None
    seen: Mapping[str, str] = field(default_factory=dict)
    sights: tuple[LevelSight, ...] = ()


def choose_profile(
    *,
    customer_known: bool,
    last_sent: str | None,
    default: str | None,
    kept: str | None = None,
) -> ProfileChoice:
    """Choose without any custom field; ``kept`` is what Twikey has on the customer.

    A customer Twikey already has keeps what a person may have set there: mandates are
    matched on customer number and profile, so nothing is overridden silently.
    """
    if kept:
        return ProfileChoice(ProfileLevel.CUSTOMER, kept)
    if last_sent:
        return ProfileChoice(ProfileLevel.LAST_SENT, last_sent)
    if customer_known:
        return ProfileChoice(ProfileLevel.TWIKEY)
    if default:
        return ProfileChoice(ProfileLevel.DEFAULT, default)
    return ProfileChoice(ProfileLevel.NONE)


@dataclass(frozen=True)
class Unreadable:
    """A custom field holds something that names no profile; ``seen`` is what."""

    seen: str


def profile_in(value: object, names: Mapping[str, str]) -> str | Unreadable | None:
    """Read the profile id that somebody put into a custom field.

    ``None`` is an empty field. The id may stand alone or among words, and the name of
    a profile is as good as its id; ``names`` are the names of known profiles by id.
    """
    if isinstance(value, str):
        return _profile_in_text(value, names)
    if value is None or value == []:
        return None
    whole = _whole_number(value)
    if whole is None:
        return Unreadable(as_seen(value))
    return _profile_in_text(whole, names)


def as_seen(value: object) -> str:
    """Return the value of a custom field as it is shown to people, cut to size."""
    return " ".join(str(value).split())[:_SHOWN_MOST]


def choice_in(
    level: ProfileLevel, fields: Mapping[str, object], names: Mapping[str, str]
) -> ProfileChoice | None:
    """Choose by the custom fields of one level; ``None`` if all of them are empty.

    ``fields`` are the values by where they were seen. An empty one has no say next to
    one that names a profile; two that name different ones are a problem.
    """
    read = {where: profile_in(value, names) for where, value in fields.items()}
    seen = {where: as_seen(fields[where]) for where, one in read.items() if one}
    if not seen:
        return None
    ids = {one for one in read.values() if isinstance(one, str)}
    if any(isinstance(one, Unreadable) for one in read.values()):
        return ProfileChoice(level, None, ProfileProblem.UNREADABLE, seen)
    if len(ids) > 1:
        return ProfileChoice(level, None, ProfileProblem.DISAGREE, seen)
    return ProfileChoice(level, ids.pop(), seen=seen)


def _profile_in_text(text: str, names: Mapping[str, str]) -> str | Unreadable | None:
    asked = _folded(text)
    if not asked:
        return None
    if asked in names:
        return asked
    named = {id_ for id_, name in names.items() if _folded(name) == asked}
    # A name may hold a number of its own, so it comes before the numbers.
    found = named or set(_ID_RUN.findall(text))
    return found.pop() if len(found) == 1 else Unreadable(as_seen(text))


def _whole_number(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    number = Decimal(str(value))
    if not number.is_finite() or number <= 0 or number != number.to_integral_value():
        return None
    return f"{number:.0f}"


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
