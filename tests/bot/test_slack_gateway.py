"""What stands before Slack may answer for it, and not in Slack's own form."""

from __future__ import annotations

import pytest

from bot.slack_api import SlackApi, make_client
from bot.views import Message
from core.errors import RemoteUnavailable
from sandbox.wire import Request, Response, serve


async def test_a_gateway_that_answers_in_plain_text_means_that_slack_is_down() -> None:
    async def gateway(_: Request) -> Response:
        plain = {"Content-Type": "text/plain"}
        return Response(503, b"upstream connect error", plain)

    async with serve(gateway) as address:
        api = SlackApi(make_client("xoxb-1-abcdef", f"{address}/api/"))
        with pytest.raises(RemoteUnavailable):
            await api.post("C0BOEKHD1", Message("Hello", ()))
