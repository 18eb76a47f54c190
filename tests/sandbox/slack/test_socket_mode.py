from __future__ import annotations

from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import SlackStandIn
from sandbox.wire import ManualClock

CHANNEL = "#boekhouding"
BUTTONS: list[dict[str, Any]] = [
    {
        "type": "actions",
        "block_id": "row",
        "elements": [
            {
                "type": "button",
                "action_id": "retry",
                "value": "42",
                "text": {"type": "plain_text", "text": "Try again"},
            }
        ],
    }
]


async def test_a_command_reaches_the_app_and_its_answer_the_person(
    slack: SlackStandIn, connected: AsyncApp
) -> None:
    seen: list[dict[str, Any]] = []

    @connected.command("/twikey")
    async def answer(ack: AsyncAck, command: dict[str, Any]) -> None:
        seen.append(command)
        await ack("Working on it")

    ack = await slack.command("Sofie", CHANNEL, "/twikey", "import 30d")

    assert ack.ok
    assert seen[0]["text"] == "import 30d"
    assert seen[0]["channel_name"] == "boekhouding"
    assert seen[0]["user_id"] == slack.user("Sofie").id
    assert seen[0]["team_id"] == slack.team.id
    shown = slack.visible_messages("Sofie", CHANNEL)
    assert [message.text for message in shown] == ["Working on it"]
    assert slack.visible_messages("Jan", CHANNEL) == []


async def test_a_command_nobody_acknowledges_times_out_for_the_person(
    slack: SlackStandIn, connected: AsyncApp
) -> None:
    @connected.command("/twikey")
    async def never(body: dict[str, Any]) -> None:
        del body

    slack.switches.ack_seconds = 0.05
    ack = await slack.command("Jan", CHANNEL, "/twikey", "help")

    assert ack.outcome == "operation_timeout"
    [message] = slack.visible_messages("Jan", CHANNEL)
    assert message.user == "USLACKBOT"
    assert message.text == '/twikey failed with the error "operation_timeout"'


async def test_a_command_without_any_connection_fails(slack: SlackStandIn) -> None:
    ack = await slack.command("Jan", CHANNEL, "/twikey")

    assert ack.outcome == "dispatch_failed"
    [message] = slack.visible_messages("Jan", CHANNEL)
    assert "dispatch_failed" in message.text


async def test_a_command_no_app_owns_is_not_sent(
    slack: SlackStandIn, connected: AsyncApp
) -> None:
    ack = await slack.command("Jan", CHANNEL, "/twiky")

    assert ack.outcome == "unknown_command"
    assert slack.delivery.sockets.envelopes == []


async def test_names_and_addresses_in_a_command_arrive_as_references(
    slack: SlackStandIn, connected: AsyncApp
) -> None:
    seen: list[str] = []

    @connected.command("/twikey")
    async def answer(ack: AsyncAck, command: dict[str, Any]) -> None:
        seen.append(command["text"])
        await ack()

    text = "skip 42 a<b see @jan in #algemeen https://example.invalid/1"
    await slack.command("Sofie", CHANNEL, "/twikey", text)

    assert seen == [
        "skip 42 a&lt;b see <@U0JAN0001|jan> in <#C0ALGEMN1|algemeen> "
        "<https://example.invalid/1>"
    ]


async def test_a_click_carries_the_message_and_its_answer_replaces_it(
    slack: SlackStandIn, connected: AsyncApp, client: AsyncWebClient
) -> None:
    seen: list[dict[str, Any]] = []

    @connected.action("retry")
    async def retry(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond) -> None:
        await ack()
        seen.append(body)
        await respond(text="Done", replace_original=True)

    posted = await client.chat_postMessage(
        channel="C0BOEKHD1", text="Not there", blocks=BUTTONS
    )
    message = slack.find_message("C0BOEKHD1", posted["ts"])
    assert message is not None
    ack = await slack.click("Jan", message, label="Try again")
    await slack.wait_for(lambda: message.text == "Done")

    assert ack.ok
    [body] = seen
    assert body["actions"][0]["value"] == "42"
    assert body["container"]["message_ts"] == posted["ts"]
    assert body["message"]["text"] == "Not there"
    assert body["channel"] == {"id": "C0BOEKHD1", "name": "boekhouding"}
    assert message.blocks == []


