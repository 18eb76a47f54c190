from __future__ import annotations

import pytest

from sandbox.teamleader import TeamleaderStandIn
from tests.sandbox.teamleader.caller import Caller


@pytest.fixture
def company_id(teamleader: TeamleaderStandIn) -> str:
    return teamleader.add_company("Brouwerij Proef")


async def test_custom_fields_of_customers_are_listed_only_when_included(
    teamleader: TeamleaderStandIn, caller: Caller, company_id: str
) -> None:
    field = teamleader.add_custom_field_definition("company", "Klantnummer")
    teamleader.add_custom_field_definition("invoice", "Profiel")
    teamleader.set_custom_field(company_id, field, "KL-1")
    (plain,) = await caller.data("companies.list")
    (shown,) = await caller.data("companies.list", {"includes": "custom_fields"})

    definition = {"type": "customFieldDefinition", "id": field}
    assert "custom_fields" not in plain
    assert shown["custom_fields"] == [{"definition": definition, "value": "KL-1"}]


async def test_an_unset_custom_field_is_empty_in_its_own_way_or_missing(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    for kind in ("single_select", "multi_select", "boolean"):
        teamleader.add_custom_field_definition("invoice", kind, kind)
    empty = (await caller.info(booked))["custom_fields"]
    teamleader.switches.unset_fields = "missing"
    missing = (await caller.info(booked))["custom_fields"]

    assert [field["value"] for field in empty] == [None, [], False]
    assert missing == []


async def test_custom_field_definitions_come_twenty_at_a_time(
    teamleader: TeamleaderStandIn, caller: Caller
) -> None:
    for number in range(25):
        teamleader.add_custom_field_definition("invoice", f"Veld {number}")

    rows = await caller.data("customFieldDefinitions.list")
    assert len(rows) == 20
    assert len(await caller.ids("customFieldDefinitions.list", context="invoice")) == 25
    assert await caller.ids("customFieldDefinitions.list", context="company") == []


async def test_a_select_shows_its_options_as_objects(
    teamleader: TeamleaderStandIn, caller: Caller, booked: str
) -> None:
    field = teamleader.add_custom_field_definition(
        "invoice", "Profiel", "single_select", ("Betaallink", "Overschrijving")
    )
    teamleader.set_custom_field(booked, field, "Betaallink")
    teamleader.rename_option(field, "Betaallink", "Online")
    (row,) = await caller.data("customFieldDefinitions.list")

    options = [option["value"] for option in row["configuration"]["options"]]
    assert options == ["Online", "Overschrijving"]
    assert (await caller.info(booked))["custom_fields"][0]["value"] == "Betaallink"


async def test_custom_fields_of_subscriptions_are_apart_from_those_of_invoices(
    teamleader: TeamleaderStandIn, caller: Caller, company_id: str
) -> None:
    field = teamleader.add_custom_field_definition("subscription", "Profiel")
    subscription_id = teamleader.add_subscription(
        "Een", company_id, "50", custom_fields={field: "12"}
    )
    invoice_id = teamleader.draft_invoice("50", subscription_ids=[subscription_id])
    info = await caller.data("subscriptions.info", {"id": subscription_id})

    assert info["custom_fields"][0]["value"] == "12"
    assert (await caller.info(invoice_id))["custom_fields"] == []
