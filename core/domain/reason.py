"""The stable codes of why an invoice is not, or not quite, in Twikey."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

Facts = Mapping[str, object]
"""What goes with a reason: codes, plain amounts and ISO dates, never sentences."""


class Reason(StrEnum):
    """Every reason there is; the order of questions is that of ``RULES``."""

    NOT_FOUND = "not-found"
    DELETED = "deleted"
    ALREADY_IMPORTED = "already-imported"
    DRAFT = "draft"
    LEFT_OUT = "left-out"
    ZERO_AMOUNT = "zero-amount"
    NEGATIVE_AMOUNT = "negative-amount"
    CREDITED = "credited"
    PAID = "paid"
    CURRENCY = "currency"
    OUTSIDE_WINDOW = "outside-window"
    BEFORE_START = "before-start"
    AUTOMATIC_OFF = "automatic-off"
    WAS_ZERO = "was-zero"
    ON_HOLD = "on-hold"
    PROFILE_UNREADABLE = "profile-unreadable"
    PROFILE_UNKNOWN = "profile-unknown"
    CUSTOMER_INCOMPLETE = "customer-incomplete"
    NUMBER_TAKEN = "number-taken"
    REFUSED = "refused"
    PARTLY_SETTLED = "partly-settled"
    SETTLED_SINCE = "settled-since"
    PAST_DUE = "past-due"
    SENT_BY_TEAMLEADER = "sent-by-teamleader"
    NO_EMAIL = "no-email"
    DOCUMENT_WAITING = "document-waiting"
    INVITATION_WAITING = "invitation-waiting"
    INVITATION_UNKNOWN = "invitation-unknown"
    JUST_BOOKED = "just-booked"


PARTLY: Final = "open"
"""The fact of ``settled-since`` that is there where only a part is settled.

It tells what Teamleader still shows open.
"""


class System(StrEnum):
    """The systems we ask."""

    TEAMLEADER = "teamleader"
    TWIKEY = "twikey"
    SLACK = "slack"


class Trigger(StrEnum):
    """Who asked: a person for single numbers or for a window, or the bot itself."""

    NUMBER = "number"
    WINDOW = "window"
    AUTOMATIC = "automatic"


class Alert(StrEnum):
    """What the channel hears when an invoice stays out of Twikey for this reason."""

    NOTHING = "-"
    DIGEST = "digest"
    ALERT = "alert"
    AT_ONCE = "at-once"