async def test_a_click_on_an_ephemeral_message_does_not_carry_it(
    slack: SlackStandIn, connected: AsyncApp, client: AsyncWebClient
) -> None:
    seen: list[dict[str, Any]] = []

    @connected.action("retry")
    async def retry(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond) -> None:
        await ack()
        seen.append(body)
        await respond(delete_original=True)

    await client.chat_postEphemeral(
        channel="C0BOEKHD1", user="U0JAN0001", text="For you", blocks=BUTTONS
    )
    [message] = slack.visible_messages("Jan", CHANNEL)
    await slack.click("Jan", message, action_id="retry")
    await slack.wait_for(lambda: not slack.visible_messages("Jan", CHANNEL))

    assert "message" not in seen[0]
    assert seen[0]["container"]["is_ephemeral"] is True


async def test_somebody_else_cannot_press_the_button_of_an_ephemeral_message(
    slack: SlackStandIn, connected: AsyncApp, client: AsyncWebClient
) -> None:
    await client.chat_postEphemeral(
        channel="C0BOEKHD1", user="U0JAN0001", text="For you", blocks=BUTTONS
    )
    [message] = slack.visible_messages("Jan", CHANNEL)

    with pytest.raises(LookupError, match="does not see"):
        await slack.click("Emma", message, action_id="retry")


async def test_opening_the_home_tab_lets_the_app_publish_it(
    slack: SlackStandIn, connected: AsyncApp, client: AsyncWebClient
) -> None:
    @connected.event("app_home_opened")
    async def publish(event: dict[str, Any]) -> None:
        title = {"type": "plain_text", "text": f"Tab {event['tab']}"}
        blocks = [{"type": "header", "text": title}]
        await client.views_publish(
            user_id=event["user"], view={"type": "home", "blocks": blocks}
        )

    assert (await slack.open_home("Emma")).ok
    home = await slack.wait_for(lambda: slack.home("Emma"))

    assert home.blocks[0]["text"]["text"] == "Tab home"
    assert slack.home("Jan") is None


async def test_an_event_nobody_acknowledges_comes_three_more_times(
    slack: SlackStandIn, connected: AsyncApp, clock: ManualClock
) -> None:
    slack.switches.ack_seconds = 0.02
    start = clock.now()

    await slack.open_home("Jan")
    await slack.delivery.settled()

    sent = slack.delivery.sockets.envelopes
    assert [one["retry_attempt"] for one in sent] == [0, 1, 2, 3]
    assert {one["retry_reason"] for one in sent[1:]} == {"http_timeout"}
    assert len({one["payload"]["event_id"] for one in sent}) == 1
    assert (clock.now() - start).total_seconds() == 360


async def test_a_lost_connection_fails_the_command_and_the_client_comes_back(
    slack: SlackStandIn, connected: AsyncApp
) -> None:
    @connected.command("/twikey")
    async def answer(ack: AsyncAck) -> None:
        await ack("here")

    await slack.delivery.sockets.tell_all("refresh_requested")
    await slack.wait_for(lambda: slack.delivery.sockets.connected == 0)
    await slack.wait_for(lambda: slack.delivery.sockets.connected == 1)
    ack = await slack.command("Jan", CHANNEL, "/twikey")

    assert ack.payload == {"text": "here"}


async def test_a_written_message_reaches_the_app_only_in_its_own_conversation(
    slack: SlackStandIn, connected: AsyncApp
) -> None:
    heard: list[str] = []

    @connected.event("message")
    async def hear(event: dict[str, Any]) -> None:
        heard.append(event["text"])

    await slack.say("Jan", CHANNEL, "to the colleagues")
    await slack.say("Jan", slack.dm("Jan"), "to the app")

    assert heard == ["to the app"]
