"""Making choices and filling fields as a person does."""

from __future__ import annotations

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import Message, SlackStandIn
from sandbox.slack.elements import state_of
from sandbox.slack.finding import client_errors, fill
from tests.sandbox.slack.parts import Json, plain

CHANNEL = "C0BOEKHD1"


OPTIONS = [{"text": plain(t), "value": t.lower()} for t in ("Gent", "Luik")]
BLOCKS: list[Json] = [
    {
        "type": "section",
        "block_id": "row",
        "text": plain("Department"),
        "accessory": {"type": "overflow", "action_id": "more", "options": OPTIONS},
    },
    {
        "type": "actions",
        "block_id": "menus",
        "elements": [
            {
                "type": "static_select",
                "action_id": "place",
                "placeholder": plain("Department"),
                "options": OPTIONS,
            },
            {"type": "datepicker", "action_id": "day"},
            {"type": "button", "action_id": "go", "value": "1", "text": plain("Go")},
            {"type": "button", "action_id": "stop", "value": "2", "text": plain("Go")},
        ],
    },
]


@pytest.fixture
async def message(slack: SlackStandIn, client: AsyncWebClient) -> Message:
    await client.chat_postMessage(channel=CHANNEL, text="x", blocks=BLOCKS)
    return slack.visible_messages("Jan", CHANNEL)[0]


async def test_a_choice_is_sent_and_remembered_for_that_person(
    slack: SlackStandIn, connected: AsyncApp, message: Message
) -> None:
    seen: list[Json] = []

    async def hear(ack: AsyncAck, body: Json) -> None:
        seen.append(body)
        await ack()

    for action in ("place", "day", "more"):
        connected.action(action)(hear)

    await slack.choose("Jan", message, "Luik", action_id="place")
    await slack.choose("Jan", message, "2026-03-02", action_id="day")
    await slack.choose("Emma", message, "gent", action_id="more")

    assert seen[0]["actions"][0]["selected_option"] == OPTIONS[1]
    assert seen[1]["actions"][0]["selected_date"] == "2026-03-02"
    remembered = seen[1]["state"]["values"]["menus"]
    assert remembered["place"]["selected_option"] == OPTIONS[1]
    assert seen[2]["actions"][0]["selected_option"] == OPTIONS[0]
    untouched = seen[2]["state"]["values"]["menus"]
    assert untouched["place"]["selected_option"] is None


async def test_a_button_is_found_by_its_value_when_the_label_is_not_enough(
    slack: SlackStandIn, connected: AsyncApp, message: Message
) -> None:
    pressed: list[str] = []

    @connected.action("stop")
    async def stop(ack: AsyncAck, action: Json) -> None:
        pressed.append(action["value"])
        await ack()

    with pytest.raises(LookupError, match="2 elements"):
        await slack.click("Jan", message, label="Go")
    await slack.click("Jan", message, label="Go", value="2")

    assert pressed == ["2"]


async def test_an_option_that_is_not_offered_cannot_be_chosen(
    slack: SlackStandIn, message: Message
) -> None:
    with pytest.raises(LookupError, match="no option 'Brussel'"):
        await slack.choose("Jan", message, "Brussel", action_id="place")


async def test_a_click_nobody_answers_is_told_to_the_person(
    slack: SlackStandIn, message: Message
) -> None:
    ack = await slack.click("Jan", message, action_id="go")

    assert ack.outcome == "dispatch_failed"
    assert [one.text for one in slack.troubles] == [
        'Twikey did not answer: "dispatch_failed"'
    ]


@pytest.mark.parametrize(
    ("element", "chosen", "state"),
    [
        pytest.param({"type": "plain_text_input"}, "x", {"value": "x"}, id="text"),
        pytest.param({"type": "plain_text_input"}, "", {"value": None}, id="nothing"),
        pytest.param(
            {"type": "datetimepicker"},
            "1772442000",
            {"selected_date_time": 1772442000},
            id="moment",
        ),
        pytest.param(
            {"type": "multi_users_select"},
            ["U0JAN0001"],
            {"selected_users": ["U0JAN0001"]},
            id="users",
        ),
        pytest.param(
            {"type": "checkboxes", "options": OPTIONS},
            ["Gent", "luik"],
            {"selected_options": OPTIONS},
            id="checkboxes",
        ),
        pytest.param(
            {"type": "radio_buttons", "options": OPTIONS},
            None,
            {"selected_option": None},
            id="no-radio",
        ),
    ],
)
def test_what_is_entered_becomes_the_state_slack_sends(
    element: Json, chosen: str | list[str] | None, state: Json
) -> None:
    assert state_of(element, chosen) == {"type": element["type"], **state}


@pytest.mark.parametrize(
    ("element", "entered", "objection"),
    [
        pytest.param(
            {"type": "plain_text_input", "min_length": 5}, "abc", "at least 5", id="low"
        ),
        pytest.param(
            {"type": "plain_text_input", "max_length": 2}, "abc", "at most 2", id="high"
        ),
        pytest.param({"type": "number_input"}, "ten", "a number", id="words"),
        pytest.param({"type": "number_input"}, "1.5", "whole number", id="part"),
        pytest.param(
            {"type": "number_input", "min_value": "3"}, "2", "at least 3", id="small"
        ),
        pytest.param(
            {"type": "number_input", "max_value": "3"}, "4", "at most 3", id="large"
        ),
        pytest.param({"type": "number_input"}, "7", "", id="fine"),
    ],
)
def test_slack_itself_objects_to_a_wrong_length_or_number(
    element: Json, entered: str, objection: str
) -> None:
    held = {**element, "action_id": "a"}
    block = {"type": "input", "block_id": "b", "label": plain("F"), "element": held}

    errors = client_errors([block], fill([block], {"F": entered}))

    assert bool(errors) is bool(objection)
    assert objection in errors.get("b", "")


def test_a_field_that_does_not_exist_cannot_be_filled() -> None:
    with pytest.raises(LookupError, match="no field called 'Colour'"):
        fill(BLOCKS, {"Colour": "red"})
