"""The pure questions behind the rule table.

Each returns the facts if its reason holds, ``None`` if it does not, and ``Unknown`` if
the system that would tell did not answer.
"""

from core.domain.checks.amounts import (
    credited,
    currency,
    negative_amount,
    paid,
    partly_settled,
    settled_since,
    zero_amount,
)
from core.domain.checks.answer import Answer, Unknown
from core.domain.checks.moments import (
    automatic_off,
    before_start,
    just_booked,
    on_hold,
    outside_window,
    past_due,
    was_zero,
)
from core.domain.checks.presence import (
    already_imported,
    deleted,
    draft,
    left_out,
    not_found,
    number_taken,
)
from core.domain.checks.sending import (
    customer_incomplete,
    document_waiting,
    invitation_unknown,
    invitation_waiting,
    no_email,
    profile_unknown,
    profile_unreadable,
    refused,
    sent_by_teamleader,
)

__all__ = [
    "Answer",
    "Unknown",
    "already_imported",
    "automatic_off",
    "before_start",
    "credited",
    "currency",
    "customer_incomplete",
    "deleted",
    "document_waiting",
    "draft",
    "invitation_unknown",
    "invitation_waiting",
    "just_booked",
    "left_out",
    "negative_amount",
    "no_email",
    "not_found",
    "number_taken",
    "on_hold",
    "outside_window",
    "paid",
    "partly_settled",
    "past_due",
    "profile_unknown",
    "profile_unreadable",
    "refused",
    "sent_by_teamleader",
    "settled_since",
    "was_zero",
    "zero_amount",
]
