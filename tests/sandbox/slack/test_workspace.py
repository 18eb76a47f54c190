"""People, events and shortcuts of a workspace."""

from __future__ import annotations

from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import SlackStandIn
from tests.sandbox.slack.conftest import by_socket

CHANNEL = "#boekhouding"


async def test_the_same_seed_makes_the_same_secrets(slack: SlackStandIn) -> None:
    twin = SlackStandIn(slack.clock)
    other = SlackStandIn(slack.clock, seed=1)

    assert twin.signing_secret == slack.signing_secret
    assert other.bot_token != slack.bot_token


async def test_a_stranger_shows_their_own_workspace(
    slack: SlackStandIn, connected: AsyncApp
) -> None:
    seen: list[str] = []

    @connected.command("/twikey")
    async def answer(ack: AsyncAck, command: dict[str, Any]) -> None:
        seen.append(command["team_id"])
        await ack()

    await slack.command("Otto", CHANNEL, "/twikey", "help")

    assert seen == [slack.user("Otto").team_id]
    assert seen != [slack.team.id]


async def test_somebody_who_left_cannot_act(slack: SlackStandIn) -> None:
    with pytest.raises(LookupError, match="cannot act"):
        await slack.command("Pieter", CHANNEL, "/twikey")


async def test_nobody_writes_in_an_archived_channel(slack: SlackStandIn) -> None:
    with pytest.raises(LookupError, match="cannot write"):
        await slack.say("Jan", "#archief-2019", "hello?")


async def test_the_app_hears_who_joins_its_channels(
    slack: SlackStandIn, connected: AsyncApp
) -> None:
    heard: list[tuple[str, str]] = []

    @connected.event("member_joined_channel")
    async def joined(event: dict[str, Any]) -> None:
        heard.append((event["user"], event["channel"]))

    slack.leave("Jan", CHANNEL)
    await slack.join("Jan", CHANNEL)
    unheard = await slack.join("Otto", "#algemeen")
    await slack.join("twikey", "#algemeen")
    await slack.wait_for(lambda: slack.bot_is_in(slack.channel("#algemeen")))

    assert unheard.outcome == "not_sent"
    assert heard == [
        ("U0JAN0001", "C0BOEKHD1"),
        (slack.app.bot_user_id, "C0ALGEMN1"),
    ]


async def test_without_its_scope_an_event_is_not_told(
    slack: SlackStandIn, connected: AsyncApp
) -> None:
    heard: list[str] = []

    @connected.event("member_joined_channel")
    async def joined(event: dict[str, Any]) -> None:
        heard.append(event["user"])

    @connected.event("message")
    async def written(event: dict[str, Any]) -> None:
        heard.append(event["text"])

    slack.switches.scopes = ("chat:write",)
    unheard = await slack.join("twikey", "#algemeen")
    await slack.say("Jan", slack.dm("Jan"), "hello?")

    assert unheard.outcome == "not_sent"
    assert heard == []


async def test_what_is_written_to_the_app_is_told_to_it(
    slack: SlackStandIn, connected: AsyncApp
) -> None:
    heard: list[tuple[str, str]] = []

    @connected.event("message")
    async def written(event: dict[str, Any]) -> None:
        heard.append((event["channel_type"], event["text"]))

    await slack.say("Jan", slack.dm("Jan"), "why 42?")
    await slack.say("Jan", CHANNEL, "not to the app")
    await slack.wait_for(lambda: heard)

    assert heard == [("im", "why 42?")]


async def test_a_shortcut_on_a_message_carries_the_message(
    slack: SlackStandIn, connected: AsyncApp
) -> None:
    seen: list[str] = []

    @connected.message_shortcut("explain")
    async def explain(ack: AsyncAck, body: dict[str, Any]) -> None:
        seen.append(body["message"]["text"])
        await ack()

    @connected.global_shortcut("status")
    async def status(ack: AsyncAck, body: dict[str, Any]) -> None:
        seen.append(body["type"])
        await ack()

    said = await slack.say("Jan", CHANNEL, "where is 2026 / 42?")
    assert (await slack.shortcut("Jan", "explain", said)).ok
    assert (await slack.shortcut("Jan", "status")).ok

    assert seen == ["where is 2026 / 42?", "shortcut"]


async def test_each_command_goes_to_one_of_several_connections(
    slack: SlackStandIn, app: AsyncApp, client: AsyncWebClient
) -> None:
    counts = [0, 0]

    @app.command("/twikey")
    async def first(ack: AsyncAck) -> None:
        counts[0] += 1
        await ack()

    replica = AsyncApp(client=client, signing_secret="unused with sockets")

    @replica.command("/twikey")
    async def second(ack: AsyncAck) -> None:
        counts[1] += 1
        await ack()

    async with by_socket(app, slack), by_socket(replica, slack):
        await slack.wait_for(lambda: slack.delivery.sockets.connected == 2)
        for _ in range(20):
            assert (await slack.command("Jan", CHANNEL, "/twikey")).ok

    assert sum(counts) == 20
    assert min(counts) > 0


async def test_a_socket_wants_the_app_token(slack: SlackStandIn) -> None:
    client = AsyncWebClient(base_url=f"{slack.address}/api/")
    socket = SocketModeClient(app_token=slack.bot_token, web_client=client)

    with pytest.raises(SlackApiError) as caught:
        await socket.issue_new_wss_url()

    assert caught.value.response["error"] == "not_allowed_token_type"
    await socket.close()  # type: ignore[no-untyped-call]


async def test_waiting_ends_when_nothing_happens(slack: SlackStandIn) -> None:
    with pytest.raises(TimeoutError):
        await slack.wait_for(lambda: slack.home("Jan"), timeout=0.01)
