"""The named moments at which a worker is killed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final


class Place(Enum):
    """What a worker is doing when it dies.

    ``CALL`` is a request to a vendor, named by method and path; ``COMMIT`` the commit
    of a transaction and ``STATEMENT`` one statement, both named by their SQL with its
    parameters; ``POST`` a message on its way to Slack.
    """

    CALL = "call"
    COMMIT = "commit"
    POST = "post"
    STATEMENT = "statement"


class When(Enum):
    """On which side of the moment."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True)
class Point:
    """A moment; ``what`` is a pattern, ``times`` which of its occurrences it is."""

    name: str
    when: When
    place: Place
    what: str
    times: int = 1


_LOGIN: Final = r"POST /creditor$"
_TOKEN: Final = r"POST /oauth2/access_token$"
_CREATE: Final = r"POST /creditor/invoice$"
_ATTACH: Final = r"PUT /creditor/invoice/[^/]+$"
_INVITE: Final = r"POST /creditor/invoice/[^/]+/action$"
_CREATED: Final = r"UPDATE attempt .*'created'"
_SAVED: Final = r"INSERT INTO credential .*secret.*{}"


def _point(name: str, place: Place, what: str, times: int = 1) -> Point:
    return Point(name, When(name.split("-")[0]), place, what, times)


POINTS: Final = (
    _point("after-tenth-table", Place.STATEMENT, r"CREATE TABLE", 10),
    _point("before-migration-commit", Place.COMMIT, r"CREATE TABLE"),
    _point("after-migration-commit", Place.COMMIT, r"CREATE TABLE"),
    _point("before-token-call", Place.CALL, _TOKEN),
    _point("after-token-call", Place.CALL, _TOKEN),
    _point("after-token-commit", Place.COMMIT, _SAVED.format("teamleader")),
    _point("before-second-token-call", Place.CALL, _TOKEN, 2),
    _point("after-second-token-call", Place.CALL, _TOKEN, 2),
    _point("before-login-call", Place.CALL, _LOGIN),
    _point("after-login-call", Place.CALL, _LOGIN),
    _point("after-login-commit", Place.COMMIT, _SAVED.format("twikey")),
    _point("before-first-look-commit", Place.COMMIT, r"INSERT INTO mark"),
    _point("after-first-look-commit", Place.COMMIT, r"INSERT INTO mark"),
    _point("after-feed-commit", Place.COMMIT, r"INSERT INTO feed|UPDATE feed"),
    _point("before-inbox-commit", Place.COMMIT, r"INSERT INTO hint"),
    _point("after-inbox-commit", Place.COMMIT, r"INSERT INTO hint"),
    _point("before-group-commit", Place.COMMIT, r"INSERT INTO hint", 2),
    _point("after-group-commit", Place.COMMIT, r"INSERT INTO hint", 2),
    _point("after-hint-claim-commit", Place.COMMIT, r"UPDATE hint SET .*owner"),
    _point("before-hint-done-commit", Place.COMMIT, r"UPDATE hint SET .*next_at", 2),
    _point("before-claim-commit", Place.COMMIT, r"INSERT INTO attempt"),
    _point("after-claim-commit", Place.COMMIT, r"INSERT INTO attempt"),
    _point("before-create-call", Place.CALL, _CREATE),
    _point("after-create-call", Place.CALL, _CREATE),
    _point("before-created-commit", Place.COMMIT, _CREATED),
    _point("after-created-commit", Place.COMMIT, _CREATED),
    _point("after-document-claim-commit", Place.COMMIT, r"UPDATE document SET .*fence"),
    _point("after-document-fetch", Place.CALL, r"GET /cdn/"),
    _point("before-attach-call", Place.CALL, _ATTACH),
    _point("after-attach-call", Place.CALL, _ATTACH),
    _point(
        "before-attached-commit", Place.COMMIT, r"UPDATE document SET [^\n]*digest="
    ),
    _point("after-attached-commit", Place.COMMIT, r"UPDATE document SET [^\n]*digest="),
    _point("before-invite-commit", Place.COMMIT, r"INSERT INTO invitation .*'unknown'"),
    _point("after-invite-commit", Place.COMMIT, r"INSERT INTO invitation .*'unknown'"),
    _point("before-invite-call", Place.CALL, _INVITE),
    _point("after-invite-call", Place.CALL, _INVITE),
    _point("before-invited-commit", Place.COMMIT, r"INSERT INTO invitation .*'sent'"),
    _point("after-invited-commit", Place.COMMIT, r"INSERT INTO invitation .*'sent'"),
    _point("before-alert-commit", Place.COMMIT, r"INSERT INTO outbox .*'alert'"),
    _point("after-alert-commit", Place.COMMIT, r"INSERT INTO outbox .*'alert'"),
    _point("after-message-claim-commit", Place.COMMIT, r"UPDATE outbox SET .*fence"),
    _point("before-slack-post", Place.POST, r""),
    _point("after-slack-post", Place.POST, r""),
    _point("before-posted-commit", Place.COMMIT, r"UPDATE outbox SET .*sent_to"),
    _point("after-posted-commit", Place.COMMIT, r"UPDATE outbox SET .*sent_to"),
)
