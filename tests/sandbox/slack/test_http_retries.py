from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from sandbox.slack import SlackStandIn


class Receiver:
    """An app that refuses with chosen answers, and keeps what it got."""

    def __init__(self) -> None:
        self.headers: list[dict[str, str]] = []
        self.answers: list[web.Response] = []

    async def answer(self, request: web.Request) -> web.Response:
        self.headers.append({k.lower(): v for k, v in request.headers.items()})
        return self.answers.pop(0) if self.answers else web.Response()


@pytest.fixture
async def receiver(slack: SlackStandIn) -> AsyncIterator[Receiver]:
    receiver = Receiver()
    application = web.Application()
    application.router.add_post("/", receiver.answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    yield receiver
    await runner.cleanup()


async def test_a_refused_event_comes_again_with_its_number_and_reason(
    slack: SlackStandIn, receiver: Receiver
) -> None:
    receiver.answers = [web.Response(status=500), web.Response(status=500)]

    await slack.open_home("Jan")
    await slack.delivery.settled()

    numbers = [one.get("x-slack-retry-num") for one in receiver.headers]
    assert numbers == [None, "1", "2"]
    assert receiver.headers[2]["x-slack-retry-reason"] == "http_error"


async def test_an_app_can_ask_for_no_repetition(
    slack: SlackStandIn, receiver: Receiver
) -> None:
    stop = {"x-slack-no-retry": "1"}
    receiver.answers = [web.Response(status=500, headers=stop)]

    await slack.open_home("Jan")
    await slack.delivery.settled()

    assert len(receiver.headers) == 1
