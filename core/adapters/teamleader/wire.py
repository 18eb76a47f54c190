"""How Teamleader is asked and how its answers are told apart; all of it pure.

Teamleader ignores filters, includes and sort fields it does not know and answers with
everything. That is why filters are made here only, by functions with typed arguments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from core.adapters.http import Answer, Call, json_body
from core.adapters.reading import Misshapen, Node
from core.domain.invoice import CustomerKind, CustomerRef, SourceId
from core.errors import RemoteRefused
from core.ports import InvoiceFilter

API_VERSION = "2023-09-26"
PAGE_SIZE = 100
"""The largest page; the API description promises nothing above it."""

_FLOOR_SECONDS = 0.1
_LONGEST_SECONDS = 65.0
_LISTS = {CustomerKind.COMPANY: "companies", CustomerKind.CONTACT: "contacts"}


@dataclass(frozen=True)
class Ask:
    """One operation of the API with its body.

    ``may_be_unready`` says that the thing asked for may still be in the making, which
    is answered with a good status and nothing in it. ``is_order`` says that something
    is to be done, which is answered the same way.
    """

    operation: str
    body: dict[str, object] = field(default_factory=dict)
    may_be_unready: bool = False
    is_order: bool = False

    def page(self, number: int) -> Ask:
        """Return the same question for one page of the answer, counted from 1."""
        page = {"size": PAGE_SIZE, "number": number}
        return Ask(self.operation, {**self.body, "page": page})

    def call(self, api_url: str, access_token: str) -> Call:
        """Write the request."""
        headers = {
            "Authorization": f"Bearer {access_token}",
            "Content-Type": "application/json",
            "X-Api-Version": API_VERSION,
        }
        url = f"{api_url.rstrip('/')}/{self.operation}"
        return Call(self.operation, "POST", url, headers, body=json_body(self.body))


def who_am_i() -> Ask:
    """Ask for the connected user."""
    return Ask("users.me")


def list_departments() -> Ask:
    """Ask for all departments; this list has no pages."""
    return Ask("departments.list")


def list_invoices(wanted: InvoiceFilter, ids: Sequence[SourceId] = ()) -> Ask:
    """Ask for invoices; ``ids`` are at most a hundred of the wanted ones.

    Ascending, because what is booked while we read is then added at the end.
    """
    filters: dict[str, object] = {}
    if wanted.updated_since is not None:
        filters["updated_since"] = moment(wanted.updated_since)
    if ids:
        filters["ids"] = list(ids)
    if wanted.number is not None:
        filters["invoice_number"] = wanted.number
    if wanted.term is not None:
        filters["term"] = wanted.term
    if wanted.outstanding:
        filters["status"] = ["outstanding"]
    if wanted.invoiced is not None:
        first, last = wanted.invoiced
        filters["invoice_date_after"] = first.isoformat()
        filters["invoice_date_before"] = last.isoformat()
    sort = [
        {"field": "invoice_date", "order": "asc"},
        {"field": "invoice_number", "order": "asc"},
    ]
    return Ask("invoices.list", {"filter": filters, "sort": sort})


def full_invoice(source_id: SourceId) -> Ask:
    """Ask for one invoice whole."""
    return Ask("invoices.info", {"id": source_id})


def download_invoice(source_id: SourceId) -> Ask:
    """Ask for a temporary link to the PDF of an invoice."""
    body: dict[str, object] = {"id": source_id, "format": "pdf"}
    return Ask("invoices.download", body, may_be_unready=True)


def list_credit_notes(updated_since: datetime) -> Ask:
    """Ask for the credit notes that changed; this list knows no sorting."""
    return Ask("creditNotes.list", {"filter": {"updated_since": moment(updated_since)}})


def full_credit_note(credit_note_id: str) -> Ask:
    """Ask for one credit note."""
    return Ask("creditNotes.info", {"id": credit_note_id})


def list_customers(kind: CustomerKind, refs: Sequence[CustomerRef]) -> Ask:
    """Ask for at most a hundred customers of one kind, with their custom fields."""
    return Ask(
        f"{_LISTS[kind]}.list",
        {
            "filter": {"ids": [ref.id for ref in refs]},
            "sort": [{"field": "added_at", "order": "asc"}],
            "includes": "custom_fields",
        },
    )


def list_changed_customers(kind: CustomerKind, since: datetime) -> Ask:
    """Ask for the customers of one kind that changed, the oldest change first."""
    return Ask(
        f"{_LISTS[kind]}.list",
        {
            "filter": {"updated_since": moment(since)},
            "sort": [{"field": "updated_at", "order": "asc"}],
        },
    )


def list_subscriptions(source_id: SourceId) -> Ask:
    """Ask for the subscriptions that an invoice came from: one, or merged ones."""
    return Ask("subscriptions.list", {"filter": {"invoice_id": source_id}})


def full_subscription(subscription_id: str) -> Ask:
    """Ask for one subscription; the list does not show the custom fields."""
    return Ask("subscriptions.info", {"id": subscription_id})


def list_definitions() -> Ask:
    """Ask for the definitions of all custom fields."""
    sort = [{"field": "label", "order": "asc"}]
    return Ask("customFieldDefinitions.list", {"sort": sort})


def moment(at: datetime) -> str:
    """Write a moment as filters want it: UTC, with offset, without fractions."""
    return at.astimezone(UTC).replace(microsecond=0).isoformat()


@dataclass(frozen=True)
class Found:
    """What was asked for: the ``data`` of the answer."""

    data: Node


@dataclass(frozen=True)
class Missing:
    """Teamleader has no such thing."""


@dataclass(frozen=True)
class Denied:
    """The access token is not, or no longer, good."""


@dataclass(frozen=True)
class Throttled:
    """Too many calls; wait that many seconds."""

    seconds: float


Reading = Found | Missing | Denied | Throttled


def read(ask: Ask, answer: Answer, now: datetime) -> Reading:
    """Tell what an answer to a question means; raises as ``classify`` does.

    What is not ready is missing. The API description does not say how that is
    answered, so an empty answer and one that lacks the thing are both taken.
    """
    if ask.is_order and answer.status in (200, 204):
        return Found(Node(None))
    if not ask.may_be_unready or answer.status not in (200, 202, 204):
        return classify(answer, now)
    if answer.status != 200 or answer.is_empty:
        return Missing()
    return Found(Node(answer.json())["data"])


def classify(answer: Answer, now: datetime) -> Reading:
    """Tell what an answer means.

    Raises ``RemoteRefused`` for a refusal and ``UnexpectedResponse`` for a shape that
    is not documented. Failures of the server never get here.
    """
    if answer.status == 401:
        return Denied()
    if answer.status == 429:
        return Throttled(seconds_to_wait(answer, now))
    if answer.status == 404 and "x-api-version" in answer.headers:
        return Missing()
    if answer.status in (400, 403, 409, 422):
        raise refusal(answer)
    if answer.status != 200:
        # Among them the 404 of an unknown path, which carries no version.
        raise answer.unexpected("not a documented status")
    return Found(_data(answer))


def _data(answer: Answer) -> Node:
    content = answer.json()
    data = Node(content)["data"]
    if data.is_absent:
        raise answer.unexpected("no data", content)
    return data


def refusal(answer: Answer) -> RemoteRefused:
    """Make the error for a no; only ``title`` is certain, and its words are free."""
    errors = list(Node(answer.json())["errors"].loose_items())
    titles = [title for each in errors if (title := each["title"].loose_text())]
    fields = [name for each in errors if (name := each["meta"]["field"].loose_text())]
    return RemoteRefused(
        answer.system,
        answer.operation,
        str(answer.status),
        "; ".join(titles),
        ", ".join(fields),
    )


def seconds_to_wait(answer: Answer, now: datetime) -> float:
    """Return how long to stay away after a 429.

    Until ``X-RateLimit-Reset``; ``Retry-After`` is not documented and only used where
    the other is missing. Never more than the whole window, as clocks may differ.
    """
    reset = reset_at(answer.headers.get("x-ratelimit-reset", ""))
    if reset is not None:
        wait = (reset - now).total_seconds()
    else:
        retry_after = answer.headers.get("retry-after", "")
        wait = float(retry_after) if retry_after.isdecimal() else _LONGEST_SECONDS
    return min(max(wait, _FLOOR_SECONDS), _LONGEST_SECONDS)


def reset_at(text: str) -> datetime | None:
    """Read ``X-RateLimit-Reset``: ISO 8601, with or without fractions, never epoch."""
    if text.isdecimal():
        return None
    try:
        return Node(text).moment()
    except Misshapen:
        return None
