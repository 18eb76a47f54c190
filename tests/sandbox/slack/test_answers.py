"""Answers through the response_url."""

from __future__ import annotations

from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.webhook.async_client import AsyncWebhookClient

from sandbox.slack import SlackStandIn
from sandbox.wire import ManualClock

CHANNEL = "#boekhouding"


@pytest.fixture
async def answer(slack: SlackStandIn, connected: AsyncApp) -> AsyncWebhookClient:
    """The response_url of a command Jan typed."""
    urls: list[str] = []

    @connected.command("/twikey")
    async def command(ack: AsyncAck, body: dict[str, Any]) -> None:
        urls.append(body["response_url"])
        await ack()

    await slack.command("Jan", CHANNEL, "/twikey", "import")
    return AsyncWebhookClient(urls[0])


async def test_an_answer_is_private_by_default(
    slack: SlackStandIn, answer: AsyncWebhookClient
) -> None:
    result = await answer.send(text="Only you")

    assert (result.status_code, result.body) == (200, "ok")
    assert [one.text for one in slack.visible_messages("Jan", CHANNEL)] == ["Only you"]
    assert slack.visible_messages("Sofie", CHANNEL) == []


async def test_an_answer_works_where_the_app_is_no_member(
    slack: SlackStandIn, answer: AsyncWebhookClient
) -> None:
    slack.leave("twikey", CHANNEL)

    await answer.send(text="For all", response_type="in_channel")

    texts = [one.text for one in slack.visible_messages("Sofie", CHANNEL)]
    assert texts == ["/twikey import", "For all"]


async def test_a_sixth_answer_is_refused(
    slack: SlackStandIn, answer: AsyncWebhookClient
) -> None:
    codes = [(await answer.send(text=f"{n}")).status_code for n in range(6)]

    assert codes == [200] * 5 + [404]
    assert len(slack.visible_messages("Jan", CHANNEL)) == 5


async def test_an_answer_after_half_an_hour_is_refused(
    slack: SlackStandIn, answer: AsyncWebhookClient, clock: ManualClock
) -> None:
    await clock.sleep(30 * 60)

    result = await answer.send(text="Too late")

    assert result.status_code == 404
    assert "expired_url" in result.body


async def test_an_answer_with_bad_blocks_is_refused_and_costs_no_use(
    slack: SlackStandIn, answer: AsyncWebhookClient
) -> None:
    result = await answer.send(text="x", blocks=[{"type": "nonsense"}])

    assert result.status_code == 400
    assert "json-pointer:/blocks/0" in result.body
    codes = [(await answer.send(text=f"{n}")).status_code for n in range(5)]
    assert codes == [200] * 5


async def test_an_unknown_answer_address_is_refused(slack: SlackStandIn) -> None:
    stranger = AsyncWebhookClient(f"{slack.address}/response/T0DEMO001/none")

    assert (await stranger.send(text="x")).status_code == 404
