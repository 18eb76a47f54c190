from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import SlackStandIn
from sandbox.wire import SystemClock

CHANNEL = "#boekhouding"


async def serve_app(app: AsyncApp) -> tuple[web.AppRunner, str]:
    """Serve a Bolt app by plain HTTP, as behind a request URL."""

    async def answer(request: web.Request) -> web.Response:
        bolt_request = AsyncBoltRequest(
            body=await request.text(),
            headers={key: [value] for key, value in request.headers.items()},
        )
        result = await app.async_dispatch(bolt_request)
        headers = {key: value[0] for key, value in result.headers.items()}
        return web.Response(status=result.status, text=result.body, headers=headers)

    application = web.Application()
    application.router.add_post("/slack/events", answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"


@pytest.fixture
def clock() -> SystemClock:
    """Bolt compares the time of a signature with the wall clock."""
    return SystemClock()


@pytest.fixture
async def app(slack: SlackStandIn, client: AsyncWebClient) -> AsyncIterator[AsyncApp]:
    app = AsyncApp(client=client, signing_secret=slack.signing_secret)
    runner, slack.request_url = await serve_app(app)
    yield app
    await runner.cleanup()


async def test_a_request_url_echoes_the_challenge(
    slack: SlackStandIn, app: AsyncApp
) -> None:
    assert await slack.delivery.http.verify()


async def test_a_signed_command_is_answered(slack: SlackStandIn, app: AsyncApp) -> None:
    @app.command("/twikey")
    async def answer(ack: AsyncAck, command: dict[str, Any]) -> None:
        await ack(f"You said {command['text']}")

    ack = await slack.command("Emma", CHANNEL, "/twikey", "why INV 42 & more")

    assert ack.ok
    [message] = slack.visible_messages("Emma", CHANNEL)
    assert message.text == "You said why INV 42 &amp; more"


async def test_a_wrong_signature_makes_the_command_fail(
    slack: SlackStandIn, app: AsyncApp
) -> None:
    slack.signing_secret = "another"

    ack = await slack.command("Emma", CHANNEL, "/twikey", "help")

    assert (ack.outcome, ack.status) == ("dispatch_failed", 401)


async def test_a_command_is_never_repeated(slack: SlackStandIn) -> None:
    slack.request_url = "http://127.0.0.1:9/nobody-listens"

    ack = await slack.command("Emma", CHANNEL, "/twikey", "help")

    assert ack.outcome == "dispatch_failed"
    assert len(slack.delivery.http.requests) == 1


async def test_a_public_answer_shows_the_typed_command_first(
    slack: SlackStandIn, app: AsyncApp
) -> None:
    @app.command("/twikey")
    async def answer(ack: AsyncAck) -> None:
        await ack(text="For all", response_type="in_channel")

    await slack.command("Emma", CHANNEL, "/twikey", "status")

    texts = [message.text for message in slack.visible_messages("Jan", CHANNEL)]
    assert texts == ["/twikey status", "For all"]


async def test_a_click_reaches_the_app_by_http(
    slack: SlackStandIn, app: AsyncApp, client: AsyncWebClient
) -> None:
    seen: list[str] = []

    @app.action("go")
    async def go(ack: AsyncAck, body: dict[str, Any]) -> None:
        seen.append(body["user"]["id"])
        await ack()

    text = {"type": "plain_text", "text": "Go"}
    element = {"type": "button", "action_id": "go", "text": text}
    await client.chat_postMessage(
        channel="C0BOEKHD1",
        text="x",
        blocks=[{"type": "actions", "elements": [element]}],
    )
    [message] = slack.visible_messages("Jan", CHANNEL)

    assert (await slack.click("Jan", message, label="Go")).ok
    assert seen == ["U0JAN0001"]
