"""Which custom fields there are."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given

from core.adapters.reading import Node
from core.adapters.teamleader import TeamleaderClient
from core.adapters.teamleader.definitions import definition
from core.domain.custom_fields import FieldContext, FieldDefinition
from core.domain.invoice import CustomFieldId
from core.errors import RemoteUnavailable
from tests.adapters.json_values import anything
from tests.adapters.teamleader.conftest import World

F1 = CustomFieldId("f-1")
LIST = "customFieldDefinitions.list"


async def test_the_fields_of_four_contexts_are_read_by_their_labels(
    world: World, client: TeamleaderClient
) -> None:
    standin = world.standin
    standin.switches.strict = True
    options = ("4021 - Domiciliëring", "4022 - Betaallink")
    pick = standin.add_custom_field_definition(
        "invoice", "Betaalprofiel", "single_select", options
    )
    number = standin.add_custom_field_definition("company", "Aansluitnummer")
    standin.add_custom_field_definition("deal", "Kans")

    found = await client.field_definitions()

    assert [(one.id, one.context, one.label) for one in found] == [
        (number, FieldContext.COMPANY, "Aansluitnummer"),
        (pick, FieldContext.INVOICE, "Betaalprofiel"),
    ]
    assert (found[1].kind, found[1].options) == ("single_select", options)


async def test_more_than_a_page_is_read_whole(
    world: World, client: TeamleaderClient
) -> None:
    for n in range(130):
        world.standin.add_custom_field_definition("invoice", f"Veld {n}")

    assert len(await client.field_definitions()) == 130


async def test_they_are_remembered_for_ten_minutes(
    world: World, client: TeamleaderClient
) -> None:
    await asyncio.gather(*(client.field_definitions() for _ in range(4)))
    world.clock.advance(599)
    await client.field_definitions()
    assert world.count(LIST) == 1

    world.clock.advance(1)
    world.standin.add_custom_field_definition("contact", "Nieuw")

    assert len(await client.field_definitions()) == 1
    assert world.count(LIST) == 2


async def test_a_failed_reading_is_not_remembered(
    world: World, client: TeamleaderClient
) -> None:
    world.standin.add_custom_field_definition("invoice", "Betaalprofiel")
    world.standin.faults.add(LIST, "503", times=3)

    with pytest.raises(RemoteUnavailable):
        await client.field_definitions()

    assert len(await client.field_definitions()) == 1


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (
            {"id": "f-1", "context": "invoice", "type": "single_line", "label": "P"},
            FieldDefinition(F1, FieldContext.INVOICE, "P", "single_line"),
        ),
        (
            {"id": "f-1", "context": "contact", "configuration": {"options": ["a"]}},
            FieldDefinition(F1, FieldContext.CONTACT, "f-1", "", ("a",)),
        ),
        ({"id": "f-1", "context": "sale", "label": "P"}, None),
        ({"context": "invoice", "label": "P"}, None),
    ],
)  # fmt: skip
def test_a_definition_is_read_loosely(
    row: dict[str, Any], found: FieldDefinition | None
) -> None:
    assert definition(Node(row)) == found


@given(anything)
def test_arbitrary_json_is_no_definition(value: object) -> None:
    assert definition(Node(value)) is None
