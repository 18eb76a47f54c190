"""A served stand-in, and real Slack clients pointed at it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import SlackStandIn, serve_slack
from sandbox.wire import ManualClock


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))


@pytest.fixture
async def slack(clock: ManualClock) -> AsyncIterator[SlackStandIn]:
    stand_in = SlackStandIn(clock)
    stand_in.switches.ack_seconds = 0.5
    async with serve_slack(stand_in, "127.0.0.1", 0):
        yield stand_in


@pytest.fixture
def client(slack: SlackStandIn) -> AsyncWebClient:
    return AsyncWebClient(token=slack.bot_token, base_url=f"{slack.address}/api/")


@pytest.fixture
def app(client: AsyncWebClient) -> AsyncApp:
    return AsyncApp(client=client, signing_secret="unused with sockets")


@asynccontextmanager
async def by_socket(app: AsyncApp, slack: SlackStandIn) -> AsyncIterator[None]:
    """Connect the app by Socket Mode, as in production."""
    handler = AsyncSocketModeHandler(app, slack.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await slack.wait_for(lambda: slack.delivery.sockets.connected)
    try:
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


@pytest.fixture
async def connected(app: AsyncApp, slack: SlackStandIn) -> AsyncIterator[AsyncApp]:
    async with by_socket(app, slack):
        yield app


@pytest.fixture
async def page(slack: SlackStandIn) -> AsyncIterator[Page]:
    slack.switches.ack_seconds = 3
    slack.switches.trigger_seconds = 60
    async with async_playwright() as playwright:
        own = playwright.chromium.executable_path
        found = own if Path(own).exists() else shutil.which("chromium")  # noqa: ASYNC240
        if not found:
            pytest.skip("Chromium is not installed")
        browser = await playwright.chromium.launch(executable_path=found)
        page = await browser.new_page()
        mistakes: list[str] = []
        page.on("pageerror", lambda error: mistakes.append(str(error)))
        await page.goto(slack.address)
        yield page
        await browser.close()
        assert mistakes == []
