"""Payment profiles that are named in custom fields, in every way people do it."""

from __future__ import annotations

from sandbox.book.teller import Chapter, Teller
from sandbox.teamleader import TeamleaderStandIn

ON_TRANSFER, NOT_THERE = "4023 - Overschrijving", "9999 - Kredietkaart"
NO_PROFILE = "domiciliëring aub"


def define_fields(teller: Teller) -> None:
    """Define the two fields for the payment profile."""
    options = ("4021 - Domiciliëring", ON_TRANSFER, NO_PROFILE, NOT_THERE)
    teller.teamleader.add_custom_field_definition(
        "invoice", "Betaalprofiel", "single_select", options
    )
    teller.teamleader.add_custom_field_definition("subscription", "Betaalprofiel")


def named(customer: str, total: str, profile: str) -> Chapter:
    """Let an invoice be booked whose own field says this."""

    def happen(teller: Teller) -> None:
        source_id = teller.draft(customer, total)
        definition_id = field_ids(teller.teamleader)["invoice"]
        teller.teamleader.set_custom_field(source_id, definition_id, profile)
        teller.teamleader.book(source_id)

    return happen


def from_a_subscription(teller: Teller) -> None:
    """Let a subscription whose field names a profile make an invoice."""
    teamleader = teller.teamleader
    subscription_id = teamleader.add_subscription(
        "Onderhoud koelcel", teller.customers["weingut"], "145.20"
    )
    definition_id = field_ids(teamleader)["subscription"]
    teamleader.set_custom_field(subscription_id, definition_id, "betaallink (4022)")
    teller.booked("weingut", "145.20", subscription_ids=[subscription_id])


def field_ids(teamleader: TeamleaderStandIn) -> dict[str, str]:
    """Return the custom fields for the payment profile: their ids by context."""
    definitions = teamleader.books.definitions.values()
    return {each.context: each.id for each in definitions}
