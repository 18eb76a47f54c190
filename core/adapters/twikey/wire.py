"""How Twikey is asked and how its answers are told apart; all of it pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from core.adapters.http import Answer, Call, form_body, json_body
from core.adapters.reading import Node
from core.domain.target import TargetId
from core.errors import RemoteRefused, UnexpectedResponse

PARTNER = "twikey-bot"
_UNSTATED_SECONDS = 60.0
_UPLOAD_SECONDS = 180.0
_SHORT_SECONDS = 10.0
"""For what can be done without."""

_WITH_CUSTOMER = (("include", "customer"), ("include", "meta"))


@dataclass(frozen=True)
class Ask:
    """One operation of the API; the path is relative to the address of the API."""

    operation: str
    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    deadline: float = 45.0

    def call(self, api_url: str, token: str) -> Call:
        """Write the request; the token stands alone, without ``Bearer``."""
        headers = {"Authorization": token, "Accept-Language": "en", **self.headers}
        url = f"{api_url.rstrip('/')}{self.path}"
        return Call(
            self.operation,
            self.method,
            url,
            headers,
            self.query,
            self.body,
            self.deadline,
        )

    def resuming(self, after: int) -> Ask:
        """Return the same question from a place in the feed on."""
        return replace(self, headers={**self.headers, "X-RESUME-AFTER": str(after)})


def create_invoice(body: Mapping[str, object]) -> Ask:
    """Ask for an invoice to be created; ``X-PARTNER`` names us in the dashboard."""
    headers = {"Content-Type": "application/json", "X-PARTNER": PARTNER}
    return Ask(
        "create invoice", "POST", "/invoice", headers=headers, body=json_body(body)
    )


def find_invoice(target_id: TargetId) -> Ask:
    """Ask for one invoice by its id."""
    path = f"/invoice/{quote(target_id, safe='')}"
    return Ask("find invoice", "GET", path, _WITH_CUSTOMER)


def invite_state(target_id: TargetId, state: str) -> Ask:
    """Ask for an invoice only if its invitation stands like this: ok or not_ok."""
    ask = find_invoice(target_id)
    return replace(ask, operation="ask invitation", query=(("invite_state", state),))


def update_invoice(target_id: TargetId, body: Mapping[str, object]) -> Ask:
    """Ask for an invoice to be changed; a PDF makes that long."""
    return Ask(
        "update invoice",
        "PUT",
        f"/invoice/{quote(target_id, safe='')}",
        headers={"Content-Type": "application/json", "X-PARTNER": PARTNER},
        body=json_body(body),
        deadline=_UPLOAD_SECONDS,
    )


def update_customer(number: str, changes: Mapping[str, str]) -> Ask:
    """Ask for a customer to be changed; everything stands in the query."""
    path = f"/customer/{quote(number, safe='')}"
    return Ask("update customer", "PATCH", path, tuple(changes.items()))


def send_invitation(target_id: TargetId) -> Ask:
    """Ask for the customer to be invited; mails again each time."""
    return Ask(
        "send invitation",
        "POST",
        f"/invoice/{quote(target_id, safe='')}/action",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        body=form_body({"type": "send"}),
    )


def read_feed() -> Ask:
    """Ask for the next page of what changed."""
    return Ask("read feed", "GET", "/invoice", _WITH_CUSTOMER)


def read_mandates() -> Ask:
    """Ask for the next page of mandates that changed."""
    return Ask("read mandates", "GET", "/mandate")


def find_customer(number: str) -> Ask:
    """Ask for a customer; not in the public API description."""
    path = f"/customer/{quote(number, safe='')}"
    return Ask("find customer", "GET", path, deadline=_SHORT_SECONDS)


def list_profiles() -> Ask:
    """Ask for the profiles; not in the public API description."""
    return Ask("list profiles", "GET", "/template")


def payment_methods(profile_id: str) -> Ask:
    """Ask how a profile can be paid: the described way to see that it exists."""
    return Ask("find profile", "GET", "/payment/methods", (("ct", profile_id),))


@dataclass(frozen=True)
class Found:
    """An answer with its headers; ``content`` is ``None`` for an empty body."""

    answer: Answer
    content: Node

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing: an empty body, ``null`` or ``{}``."""
        return not self.content.value


@dataclass(frozen=True)
class Denied:
    """The token is dead."""


@dataclass(frozen=True)
class Busy:
    """Somebody else reads the same feed."""


@dataclass(frozen=True)
class Throttled:
    """Too many calls; nothing was done. Wait that many seconds."""

    seconds: float


@dataclass(frozen=True)
class No:
    """A refusal; ``is_business`` if Twikey itself gave a code for it."""

    error: RemoteRefused
    is_business: bool

    @property
    def is_not_found(self) -> bool:
        """Whether there is no such thing; Twikey says so with a 400."""
        return self.error.code == "err_not_found"


Reading = Found | Denied | Busy | Throttled | No


def classify(answer: Answer) -> Reading:
    """Tell what an answer means.

    Raises ``UnexpectedResponse`` for what is not documented. Failures of the server
    never get here.
    """
    if 200 <= answer.status < 300:
        content = None if answer.is_empty else answer.json()
        return Found(answer, Node(content))
    if not 400 <= answer.status < 500:
        raise answer.unexpected("not a documented status")
    no = refusal(answer)
    if no.error.code == "err_call_in_progress":
        return Busy()
    # A dead token used twice in a row is answered with 429, but waiting does not help.
    dead_again = answer.status == 429 and no.error.code == "err_not_authorised"
    if answer.status == 401 or no.error.code == "err_no_login" or dead_again:
        return Denied()
    if answer.status == 429:
        return Throttled(seconds_to_wait(answer))
    return no


def refusal(answer: Answer) -> No:
    """Read the three parts of a refusal from wherever they are.

    The code is in the body, else in ``ApiErrorCode``, else in ``ApiError`` if that
    looks like a code: the sources disagree on which header carries it.
    """
    body = _loose_body(answer)
    header = answer.headers.get("apierror", "")
    code = (
        body["code"].loose_text()
        or answer.headers.get("apierrorcode")
        or (header if header.startswith("err_") else None)
    )
    error = RemoteRefused(
        answer.system,
        answer.operation,
        code or f"http-{answer.status}",
        body["message"].loose_text() or ("" if header == code else header),
        body["extra"].loose_text() or "",
    )
    return No(error, is_business=code is not None)


def _loose_body(answer: Answer) -> Node:
    try:
        return Node(answer.json())
    except UnexpectedResponse:
        return Node(None)


def seconds_to_wait(answer: Answer) -> float:
    """Return how long to stay away after a 429."""
    for name in ("x-rate-limit-retry-after-seconds", "retry-after"):
        stated = answer.headers.get(name, "").strip()
        if stated.isascii() and stated.isdecimal():
            return float(stated)
    return _UNSTATED_SECONDS


def position_after(answer: Answer) -> int | None:
    """Return the place in the feed after a page; ``None`` if it is not told."""
    stated = answer.headers.get("x-last", "").strip()
    return int(stated) if stated.isascii() and stated.isdecimal() else None
