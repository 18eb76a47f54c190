"""The knobs of the stand-in: what the vendor leaves open, and how mean it may be.

Every fact about Teamleader that no source settles is a switch here, so that a test
can show the bot right under both readings. Seconds are seconds on the clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, Literal

from sandbox.teamleader.asking import Given, refused


@dataclass
class HookKnobs:
    """How webhooks travel; probabilities are between 0 and 1."""

    delay: float = 0.0
    """Seconds between the change and its delivery."""
    reordering: float = 0.0
    """Up to this many seconds more, at random: later changes overtake earlier ones."""
    loss: float = 0.0
    duplication: float = 0.0
    burst: int = 0
    """Hold deliveries until this many wait, then send them all at once."""
    retries: int = 0
    """Further tries after an answer other than 2xx; the vendor promises none."""
    retry_wait: float = 60.0
    echo: bool = True
    """Whether changes made through the API announce themselves as well."""


@dataclass
class PdfPlan:
    """What becomes of the PDF of an invoice."""

    ready_after: float | None = 0.0
    """Seconds after booking (or drafting); None is never."""
    unready: Literal["202", "404", "500"] = "202"
    """The answer of a download before the PDF is there."""
    content: Literal["pdf", "html", "cut", "empty"] = "pdf"
    megabytes: int = 0
    """Padding, to make a PDF of at least this size."""
    redirect: str | None = None
    """Where the link sends the reader; "own" is a second path of this stand-in."""
    link_seconds: float = 3600.0
    fresh: bool = False
    """Whether every fetch renders other bytes."""


@dataclass
class Switches:
    """All knobs; change them at any time."""

    strict: bool = False
    """Unknown keys, too large pages and the like become 400 instead of nothing."""
    default_order: Literal["asc", "desc"] = "desc"
    withhold_meta: bool = False
    """Leave ``meta`` out even if ``includes=pagination`` asks for it."""

    access_seconds: float = 3600.0
    code_seconds: float = 600.0
    old_access_dies: bool = False
    """Whether a refresh kills the previous access token at once."""
    auto_consent: bool = False
    """Redirect from the consent page at once, as if Allow had been clicked."""
    redirect_uris: list[str] = field(default_factory=list)
    """The allow-list of the integration; empty allows any."""
    revoked_type: str = "invalid_request"
    """``meta.type`` of a refused refresh; "invalid_grant" has been seen as well."""
    token_errors: Literal["envelope", "rfc"] = "envelope"
    token_calls_count: bool = False
    """Whether calls to the token endpoint use up the rate limit."""
    missing_scopes: list[str] = field(default_factory=list)

    pinned_version: str = "2023-09-26"
    reset_format: Literal["seconds", "millis", "offset"] = "seconds"

    booked_editable: bool = True
    """The account's setting that booked invoices may be edited."""
    credit_lowers_due: bool = True
    credited_shows: Literal["paid", "matched", "outstanding"] = "paid"
    """A fully credited invoice: matched and paid, matched alone, or as before."""
    credit_amounts_negative: bool = False
    credit_number_spaces: bool = True
    credit_info_as_list: bool = False
    zero_shows: Literal["outstanding", "matched"] = "outstanding"
    """The status of a booked invoice over 0.00."""
    overpaid_due_negative: bool = False
    payments_touch: bool = True
    """Whether payments raise ``updated_at``; likewise the three below."""
    credits_touch: bool = True
    sending_touches: bool = True
    rendering_touches: bool = False
    unset_fields: Literal["empty", "missing"] = "empty"
    """How custom fields without a value are shown."""
    empty_attention: Literal["null", "object"] = "null"
    exchange_rate_null: bool = False

    hooks: HookKnobs = field(default_factory=HookKnobs)
    pdf: PdfPlan = field(default_factory=PdfPlan)
    """For every invoice without a plan of its own."""


def set_knobs(knobs: Any, wanted: Mapping[str, Any]) -> None:
    """Set knobs by name, all or none; an unknown name is refused."""
    unknown = sorted(set(wanted) - {each.name for each in fields(knobs)})
    if unknown:
        raise refused(f"no such knobs: {', '.join(unknown)}")
    for name, value in wanted.items():
        inner = getattr(knobs, name)
        if is_dataclass(inner):
            set_knobs(inner, Given(value, name).object())
        else:
            setattr(knobs, name, value)
