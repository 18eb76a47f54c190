"""The facts that come with each reason, as the checks give them."""

from __future__ import annotations

from core.domain.reason import Facts, Reason

DAY = "2026-11-20"
MOMENT = "2026-11-20T08:15:00+00:00"

EXAMPLES: dict[Reason, tuple[Facts, ...]] = {
    Reason.NOT_FOUND: (
        {"asked": "2026 / 999", "nearest": ["2026 / 99", "2026 / 98"]},
        {"asked": "2026 / 999", "nearest": []},
    ),
    Reason.DELETED: (
        {"number": "2026 / 42", "last_seen": MOMENT, "in_twikey": True},
        {"number": "2026 / 42", "last_seen": None, "in_twikey": False},
        {"number": "2026 / 42"},
    ),
    Reason.ALREADY_IMPORTED: (
        {"route": "bot", "target_id": "t-1", "state": "BOOKED", "at": MOMENT},
        {"route": "other", "target_id": "t-1", "state": "PAID"},
        {"route": "bot", "target_id": "t-1", "state": "deleted", "at": None},
    ),
    Reason.DRAFT: ({"created": MOMENT},),
    Reason.LEFT_OUT: (
        {"by": "U0SOFIE01", "why": "disputed", "at": MOMENT, "until": DAY},
        {"by": "U0SOFIE01", "why": "", "at": MOMENT, "until": None},
        {"scope": "department", "department": "Gent", "by": None, "at": None},
    ),
    Reason.ZERO_AMOUNT: ({},),
    Reason.NEGATIVE_AMOUNT: ({"total": "-12.50", "currency": "EUR"},),
    Reason.CREDITED: (
        {"credited": "100.00", "currency": "EUR", "credit_notes": ["2026 / CN 3"]},
    ),
    Reason.PAID: (
        {
            "paid": MOMENT,
            "booked": MOMENT,
            "invoiced_on": DAY,
            "first_tried": MOMENT,
            "first_cause": "refused",
        },
        {
            "paid": None,
            "booked": None,
            "invoiced_on": None,
            "first_tried": None,
            "first_cause": None,
        },
    ),
    Reason.CURRENCY: ({"total": "100.00", "currency": "USD"},),
    Reason.OUTSIDE_WINDOW: ({"created": MOMENT, "from": DAY, "to": DAY},),
    Reason.BEFORE_START: ({"created": MOMENT, "since": MOMENT},),
    Reason.AUTOMATIC_OFF: ({},),
    Reason.WAS_ZERO: (
        {"total": "100.00", "currency": "EUR", "zero_seen": MOMENT},
        {"total": "100.00", "currency": "EUR", "zero_seen": None},
    ),
    Reason.ON_HOLD: ({"since": DAY},),
    Reason.PROFILE_UNREADABLE: (
        {
            "problem": "unreadable",
            "level": "invoice",
            "profile": None,
            "seen": {"field": "gold"},
        },
        {
            "problem": "disagree",
            "level": "subscription",
            "profile": None,
            "seen": {"a": "1", "b": "2"},
        },
    ),
    Reason.PROFILE_UNKNOWN: (
        {"problem": "unknown", "level": "invoice", "profile": "77", "seen": {}},
    ),
    Reason.CUSTOMER_INCOMPLETE: (
        {"missing": ["customer"]},
        {"missing": ["name"], "customer": "c-1"},
    ),
    Reason.NUMBER_TAKEN: (
        {
            "number": "2026 / 42",
            "target_id": "t-9",
            "amount": "55.00",
            "date": DAY,
            "tied_to": None,
            "tied_number": None,
            "differs": ["amount", "date"],
        },
        {
            "number": "2026 / 42",
            "target_id": "t-9",
            "amount": "55.00",
            "date": DAY,
            "tied_to": "s-7",
            "tied_number": "2026 / 42",
            "differs": ["amount", "invoice"],
            "collision": "departments",
            "department": "Maes Gent",
            "tied_department": "Maes Aalst",
            "tied_customer": "Bakkerij Zonneveld",
        },
    ),
    Reason.REFUSED: (
        {
            "code": "err_no_such_ct",
            "message": "Contract template unknown",
            "extra": "",
            "at": MOMENT,
        },
        {"code": "err_x", "message": "", "extra": ""},
    ),
    Reason.PARTLY_SETTLED: ({"open": "60.00", "currency": "EUR", "settled": "40.00"},),
    Reason.SETTLED_SINCE: (
        {"how": "paid", "target_id": "t-1", "at_twikey": "100.00"},
        {"how": "deleted", "target_id": "t-1", "at_twikey": None},
        {
            "how": "partly-paid",
            "target_id": "t-1",
            "at_twikey": "100.00",
            "open": "60.00",
        },
        {
            "how": "partly-credited",
            "target_id": "t-1",
            "at_twikey": "100.00",
            "open": "60.00",
        },
    ),
    Reason.PAST_DUE: ({"due_on": DAY, "days": 2}, {"due_on": DAY, "days": 1}),
    Reason.SENT_BY_TEAMLEADER: ({},),
    Reason.NO_EMAIL: (
        {"customer": "c-1", "invalid": True},
        {"customer": "c-1", "invalid": False},
    ),
    Reason.DOCUMENT_WAITING: (
        {"attempts": 3, "next": MOMENT, "problem": "not-yet"},
        {"attempts": 0, "next": None, "problem": None},
    ),
    Reason.INVITATION_WAITING: ({"held_for": "document"}, {"held_for": None}),
    Reason.INVITATION_UNKNOWN: ({"at": MOMENT}, {"at": None}),
    Reason.JUST_BOOKED: ({"first_seen": MOMENT, "seconds": 90},),
}


def example(reason: Reason) -> Facts:
    """The first example of a reason's facts."""
    return EXAMPLES[reason][0]
