"""What Teamleader posts, read with care; pure.

Nothing of it is believed: it only says where to look.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum

from core.ports.watch import Hint
from core.registering import WANTED

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_ACCOUNT = "account"


class Unread(StrEnum):
    """Why a delivery says nothing to us."""

    MALFORMED = "malformed"
    UNKNOWN_TYPE = "unknown-type"


@dataclass(frozen=True)
class Delivery:
    """A hint, and the account it says it comes from, if it says so."""

    hint: Hint
    account: str | None

    @property
    def is_about_the_account(self) -> bool:
        """Whether the account itself has ended."""
        return self.hint.subject == _ACCOUNT

    def is_foreign_to(self, account: str) -> bool:
        """Whether it names another account than ours."""
        named = self.hint.id if self.is_about_the_account else self.account
        return named is not None and named != account.lower()


def read_delivery(body: bytes) -> Delivery | Unread:
    """Read what was posted.

    The API description does not show it. What it is about is taken from the type; the
    id stands in ``subject``, or at the top as one connector has it.
    """
    posted = _parsed(body)
    event = posted.get("type") if isinstance(posted, dict) else None
    if not isinstance(posted, dict) or not isinstance(event, str):
        return Unread.MALFORMED
    if event not in WANTED:
        return Unread.UNKNOWN_TYPE
    id_ = _id_in(posted.get("subject")) or _id_in(posted)
    account = posted.get("account")
    named = _id_in(account)
    if id_ is None or (account is not None and named is None):
        return Unread.MALFORMED
    return Delivery(Hint(event.partition(".")[0], id_, event), named)


def _parsed(body: bytes) -> object:
    try:
        parsed: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return parsed


def _id_in(value: object) -> str | None:
    """Return the id of an object if it has the shape of Teamleader's ids."""
    found = value.get("id") if isinstance(value, dict) else None
    if not isinstance(found, str):
        return None
    lowered = found.lower()
    return lowered if _ID.fullmatch(lowered) else None
