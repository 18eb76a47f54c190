"""Payment profiles that are named in custom fields, in every way people do it."""

from __future__ import annotations

from sandbox.book.teller import Chapter, Teller
from sandbox.teamleader import TeamleaderStandIn

ON_TRANSFER, NOT_THERE = "4023 - Overschrijving", "9999 - Kredietkaart"
NOT_USED_ANY_MORE = "4019 - Oud profiel"
NO_PROFILE = "domiciliëring aub"


def define_fields(teller: Teller) -> None:
    """Define the two fields for the payment profile."""
    direct_debit = "4021 - Domiciliëring"
    options = (direct_debit, ON_TRANSFER, NO_PROFILE, NOT_THERE, NOT_USED_ANY_MORE)
    teller.teamleader.add_custom_field_definition(
        "invoice", "Betaalprofiel", "single_select", options
    )
    teller.teamleader.add_custom_field_definition("subscription", "Betaalprofiel")


def named(customer: str, total: str, profile: str, department: int = 0) -> Chapter:
    """Let an invoice be booked whose own field says this."""

    def happen(teller: Teller) -> None:
        source_id = teller.draft(customer, total, department)
        definition_id = field_ids(teller.teamleader)["invoice"]
        teller.teamleader.set_custom_field(source_id, definition_id, profile)
        teller.teamleader.book(source_id)

    return happen


def from_a_subscription(teller: Teller) -> None:
    """Let a subscription whose field names a profile make an invoice."""
    one = _subscription(teller, "Onderhoud koelcel", "weingut", "betaallink (4022)")
    teller.booked("weingut", "145.20", subscription_ids=[one])


def merged_and_disagreeing(teller: Teller) -> None:
    """Let two subscriptions that name different profiles make one invoice."""
    both = [
        _subscription(teller, "Huur frigo", "zonneveld", "4021"),
        _subscription(teller, "Onderhoud frigo", "zonneveld", "Betaallink"),
    ]
    teller.booked("zonneveld", "290.40", 1, subscription_ids=both)


def sign_mandate(customer: str, profile: int) -> Chapter:
    """Let a customer that Twikey knows sign a mandate."""
    return lambda teller: _signed(
        teller.twikey.sign_mandate(teller.customers[customer], profile).number
    )


def _signed(number: str) -> None:
    """End a chapter whose mandate nobody comes back to."""


def _subscription(teller: Teller, title: str, customer: str, profile: str) -> str:
    """Add a subscription whose field says this."""
    teamleader = teller.teamleader
    owner = teller.customers[customer]
    subscription_id = teamleader.add_subscription(title, owner, "145.20")
    definition_id = field_ids(teamleader)["subscription"]
    teamleader.set_custom_field(subscription_id, definition_id, profile)
    return subscription_id


def field_ids(teamleader: TeamleaderStandIn) -> dict[str, str]:
    """Return the custom fields for the payment profile: their ids by context."""
    definitions = teamleader.books.definitions.values()
    return {each.context: each.id for each in definitions}
